"""Courses for phones with a store behind the site: its clips are hashed there, and a phone fetches them."""

import hashlib
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from media.digests.filling import fill_missing
from media.digests.models import CHUNK_BYTES, FileDigest
from media.queries import file_url
from tests import build
from tests.s3.conftest import read
from tests.s3.test_clips import files_here, made

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.film, pytest.mark.xdist_group("s3")]


def test_clips_in_the_store_are_hashed_as_they_lie_there(
    store: Any, client: Client, tmp_path: Path, settings: Any
) -> None:
    clip = made(tmp_path)
    assert files_here(settings) == []
    assert fill_missing(build.NOON) == FileDigest.objects.count() > 1
    small = clip.renditions.get(name="240p")
    digest = FileDigest.objects.get(path=small.path)
    link = client.get(file_url(small.path))["Location"]
    status, body, _headers = read(link, Range=f"bytes=0-{CHUNK_BYTES - 1}")
    assert status == 206
    assert hashlib.sha256(read(link)[1]).hexdigest() == digest.sha256
    assert (
        next(digest.chunk_hashes()) == urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()
    )
    assert files_here(settings) == [], "what was fetched to be hashed does not stay"


def test_a_store_that_is_away_leaves_the_hashing_for_a_later_minute(
    store: Any, tmp_path: Path, settings: Any
) -> None:
    made(tmp_path)
    endpoint, settings.S3_ENDPOINT = settings.S3_ENDPOINT, "http://127.0.0.1:9"
    assert fill_missing(build.NOON) == 0
    settings.S3_ENDPOINT = endpoint
    assert fill_missing(build.NOON) > 1
