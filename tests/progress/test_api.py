"""The API that phones tell progress and finished quizzes to."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from courses.models import Attempt, CoreCompletion, Lesson, LessonProgress
from courses.quizzes.actions import publish_lesson, withdraw_lesson
from lms.dates import now
from tests import build

pytestmark = pytest.mark.django_db
PROGRESS = "/api/v1/me/progress"


@pytest.fixture
def lesson() -> Lesson:
    return build.published(with_quiz=build.quiz())


@pytest.fixture(params=["the long way", "the short way"])
def signed_in(request: pytest.FixtureRequest, client: Client, people: build.People) -> Client:
    client.force_login(people.learner.user)
    if request.param == "the short way":
        client.cookies["csrftoken"] = "t" * 32
    return client


def post(client: Client, address: str, body: Any) -> Any:
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post(address, text, content_type="application/json")


def attempts(lesson: Lesson) -> str:
    return f"/api/v1/quizzes/{lesson.key}/attempts"


def sent(**fields: Any) -> dict[str, Any]:
    return {
        "attempt_id": str(uuid.uuid4()),
        "version": 1,
        "answers": build.RIGHT,
        "answered_at": now().isoformat(),
        **fields,
    }


def test_events_join_in_any_order(signed_in: Client, lesson: Lesson) -> None:
    for watched, furthest in ((0b1100, 4000), (0b0011, 9000), (0b1100, 4000)):
        answer = post(
            signed_in, PROGRESS, {"lesson": str(lesson.key), "watched": watched, "furthest_ms": furthest}
        )
        assert answer.status_code == 200
    assert answer.json() == {"watched_percent": 6, "furthest_ms": 9000, "completed": False}
    row = LessonProgress.objects.get()
    assert (row.watched, row.furthest_ms) == (0b1111, 9000)


def test_bitmap_may_come_as_text_beyond_what_javascript_counts(signed_in: Client, lesson: Lesson) -> None:
    body = {"lesson": str(lesson.key), "watched": str(2**60 - 1)}
    assert post(signed_in, PROGRESS, body).json()["watched_percent"] == 100


def test_progress_takes_at_most_three_queries(
    signed_in: Client, lesson: Lesson, django_assert_num_queries: Any
) -> None:
    for _ in range(2):
        with django_assert_num_queries(3):
            post(signed_in, PROGRESS, {"lesson": str(lesson.key), "watched": 1, "furthest_ms": 1000})


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        b"\xff\xfe",
        '{"lesson": "x"}',
        '{"watched": 1}',
        {"watched": -1},
        {"watched": 2**60},
        {"watched": 1.5},
        {"watched": True},
        {"watched": "x"},
        {"watched": "9" * 5000},
        {"furthest_ms": 2**31},
        {"furthest_ms": None},
        {"seen_at": "yesterday"},
        {"seen_at": "2026-11-21T12:00:00"},
        {"seen_at": "9" * 400},
    ],
)
def test_bad_progress_is_a_sentence_and_writes_nothing(signed_in: Client, lesson: Lesson, body: Any) -> None:
    if isinstance(body, dict):
        body = {"lesson": str(lesson.key), **body}
    answer = post(signed_in, PROGRESS, body)
    assert answer.status_code in (400, 422)
    assert answer.json()["message"] == "อ่านข้อมูลที่ส่งมาไม่ได้ เปิดหน้านี้ใหม่แล้วลองอีกครั้ง"
    assert not LessonProgress.objects.exists()


def test_unknown_lesson_is_said(signed_in: Client) -> None:
    assert post(signed_in, PROGRESS, {"lesson": str(uuid.uuid4())}).status_code == 404


def test_nobody_is_asked_to_sign_in(client: Client, lesson: Lesson) -> None:
    assert post(client, PROGRESS, {"lesson": str(lesson.key)}).status_code == 401
    assert post(client, attempts(lesson), sent()).status_code == 401


def test_a_foreign_site_cannot_post(people: build.People, lesson: Lesson) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.learner.user)
    token = "t" * 32
    client.cookies["csrftoken"] = token
    refused = post(client, PROGRESS, {"lesson": str(lesson.key)})
    assert refused.status_code == 403
    allowed = client.post(
        PROGRESS, json.dumps({"lesson": str(lesson.key)}), "application/json", headers={"X-CSRFToken": token}
    )
    assert allowed.status_code == 200


def test_server_marks_and_the_same_again_is_the_same_answer(signed_in: Client, lesson: Lesson) -> None:
    body = sent(answers={"q1": "b", "q2": "b", "q3": "a"})
    first, again = post(signed_in, attempts(lesson), body), post(signed_in, attempts(lesson), body)
    assert first.json() == again.json()
    told = first.json()
    assert (told["score"], told["max_score"], told["percent"], told["passed"]) == (2, 3, 67, True)
    assert [row["right"] for row in told["questions"]] == [True, True, False]
    assert Attempt.objects.count() == 1
    assert LessonProgress.objects.get().best_percent == 67


def test_same_id_with_other_answers_or_of_somebody_else_is_409(
    signed_in: Client, people: build.People, lesson: Lesson
) -> None:
    body = sent(answers=build.WRONG)
    post(signed_in, attempts(lesson), body)
    assert post(signed_in, attempts(lesson), {**body, "answers": build.RIGHT}).status_code == 409
    signed_in.force_login(people.classmate.user)
    assert post(signed_in, attempts(lesson), body).status_code == 409
    assert Attempt.objects.get().score == 0


def test_quiz_changed_meanwhile_counts_for_the_version_seen_and_says_so(
    signed_in: Client, lesson: Lesson
) -> None:
    changed = build.quiz(build.choice("q1", answer="a"))
    publish_lesson(build.facts(key=lesson.key), quiz=changed, at=build.NOON)
    told = post(signed_in, attempts(lesson), sent()).json()
    assert (told["version"], told["score"], told["passed"]) == (1, 3, True)
    assert "เพิ่งปรับใหม่" in told["message"]


def test_lesson_withdrawn_meanwhile_keeps_the_answers_and_says_so(signed_in: Client, lesson: Lesson) -> None:
    withdraw_lesson(lesson.key, at=build.NOON)
    answer = post(signed_in, attempts(lesson), sent())
    assert (answer.status_code, answer.json()["passed"]) == (200, True)
    assert "ปิดอยู่ชั่วคราว" in answer.json()["message"]


def test_unknown_version_is_404(signed_in: Client, lesson: Lesson) -> None:
    assert post(signed_in, attempts(lesson), sent(version=2)).status_code == 404
    assert post(signed_in, f"/api/v1/quizzes/{uuid.uuid4()}/attempts", sent()).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"attempt_id": "x"},
        {"version": 0},
        {"version": 10**30},
        {"answers": []},
        {"answers": {"q1": 1}},
        {"answers": {"q1": {"a": "b"}}},
        {"answers": {"q1": "x" * 201}},
        {"answers": {"q1": "a\x00"}},
        {"answered_at": "2026-13-45T00:00:00Z"},
    ],
)
def test_bad_attempt_is_4xx_in_words_and_writes_nothing(
    signed_in: Client, lesson: Lesson, fields: dict[str, Any]
) -> None:
    answer = post(signed_in, attempts(lesson), sent(**fields))
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert not Attempt.objects.exists()


def test_half_a_character_is_4xx(signed_in: Client, lesson: Lesson) -> None:
    text = json.dumps(sent(answers={"q1": "?"})).replace("?", "\\ud800")
    assert post(signed_in, attempts(lesson), text).status_code in (400, 422)


def test_attempt_takes_at_most_eight_queries_even_when_it_completes_the_core(
    signed_in: Client, lesson: Lesson, django_assert_max_num_queries: Any
) -> None:
    build.track("shop", 2)
    last = build.published("S1", track_code="shop", with_quiz=build.quiz())
    # A transaction of its own instead of the test's savepoints: two statements that are no questions.
    for target in (lesson, last):
        with django_assert_max_num_queries(8 + 2):
            assert post(signed_in, attempts(target), sent()).status_code == 200
    assert CoreCompletion.objects.count() == 1


def test_clock_of_a_phone_is_not_trusted(signed_in: Client, lesson: Lesson) -> None:
    post(signed_in, attempts(lesson), sent(answered_at=(now() + timedelta(days=400)).isoformat()))
    assert Attempt.objects.get().answered_at <= now()
