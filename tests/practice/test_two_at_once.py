"""The same work sent, and the same work decided, at the same moment."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from courses.errors import Refused
from courses.models import Attempt, LessonProgress, Submission
from courses.practice.actions import approve_work, return_work, send_work
from courses.practice.errors import AlreadyDecided, AlreadyWaiting
from courses.progress.actions import submit_quiz
from courses.progress.merge import merge_progress
from courses.quizzes.errors import AttemptTaken
from tests import build

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Refused]:
    """Do all acts at the same moment, each on its own connection; return the refusals."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Refused | None:
        try:
            connection.ensure_connection()
            together.wait(10)
            act()
        except Refused as refused:
            return refused
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return [refused for refused in pool.map(run, acts) if refused]


def test_one_delivery_sent_twice_at_once_is_one(people: build.People) -> None:
    lesson, sent = build.published(practice_kinds=["text"]), uuid.uuid4()

    def send() -> None:
        send_work(people.learner, submission_id=sent, lesson=lesson, text="งาน", at=build.NOON)

    assert at_once(send, send, send) == []
    assert Submission.objects.count() == 1


def test_two_deliveries_at_once_leave_one_waiting(people: build.People) -> None:
    lesson = build.published(practice_kinds=["text"])

    def send() -> None:
        send_work(people.learner, submission_id=uuid.uuid4(), lesson=lesson, text="งาน", at=build.NOON)

    assert [type(refused) for refused in at_once(send, send)] == [AlreadyWaiting]
    assert Submission.objects.count() == 1


def test_of_two_trainers_the_first_decides_and_the_second_is_told(people: build.People) -> None:
    lesson = build.published(practice_kinds=["text"])
    work = send_work(people.learner, submission_id=uuid.uuid4(), lesson=lesson, text="งาน", at=build.NOON)
    refusals = at_once(
        lambda: approve_work(work, by=people.trainer, at=build.NOON),
        lambda: return_work(work, by=people.administrator, at=build.NOON, feedback="แก้"),
    )
    assert [type(refused) for refused in refusals] == [AlreadyDecided]
    work.refresh_from_db()
    assert LessonProgress.objects.filter(practice_approved_at__isnull=False).exists() is (
        work.state == "approved"
    )


def test_one_attempt_sent_twice_at_once_is_one_and_other_answers_are_refused(people: build.People) -> None:
    version, attempt_id = build.published(with_quiz=build.quiz()).quiz_versions.get(), uuid.uuid4()

    def send(answers: dict[str, str]) -> None:
        submit_quiz(
            version,
            attempt_id=attempt_id,
            learner=people.learner,
            answers=answers,
            answered_at=build.NOON,
            received_at=build.NOON,
        )

    assert at_once(lambda: send(build.RIGHT), lambda: send(build.RIGHT)) == []
    assert Attempt.objects.count() == 1
    assert [type(r) for r in at_once(lambda: send(build.RIGHT), lambda: send(build.WRONG))] == [AttemptTaken]
    assert Attempt.objects.get().is_passed


def test_events_of_two_phones_at_once_lose_nothing(people: build.People) -> None:
    lesson = build.published(with_quiz=build.quiz())
    acts = [
        lambda part=part: merge_progress(
            people.learner.pk, lesson.key, watched=1 << part, furthest_ms=part, seen_at=build.NOON
        )
        for part in range(8)
    ]
    assert at_once(*acts) == []
    row = LessonProgress.objects.get()
    assert (row.watched, row.furthest_ms) == (0xFF, 7)
