"""The private JSON of a shared lesson page."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from courses.models import Lesson
from courses.practice.actions import approve_work, return_work, send_work
from courses.progress.merge import merge_progress
from courses.quizzes.actions import withdraw_lesson
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def lessons() -> list[Lesson]:
    return [
        build.published(
            f"F{place}", position=place, with_quiz=build.quiz(), practice_kinds=["text"] * (place == 1)
        )
        for place in (1, 2, 3)
    ]


@pytest.fixture
def signed_in(client: Client, people: build.People) -> Client:
    client.force_login(people.learner.user)
    return client


def address(lesson: Lesson) -> str:
    return f"/api/v1/me/lessons/{lesson.key}"


def test_state_of_a_lesson_that_was_never_opened(signed_in: Client, lessons: list[Lesson]) -> None:
    answer = signed_in.get(address(lessons[0]))
    assert answer.headers["Cache-Control"] == "private, no-store"
    told = answer.json()
    assert (told["name"], told["language"]) == ("สมใจ", "th")
    assert told["lesson"] == {
        "watched_percent": 0,
        "furthest_ms": 0,
        "best_percent": None,
        "quiz_passed": False,
        "practice_state": "",
        "completed": False,
    }
    assert told["next"] == {
        "key": str(lessons[1].key),
        "title": "บทเรียน F2",
        "path": "/courses/foundation/f2/",
    }


def test_state_follows_what_the_learner_did(
    signed_in: Client, people: build.People, lessons: list[Lesson]
) -> None:
    lesson = lessons[0]
    merge_progress(
        people.learner.pk,
        lesson.key,
        watched=2**30 - 1,
        furthest_ms=9000,
        best_percent=67,
        quiz_passed_at=build.NOON,
    )
    work = send(people, lesson)
    told = signed_in.get(address(lesson)).json()["lesson"]
    assert told == {
        "watched_percent": 50,
        "furthest_ms": 9000,
        "best_percent": 67,
        "quiz_passed": True,
        "practice_state": "pending",
        "completed": False,
    }
    return_work(work, by=people.trainer, at=build.NOON, feedback="แสงน้อย")
    assert signed_in.get(address(lesson)).json()["lesson"]["practice_state"] == "returned"
    again = send(people, lesson, days=1)
    approve_work(again, by=people.trainer, at=build.NOON)
    told = signed_in.get(address(lesson)).json()["lesson"]
    assert (told["practice_state"], told["completed"]) == ("approved", True)


def send(people: build.People, lesson: Lesson, days: int = 0) -> Any:
    return send_work(
        people.learner,
        submission_id=uuid.uuid4(),
        lesson=lesson,
        text="งาน",
        at=build.NOON + timedelta(days=days),
    )


def test_next_is_the_next_open_lesson_and_then_the_first_one(
    signed_in: Client, people: build.People, lessons: list[Lesson]
) -> None:
    one, two, three = lessons
    merge_progress(people.learner.pk, two.key, quiz_passed_at=build.NOON)
    assert signed_in.get(address(one)).json()["next"]["key"] == str(three.key)
    assert signed_in.get(address(three)).json()["next"]["key"] == str(one.key)
    withdraw_lesson(three.key, at=build.NOON)
    assert signed_in.get(address(one)).json()["next"] is None
    assert signed_in.get(address(three)).json()["next"]["key"] == str(one.key)


def test_english_is_asked_for_in_the_address(signed_in: Client, lessons: list[Lesson]) -> None:
    told = signed_in.get(address(lessons[0]) + "?lang=en").json()
    assert told["language"] == "en"
    assert told["next"]["title"] == "Lesson F2"
    assert told["next"]["path"].startswith("/en/")


def test_at_most_three_queries(
    signed_in: Client, lessons: list[Lesson], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        signed_in.get(address(lessons[0]))


def test_nobody_gets_401_in_words_and_an_unknown_lesson_404(
    client: Client, people: build.People, lessons: list[Lesson]
) -> None:
    stranger = client.get(address(lessons[0]))
    assert stranger.status_code == 401
    assert stranger.json()["message"]
    client.force_login(people.learner.user)
    unknown = client.get(f"/api/v1/me/lessons/{uuid.uuid4()}")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-lesson")


def test_staff_have_no_state(client: Client, people: build.People, lessons: list[Lesson]) -> None:
    client.force_login(people.trainer)
    assert client.get(address(lessons[0])).status_code == 401
