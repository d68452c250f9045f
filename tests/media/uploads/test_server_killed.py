"""A real gunicorn, killed outright in each phase of an upload: the phone asks again and it goes on."""

import http.client
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client

from lms.accounts.models import User
from media.models import Clip, SourceFile, Upload
from media.uploads import actions
from media.uploads.disk import source_path
from media.uploads.models import PIECE_BYTES
from tests.bench.server import Server, serving
from tests.media.uploads import sending
from tests.media.uploads.dying import PLACE
from tests.media.workers import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.film]
# As much as the site takes at once, and something more.
FILM = sending.film(5 * 1024 * 1024 + 600_000)
TOKEN = "t" * 32
# Before and behind every write: the row of the upload, the bytes, the row of the part, the file, the clip.
BEGIN = ["media.uploads.rules.refuse_amount", "media.uploads.api._answer"]
PART = [
    "media.uploads.disk._write_all@2",
    "media.uploads.actions._note_whole",
    "media.uploads.api.JsonResponse",
]
PIECE = [
    "media.uploads.disk._write_all",
    "media.uploads.actions.hash_of",
    "media.uploads.actions._note_whole",
]
FINISH = [
    "media.uploads.hand_over.hashes_of",
    "media.uploads.hand_over.os.replace",
    "media.uploads.hand_over._became",
    "media.uploads.hand_over.ask_for_clip_from",
    "media.uploads.api._answer",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[tuple[Server, Path]]:
    folder = tmp_path_factory.mktemp("site")
    environment = {
        "DJANGO_SETTINGS_MODULE": "lms.settings",
        "LMS_DATA_DIR": str(folder),
        "DATABASE_URL": database_url(),
    }
    with serving("tests.media.uploads.dying:application", path="/healthz", environment=environment) as one:
        yield one, folder / "files"


class Phone:
    """Asks, is cut off by a killed server, and asks the same again."""

    def __init__(self, server: Server, user: User) -> None:
        client = Client()
        client.force_login(user)
        name = site_settings.SESSION_COOKIE_NAME
        self.port, self.was_cut_off = server.port, False
        cookies = f"{name}={client.cookies[name].value}; csrftoken={TOKEN}"
        self.headers = {"Cookie": cookies, "X-CSRFToken": TOKEN}

    def ask(self, method: str, path: str, body: bytes, place: str, **headers: str) -> dict[str, Any]:
        """Ask until there is an answer: the server dies of the first time, if it comes by `place`."""
        dies = {PLACE: place} if place else {}
        for _again in range(5):
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                line.request(method, f"/api/v1/uploads{path}", body, {**self.headers, **headers, **dies})
                answer = line.getresponse()
                told: dict[str, Any] = json.loads(answer.read())
                assert answer.status == 200, told
                return told
            except (ConnectionError, http.client.HTTPException):
                self.was_cut_off, dies = True, {}
            finally:
                line.close()
        raise AssertionError("no answer")

    def tell(self, path: str, words: dict[str, Any], place: str) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        return self.ask("POST", path, json.dumps(words).encode(), place, **headers)

    def put(self, path: str, content: bytes, place: str) -> dict[str, Any]:
        headers = {"Content-Type": "application/octet-stream", "X-Part-Sha256": sending.sha(content)}
        return self.ask("PUT", path, content, place, **headers)


@pytest.mark.parametrize(
    ("phase", "place"),
    [
        *(("begin", place) for place in BEGIN),
        *(("part", place) for place in PART),
        *(("piece", place) for place in PIECE),
        *(("finish", place) for place in FINISH),
    ],
)
def test_the_phone_asks_again_and_the_file_arrives_once(
    phase: str, place: str, server: tuple[Server, Path], settings: Any, trainer: User
) -> None:
    at, (one, files) = {phase: place}, server
    settings.UPLOAD_ROOT, settings.SOURCE_ROOT = files / "arriving", files / "sources"
    phone, key = Phone(one, trainer), uuid.uuid4()
    wanted = {"id": str(key), "name": "คลิป.mp4", "size_bytes": len(FILM), "purpose": "lesson"}
    phone.tell("", wanted, at.get("begin", ""))
    upload = Upload.objects.get()
    first, second = (sending.part_of(upload, FILM, number) for number in (1, 2))
    assert phone.put(f"/{key}/parts/1", first, at.get("part", ""))["is_whole"]
    pieces = [second[start : start + PIECE_BYTES] for start in range(0, len(second), PIECE_BYTES)]
    for number, piece in enumerate(pieces):
        is_last = number == len(pieces) - 1
        told = phone.put(f"/{key}/parts/2/pieces/{number}", piece, at.get("piece", "") if is_last else "")
    assert told["is_whole"]
    assert actions.missing_parts(upload) == []
    done = phone.tell(f"/{key}/finish", {"sha256": sending.hashes(upload, FILM)}, at.get("finish", ""))
    assert (done["state"], phone.was_cut_off) == ("finished", True)
    assert source_path(SourceFile.objects.get().path).read_bytes() == FILM
    assert Clip.objects.get().key == uuid.UUID(done["result"])
    assert not (files / "arriving" / key.hex).exists()
