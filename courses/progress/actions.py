"""What a learner does moves them forward: quizzes, clips and approved practice work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from courses.catalogue.errors import UnknownLesson
from courses.catalogue.models import Lesson
from courses.people.models import Learner
from courses.progress.core import note_core_completion
from courses.progress.merge import merge_progress
from courses.progress.models import LessonProgress
from courses.quizzes.actions import believable_time, record_attempt
from courses.quizzes.models import Attempt, QuizVersion


@transaction.atomic
def submit_quiz(
    version: QuizVersion,
    *,
    attempt_id: UUID,
    learner: Learner,
    answers: Mapping[str, Any],
    answered_at: datetime,
    received_at: datetime,
) -> Attempt:
    """Record a finished quiz, move the learner's progress and note the core when it completes it.

    `version` is the one that the learner saw, current or not: passing any version of a lesson's quiz
    passes it, so that mending a comma sends nobody back. A lower mark later takes nothing away. The
    same id again returns the first attempt and changes nothing. Raises what `record_attempt` raises.
    """
    attempt, is_new = record_attempt(
        version,
        attempt_id=attempt_id,
        learner=learner,
        answers=answers,
        answered_at=answered_at,
        received_at=received_at,
    )
    if is_new:
        progress = merge_progress(
            learner.pk,
            version.lesson_id,
            best_percent=attempt.percent,
            opened_at=attempt.answered_at,
            quiz_passed_at=attempt.answered_at if attempt.is_passed else None,
            seen_at=attempt.answered_at,
        )
        if progress and progress.completed_at and progress.quiz_passed_at == attempt.answered_at:
            # Only the first pass completes anything; a later one finds the core already noted.
            note_core_completion(learner)
    return attempt


@transaction.atomic
def note_practice_approved(learner: Learner, *, lesson: Lesson, at: datetime) -> LessonProgress:
    """Move a learner's progress when a trainer approved their practice work."""
    progress = merge_progress(learner.pk, lesson.key, practice_approved_at=at)
    if progress is None:
        raise UnknownLesson
    if progress.completed_at:
        note_core_completion(learner)
    return progress


def note_watched(
    learner: Learner,
    *,
    lesson_key: UUID,
    watched: int,
    furthest_ms: int,
    seen_at: datetime,
    received_at: datetime,
) -> LessonProgress:
    """Join what a learner's phone saw of a lesson's clip into their progress: one statement.

    `watched` is the bitmap of sixty parts, `furthest_ms` the furthest position. Safe to repeat.
    Raises `UnknownLesson`. A lesson with neither quiz nor practice is complete from here on; the core
    that it may complete is noted with the learner's next result or by the nightly recount.
    """
    moment = believable_time(seen_at, learner=learner, received_at=received_at)
    progress = merge_progress(
        learner.pk, lesson_key, watched=watched, furthest_ms=furthest_ms, opened_at=moment, seen_at=moment
    )
    if progress is None:
        raise UnknownLesson
    return progress
