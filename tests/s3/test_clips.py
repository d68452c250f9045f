"""Clips of lessons with a store behind the site: made from it, kept in it, played from it."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from lms.accounts.models import Role, User
from lms.dates import now
from media import publishing, s3, tasks
from media.actions import retry_clip
from media.errors import MediaRefused
from media.ingest.actions import ask_for_clip_from, edit_clip, pick_cover
from media.ingest.cuts import Cut
from media.left_overs import remove_left_over_objects
from media.models import Clip, ClipState, Rendition, SourceFile
from media.queries import file_url
from media.sources import source_key, source_name
from media.store import clip_key
from tests import build
from tests.media import clips
from tests.media.ingest import films
from tests.media.ingest.films import kept
from tests.media.uploads import sending
from tests.s3.conftest import BUCKET, Server, read
from tests.s3.test_uploads import objects, send_directly

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.film, pytest.mark.xdist_group("s3")]


@pytest.fixture
def trainer(db: None) -> User:
    return build.staff(Role.TRAINER)


@pytest.fixture(autouse=True)
def _nothing_of_others(store: Any) -> None:
    for key in objects(store, "site/"):
        store.delete_object(Bucket=BUCKET, Key=key)


def made(tmp_path: Path, content: bytes | None = None) -> Clip:
    path = kept(tmp_path, content or films.film(sound=False))
    clip = ask_for_clip_from(path, owner=None, title="ขายผ้า", at=build.NOON)
    assert tasks.make_clip.func() == "made"
    clip.refresh_from_db()
    return clip


def files_here(settings: Any) -> list[Path]:
    roots = (settings.CLIP_ROOT, settings.SOURCE_ROOT)
    return [path for root in roots for path in Path(root).rglob("*") if path.is_file()]


def sent_by_phone(trainer: User, content: bytes) -> SourceFile:
    upload = sending.begin(trainer, content)
    for number in range(1, upload.part_count + 1):
        send_directly(upload, number, content)
    return SourceFile.objects.get(pk=sending.finish(upload, content).result_id)


def test_from_the_phone_to_a_clip_that_plays_with_range_from_the_store(
    store: Any, trainer: User, client: Client, settings: Any
) -> None:
    content = films.turned(270, size="854x480", seconds=2, rate=15)
    source = sent_by_phone(trainer, content)
    assert tasks.make_clip.func() == "made"
    clip = Clip.objects.get()
    assert (clip.state, clip.revision, clip.source_ms) == (ClipState.READY, 1, clip.duration_ms)
    source.refresh_from_db()
    assert source.sha256 == sending.sha(content), "the worker held all of it first"
    assert files_here(settings) == []
    small = clip.renditions.get(name="240p")
    answer = client.get(file_url(small.path))
    assert answer.status_code == 302
    assert answer["Cache-Control"] == f"public, max-age={settings.S3_CLIP_SECONDS // 2}"
    status, body, headers = read(answer["Location"], Range="bytes=100-199")
    assert (status, len(body), headers["Content-Type"]) == (206, 100, "video/mp4")
    assert headers["Content-Range"] == f"bytes 100-199/{small.size_bytes}"
    assert read(answer["Location"])[1][100:200] == body
    assert read(client.get(file_url(clip.cover_path))["Location"])[1][8:12] == b"WEBP"
    assert read(answer["Location"].split("?")[0])[0] == 403, "nobody reads it without a link"


def test_captions_come_from_the_site_itself(store: Any, client: Client, settings: Any) -> None:
    clips.waiting(enqueued_at=build.NOON)
    assert tasks.make_clip.func() == "made"
    track = Clip.objects.get().captions.get(language="th")
    answer = client.get(file_url(track.path))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/vtt; charset=utf-8")
    assert answer.content.decode().startswith("WEBVTT")
    endpoint, settings.S3_ENDPOINT = settings.S3_ENDPOINT, "http://127.0.0.1:9"
    assert client.get(file_url(track.path)).status_code == 503
    settings.S3_ENDPOINT = endpoint
    store.delete_object(Bucket=BUCKET, Key=clip_key(track.path))
    assert client.get(file_url(track.path)).status_code == 404


def test_only_the_revision_that_plays_has_an_address(store: Any, client: Client, tmp_path: Path) -> None:
    clip = made(tmp_path)
    assert client.get(file_url(f"{clip.key}/1/240p.mp4")).status_code == 302
    assert client.get(file_url(f"{clip.key}/2/240p.mp4")).status_code == 404
    assert client.get(reverse("clip-file", args=[clip.key, 1, "x.exe"])).status_code == 404


def test_what_was_made_before_there_was_a_store_plays_from_the_disk_until_it_is_made_anew(
    store: Any, client: Client, tmp_path: Path, settings: Any
) -> None:
    bucket, settings.S3_BUCKET = settings.S3_BUCKET, ""
    clip = made(tmp_path)
    settings.S3_BUCKET = bucket
    address = file_url(clip.renditions.get().path)
    assert client.get(address).status_code == 200
    edit_clip(clip, Cut(end_ms=1000, title="ผ้า"), at=build.NOON)
    assert tasks.make_clip.func() == "made"
    clip.refresh_from_db()
    assert clip.revision == 2
    assert {path.parts[-3] for path in files_here(settings)} == {"sources"}
    assert len(objects(store, f"site/clips/{clip.key}/2/")) == 4


def test_a_new_revision_replaces_the_old_one_in_the_store(store: Any, tmp_path: Path) -> None:
    clip = made(tmp_path)
    first = objects(store, "site/clips/")
    assert {key.split("/")[3] for key in first} == {"1"}
    edit_clip(clip, Cut(end_ms=1000, title="ผ้า"), at=build.NOON)
    assert tasks.make_clip.func() == "made"
    assert {key.split("/")[3] for key in objects(store, "site/clips/")} == {"2"}


def test_a_cover_is_picked_and_a_cut_refused_without_the_film_here(store: Any, tmp_path: Path) -> None:
    clip = made(tmp_path)
    assert pick_cover(clip, 2).cover_bytes == s3.size_of(clip_key(f"{clip.key}/1/cover-2.webp"))
    store.delete_object(Bucket=BUCKET, Key=source_key(clip.source_path))
    with pytest.raises(MediaRefused, match="bad_cut"):
        edit_clip(clip, Cut(start_ms=900_000), at=build.NOON)
    Clip.objects.update(source_ms=0)
    clip.refresh_from_db()
    with pytest.raises(MediaRefused, match="source_gone"):
        edit_clip(clip, Cut(end_ms=500), at=build.NOON)


def test_a_store_that_is_away_fails_by_its_name_and_publishes_nothing(
    store: Any, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = made(tmp_path)
    played = objects(store, "site/clips/")
    put, endpoint = s3.put, settings.S3_ENDPOINT

    def goes_away(path: Path, key: str, *, content_type: str) -> None:
        if path.suffix == ".webp" and path.stem == "cover-2":
            settings.S3_ENDPOINT = "http://127.0.0.1:9"
        put(path, key, content_type=content_type)

    edit_clip(clip, Cut(end_ms=1000, title="ผ้า"), at=build.NOON)
    monkeypatch.setattr(publishing.s3, "put", goes_away)
    for state in (ClipState.QUEUED, ClipState.QUEUED, ClipState.FAILED):
        settings.S3_ENDPOINT = endpoint
        Clip.objects.update(enqueued_at=build.NOON)
        assert tasks.make_clip.func() == "store"
        clip.refresh_from_db()
        assert (clip.state, clip.failure, clip.revision) == (state, "store", 1)
        assert {one.path.split("/")[1] for one in Rendition.objects.all()} == {"1"}
    settings.S3_ENDPOINT = endpoint
    monkeypatch.undo()
    assert set(played) < set(objects(store, "site/clips/")), "the old ones play, halves wait for the next"
    retry_clip(clip, at=build.NOON)
    assert tasks.make_clip.func() == "made"
    clip.refresh_from_db()
    assert (clip.revision, clip.failure) == (5, "")
    assert {key.split("/")[3] for key in objects(store, "site/clips/")} == {"5"}


def test_no_object_stays_when_the_row_cannot_be_written(
    store: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object) -> None:
        raise RuntimeError("no row")

    monkeypatch.setattr(publishing, "_write_rows", fails)
    ask_for_clip_from(kept(tmp_path, films.film()), owner=None, title="x", at=build.NOON)
    assert tasks.make_clip.func() == "other"
    assert objects(store, "site/clips/") == []


def test_the_store_stops_for_a_while_and_nothing_is_lost(
    store: Any, weed: Server, trainer: User, client: Client
) -> None:
    content = films.film(seconds=1)
    upload = sending.begin(trainer, content)
    send_directly(upload, 1, content)
    weed.stop()
    with pytest.raises(MediaRefused) as caught:
        sending.finish(upload, content)
    assert caught.value.status == 503
    weed.start()
    sending.finish(upload, content)
    weed.stop()
    assert tasks.make_clip.func() == "store"
    assert Clip.objects.get().state == ClipState.QUEUED
    weed.start()
    Clip.objects.update(enqueued_at=now())  # what the next minute does
    assert tasks.make_clip.func() == "made"
    answer = client.get(file_url(Rendition.objects.get(name="240p").path))
    assert read(answer["Location"], Range="bytes=0-9")[0] == 206


def test_a_folder_is_put_through_by_hand_and_what_is_no_good_leaves_nothing(
    store: Any, tmp_path: Path, settings: Any
) -> None:
    out = StringIO()
    call_command("ingest", str(kept(tmp_path, films.film(sound=False))), "--json", stdout=out)
    told = json.loads(out.getvalue())
    key = told["renditions"][0]["key"]
    assert told["renditions"][0]["path"] == f"s3://{BUCKET}/site/clips/{key}"
    assert s3.size_of(clip_key(key)) == told["renditions"][0]["bytes"]
    assert len(objects(store, "site/sources/")) == 1
    assert files_here(settings) == []
    settings.S3_ENDPOINT = "http://127.0.0.1:9"
    with pytest.raises(MediaRefused, match="store-away"):
        ask_for_clip_from(kept(tmp_path, films.film()), owner=None, title="x")
    assert Clip.objects.count() == 1


def test_objects_without_a_row_go_after_a_day_and_the_rest_stays(
    store: Any, trainer: User, tmp_path: Path
) -> None:
    clip = made(tmp_path)
    open_one = sending.begin(trainer, films.film())
    name = source_name(open_one.pk, open_one.name, open_one.kind)
    kept_ones = {*objects(store, "site/"), source_key(name)}
    other = f"{clip.key}/9/240p.mp4"
    lost = ["private/ab/x.jpg", "sources/ab/x.mp4", "arriving/x", f"clips/{other}", "clips/x/1/240p.mp4"]
    for key in (*(f"site/{one}" for one in lost), source_key(name), "elsewhere/x"):
        store.put_object(Bucket=BUCKET, Key=key, Body=b"x")
    assert remove_left_over_objects(now()) == 0, "they may be on their way"
    assert remove_left_over_objects(now() + timedelta(days=2)) == 5
    assert remove_left_over_objects(now() + timedelta(days=2)) == 0
    assert set(objects(store, "site/")) == kept_ones
    assert objects(store, "elsewhere/") == ["elsewhere/x"], "another site's objects are none of ours"
