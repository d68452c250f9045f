"""Clips at the desk: how far they are, stopped, started again, their cover and their cut."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from media import tasks
from media.ingest.actions import ask_for_clip_from
from media.models import Clip, ClipState
from tests import build
from tests.media import clips
from tests.media.ingest.films import film, kept


@pytest.fixture
def trainers(client: Client, db: None) -> Client:
    client.force_login(build.people().trainer)
    return client


def sent(tmp_path: Path, settings: Any) -> Clip:
    settings.CLIP_ROOT, settings.SOURCE_ROOT = tmp_path / "clips", tmp_path / "sources"
    clip = ask_for_clip_from(kept(tmp_path, film(seconds=2)), owner=None, title="ขายผ้า", at=build.NOON)
    Clip.objects.update(enqueued_at=build.NOON)
    assert tasks.make_clip.func() == "made"
    clip.refresh_from_db()
    return clip


def test_all_clips_with_their_state(trainers: Client) -> None:
    clips.ready(title="พร้อม")
    clips.waiting(title="เสีย", state=ClipState.FAILED, failure="damaged")
    shown = trainers.get(reverse("clips-desk")).content.decode()
    assert "0.3 MB" in shown
    assert "คลิปนี้เสียหรือขาดหายระหว่างส่ง" in shown


def test_stopped_and_started_again(trainers: Client) -> None:
    clip = clips.waiting()
    page = reverse("clip-making", args=[clip.key])
    assert "รอคิวที่ 1" in trainers.get(page).content.decode()
    assert trainers.post(page, {"do": "cancel"}, follow=True).status_code == 200
    assert "มีผู้สั่งหยุดทำคลิปนี้" in trainers.get(page).content.decode()
    trainers.post(page, {"do": "retry"})
    assert Clip.objects.get().state == ClipState.QUEUED


@pytest.mark.film
@pytest.mark.django_db(transaction=True)
def test_cover_and_cut(trainers: Client, tmp_path: Path, settings: Any) -> None:
    clip = sent(tmp_path, settings)
    page = reverse("clip-making", args=[clip.key])
    assert trainers.post(page, {"do": "cover", "cover": "3"}).status_code == 302
    clip.refresh_from_db()
    assert clip.cover_path.endswith("cover-3.webp")
    assert trainers.post(page, {"do": "cover", "cover": "๓"}).status_code == 422
    answer = trainers.post(page, {"do": "cut", "start_s": "5"})
    assert answer.status_code == 422
    assert "ตัดแบบนี้จะไม่เหลือคลิป" in answer.content.decode()
    assert trainers.post(page, {"do": "cut", "start_s": "0.5", "is_portrait": "on"}).status_code == 302
    clip.refresh_from_db()
    assert (clip.state, clip.edits["start_ms"], clip.edits["shape"]) == (ClipState.QUEUED, 500, "portrait")


@pytest.mark.parametrize("words", [{}, {"do": "x"}, {"do": "cut", "start_s": "x"}, {"do": "cover"}])
def test_nonsense_is_answered_with_a_page(trainers: Client, words: dict[str, str]) -> None:
    page = reverse("clip-making", args=[clips.ready().key])
    assert trainers.post(page, words).status_code == 422


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_follows_the_making(page_of: Callable[..., Any]) -> None:
    from lms.dates import now
    from media.lease import claim

    people, clip = build.people(), clips.waiting()
    page = page_of(people.trainer, 390)
    page.goto(reverse("clip-making", args=[clip.key]))
    page.get_by_text("รอคิวที่ 1").wait_for()
    assert claim(clip.key, at=now()) is not None
    Clip.objects.update(step="encode", percent=64)
    page.get_by_text("กำลังทำขนาดต่าง ๆ 64 %").wait_for()
    page.get_by_role("button", name="หยุดทำคลิปนี้").click()
    page.get_by_role("button", name="ลองอีกครั้ง").wait_for()
    assert Clip.objects.get().failure == "cancelled"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
