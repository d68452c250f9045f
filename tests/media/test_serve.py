"""Files with Range: parts, suffixes, conditions, and nothing to fool a browser with."""

import uuid
from pathlib import Path

import pytest
from django.http import Http404
from django.test import RequestFactory

from media.models import FileKind, StoredFile
from media.serve import private_file

CONTENT = bytes(range(256)) * 1000
SIZE = len(CONTENT)


@pytest.fixture
def stored(settings, tmp_path: Path) -> StoredFile:
    settings.PRIVATE_ROOT = tmp_path
    (tmp_path / "a.mp4").write_bytes(CONTENT)
    return StoredFile(id=uuid.uuid4(), kind=FileKind.VIDEO, path="a.mp4", content_type="video/mp4")


def ask(stored: StoredFile, method: str = "get", **headers: str):
    return private_file(getattr(RequestFactory(), method)("/", headers=headers), stored)


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_whole_file(stored: StoredFile) -> None:
    response = ask(stored)
    assert response.status_code == 200
    assert body(response) == CONTENT
    assert response["Content-Length"] == str(SIZE)
    assert response["Accept-Ranges"] == "bytes"
    assert response["Cache-Control"].startswith("private")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("bytes=70000-", 70000, SIZE - 1),
        ("bytes=-500", SIZE - 500, SIZE - 1),
        ("bytes=-999999999", 0, SIZE - 1),
        ("bytes=10-999999999", 10, SIZE - 1),
    ],
)
def test_a_part_of_the_file(stored: StoredFile, asked: str, first: int, last: int) -> None:
    response = ask(stored, range=asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(last - first + 1)
    assert body(response) == CONTENT[first : last + 1]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=-0", "bytes=999999999-9999999999"])
def test_a_part_that_is_not_there_is_416(stored: StoredFile, asked: str) -> None:
    response = ask(stored, range=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked",
    ["bytes=5-2", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-9", "bytes=" + "9" * 5000 + "-", "๑"],
)
def test_a_range_that_is_none_is_ignored(stored: StoredFile, asked: str) -> None:
    response = ask(stored, range=asked)
    assert response.status_code == 200
    assert len(body(response)) == SIZE


def test_if_range_guards_against_mixing_two_files(stored: StoredFile) -> None:
    whole = ask(stored)
    for right in (whole["ETag"], whole["Last-Modified"]):
        assert ask(stored, range="bytes=0-9", if_range=right).status_code == 206
    for wrong in ('"other"', "Thu, 01 Jan 1970 00:00:00 GMT", "W/" + whole["ETag"]):
        assert ask(stored, range="bytes=0-9", if_range=wrong).status_code == 200


def test_a_file_that_the_phone_knows_is_not_sent_again(stored: StoredFile) -> None:
    response = ask(stored, if_none_match=ask(stored)["ETag"])
    assert response.status_code == 304
    assert body(response) == b""
    assert ask(stored, if_none_match='"other"').status_code == 200


def test_head_tells_the_size_without_the_bytes(stored: StoredFile) -> None:
    response = ask(stored, "head", range="bytes=0-9")
    assert (response.status_code, response["Content-Length"], body(response)) == (200, str(SIZE), b"")


def test_an_unknown_kind_is_a_download(stored: StoredFile) -> None:
    stored.content_type = "text/html"
    assert ask(stored)["Content-Disposition"].startswith("attachment")


def test_a_file_that_is_gone_is_404(stored: StoredFile) -> None:
    stored.path = "gone.mp4"
    with pytest.raises(Http404):
        ask(stored)


def test_the_web_server_in_front_may_send_the_bytes(stored: StoredFile, settings) -> None:
    settings.FILES_ACCEL = "/_files/"
    response = ask(stored)
    assert response["X-Accel-Redirect"] == "/_files/private/a.mp4"
    assert response.content == b""
    stored.path = "รูป.mp4"
    (settings.PRIVATE_ROOT / "รูป.mp4").write_bytes(b"x")
    assert ask(stored)["X-Accel-Redirect"] == "/_files/private/%E0%B8%A3%E0%B8%B9%E0%B8%9B.mp4"


def test_hanging_up_closes_the_file(stored: StoredFile) -> None:
    response = ask(stored)
    close_file = response._resource_closers[0]
    next(iter(response.streaming_content))
    close_file()
    assert close_file.__self__.file.closed
