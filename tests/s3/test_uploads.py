"""Uploads and private files with a real store behind the site."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from courses.practice.actions import send_work
from lms.accounts.models import Role, User
from media import s3
from media.actions import store_photo
from media.errors import MediaRefused
from media.models import Clip, SourceFile, StoredFile, Upload, UploadPart
from media.sources import source_key
from media.store import private_key, private_path
from media.uploads import actions, errors, remote
from media.uploads.disk import arriving_path, source_path
from media.uploads.models import UploadState
from tests import build
from tests.media import files
from tests.media.uploads import sending
from tests.s3.conftest import BUCKET, put, read

PART = 5 * 1024 * 1024
FILM = sending.film(2 * PART + 300_000)
pytestmark = [pytest.mark.django_db, pytest.mark.film, pytest.mark.xdist_group("s3")]


@pytest.fixture
def trainer(db: None) -> User:
    return build.staff(Role.TRAINER)


@pytest.fixture
def learner(db: None) -> User:
    return build.learner().user


def send_directly(upload: Upload, number: int, content: bytes = FILM) -> None:
    part = sending.part_of(upload, content, number)
    hashed = {"number": number, "sha256": sending.sha(part)}
    url, headers = actions.link_part(upload, **hashed)
    status, answer = put(url, part, **headers)
    assert status == 200
    actions.note_part(upload, **hashed, etag=answer["ETag"], at=build.NOON)


def kept_in_store(source: SourceFile) -> bytes:
    return s3.read(source_key(source.path))


def objects(store: Any, prefix: str) -> list[str]:
    found = store.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])
    return [one["Key"] for one in found]


def test_a_film_goes_straight_to_the_store_and_becomes_a_clip(store: Any, trainer: User) -> None:
    upload = sending.begin(trainer, FILM)
    for number in (3, 1, 2, 1):
        send_directly(upload, number)
    done = sending.finish(upload, FILM)
    source = SourceFile.objects.get()
    assert kept_in_store(source) == FILM
    assert not source_path(source.path).exists(), "no byte of it came here"
    assert (source.size_bytes, source.sha256) == (len(FILM), "")
    assert Clip.objects.get().key == done.result_id
    actions.finish(upload, sha256=sending.hashes(upload, FILM), at=build.NOON)
    assert kept_in_store(source) == FILM


def test_practice_work_lies_in_the_store_and_not_on_the_disk(store: Any, learner: User) -> None:
    upload = sending.begin(learner, FILM)
    for number in (1, 2, 3):
        send_directly(upload, number)
    stored = StoredFile.objects.get(pk=sending.finish(upload, FILM).result_id)
    assert not private_path(stored.path).exists()
    assert s3.size_of(private_key(stored.path)) == stored.size_bytes


def test_a_part_that_cannot_reach_the_store_goes_in_pieces_through_the_site(
    store: Any, trainer: User
) -> None:
    upload = sending.begin(trainer, FILM)
    send_directly(upload, 1)
    send_directly(upload, 3)
    assert [sending.send_piece(upload, FILM, 2, piece) for piece in reversed(range(20))].count(True) == 1
    assert actions.missing_parts(upload) == []
    sending.finish(upload, FILM)
    assert kept_in_store(SourceFile.objects.get()) == FILM
    assert not arriving_path(upload.pk).exists()


def test_what_the_store_does_not_have_is_asked_for_again(store: Any, trainer: User) -> None:
    upload = sending.begin(trainer, FILM)
    for number in (1, 2):
        send_directly(upload, number)
    actions.note_part(upload, number=3, sha256="0" * 64, etag='"made up"', at=build.NOON)
    with pytest.raises(errors.PartsMissing):
        sending.finish(upload, FILM)
    assert actions.missing_parts(upload) == [3]
    send_directly(upload, 3)
    assert sending.finish(upload, FILM).state == UploadState.FINISHED


def test_a_call_that_was_killed_after_the_object_was_made_goes_on(store: Any, trainer: User) -> None:
    upload = sending.begin(trainer, FILM)
    for number in (1, 2, 3):
        send_directly(upload, number)
    remote.make_whole(upload, sending.hashes(upload, FILM))
    assert sending.finish(upload, FILM).state == UploadState.FINISHED
    assert kept_in_store(SourceFile.objects.get()) == FILM


def test_parts_that_the_phone_tells_otherwise_are_sent_again(store: Any, trainer: User) -> None:
    upload = sending.begin(trainer, FILM)
    for number in (1, 2, 3):
        send_directly(upload, number)
    with pytest.raises(errors.PartsMissing):
        actions.finish(upload, sha256=[*sending.hashes(upload, FILM)[:2], "0" * 64], at=build.NOON)
    assert actions.missing_parts(upload) == [3]
    send_directly(upload, 3)
    assert sending.finish(upload, FILM).state == UploadState.FINISHED


def test_a_film_begun_before_films_stayed_in_the_store_is_moved_to_its_place(
    store: Any, trainer: User
) -> None:
    upload = sending.begin(trainer, FILM)
    Upload.objects.update(store_key=f"site/arriving/{upload.pk.hex}")
    upload.refresh_from_db()
    for number in (1, 2, 3):
        send_directly(upload, number)
    sending.finish(upload, FILM)
    assert kept_in_store(SourceFile.objects.get()) == FILM
    assert objects(store, upload.store_key) == [], "nothing is left where it arrived"


def test_a_store_that_is_away_loses_nothing(store: Any, learner: User, settings: Any) -> None:
    upload, endpoint = sending.begin(learner, FILM), settings.S3_ENDPOINT
    for number in (1, 2, 3):
        send_directly(upload, number)
    settings.S3_ENDPOINT = "http://127.0.0.1:9"
    with pytest.raises(MediaRefused) as caught:
        sending.finish(upload, FILM)
    assert caught.value.status == 503
    settings.S3_ENDPOINT = endpoint
    assert sending.finish(upload, FILM).state == UploadState.FINISHED


def test_cancelling_removes_the_parts_from_the_store(store: Any, trainer: User) -> None:
    upload = sending.begin(trainer, FILM)
    send_directly(upload, 1)
    actions.cancel(upload, at=build.NOON)
    assert store.list_multipart_uploads(Bucket=BUCKET, Prefix=upload.store_key).get("Uploads", []) == []


def test_a_private_picture_is_reached_through_the_gate_only(store: Any, client: Client) -> None:
    people = build.people()
    lesson = build.published(practice_kinds=["photo"])
    stored = store_photo(people.learner.user, upload=files.upload(files.photo()), at=build.NOON)
    send_work(people.learner, submission_id=uuid.uuid4(), lesson=lesson, files=[stored], at=build.NOON)
    assert not private_path(stored.path).exists()
    address = reverse("practice-file", args=[stored.pk])
    client.force_login(people.learner.user)
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "private, no-store")
    status, body, headers = read(answer.headers["Location"])
    assert (status, len(body), headers["Content-Type"]) == (200, stored.size_bytes, "image/jpeg")
    assert read(answer.headers["Location"], Range="bytes=0-9")[0] == 206
    client.force_login(people.neighbour.user)
    assert client.get(address).status_code == 404


def test_what_was_sent_before_there_was_a_store_is_still_shown(
    store: Any, client: Client, settings: Any
) -> None:
    bucket, settings.S3_BUCKET = settings.S3_BUCKET, ""
    people = build.people()
    lesson = build.published(practice_kinds=["photo"])
    stored = store_photo(people.learner.user, upload=files.upload(files.photo()), at=build.NOON)
    send_work(people.learner, submission_id=uuid.uuid4(), lesson=lesson, files=[stored], at=build.NOON)
    settings.S3_BUCKET = bucket
    client.force_login(people.learner.user)
    assert client.get(reverse("practice-file", args=[stored.pk])).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_deleted_file_leaves_the_store(store: Any, learner: User) -> None:
    stored = store_photo(learner, upload=files.upload(files.photo()), at=build.NOON)
    key = private_key(stored.path)
    assert objects(store, key) == [key]
    stored.delete()
    assert objects(store, key) == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reaches_the_store", [True, False])
def test_a_phone_sends_to_the_store_and_in_pieces_where_it_cannot(
    store: Any, chromium: Browser, live_server: Any, trainer: User, tmp_path: Path, reaches_the_store: bool
) -> None:
    film = tmp_path / "ผ้าไหม.mp4"
    film.write_bytes(FILM)
    s3.prepare(live_server.url)
    # The running server's policy was made without a store; `store_origin` has a test of its own.
    context = chromium.new_context(base_url=live_server.url, bypass_csp=True)
    client = Client()
    client.force_login(trainer)
    name = site_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    if not reaches_the_store:
        page.route(f"**/{BUCKET}/**", lambda route: route.abort())
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "PUT" else None)
    page.goto("/desk/clips/new/")
    page.set_input_files("#clip", film)
    expect(page.locator("section li")).to_contain_text("ผ้าไหม.mp4", timeout=60_000)
    context.close()
    through_the_site = [url for url in sent if url.startswith(live_server.url)]
    assert bool(through_the_site) is not reaches_the_store
    assert UploadPart.objects.filter(pieces__gt=0).exists() is not reaches_the_store
    assert kept_in_store(SourceFile.objects.get()) == FILM
