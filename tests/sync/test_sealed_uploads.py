"""Sealed files go by the submit token: begun, sent, finished; nothing else opens to it."""

import json
import os
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lms.dates import now
from media.errors import MediaRefused
from media.models import Upload
from media.uploads import sealed
from media.uploads.actions import begin
from media.uploads.models import UploadState
from media.uploads.rules import sealed_size
from tests import build
from tests.media.uploads.sending import sha
from tests.sync.phones import Phone

pytestmark = pytest.mark.django_db
UPLOADS = "/api/v1/uploads"


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.UPLOAD_ROOT = tmp_path / "arriving"
    settings.SEALED_ROOT = tmp_path / "sealed"


class Sending:
    """A client with a token and no session, as a phone whose profile is locked."""

    def __init__(self, phone: Phone) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Bearer {phone.token}"}

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body or {})
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        send = getattr(self.client, method)
        if method == "get":
            return send(UPLOADS + path, headers=self.headers)
        return send(UPLOADS + path, content, content_type=kind, headers={**self.headers, **headers})


def wanted(content: bytes, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "name": "x",
        "size_bytes": len(content),
        "purpose": "sealed",
        "kind": "photo",
        **fields,
    }


def test_a_locked_phone_sends_a_file_by_its_token(people: build.People) -> None:
    sending, key, upload_id = Sending(Phone(people.learner)), os.urandom(32), uuid.uuid4()
    content = sealed.seal_file(b"photo", upload_id=upload_id, key=key)
    told = sending.call("post", "", wanted(content, id=str(upload_id)))
    assert told.status_code == 200
    assert told.json()["missing"] == [1]
    sent = sending.call("put", f"/{upload_id}/parts/1", content, **{"X-Part-SHA256": sha(content)})
    assert sent.status_code == 200
    assert sending.call("get", f"/{upload_id}").json()["missing"] == []
    for _ in range(2):  # an answer that got lost
        done = sending.call("post", f"/{upload_id}/finish", {"sha256": [sha(content)]})
        assert done.json()["state"] == "finished"
    with sealed.opened(Upload.objects.get(), key) as plain:
        assert plain.path.read_bytes() == b"photo"


def test_a_finish_that_was_killed_before_its_note_is_finished_by_the_next(people: build.People) -> None:
    phone = Phone(people.learner)
    phone.file(b"photo", "photo")
    upload = Upload.objects.get()
    content = sealed.sealed_path(upload.pk).read_bytes()
    Upload.objects.update(state=UploadState.RECEIVING, result_id=None, finished_at=None)
    done = Sending(phone).call("post", f"/{upload.pk}/finish", {"sha256": [sha(content)]})
    assert done.json()["state"] == "finished"


def test_a_token_opens_sealed_files_of_its_own_profile_only(people: build.People) -> None:
    sending = Sending(Phone(people.learner))
    for purpose in ("practice", "lesson"):
        told = sending.call("post", "", wanted(b"x", purpose=purpose, kind="video", name="a.mp4"))
        assert told.status_code == 403
    mine = begin(
        people.learner.user,
        upload_id=uuid.uuid4(),
        name="a.mp4",
        size_bytes=4,
        purpose="practice",
        kind="video",
        at=now(),
    )
    Phone(people.classmate).file(b"photo", "photo")
    theirs = Upload.objects.get(owner=people.classmate.user)
    for upload in (mine, theirs):
        assert sending.call("get", f"/{upload.pk}").status_code == 404
        assert sending.call("post", f"/{upload.pk}/finish", {"sha256": []}).status_code == 404
    assert sending.call("delete", f"/{mine.pk}").status_code == 401
    sending.headers = {"Authorization": "Bearer gone"}
    assert sending.call("post", "", wanted(b"x")).status_code == 401


def test_sealed_files_are_as_large_as_recordings_may_be(people: build.People, settings: Any) -> None:
    settings.UPLOAD_PRACTICE_BYTES = 3_000_000
    sending = Sending(Phone(people.learner))
    most = sealed_size(settings.UPLOAD_PRACTICE_BYTES)
    assert sending.call("post", "", wanted(b"x", size_bytes=most)).status_code == 200
    assert sending.call("post", "", wanted(b"x", size_bytes=most + 1)).status_code == 413


def test_a_photo_of_practice_work_still_goes_with_its_form(people: build.People) -> None:
    with pytest.raises(MediaRefused):
        begin(
            people.learner.user,
            upload_id=uuid.uuid4(),
            name="a.jpg",
            size_bytes=4,
            purpose="practice",
            kind="photo",
            at=now(),
        )
