"""At 390 px: photos in, the preview by itself, the film to post, downloaded and shared."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection

from media.probe import probe
from media.shop_clips import tasks
from media.shop_clips.models import ShopClip
from tests.browsing import faults
from tests.build import People
from tests.clips import things
from tests.media.files import photo

pytestmark = [pytest.mark.browser, pytest.mark.film, pytest.mark.django_db(transaction=True)]
SHARING = """
window.shared = [];
navigator.canShare = ({ files }) => files?.[0]?.type === "video/mp4";
navigator.share = async ({ files, title }) => {
  window.shared.push(`${title} ${files[0].name} ${files[0].size}`);
  if (window.shared.length === 1) throw new DOMException("the tap was too long ago", "NotAllowedError");
};
"""


@pytest.fixture
def worker(settings, tmp_path) -> Iterator[None]:
    """A worker in a thread: it makes whatever waits, as the real one does."""
    settings.PRIVATE_ROOT, settings.CLIP_THREADS = tmp_path / "private", 1
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.3):
            tasks.make_shop_film.func()
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join()


def photos(count: int) -> list[dict[str, object]]:
    content = photo(size=(900, 1200))
    return [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": content} for n in range(count)]


def fill(page) -> None:
    for name in ("product", "price_baht", "price_unit", "place", "link", "words"):
        page.fill(f"#id_{name}", things.FORM[name])


def test_a_photo_becomes_a_clip_that_is_shared_and_downloaded(
    people: People, page_of, worker, tmp_path
) -> None:
    page = page_of(people.learner.user, 390)
    page.add_init_script(SHARING)
    page.goto("/me/shop/")
    page.get_by_role("link", name="ทำคลิปขายของ").click()
    assert faults(page) == []
    page.get_by_role("link", name="ทำคลิปใหม่").click()
    assert faults(page) == []
    page.set_input_files("#photos", photos(2))
    page.get_by_role("button", name="ทำคลิปตัวอย่าง").click()
    assert page.get_by_role("alert").count() == 1
    assert page.locator("[name=kept]").count() == 2
    assert faults(page) == []
    fill(page)
    began = time.monotonic()
    page.get_by_role("button", name="ทำคลิปตัวอย่าง").click()
    page.get_by_role("button", name="ดีแล้ว ทำคลิปสำหรับโพสต์").wait_for(timeout=60_000)
    took = time.monotonic() - began
    assert took < 40, f"the preview took {took:.0f} s on the page"
    page.wait_for_function("document.querySelector('video').duration > 14.8", timeout=20_000)
    assert faults(page) == []
    page.get_by_role("button", name="ดีแล้ว ทำคลิปสำหรับโพสต์").click()
    assert "คลิปสำหรับโพสต์" in page.locator("#state").inner_text()
    page.get_by_role("link", name="ดาวน์โหลดคลิป").wait_for(timeout=120_000)
    assert faults(page) == []
    with page.expect_download() as fetched:
        page.get_by_role("link", name="ดาวน์โหลดคลิป").click()
    film = tmp_path / "got.mp4"
    fetched.value.save_as(film)
    facts = probe(film)
    assert facts is not None
    assert (facts.width_px, facts.height_px) == (720, 1280)
    share = page.get_by_role("button", name="แชร์คลิป")
    share.click()
    page.get_by_text("พร้อมแล้ว แตะอีกครั้งเพื่อแชร์").click()
    page.wait_for_function("window.shared.length === 2")
    clip = ShopClip.objects.get()
    assert page.evaluate("window.shared[1]") == (
        f"{clip.product} clip-{clip.pk.hex[:8]}.mp4 {film.stat().st_size}"
    )


def test_without_a_script_everything_but_sharing_works(people: People, page_of, settings, tmp_path) -> None:
    settings.PRIVATE_ROOT, settings.CLIP_THREADS = tmp_path / "private", 1
    page = page_of(people.learner.user, 390, script=False)
    page.goto("/me/clips/new/")
    page.set_input_files("#photos", photos(1))
    fill(page)
    page.get_by_role("button", name="ทำคลิปตัวอย่าง").click()
    assert "กำลังรอคิว" in page.inner_text("main")
    assert tasks.make_shop_film.func() == "made"
    page.get_by_role("link", name="ดูอีกครั้ง").click()
    page.get_by_role("button", name="ดีแล้ว ทำคลิปสำหรับโพสต์").wait_for()
    page.get_by_text("ลบคลิปนี้").click()
    page.get_by_role("button", name="ใช่ ลบเลย").click()
    assert "ลบคลิปแล้ว" in page.inner_text("main")
    assert not ShopClip.objects.exists()


def test_where_the_browser_cannot_share_nothing_is_offered(people: People, page_of) -> None:
    from tests.clips.test_shop_clip_pages import ready

    clip = things.clip(people.learner)
    ready(clip, "preview", people.learner)
    ready(clip, "final", people.learner)
    page = page_of(people.learner.user, 390)
    page.goto(f"/me/clips/{clip.pk}/")
    page.get_by_role("link", name="ดาวน์โหลดคลิป").wait_for()
    assert page.locator("[data-share]").is_hidden()
