"""The short way answers what the long way answers, to the same people, and leaves the rest to it."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client

from courses.models import Lesson
from lms import short_way
from lms.accounts.models import Role
from lms.dates import now
from tests import build

pytestmark = pytest.mark.django_db
TOKEN = "t" * 32


@pytest.fixture
def lesson() -> Lesson:
    return build.published(with_quiz=build.quiz())


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were answered the short way."""
    seen: list[str] = []
    answer = short_way.ShortWayMiddleware._answer

    def noting(self: Any, request: Any) -> Any:
        response = answer(self, request)
        if response is not None:
            seen.append(request.path_info)
        return response

    monkeypatch.setattr(short_way.ShortWayMiddleware, "_answer", noting)
    return seen


def phone(user: Any) -> Client:
    client = Client(enforce_csrf_checks=True, headers={"X-CSRFToken": TOKEN})
    client.force_login(user)
    client.cookies["csrftoken"] = TOKEN
    return client


def without_token(client: Client) -> Client:
    other = Client()
    other.cookies["sessionid"] = client.cookies["sessionid"].value
    return other


def calls(lesson: Lesson) -> list[Callable[[Client], Any]]:
    attempt = {
        "attempt_id": str(uuid.uuid4()),
        "version": 1,
        "answers": build.RIGHT,
        "answered_at": now().isoformat(),
    }
    seen = {"lesson": str(lesson.key), "watched": 7, "furthest_ms": 900}

    def post(path: str, body: object) -> Callable[[Client], Any]:
        return lambda client: client.post(f"/api/v1/{path}", json.dumps(body), "application/json")

    return [
        lambda client: client.get(f"/api/v1/me/lessons/{lesson.key}"),
        lambda client: client.get(f"/api/v1/me/lessons/{lesson.key}?lang=en"),
        post("me/progress", seen),
        post(f"quizzes/{lesson.key}/attempts", attempt),
    ]


def test_both_ways_give_the_same_answer(people: build.People, lesson: Lesson, taken: list[str]) -> None:
    client = phone(people.learner.user)
    for number, call in enumerate(calls(lesson), start=1):
        short, long = call(client), call(without_token(client))
        assert len(taken) == number
        assert (short.status_code, short.json()) == (200, long.json())
        for name in ("Cache-Control", "Content-Type", "Content-Language", "Content-Security-Policy"):
            assert short.headers[name] == long.headers[name]


def test_the_short_way_asks_three_queries(
    people: build.People, lesson: Lesson, taken: list[str], django_assert_num_queries: Any
) -> None:
    client = phone(people.learner.user)
    for call in calls(lesson)[:3]:
        with django_assert_num_queries(3):
            call(client)
    assert len(taken) == 3


def ended(people: build.People) -> None:
    Session.objects.all().delete()


def with_another_pin(people: build.People) -> None:
    people.learner.user.set_password("730164")
    people.learner.user.save()


def inactive(people: build.People) -> None:
    people.learner.user.is_active = False
    people.learner.user.save()


def merged(people: build.People) -> None:
    people.learner.merged_into = build.learner("อีกคนหนึ่ง")
    people.learner.save()


def tampered(people: build.People) -> None:
    for session in Session.objects.all():
        session.session_data = session.session_data[:-1] + "x"
        session.save()


@pytest.mark.parametrize("change", [ended, with_another_pin, inactive, merged, tampered])
def test_whoever_is_no_longer_signed_in_is_told_so_at_once(
    people: build.People, lesson: Lesson, taken: list[str], change: Callable[[build.People], None]
) -> None:
    client = phone(people.learner.user)
    assert calls(lesson)[0](client).status_code == 200
    change(people)
    for call in calls(lesson):
        assert call(client).status_code == 401
    assert len(taken) == 1


def test_staff_and_strangers_are_no_learners(lesson: Lesson, taken: list[str]) -> None:
    stranger = Client(headers={"X-CSRFToken": TOKEN})
    stranger.cookies["csrftoken"] = TOKEN
    stranger.cookies["sessionid"] = "x" * 32
    for client in (phone(build.staff(Role.TRAINER)), stranger):
        for call in calls(lesson):
            assert call(client).status_code == 401
    assert taken == []


@pytest.mark.parametrize("token", ["", "s" * 32, "t" * 31])
def test_a_wrong_token_writes_nothing(
    people: build.People, lesson: Lesson, taken: list[str], token: str
) -> None:
    client = phone(people.learner.user)
    client.defaults["HTTP_X_CSRFTOKEN"] = token
    for call in calls(lesson)[2:]:
        assert call(client).status_code == 403
    assert taken == []


def test_a_call_of_another_site_is_refused(people: build.People, lesson: Lesson, taken: list[str]) -> None:
    client = phone(people.learner.user)
    client.defaults["HTTP_ORIGIN"] = "https://elsewhere.example"
    for call in calls(lesson)[2:]:
        assert call(client).status_code == 403
    assert taken == []


def test_a_refusal_is_said_by_the_long_way(people: build.People, lesson: Lesson, taken: list[str]) -> None:
    client = phone(people.learner.user)
    answers: list[HttpResponse] = [
        client.get(f"/api/v1/me/lessons/{uuid.uuid4()}"),
        client.post("/api/v1/me/progress", json.dumps({"lesson": str(uuid.uuid4())}), "application/json"),
        client.post("/api/v1/me/progress", "{", "application/json"),
    ]
    assert [one.status_code for one in answers] == [404, 404, 400]
    assert all(json.loads(one.content)["message"] for one in answers)
    assert taken == []
