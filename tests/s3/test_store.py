"""What the film room relies on in an S3 store, asked of a real one through its own module."""

import time
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from media import multipart, s3
from media.errors import MediaRefused
from tests.media.uploads.sending import sha
from tests.s3.conftest import BUCKET, put, read

pytestmark = pytest.mark.xdist_group("s3")  # one server for all
PART = 5 * 1024 * 1024
KEY = "site/คลิป ผ้าไหม.mp4"


@pytest.fixture
def film(store: Any) -> bytes:
    content = bytes(range(256)) * 40
    store.put_object(Bucket=BUCKET, Key=KEY, Body=content, ContentType="video/mp4")
    return content


def link(**fields: str) -> str:
    wanted = {"content_type": "video/mp4", "disposition": "inline", **fields}
    return s3.reading_link(KEY, **wanted)


def sent_part(upload: str, number: int, content: bytes, key: str = "site/v.mp4") -> tuple[int, Any]:
    url, headers = multipart.part_link(
        key, upload, number=number, sha256=sha(content), size_bytes=len(content)
    )
    return put(url, content, **headers)


def test_parts_go_straight_to_the_store_in_any_order(store: Any) -> None:
    upload = multipart.begin_multipart("site/v.mp4")
    parts = {1: b"a" * PART, 2: b"b" * PART, 3: b"c" * 1000}
    told = {}
    for number in (3, 1, 2, 1):
        status, headers = sent_part(upload, number, parts[number])
        assert status == 200
        told[number] = (headers["ETag"], sha(parts[number]))
    here = multipart.parts_here("site/v.mp4", upload)
    assert here == {number: (len(parts[number]), told[number][0]) for number in parts}
    multipart.complete_multipart("site/v.mp4", upload, told)
    assert s3.size_of("site/v.mp4") == 2 * PART + 1000


def test_the_store_refuses_other_bytes_than_the_link_was_made_for(store: Any) -> None:
    upload = multipart.begin_multipart("site/other.mp4")
    wanted = {"number": 1, "sha256": sha(b"a" * 100), "size_bytes": 100}
    url, headers = multipart.part_link("site/other.mp4", upload, **wanted)
    assert put(url, b"b" * 100, **headers)[0] in {400, 403}
    assert put(url, b"a" * 200, **headers)[0] in {400, 403}
    assert put(url, b"a" * 100)[0] == 403, "without its hash"
    assert put(url, b"a" * 100, **headers)[0] == 200


def test_parts_smaller_than_five_megabytes_make_no_object(store: Any) -> None:
    upload = multipart.begin_multipart("site/small.mp4")
    told = {n: (sent_part(upload, n, b"x" * 10, "site/small.mp4")[1]["ETag"], sha(b"x" * 10)) for n in (1, 2)}
    with pytest.raises(MediaRefused) as caught:
        multipart.complete_multipart("site/small.mp4", upload, told)
    assert caught.value.code == "store-away"


def test_a_link_reads_one_object_with_a_thai_name(film: bytes) -> None:
    disposition = "attachment; filename*=UTF-8''%E0%B8%84%E0%B8%A5%E0%B8%B4%E0%B8%9B.mp4"
    status, body, headers = read(link(disposition=disposition))
    assert (status, body) == (200, film)
    assert headers["Content-Type"] == "video/mp4"
    assert headers["Content-Disposition"] == disposition


def test_a_link_answers_range(film: bytes) -> None:
    status, body, headers = read(link(), Range="bytes=256-511")
    assert (status, body) == (206, film[256:512])
    assert headers["Content-Range"] == f"bytes 256-511/{len(film)}"


def test_a_forged_link_is_refused(film: bytes) -> None:
    url = link()
    assert read(url[:-4] + ("0000" if url[-4:] != "0000" else "1111"))[0] == 403
    assert read(url.replace("X-Amz-Expires=300", "X-Amz-Expires=30000"))[0] == 403
    assert read(url.split("?")[0])[0] == 403, "without a signature"


def test_a_link_ends(film: bytes, settings: Any) -> None:
    settings.S3_LINK_SECONDS = 1
    url = link()
    time.sleep(2.5)
    assert read(url)[0] == 403


def test_browsers_of_the_site_may_send_and_no_others(store: Any) -> None:
    s3.prepare("https://learn.example.org")
    url = multipart.part_link(
        "site/v", multipart.begin_multipart("site/v"), number=1, sha256="0" * 64, size_bytes=9
    )[0]
    allowed = preflight(url, "https://learn.example.org")
    assert allowed.get("Access-Control-Allow-Origin") == "https://learn.example.org"
    assert "PUT" in allowed.get("Access-Control-Allow-Methods", "")
    assert preflight(url, "https://evil.example").get("Access-Control-Allow-Origin") is None


def preflight(url: str, origin: str) -> Any:
    from urllib.error import HTTPError

    asked = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
    asked["Access-Control-Request-Headers"] = "x-amz-checksum-sha256"
    try:
        with urlopen(Request(url, method="OPTIONS", headers=asked), timeout=30) as answer:
            return answer.headers
    except HTTPError as error:
        return error.headers


def test_a_file_is_kept_fetched_and_removed(store: Any, tmp_path: Path) -> None:
    path, back = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"photo")
    s3.keep(path, "site/private/a", content_type="image/jpeg")
    assert not path.exists()
    s3.fetch("site/private/a", back)
    assert back.read_bytes() == b"photo"
    for _twice in range(2):
        s3.remove("site/private/a")
    with pytest.raises(s3.NotThere):
        s3.size_of("site/private/a")


def test_a_store_that_is_away_is_said(store: Any, settings: Any) -> None:
    settings.S3_ENDPOINT = "http://127.0.0.1:9"
    with pytest.raises(MediaRefused) as caught:
        s3.size_of("site/a")
    assert (caught.value.code, caught.value.status) == ("store-away", 503)
