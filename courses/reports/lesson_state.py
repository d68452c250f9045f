"""One learner's own state of one lesson, for the shared lesson page: one statement."""

from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from courses.catalogue.models import Lesson
from courses.people.models import Learner
from courses.progress.models import WATCHED_PARTS

# The next lesson is the first open one behind this one on the path, else the first that was passed
# over. It is chosen here because each row that Python fetches costs as much as the whole choice.
STATEMENT = """
WITH here AS (
  SELECT l.key, t.position AS track_position, l.position, l.code
  FROM courses_lesson l JOIN courses_track t ON t.code = l.track_id WHERE l.key = %s
), ahead AS (
  SELECT l.key, l.title_th, l.title_en, l.path_th, l.path_en
  FROM here, courses_lesson l JOIN courses_track t ON t.code = l.track_id
  LEFT JOIN courses_lessonprogress p ON p.lesson_id = l.key AND p.learner_id = %s
  WHERE l.withdrawn_at IS NULL AND p.completed_at IS NULL AND l.key <> here.key
  ORDER BY (t.position, l.position, l.code, l.key)
    < (here.track_position, here.position, here.code, here.key),
    t.position, l.position, l.code, l.key
  LIMIT 1
)
SELECT p.watched, p.furthest_ms, p.best_percent, p.quiz_passed_at, p.completed_at,
  (SELECT s.state FROM courses_submission s WHERE s.learner_id = %s AND s.lesson_id = here.key
   AND s.state <> 'replaced' ORDER BY s.sent_at DESC, s.id LIMIT 1),
  ahead.key, ahead.title_th, ahead.title_en, ahead.path_th, ahead.path_en
FROM here
LEFT JOIN courses_lessonprogress p ON p.lesson_id = here.key AND p.learner_id = %s
LEFT JOIN ahead ON 1 = 1
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
        cursor.execute(STATEMENT, [key, learner.pk, learner.pk, learner.pk])
        row = cursor.fetchone()
    if row is None:
        return None
    going_on = row[6:]
    return Standing(_state(row), NextLesson(_uuid(going_on[0]), *going_on[1:]) if going_on[0] else None)


def _state(row: tuple[Any, ...]) -> LessonState:
    watched, furthest_ms, best_percent, passed_at, completed_at, practice = row[:6]
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
