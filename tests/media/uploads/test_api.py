"""The protocol as a phone speaks it."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.models import User
from media.models import Clip, Upload
from tests import build
from tests.media.uploads import sending
from tests.media.uploads.conftest import PART_BYTES

pytestmark = pytest.mark.django_db
CONTENT = sending.film(1_536_000)
API = "/api/v1/uploads"


@pytest.fixture
def phone(client: Client, trainer: User) -> Client:
    client.force_login(trainer)
    return client


def begin(phone: Client, key: uuid.UUID | None = None, **fields: Any) -> Any:
    wanted = {
        "id": str(key or uuid.uuid4()),
        "name": "a.mp4",
        "size_bytes": len(CONTENT),
        "purpose": "lesson",
    }
    return phone.post(API, {**wanted, **fields}, content_type="application/json")


def put(phone: Client, address: str, body: bytes, sha256: str = "") -> Any:
    return phone.put(
        address,
        body,
        content_type="application/octet-stream",
        headers={"X-Part-Sha256": sha256 or sending.sha(body)},
    )


def test_a_whole_file_goes_through(phone: Client) -> None:
    told = begin(phone).json()
    assert (told["part_bytes"], told["part_count"], told["missing"]) == (PART_BYTES, 3, [1, 2, 3])
    address = f"{API}/{told['id']}"
    hashes = []
    for number in (3, 1):
        part = CONTENT[(number - 1) * PART_BYTES :][:PART_BYTES]
        assert put(phone, f"{address}/parts/{number}", part).json() == {"number": number, "is_whole": True}
    assert phone.get(address).json()["missing"] == [2]
    second = CONTENT[PART_BYTES:][:PART_BYTES]
    for place in (0, 2, 1):
        piece = second[place * told["piece_bytes"] :][: told["piece_bytes"]]
        answer = put(phone, f"{address}/parts/2/pieces/{place}", piece)
    assert answer.json() == {"number": 2, "is_whole": True}
    hashes = sending.hashes(Upload.objects.get(), CONTENT)
    for _twice in range(2):
        done = phone.post(f"{address}/finish", {"sha256": hashes}, content_type="application/json").json()
        assert (done["state"], done["missing"]) == ("finished", [])
    assert Clip.objects.get().pk == uuid.UUID(done["result"])


def test_a_refusal_is_a_thai_sentence_and_a_code(phone: Client) -> None:
    answer = begin(phone, size_bytes=500_000_001)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too-large"
    assert answer.json()["message"].startswith("ไฟล์")
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"size_bytes": 0},
        {"size_bytes": -1},
        {"size_bytes": 1.5},
        {"size_bytes": "12"},
        {"size_bytes": True},
        {"size_bytes": 10**30},
        {"size_bytes": None},
        {"id": "x"},
        {"name": "\ud800.mp4"},
        {"name": None},
        {"purpose": "evidence"},
        {"kind": "photo"},
        {"kind": "text"},
    ],
)
def test_nonsense_is_refused_and_begins_nothing(phone: Client, wrong: dict[str, Any]) -> None:
    assert 400 <= begin(phone, **wrong).status_code < 500
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("place", "body", "status"),
    [
        ("parts/0", b"x", 404),
        ("parts/4", b"x", 404),
        ("parts/-1", b"x", 404),
        ("parts/1.5", b"x", 404),
        ("parts/99999999999999999999", b"x", 404),
        ("parts/๑", b"x", 404),
        ("parts/1", b"short", 400),
        ("parts/1", b"x" * (PART_BYTES + 1), 400),
        ("parts/1/pieces/9", b"x", 404),
        ("parts/1/pieces/x", b"x", 404),
        ("parts/1/pieces/0", b"short", 400),
    ],
)
def test_a_part_that_cannot_be_is_refused(phone: Client, place: str, body: bytes, status: int) -> None:
    address = f"{API}/{begin(phone).json()['id']}"
    assert put(phone, f"{address}/{place}", body).status_code == status
    assert phone.get(address).json()["missing"] == [1, 2, 3]


@pytest.mark.parametrize("sha256", ["", "x" * 64, "A" * 64, "0" * 63, "0" * 64])
def test_a_part_without_its_right_hash_is_refused(phone: Client, sha256: str) -> None:
    address = f"{API}/{begin(phone).json()['id']}"
    headers = {"X-Part-Sha256": sha256} if sha256 else {}
    answer = phone.put(
        f"{address}/parts/1",
        CONTENT[:PART_BYTES],
        content_type="application/octet-stream",
        headers=headers,
    )
    assert answer.status_code == 422


def test_somebody_elses_upload_is_not_there(phone: Client, learner: User) -> None:
    address = f"{API}/{begin(phone).json()['id']}"
    other = Client()
    other.force_login(learner)
    assert other.get(address).status_code == 404
    assert put(other, f"{address}/parts/1", CONTENT[:PART_BYTES]).status_code == 404
    assert other.delete(address).status_code == 404
    finishing = other.post(f"{address}/finish", {"sha256": []}, content_type="application/json")
    assert finishing.status_code == 404


def test_nobody_and_those_without_a_token_send_nothing(trainer: User) -> None:
    assert begin(Client()).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(trainer)
    assert begin(strict).status_code == 403


def test_a_one_time_password_is_changed_first(trainer: User) -> None:
    trainer.must_change_password = True
    trainer.save()
    client = Client()
    client.force_login(trainer)
    assert begin(client).status_code == 401


def test_finishing_early_names_the_reason_and_loses_nothing(phone: Client) -> None:
    told = begin(phone).json()
    address = f"{API}/{told['id']}"
    put(phone, f"{address}/parts/1", CONTENT[:PART_BYTES])
    early = phone.post(f"{address}/finish", {"sha256": ["0" * 64] * 3}, content_type="application/json")
    assert (early.status_code, early.json()["code"]) == (409, "parts-missing")
    assert phone.get(address).json()["missing"] == [2, 3]


def test_cancelling_twice_is_cancelling(phone: Client) -> None:
    address = f"{API}/{begin(phone).json()['id']}"
    put(phone, f"{address}/parts/1", CONTENT[:PART_BYTES])
    assert [phone.delete(address).status_code for _ in range(2)] == [204, 204]
    assert phone.get(address).json()["state"] == "cancelled"


def test_a_part_costs_few_queries(phone: Client) -> None:
    address = f"{API}/{begin(phone).json()['id']}"
    with CaptureQueriesContext(connection) as queries:
        put(phone, f"{address}/parts/1", CONTENT[:PART_BYTES])
    # The session, the person, the upload, the part before, the part.
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) <= 5


def test_times_are_kept(phone: Client) -> None:
    begin(phone)
    assert Upload.objects.get().begun_at > build.NOON
