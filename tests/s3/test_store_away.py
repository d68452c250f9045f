"""The store is stopped for a while, really stopped, and comes back: the upload goes on from where it was."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lms.accounts.models import Role, User
from media.errors import MediaRefused
from media.models import Upload
from media.uploads import actions
from media.uploads.models import UploadState
from tests import build
from tests.media.uploads import sending
from tests.s3.conftest import BUCKET, Server, put

PART = 5 * 1024 * 1024
FILM = sending.film(2 * PART + 300_000)
pytestmark = [pytest.mark.django_db, pytest.mark.film, pytest.mark.xdist_group("s3")]


@pytest.fixture
def trainer(db: None) -> User:
    return build.staff(Role.TRAINER)


@pytest.fixture
def door(weed: Server, store: Any) -> Iterator[Server]:
    yield weed
    if weed.process is None:
        weed.start()


def send_directly(upload: Upload, number: int) -> None:
    part = sending.part_of(upload, FILM, number)
    hashed = {"number": number, "sha256": sending.sha(part)}
    url, headers = actions.link_part(upload, **hashed)
    status, answer = put(url, part, **headers)
    assert status == 200
    actions.note_part(upload, **hashed, etag=answer["ETag"], at=build.NOON)


def is_away(ask: Callable[[], object]) -> bool:
    with pytest.raises(MediaRefused) as caught:
        ask()
    return (caught.value.code, caught.value.status) == ("store-away", 503)


def test_uploads_in_every_phase_go_on_when_the_store_is_back(door: Server, store: Any, trainer: User) -> None:
    half, late, slow, whole = (sending.begin(trainer, FILM) for _four in range(4))
    send_directly(half, 1)
    second = {"number": 2, "sha256": sending.sha(sending.part_of(half, FILM, 2))}
    url, headers = actions.link_part(half, **second)
    assert not sending.send_piece(slow, FILM, 3, 0)
    for number in (1, 2, 3):
        send_directly(whole, number)
    door.stop()
    with pytest.raises(OSError, match="refused"):
        put(url, sending.part_of(half, FILM, 2), **headers)
    assert is_away(lambda: actions.link_part(late, **second))
    assert is_away(lambda: sending.send_piece(slow, FILM, 3, 1))
    assert is_away(lambda: sending.finish(whole, FILM))
    missing = [actions.missing_parts(one) for one in (half, late, slow, whole)]
    assert missing == [[2, 3], [1, 2, 3], [1, 2, 3], []], "what had arrived is not asked for again"
    door.start()
    assert sending.send_piece(slow, FILM, 3, 1), "the last piece again, and the part is whole"
    for one in (half, late, slow):
        for number in actions.missing_parts(one):
            send_directly(one, number)
        assert [part.sha256 for part in one.parts.order_by("number")] == sending.hashes(one, FILM)
        assert sizes_in(store, one) == [one.part_size(number) for number in (1, 2, 3)]
    assert sending.finish(whole, FILM).state == UploadState.FINISHED


def sizes_in(store: Any, upload: Upload) -> list[int]:
    listed = store.list_parts(Bucket=BUCKET, Key=upload.store_key, UploadId=upload.store_upload)
    return [part["Size"] for part in listed["Parts"]]
