"""The window in which an editor chooses a clip: what is being made moves, and its row fills at the end."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from lms.dates import now
from media.lease import claim
from media.models import Clip, ClipState, Rendition
from tests import build
from tests.media import clips

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OPEN = "(html) => document.body.append(Object.assign(document.createElement('div'), { innerHTML: html }))"


def test_percent_and_step_move_and_the_finished_row_is_whole(page_of: Callable[..., Any]) -> None:
    administrator = build.people().administrator
    clip = clips.waiting(title="ผ้าไหม")
    page = page_of(administrator, 1280)
    page.goto(reverse("wagtailadmin_home"))
    # What the window is filled with; opening it is Wagtail's own affair.
    page.evaluate(OPEN, page.request.get(reverse("clip_chooser:choose")).json()["html"])
    row = page.locator("tr", has_text="ผ้าไหม")
    row.get_by_text("รอคิวที่ 1").wait_for()
    assert claim(clip.key, at=now()) is not None
    Clip.objects.update(step="encode", percent=64)
    row.get_by_text("กำลังทำขนาดต่าง ๆ 64 %").wait_for()
    assert row.locator("progress").evaluate("(bar) => bar.value") == 64
    Clip.objects.update(
        state=ClipState.READY,
        lease_token=None,
        lease_until=None,
        revision=1,
        duration_ms=83_000,
        cover_path=f"{clip.key}/1/cover-1.webp",
        cover_bytes=9,
        ready_at=now(),
    )
    Rendition.objects.create(
        clip=clip,
        name="240p",
        path=f"{clip.key}/1/240p.mp4",
        content_type="video/mp4",
        size_bytes=2_300_000,
        width_px=426,
        height_px=240,
        duration_ms=83_000,
    )
    row.get_by_text("พร้อมแล้ว เลือกใช้ในบทเรียนได้").wait_for()
    row.get_by_text("1:23").wait_for()
    assert row.get_by_text("240p 2.3 MB").is_visible()
    assert row.locator("img").get_attribute("src").endswith("/1/cover-1.webp")
