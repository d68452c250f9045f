"""Cutting by eye: the frame follows a thumb and the arrow keys, the player tells where to begin and end."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from media import tasks
from media.ingest.actions import ask_for_clip_from
from media.ingest.cuts import Cut
from media.models import Clip, ClipState
from tests import build
from tests.browsing import faults
from tests.media import clips
from tests.media.ingest.films import film, kept, turned

pytestmark = [pytest.mark.film, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made(tmp_path: Path, settings: Any) -> Callable[..., Clip]:
    """Return a function that makes a clip of a film, as the worker does."""
    settings.CLIP_ROOT, settings.SOURCE_ROOT = tmp_path / "clips", tmp_path / "sources"

    def make(content: bytes, cut: Cut | None = None) -> Clip:
        clip = ask_for_clip_from(kept(tmp_path, content), owner=None, title="ขายผ้า", cut=cut, at=build.NOON)
        Clip.objects.update(enqueued_at=build.NOON)
        assert tasks.make_clip.func() == "made"
        return clip

    return make


def drag(page: Any, to: float) -> None:
    """Put the thumb on the middle of the frame and pull it to a share of the picture."""
    box, frame = page.locator(".crop-stage").bounding_box(), page.locator(".crop-frame").bounding_box()
    page.mouse.move(frame["x"] + frame["width"] / 2, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * to, box["y"] + 30, steps=4)
    page.mouse.up()


@pytest.mark.browser
def test_the_frame_follows_a_thumb_and_the_arrow_keys(made: Any, page_of: Callable[..., Any]) -> None:
    clip = made(film(seconds=6, size="320x180"))
    page = page_of(build.people().trainer, 390)
    page.goto(reverse("clip-making", args=[clip.key]))
    assert page.locator("clip-crop").is_hidden()
    page.get_by_label("ตัดเป็นแนวตั้ง").check()
    page.locator(".crop-stage").wait_for()
    drag(page, 0.3)
    assert page.locator("clip-crop output").inner_text() == "ไปทางซ้าย 20 %"
    page.keyboard.press("ArrowRight")
    assert page.locator("[name=centre]").input_value() == "31"
    drag(page, 0.0)
    assert page.locator("[name=centre]").input_value() == "16", "the frame never leaves the picture"
    assert (
        page.locator(".crop-frame").bounding_box()["x"] >= page.locator(".crop-stage").bounding_box()["x"] - 1
    )
    page.evaluate("document.querySelector('.cut-film').currentTime = 1.5")
    page.get_by_role("button", name="เริ่มตรงนี้").click()
    page.evaluate("document.querySelector('.cut-film').currentTime = 4")
    page.get_by_role("button", name="จบตรงนี้").click()
    assert page.get_by_text("คลิปจะยาว 2.5 วินาที").is_visible()
    assert faults(page) == []
    page.get_by_role("button", name="ตัดคลิปนี้").click()
    page.wait_for_url("**/desk/clips/*/")
    clip.refresh_from_db()
    assert (clip.edits["start_ms"], clip.edits["end_ms"], clip.edits["centre"]) == (1500, 4000, 0.16)


@pytest.mark.browser
def test_a_film_that_is_cut_counts_in_the_time_of_its_file(made: Any, page_of: Callable[..., Any]) -> None:
    clip = made(film(seconds=6), Cut(start_ms=2000, end_ms=5000, title="ผ้าไหม"))
    page = page_of(build.people().trainer, 390)
    page.goto(reverse("clip-making", args=[clip.key]))
    page.wait_for_function("document.querySelector('.cut-film').duration > 5")
    page.evaluate("document.querySelector('.cut-film').currentTime = 3.5")
    page.get_by_role("button", name="เริ่มตรงนี้").click()
    assert page.locator("[name=start_s]").input_value() == "3.0"


@pytest.mark.browser
def test_without_a_script_the_fields_alone_do(made: Any, page_of: Callable[..., Any]) -> None:
    clip = made(film(seconds=3))
    page = page_of(build.people().trainer, 390, script=False)
    page.goto(reverse("clip-making", args=[clip.key]))
    assert page.get_by_role("button", name="เริ่มตรงนี้").count() == 0
    page.get_by_label("เริ่มที่วินาที").fill("0.5")
    page.get_by_label("ตัดเป็นแนวตั้ง").check()
    page.get_by_label("กลางภาพแนวตั้ง").fill("30")
    page.get_by_role("button", name="ตัดคลิปนี้").click()
    clip.refresh_from_db()
    assert (clip.edits["start_ms"], clip.edits["shape"], clip.edits["centre"]) == (500, "portrait", 0.3)


def test_the_picture_is_the_whole_film_upright_also_when_the_clip_is_cropped(
    made: Any, client: Client
) -> None:
    clip = made(turned(90), Cut(shape="portrait"))
    client.force_login(build.people().trainer)
    answer = client.get(reverse("clip-whole", args=[clip.key]))
    picture = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == "image/webp"
    assert size_of(picture) == (540, 720)
    again = client.get(reverse("clip-whole", args=[clip.key]))
    assert b"".join(again.streaming_content) == picture  # type: ignore[attr-defined]


def size_of(picture: bytes) -> tuple[int, int]:
    from io import BytesIO

    from PIL import Image

    return Image.open(BytesIO(picture)).size


def test_sound_alone_and_a_clip_of_the_house_have_no_picture(made: Any, client: Client) -> None:
    client.force_login(build.people().trainer)
    for clip in (made(film("a.m4a", picture=False)), clips.ready()):
        assert client.get(reverse("clip-whole", args=[clip.key])).status_code == 404
        assert client.get(reverse("clip-making", args=[clip.key])).status_code == 200


def test_while_a_cut_is_made_nothing_is_trimmed_by_the_old_film(made: Any, client: Client) -> None:
    clip = made(film(seconds=2))
    client.force_login(build.people().trainer)
    assert "clip-trim" in client.get(reverse("clip-making", args=[clip.key])).content.decode()
    Clip.objects.update(state=ClipState.QUEUED)
    assert "<clip-trim" not in client.get(reverse("clip-making", args=[clip.key])).content.decode()
