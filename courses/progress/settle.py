"""Completion that follows from a changed lesson, not from anything that a learner does.

When a quiz or a practice task is taken out of a lesson, those who did the rest are complete; when a
lesson is withdrawn or made optional, those who did the others have completed the core.
"""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from courses.catalogue.models import Lesson
from courses.people.models import Learner
from courses.progress.core import RequiredLesson, core_reached, note_core_completion
from courses.progress.merge import TABLE, completion_of
from courses.progress.models import LessonProgress


def settle_lesson(lesson_key: UUID) -> int:
    """Complete a lesson for everybody who now has done all of it: one statement. Returns how many."""
    key = Lesson._meta.pk.get_db_prep_value(lesson_key, connection)
    return _settle("AND p.lesson_id = %s", [key])


@transaction.atomic
def settle_everything() -> int:
    """Every night: complete lessons and cores that are due. Returns how many; normally none."""
    return _settle("", []) + settle_cores()


@transaction.atomic
def settle_cores() -> int:
    """Note the core of learners who have it and of whom it was not written: two queries where none has."""
    required = list(
        Lesson.objects.filter(withdrawn_at__isnull=True, is_required=True).values_list(
            "key", "track_id", "track__is_foundation", "track__position"
        )
    )
    rows = (
        LessonProgress.objects.filter(
            completed_at__isnull=False,
            lesson__in=[key for key, _code, _first, _place in required],
            learner__core_completion__isnull=True,
        )
        .order_by("learner_id")
        .values_list("learner_id", "lesson_id", "completed_at")
    )
    due = []
    for learner_id, group in groupby(rows.iterator(), key=lambda row: row[0]):
        done = {lesson: moment for _learner, lesson, moment in group}
        path = (RequiredLesson(code, first, place, done.get(key)) for key, code, first, place in required)
        if core_reached(path):
            due.append(learner_id)
    return sum(note_core_completion(learner) is not None for learner in Learner.objects.filter(pk__in=due))


def _settle(condition: str, values: list[Any]) -> int:
    done = completion_of("p.", "p.lesson_id")
    parts = [
        f"UPDATE {TABLE} AS p SET completed_at = {done}",  # noqa: S608 - our own names
        f"WHERE p.completed_at IS NULL AND {done} IS NOT NULL",
        condition,
    ]
    with connection.cursor() as cursor:
        cursor.execute(" ".join(parts), values)
        return int(cursor.rowcount)
