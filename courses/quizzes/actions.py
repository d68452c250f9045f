"""Publishing a lesson with its quiz, and writing down what learners answered."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from courses.append import append_all, append_once
from courses.catalogue.actions import mark_withdrawn, save_lesson
from courses.catalogue.errors import UnknownLesson
from courses.catalogue.facts import LessonFacts
from courses.catalogue.models import Lesson
from courses.people.models import Learner
from courses.quizzes.answers import tidy_answers
from courses.quizzes.content import CompiledQuiz, compile_quiz
from courses.quizzes.errors import AttemptTaken
from courses.quizzes.marking import mark_quiz
from courses.quizzes.models import Attempt, QuizVersion


@transaction.atomic
def publish_lesson(facts: LessonFacts, *, quiz: dict[str, Any] | None, at: datetime) -> Lesson:
    """Write a published lesson and the version of its quiz, both or neither.

    The same quiz again is the same version; an edited one is the next version; one that is as it was
    before makes the old version current again; None leaves the lesson without a quiz. Versions and
    attempts are never touched. Raises `QuizContentRefused`, `UnknownTrack`, `UnknownPracticeKind`.
    """
    compiled = None if quiz is None else compile_quiz(quiz)
    lesson = save_lesson(facts, at=at)
    # Two publishes of one lesson take turns here, so that they cannot make the same version number.
    Lesson.objects.select_for_update().get(key=lesson.key)
    _make_current(lesson, compiled, at)
    return lesson


@transaction.atomic
def withdraw_lesson(key: UUID, *, at: datetime) -> Lesson:
    """Take a lesson out of the path. Its quiz versions, attempts, work and progress all stay.

    Withdrawing twice changes nothing. Raises `UnknownLesson`.
    """
    lesson = mark_withdrawn(key, at=at)
    if lesson is None:
        raise UnknownLesson
    return lesson


def record_attempt(
    version: QuizVersion,
    *,
    attempt_id: UUID,
    learner: Learner,
    answers: Mapping[str, Any],
    answered_at: datetime,
    received_at: datetime,
) -> tuple[Attempt, bool]:
    """Mark a learner's answers against the version that they saw and write them down, once.

    Returns the attempt and whether it is new: the same id with the same answers gets the first
    attempt back. The sender's clock is not trusted beyond the day of joining and the moment of
    arrival. Raises `AnswersUnreadable`, and `AttemptTaken` when the id stands for something else.
    """
    attempt = marked_attempt(
        version,
        attempt_id=attempt_id,
        learner=learner,
        answers=answers,
        answered_at=believable_time(answered_at, learner=learner, received_at=received_at),
        received_at=received_at,
    )
    if append_once(attempt):
        return attempt, True
    return _same_attempt(attempt), False


def marked_attempt(
    version: QuizVersion,
    *,
    attempt_id: UUID,
    learner: Learner,
    answers: Mapping[str, Any],
    answered_at: datetime,
    received_at: datetime,
) -> Attempt:
    """Mark answers against the version that was seen; returns the attempt unsaved. Raises as above.

    `answered_at` is kept as it is given: whoever calls says what to think of the sender's clock.
    """
    tidy = tidy_answers(version.content, answers)
    mark = mark_quiz(version.content, tidy)
    return Attempt(
        id=attempt_id,
        learner=learner,
        quiz_version=version,
        answers=tidy,
        score=mark.score,
        max_score=mark.max_score,
        is_passed=mark.is_passed,
        answered_at=answered_at,
        received_at=received_at,
    )


def record_attempts(attempts: Sequence[Attempt], *, people: Collection[int]) -> dict[UUID, bool | None]:
    """Write down many marked attempts of one learner in one statement, each once.

    Tells of each id whether it is new; None where it stands for something else. `people` are the
    learner's ids: after a merge, what was sent before may stand under the former one.
    """
    new = append_all(sorted(attempts, key=lambda attempt: attempt.pk))
    old = {attempt.pk for attempt in attempts} - new
    stored = (
        {(row.pk, row.quiz_version_id): row for row in Attempt.objects.filter(pk__in=old, learner__in=people)}
        if old
        else {}
    )

    def told(attempt: Attempt) -> bool | None:
        if attempt.pk in new:
            return True
        row = stored.get((attempt.pk, attempt.quiz_version_id))
        return False if row is not None and row.answers == attempt.answers else None

    return {attempt.pk: told(attempt) for attempt in attempts}


def believable_time(moment: datetime, *, learner: Learner, received_at: datetime) -> datetime:
    """Return a phone's time, moved into what is possible: not before joining, not after arrival."""
    return min(max(moment, learner.joined_at), received_at)


def _make_current(lesson: Lesson, compiled: CompiledQuiz | None, at: datetime) -> None:
    versions = QuizVersion.objects.filter(lesson=lesson)
    wanted = compiled.sha256 if compiled else ""
    versions.filter(is_current=True).exclude(sha256=wanted).update(is_current=False)
    if compiled is None or versions.filter(sha256=wanted).update(is_current=True):
        return
    last = versions.order_by("-number").values_list("number", flat=True).first() or 0
    QuizVersion.objects.create(
        lesson=lesson,
        number=last + 1,
        content=compiled.content,
        sha256=compiled.sha256,
        pass_percent=compiled.pass_percent,
        created_at=at,
    )


def _same_attempt(sent: Attempt) -> Attempt:
    stored = Attempt.objects.select_related("quiz_version__lesson").get(pk=sent.pk)
    is_same = (
        stored.learner_id == sent.learner_id
        and stored.quiz_version_id == sent.quiz_version_id
        and stored.answers == sent.answers
    )
    if not is_same:
        raise AttemptTaken
    return stored
