"""Sending a clip for a lesson with a plain form: the same rules, the same clip."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from media.models import Clip, ClipState, SourceFile, Upload
from media.uploads.disk import source_path
from tests import build
from tests.build import People
from tests.media.files import upload
from tests.media.ingest.films import film

pytestmark = pytest.mark.django_db
PAGE = "/desk/clips/new/"
FILM = film(seconds=2)


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Path) -> None:
    settings.UPLOAD_ROOT, settings.SOURCE_ROOT = tmp_path / "arriving", tmp_path / "sources"
    settings.UPLOAD_PART_BYTES = 4000


@pytest.fixture
def people(db: None) -> People:
    return build.people()


@pytest.fixture
def desk(client: Client, people: People) -> Client:
    client.force_login(people.trainer)
    return client


def form(content: bytes = FILM, name: str = "ขายผ้า.mp4", **fields: str) -> dict[str, Any]:
    return {"upload_id": str(uuid.uuid4()), "clip": upload(content, name), **fields}


def test_a_whole_film_becomes_the_clip_that_parts_would_become(desk: Client, people: People) -> None:
    answer = desk.post(PAGE, form())
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    source, clip = SourceFile.objects.get(), Clip.objects.get()
    assert (source.owner, source.name, clip.key, clip.state) == (
        people.trainer,
        "ขายผ้า.mp4",
        source.pk,
        "queued",
    )
    assert source_path(source.path).read_bytes() == FILM
    assert Upload.objects.get().part_count > 1
    page = desk.get(PAGE).content.decode()
    assert "รอคิวที่ 1" in page
    assert "<clip-making" in page


def test_the_same_form_twice_is_one_clip(desk: Client) -> None:
    sent = str(uuid.uuid4())
    for _twice in range(2):
        assert desk.post(PAGE, form(upload_id=sent)).status_code == 302
    assert (SourceFile.objects.count(), Clip.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ({}, 422, "เลือกคลิปก่อน"),
        (form(b"", "a.mp4"), 400, "ไฟล์นี้ว่างเปล่า"),
        (form(b"words", "a.txt"), 415, "ไฟล์ชนิดนี้ใช้ไม่ได้"),
        (form(b"x" * 9000, "a.mp4"), 413, "ไฟล์นี้ใหญ่เกินไป"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_a_byte_is_kept(
    desk: Client, settings: Any, sent: dict[str, Any], status: int, sentence: str
) -> None:
    settings.UPLOAD_LESSON_BYTES = 8000
    answer = desk.post(PAGE, sent)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert not Upload.objects.exists()
    assert not list(Path(settings.UPLOAD_ROOT).glob("[0-9a-f]*"))


def test_a_day_that_is_full_is_for_tomorrow(desk: Client, settings: Any) -> None:
    settings.UPLOAD_LESSON_DAY_BYTES = len(FILM)
    assert desk.post(PAGE, form()).status_code == 302
    answer = desk.post(PAGE, form())
    assert answer.status_code == 429
    assert "พรุ่งนี้" in answer.content.decode()


def test_somebody_elses_upload_is_not_continued(desk: Client, people: People) -> None:
    sent = str(uuid.uuid4())
    assert desk.post(PAGE, form(upload_id=sent)).status_code == 302
    other = Client()
    other.force_login(people.manager)
    assert other.post(PAGE, form(upload_id=sent)).status_code == 409


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_a_script_the_form_sends_the_film(page_of: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "ผ้าไหม.mp4"
    path.write_bytes(FILM)
    page = page_of(build.people().trainer, 390, script=False)
    page.goto(reverse("clip-new"))
    page.set_input_files("#clip", path)
    page.get_by_role("button", name="ส่งคลิป").click()
    page.locator("section li").get_by_text("ผ้าไหม.mp4").wait_for()
    assert page.get_by_text("รอคิวที่ 1").is_visible()
    assert page.get_by_role("link", name="ดูอีกครั้ง").is_visible()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_making_is_followed_on_the_page_without_leaving_it(
    page_of: Callable[..., Any], client: Client
) -> None:
    trainer = build.people().trainer
    client.force_login(trainer)
    client.post(PAGE, form())
    page = page_of(trainer, 390)
    page.goto(PAGE)
    assert page.get_by_role("button", name="ส่งคลิป").is_hidden(), (
        "the field that sends in parts needs no button"
    )
    page.get_by_text("รอคิวที่ 1").wait_for()
    page.evaluate("window.stayed = true")
    token = uuid.uuid4()
    Clip.objects.update(
        state=ClipState.WORKING, step="mezzanine", percent=31, lease_token=token, lease_until=build.NOON
    )
    page.get_by_text("31 %").wait_for()
    Clip.objects.update(state=ClipState.FAILED, failure="damaged", lease_token=None, lease_until=None)
    page.get_by_text("คลิปนี้เสียหรือขาดหายระหว่างส่ง").wait_for()
    assert page.evaluate("window.stayed")
