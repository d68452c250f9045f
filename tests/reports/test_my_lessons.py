"""What a learner has done, for the marks in lists of lessons."""

from typing import Any

import pytest
from django.test import Client

from courses.progress.merge import merge_progress
from tests import build

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/me/lessons"


def test_completed_and_begun_lessons_are_told_apart(client: Client, people: build.People) -> None:
    passed, begun, _untouched = [
        build.published(f"F{place}", position=place, with_quiz=build.quiz()) for place in (1, 2, 3)
    ]
    merge_progress(people.learner.pk, passed.key, quiz_passed_at=build.NOON, opened_at=build.NOON)
    merge_progress(people.learner.pk, begun.key, watched=1, opened_at=build.NOON)
    merge_progress(people.neighbour.pk, begun.key, quiz_passed_at=build.NOON)
    client.force_login(people.learner.user)
    answer = client.get(ADDRESS)
    assert answer.json() == {"done": [str(passed.key)], "begun": [str(begun.key)]}
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_it_takes_three_queries(client: Client, people: build.People, django_assert_num_queries: Any) -> None:
    client.force_login(people.learner.user)
    with django_assert_num_queries(3):
        assert client.get(ADDRESS).json() == {"done": [], "begun": []}
