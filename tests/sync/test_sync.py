"""The call that takes in what phones did: shape, limits, hostile bodies, who may send."""

import gzip
import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from courses.models import Attempt, LessonProgress, RejectedItem
from lms.accounts.models import SubmitToken
from lms.accounts.submit_tokens import give_token, revoke_token
from lms.dates import now
from tests import build
from tests.sync.phones import SYNC, Phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(people: build.People) -> Phone:
    return Phone(people.learner)


def test_each_item_gets_one_answer_in_the_order_of_the_items(phone: Phone) -> None:
    lesson = build.published(with_quiz=build.quiz())
    items = [
        phone.progress(lesson, 7),
        phone.progress(build.lesson("F9"), 1) | {"kind": "other"},
        phone.quiz(lesson, build.RIGHT),
        "nonsense",
        phone.progress(lesson, 8),
    ]
    assert phone.outcomes(*items) == [
        "stored",
        "rejected unknown-kind",
        "stored",
        "rejected unreadable",
        "stored",
    ]
    row = LessonProgress.objects.get()
    assert (row.watched, row.best_percent) == (15, 100)
    assert Attempt.objects.count() == 1


def test_the_same_batch_again_is_all_duplicates_and_changes_nothing(phone: Phone) -> None:
    lesson = build.published(with_quiz=build.quiz())
    items = [phone.progress(lesson, 7), phone.quiz(lesson, build.RIGHT), phone.shop()]
    assert phone.outcomes(*items) == ["stored"] * 3
    before = LessonProgress.objects.values().get()
    assert phone.outcomes(*items, *items) == ["duplicate"] * 6
    assert LessonProgress.objects.values().get() == before


def test_sealed_and_packed_is_the_way_of_phones(phone: Phone) -> None:
    lesson = build.published(with_quiz=build.quiz())
    sealed = phone.seal(phone.quiz(lesson, build.RIGHT))
    (told,) = phone.send(sealed, packed=True)
    assert (told["result"], told["id"]) == ("stored", sealed["id"])
    # A token only sends: it reads no marks.
    assert told["mark"] is None
    assert str(Attempt.objects.get().pk) == sealed["id"]


def test_marks_of_sealed_quizzes_are_told_to_whoever_is_signed_in(phone: Phone) -> None:
    lesson = build.published(with_quiz=build.quiz())
    phone.client.force_login(phone.learner.user)
    (told,) = phone.send(phone.seal(phone.quiz(lesson, build.RIGHT)))
    assert told["mark"] == {"score": 3, "max_score": 3, "passed": True}


def test_a_difference_in_marking_is_told_and_kept(phone: Phone) -> None:
    lesson = build.published(with_quiz=build.quiz())
    wrong = {"score": 1, "max_score": 3, "passed": False}
    (told,) = phone.send(phone.quiz(lesson, build.RIGHT, mark=wrong))
    assert told["differs"] is True
    assert told["mark"]["score"] == 3
    assert Attempt.objects.get().phone_mark == wrong
    right = {"score": 3, "max_score": 3, "passed": True}
    (told,) = phone.send(phone.quiz(lesson, build.RIGHT, mark=right))
    assert told["differs"] is False
    assert Attempt.objects.filter(phone_mark__isnull=True).count() == 1
    (told,) = phone.send(phone.seal(phone.quiz(lesson, build.RIGHT, mark=wrong)))
    assert (told["differs"], told["mark"]) == (True, None), "a token learns that, and not how"


@pytest.mark.parametrize(
    "mark", [[], "x", {"score": "3"}, {"score": -1, "max_score": 3, "passed": True}, 2**70]
)
def test_a_senseless_mark_never_costs_the_answers(phone: Phone, mark: Any) -> None:
    lesson = build.published(with_quiz=build.quiz())
    assert phone.outcomes(phone.quiz(lesson, build.RIGHT, mark=mark)) == ["stored"]


# --- who may send --------------------------------------------------------------------------------
def test_without_a_good_token_nothing_is_taken_and_nothing_lost(people: build.People, phone: Phone) -> None:
    lesson = build.published()
    body = json.dumps({"items": [phone.progress(lesson, 1)]})
    given = give_token(people.learner.user, device="", at=now())
    revoke_token(given.row, by=people.learner.user, at=now())
    over = give_token(people.learner.user, device="", at=now() - timedelta(days=366))
    for token in ("", "x", given.token, over.token, "\u0e01" * 9, "a" * 5000):
        answer = Client().post(
            SYNC, body, content_type="application/json", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 401
        assert answer.json()["message"]
    assert not LessonProgress.objects.exists()


def test_a_bad_token_never_falls_back_on_the_session_of_another_profile(
    people: build.People, phone: Phone
) -> None:
    lesson = build.published()
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.classmate.user)
    body = json.dumps({"items": [phone.progress(lesson, 1)]})
    for token in ({}, {"X-CSRFToken": "t" * 32}):
        client.cookies["csrftoken"] = "t" * 32
        headers = {"Authorization": "Bearer gone", **token}
        assert client.post(SYNC, body, content_type="application/json", headers=headers).status_code == 401
    assert not RejectedItem.objects.exists()


def test_a_session_needs_the_csrf_token(phone: Phone) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(phone.learner.user)
    body = json.dumps({"items": []})
    assert client.post(SYNC, body, content_type="application/json").status_code == 403
    client.cookies["csrftoken"] = "t" * 32
    headers = {"X-CSRFToken": "t" * 32}
    assert client.post(SYNC, body, content_type="application/json", headers=headers).status_code == 200


def test_a_token_opens_nothing_else(phone: Phone) -> None:
    headers = {"Authorization": f"Bearer {phone.token}"}
    lesson = build.published()
    for address in (f"/api/v1/me/lessons/{lesson.key}", "/api/v1/uploads/" + str(uuid.uuid4())):
        assert Client().get(address, headers=headers).status_code in (401, 404)
    answer = Client().post("/api/v1/me/submit-tokens", "{}", content_type="application/json", headers=headers)
    assert answer.status_code == 401
    answer = Client().post(
        "/api/v1/me/progress",
        json.dumps({"lesson": str(lesson.key)}),
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == 401
    assert Client().get("/me/", headers=headers).status_code == 302


def test_a_token_is_kept_as_a_hash_and_outlives_the_session_and_the_pin(people: build.People) -> None:
    client = Client()
    client.force_login(people.learner.user)
    answer = client.post(
        "/api/v1/me/submit-tokens", json.dumps({"device": "สีแดง\x00"}), content_type="application/json"
    ).json()
    assert answer["profile"] == str(people.learner.public_id)
    assert len(answer["token"]) >= 43
    row = SubmitToken.objects.get()
    assert answer["token"] not in (row.token_sha256, row.device)
    assert row.device == "สีแดง"
    client.logout()
    people.learner.user.set_password("739184")
    people.learner.user.save()
    assert Phone(people.learner, token=answer["token"]).outcomes() == []
    row.refresh_from_db()
    assert row.last_used_at is not None


def test_nobody_sends_for_another_profile(people: build.People, phone: Phone) -> None:
    lesson = build.published()
    other = Phone(people.classmate)
    plain = other.progress(lesson, 1)
    assert phone.outcomes(plain, other.seal(plain)) == ["rejected other-profile", "rejected cannot-open"]
    assert not LessonProgress.objects.exists()
    # Nor is it in the way of the one whose it is.
    assert other.outcomes(plain) == ["stored"]


# --- limits --------------------------------------------------------------------------------------
def test_too_many_items_or_bytes_is_413_with_a_sentence(phone: Phone) -> None:
    lesson = build.published()
    one = phone.progress(lesson, 1)
    for body in (
        json.dumps({"items": [one] * 201}).encode(),
        json.dumps({"items": ["x" * 300_000]}).encode(),
    ):
        for answer in (phone.post(body), phone.post(gzip.compress(body), **{"Content-Encoding": "gzip"})):
            assert answer.status_code == 413
            assert "มือถือ" in answer.json()["message"]
    assert not LessonProgress.objects.exists()


def test_a_bomb_is_refused_for_its_first_bytes(phone: Phone) -> None:
    bomb = gzip.compress(b'{"items": [' + b" " * 150_000_000 + b"]}")
    assert len(bomb) < 256 * 1024
    assert phone.post(bomb, **{"Content-Encoding": "gzip"}).status_code == 413


NO_BATCHES = {
    "nothing": b"",
    "half": b"{",
    "a list": b"[]",
    "null": b"null",
    "a number": b"5",
    "items are an object": b'{"items": {}}',
    "items are null": b'{"items": null}',
    "no UTF-8": b"\xff\xfe",
    "no UTF-8 inside": b'{"items": ["\xff"]}',
    "deep lists": b"[" * 200_000,
    "deep objects": b'{"items": [' + b'{"a":' * 40_000 + b"]}",
}
NO_GZIP = {
    "plain": b"no gzip",
    "cut off": gzip.compress(b'{"items": []}')[:-9],
    "two members": gzip.compress(b"{}") * 2,
}


@pytest.mark.parametrize("body", NO_BATCHES.values(), ids=NO_BATCHES.keys())
def test_what_is_no_batch_is_one_clear_answer(phone: Phone, body: bytes) -> None:
    answer = phone.post(body)
    assert answer.status_code == 400
    assert answer.json()["code"] == "unreadable"


@pytest.mark.parametrize("body", NO_GZIP.values(), ids=NO_GZIP.keys())
def test_broken_gzip_is_one_clear_answer(phone: Phone, body: bytes) -> None:
    assert phone.post(body, **{"Content-Encoding": "gzip"}).status_code == 400
    assert phone.post(b"{}", **{"Content-Encoding": "br"}).status_code == 400


def hostile(good: dict[str, Any]) -> list[str]:
    """JSON texts of items that no phone of ours sends."""
    body = good["body"]
    texts: list[Any] = [None, 1, "x", [], {}, [[[]]]]
    for field, values in {
        "id": [None, 5, "", "x", "\u0000", "../..", [], {}],
        "profile": [None, 5, "x", []],
        "kind": [None, 5, [], {}, "\u0000", "quiz\ud800"],
        "clock": [None, 5, "", "yesterday", "2026-11-21T12:00:00", "9" * 400, "0001-01-01T00:00:00+14:00x"],
        "skew_ms": ["x", 1.5, True, 10**30, -(10**30), []],
        "offset_ms": ["x", []],
        "body": [None, 5, [], "x", {}],
    }.items():
        texts += [{**good, field: value} for value in values]
    for field, values in {
        "lesson": [None, 5, "x", str(uuid.uuid4()) + "\u0000"],
        "version": [None, 5, "", "G" * 64, "a" * 65, "\ud800" * 64],
        "answers": [
            None,
            5,
            [],
            {"q1": 5},
            {"q1": {"a": {}}},
            {"q1": "\u0000"},
            {"q1": "\ud800"},
            {"q1": "x" * 201},
            {"q1": ["x"] * 25},
        ],
    }.items():
        texts += [{**good, "body": {**body, field: value}} for value in values]
    raw = [json.dumps(text) for text in texts]
    deep = '{"q1": ' + "[" * 300 + "]" * 300 + "}"
    raw.append(json.dumps({**good, "body": {**body, "answers": "DEEP"}}).replace('"DEEP"', deep))
    raw.append(json.dumps({**good, "skew_ms": "NUMBER"}).replace('"NUMBER"', "9" * 5000))
    raw.append(json.dumps({**good, "skew_ms": "NUMBER"}).replace('"NUMBER"', "-Infinity"))
    return raw


def test_hostile_items_are_rejected_one_by_one_and_cost_no_other(phone: Phone) -> None:
    lesson = build.published(with_quiz=build.quiz())
    good = phone.quiz(lesson, build.RIGHT)
    bad = hostile(phone.quiz(lesson, build.RIGHT))
    bodies = [bad[start : start + 40] for start in range(0, len(bad), 40)]
    for texts in bodies:
        before = phone.progress(lesson, 1)
        items = ", ".join([json.dumps(before), *texts, json.dumps(good)])
        answer = phone.post('{"items": [' + items + "]}")
        assert answer.status_code == 200
        results = [one["result"] for one in answer.json()["results"]]
        assert results[0] == "stored"
        assert results[-1] in ("stored", "duplicate")
        assert set(results[1:-1]) == {"rejected"}
        assert all(one["message"] for one in answer.json()["results"][1:-1])
    assert Attempt.objects.count() == 1
    assert RejectedItem.objects.count() > len(bad) / 2


def test_extreme_clocks_are_moments_within_joining_and_arrival(phone: Phone) -> None:
    lesson = build.published(with_quiz=build.quiz())
    clocks = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1970-01-01T00:00:00Z"]
    for clock in clocks:
        for skew_ms in (None, 6_000_000_000_000, -6_000_000_000_000):
            item = phone.quiz(lesson, build.RIGHT) | {"clock": clock, "skew_ms": skew_ms}
            assert phone.outcomes(item) == ["stored"]
    for attempt in Attempt.objects.all():
        assert phone.learner.joined_at <= attempt.answered_at <= attempt.received_at


def test_sentences_come_in_thai_and_in_english(phone: Phone) -> None:
    thai = phone.post(json.dumps({"items": [5]})).json()["results"][0]["message"]
    english = phone.post(json.dumps({"items": [5]}), **{"Accept-Language": "en-US,en"}).json()
    assert "ครู" in thai
    assert "trainer" in english["results"][0]["message"]
    address = f"{SYNC}?lang=th"
    headers = {"Authorization": f"Bearer {phone.token}", "Accept-Language": "en"}
    told = Client().post(address, '{"items": [5]}', content_type="application/json", headers=headers).json()
    assert told["results"][0]["message"] == thai


def test_a_batch_of_quizzes_and_progress_takes_few_queries(
    phone: Phone, django_assert_max_num_queries: Any
) -> None:
    lessons = [build.published(f"L{n}", with_quiz=build.quiz()) for n in range(5)]

    def batch() -> list[dict[str, Any]]:
        return [
            item
            for lesson in lessons
            for _ in range(5)
            for item in (phone.quiz(lesson, build.RIGHT), phone.progress(lesson, 3))
        ]

    phone.send(*batch())
    items = batch()
    with django_assert_max_num_queries(13):  # the token, 8 of the batch, the test's savepoints
        phone.send(*items)
    assert Attempt.objects.count() == 50


def test_the_description_of_the_api_tells_both_shapes_of_items(client: Client) -> None:
    told = client.get("/api/v1/openapi.json").json()
    call = told["paths"]["/api/v1/sync"]["post"]
    schema = call["requestBody"]["content"]["application/json"]["schema"]
    titles = {shape["title"] for shape in schema["properties"]["items"]["items"]["anyOf"]}
    assert titles >= {"SealedItem", "ProgressItem", "QuizItem", "PracticeItem", "ClaimItem"}
    assert {"200", "400", "401", "413", "429", "503"} <= set(call["responses"])
    assert "/api/v1/keys" in told["paths"]
    assert "/api/v1/me/submit-tokens" in told["paths"]


def test_the_command_writes_the_same_description(client: Client, tmp_path: Path) -> None:
    target = tmp_path / "openapi.json"
    call_command("openapi", str(target))
    assert json.loads(target.read_text())["paths"] == client.get("/api/v1/openapi.json").json()["paths"]
