"""One learner's own state of one lesson, for the shared lesson page: one statement."""

from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from courses.catalogue.models import Lesson
from courses.people.models import Learner
from courses.progress.models import WATCHED_PARTS
from courses.progress.path import ahead_of

STATEMENT = """
SELECT l.key, l.withdrawn_at IS NULL, l.title_th, l.title_en, l.path_th, l.path_en,
       p.watched, p.furthest_ms, p.best_percent, p.quiz_passed_at, p.completed_at,
       CASE WHEN l.key = %s THEN (
           SELECT s.state FROM courses_submission s
           WHERE s.learner_id = %s AND s.lesson_id = l.key
           ORDER BY s.sent_at DESC, s.id LIMIT 1) END
FROM courses_lesson l
JOIN courses_track t ON t.code = l.track_id
LEFT JOIN courses_lessonprogress p ON p.lesson_id = l.key AND p.learner_id = %s
WHERE l.withdrawn_at IS NULL OR l.key = %s
ORDER BY t.position, l.position, l.code, l.key
"""


class LessonState(NamedTuple):
    """How far a learner is in a lesson. `practice_state` is that of the last piece sent, or empty."""

    watched_percent: int = 0
    furthest_ms: int = 0
    best_percent: int | None = None
    quiz_passed: bool = False
    practice_state: str = ""
    completed: bool = False


class NextLesson(NamedTuple):
    """The lesson to go on with: the next one on the path that is not complete, else the first such."""

    key: UUID
    title_th: str
    title_en: str
    path_th: str
    path_en: str


class Standing(NamedTuple):
    """What a shared lesson page says to one learner."""

    lesson: LessonState
    next: NextLesson | None


def standing(learner: Learner, lesson_key: UUID) -> Standing | None:
    """Return a learner's state of a lesson and the lesson to go on with; None for an unknown lesson.

    Written as SQL because every view of every lesson asks it: building the same query in Python
    costs several times what running it does. A withdrawn lesson still answers, it is never next.
    """
    key = Lesson._meta.pk.get_db_prep_value(lesson_key, connection)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [key, learner.pk, learner.pk, key])
        rows = cursor.fetchall()
    place = next((number for number, row in enumerate(rows) if row[0] == key), None)
    if place is None:
        return None
    going_on = next((row for row in ahead_of(rows, place) if row[1] and row[10] is None), None)
    return Standing(_state(rows[place]), going_on and NextLesson(_uuid(going_on[0]), *going_on[2:6]))


def _state(row: tuple[Any, ...]) -> LessonState:
    watched, furthest_ms, best_percent, passed_at, completed_at, practice = row[6:12]
    return LessonState(
        watched_percent=(watched or 0).bit_count() * 100 // WATCHED_PARTS,
        furthest_ms=furthest_ms or 0,
        best_percent=best_percent,
        quiz_passed=passed_at is not None,
        practice_state=practice or "",
        completed=completed_at is not None,
    )


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
