"""Attempts: marked against the version seen, written once, never overwritten."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from courses.models import Attempt, Learner, QuizVersion
from courses.quizzes.actions import publish_lesson, record_attempt
from courses.quizzes.errors import AnswersUnreadable, AttemptTaken
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> QuizVersion:
    return build.published(with_quiz=build.quiz()).quiz_versions.get()


def record(
    version: QuizVersion,
    learner: Learner,
    answers: Any = None,
    *,
    attempt_id: uuid.UUID | None = None,
    answered_at: datetime = build.NOON,
) -> tuple[Attempt, bool]:
    return record_attempt(
        version,
        attempt_id=attempt_id or uuid.uuid4(),
        learner=learner,
        answers=build.RIGHT if answers is None else answers,
        answered_at=answered_at,
        received_at=build.NOON,
    )


def test_server_marks_the_raw_answers(version: QuizVersion) -> None:
    attempt, is_new = record(version, build.learner(), {"q1": "b", "q2": "b", "q3": "a", "other": "b"})
    attempt.refresh_from_db()
    assert is_new
    assert (attempt.score, attempt.max_score, attempt.percent, attempt.is_passed) == (2, 3, 67, True)
    assert attempt.answers == {"q1": "b", "q2": "b", "q3": "a"}


def test_same_id_again_is_answered_like_the_first_time(version: QuizVersion) -> None:
    learner, attempt_id = build.learner(), uuid.uuid4()
    first, _ = record(version, learner, attempt_id=attempt_id)
    again, is_new = record(version, learner, attempt_id=attempt_id)
    assert (again.pk, again.score, is_new) == (first.pk, first.score, False)
    assert Attempt.objects.count() == 1


def test_same_id_with_other_answers_is_refused_and_nothing_is_overwritten(version: QuizVersion) -> None:
    learner, attempt_id = build.learner(), uuid.uuid4()
    record(version, learner, build.WRONG, attempt_id=attempt_id)
    with pytest.raises(AttemptTaken):
        record(version, learner, build.RIGHT, attempt_id=attempt_id)
    assert Attempt.objects.get().score == 0


def test_id_of_somebody_else_is_refused(version: QuizVersion) -> None:
    attempt_id = uuid.uuid4()
    record(version, build.learner(), attempt_id=attempt_id)
    with pytest.raises(AttemptTaken):
        record(version, build.learner(), attempt_id=attempt_id)
    assert Attempt.objects.count() == 1


def test_answers_count_against_the_version_seen_though_the_quiz_changed(version: QuizVersion) -> None:
    learner = build.learner()
    changed = build.quiz(build.choice("q1", answer="a"))
    publish_lesson(build.facts(key=version.lesson_id), quiz=changed, at=build.NOON)
    attempt, _ = record(QuizVersion.objects.get(number=1), learner)
    assert (attempt.score, attempt.quiz_version.number, attempt.quiz_version.is_current) == (3, 1, False)


@pytest.mark.parametrize(
    "answers",
    [
        [],
        "b",
        {"q1": 1},
        {"q1": {"a": 1}},
        {"q1": True},
        {"q1": ["a", 1]},
        {"q1": ["a"] * 25},
        {"q1": "x" * 201},
        {"q1": "\x00"},
        {"q1": "\ud800"},
    ],
)
def test_unreadable_answers_are_refused_and_nothing_is_written(version: QuizVersion, answers: Any) -> None:
    with pytest.raises(AnswersUnreadable):
        record(version, build.learner(), answers)
    assert not Attempt.objects.exists()


def test_a_phones_clock_is_moved_into_what_is_possible(version: QuizVersion) -> None:
    learner = build.learner()
    late, _ = record(version, learner, answered_at=build.NOON + timedelta(days=900))
    early, _ = record(version, learner, answered_at=build.NOON - timedelta(days=9000))
    assert late.answered_at == build.NOON
    assert early.answered_at == learner.joined_at


def test_database_keeps_one_current_version_and_score_within_max(version: QuizVersion) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        QuizVersion.objects.create(
            lesson=version.lesson, number=2, content={}, sha256="x", is_current=True, created_at=build.NOON
        )
    attempt, _ = record(version, build.learner())
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(score=4)
