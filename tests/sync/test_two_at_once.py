"""The same items from two phones, or twice from one, at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from courses.models import Attempt, Claim, LessonProgress, SeenProgress, Submission
from tests import build
from tests.sync.phones import Phone

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(phone: Phone, *batches: list[dict[str, Any]]) -> list[list[str]]:
    """Send batches at the same moment, each on a connection of its own."""
    together = Barrier(len(batches))

    def send(items: list[dict[str, Any]]) -> list[str]:
        own = Phone(phone.learner, token=phone.token, client=Client())
        try:
            connection.ensure_connection()
            together.wait(10)
            return own.outcomes(*items)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(batches)) as pool:
        return list(pool.map(send, batches))


def test_the_same_items_at_the_same_moment_are_stored_once(people: build.People) -> None:
    lesson = build.published(with_quiz=build.quiz(), practice_kinds=["text"])
    phone = Phone(people.learner)
    for _ in range(3):
        items = [phone.quiz(lesson, build.RIGHT), phone.progress(lesson, 3), phone.practice(lesson)]
        items.append(phone.shop())
        results = at_once(phone, items, items[::-1], items)
        per_item = zip(results[0], results[1][::-1], results[2], strict=True)
        assert [sorted(one) for one in per_item] == [["duplicate", "duplicate", "stored"]] * 4
    assert (Attempt.objects.count(), SeenProgress.objects.count()) == (3, 3)
    assert (Submission.objects.count(), Claim.objects.count()) == (3, 3)
    assert Submission.objects.filter(state="pending").count() == 1
    assert Claim.objects.filter(state="pending").count() == 1


def test_two_phones_at_once_lose_nothing_and_nobody_waits_in_a_ring(people: build.People) -> None:
    lessons = [build.published(f"L{n}", with_quiz=build.quiz()) for n in range(6)]
    phone = Phone(people.learner)
    batches = [
        [
            make
            for lesson in (lessons if turn % 2 else lessons[::-1])
            for make in (phone.progress(lesson, 1 << turn), phone.quiz(lesson, build.RIGHT))
        ]
        for turn in range(4)
    ]
    assert {one for result in at_once(phone, *batches) for one in result} == {"stored"}
    assert set(LessonProgress.objects.values_list("watched", flat=True)) == {0b1111}
    assert Attempt.objects.count() == 24
