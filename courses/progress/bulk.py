"""What many quizzes and clips of one learner move forward, at once."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from courses.people.models import Learner
from courses.progress.core import note_core_completion
from courses.progress.merge import Known, merge_lessons
from courses.progress.models import LessonProgress


@transaction.atomic
def join_progress(learner: Learner, known: Mapping[UUID, Known]) -> list[LessonProgress]:
    """Join what is known of a learner in several lessons and note the core when that completes it.

    Runs inside the transaction that wrote the attempts down. Lessons that do not exist give no row.
    """
    if not known:
        return []
    rows = merge_lessons(learner.pk, known)
    if any(row.completed_at and _may_have_moved(row, known[row.lesson_id]) for row in rows):
        note_core_completion(learner)
    return rows


def _may_have_moved(row: LessonProgress, known: Known) -> bool:
    """Tell whether a completion may come from what was joined now: one of its moments is the row's own."""
    return (
        row.opened_at == known.opened_at
        or (known.quiz_passed_at is not None and row.quiz_passed_at == known.quiz_passed_at)
        or (known.practice_approved_at is not None and row.practice_approved_at == known.practice_approved_at)
    )
