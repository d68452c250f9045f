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


def noisy_photo(tmp_path) -> bytes:
    """A photo as heavy as a phone's: about three megabytes."""
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.effect_noise((2400, 1800), 80).convert("RGB").save(out, "JPEG", quality=92)
    return out.getvalue()


def test_a_film_arrives_through_a_network_that_breaks_and_photos_are_made_smaller(
    people: People, chromium, live_server, settings, tmp_path
) -> None:
    from media.models import Upload
    from tests.browsing import sign_in
    from tests.media.uploads import sending
    from tests.network import network

    settings.PRIVATE_ROOT, settings.UPLOAD_ROOT = tmp_path / "private", tmp_path / "arriving"
    film, heavy = tmp_path / "ผ้า.mp4", noisy_photo(tmp_path)
    film.write_bytes(sending.film(9_000_000))
    with network(live_server.url, drop_every=2_000_000) as bad:
        context = chromium.new_context(viewport={"width": 390, "height": 844}, base_url=bad.address)
        sign_in(context, people.learner.user, bad.address)
        page = context.new_page()
        page.goto("/me/clips/new/")
        assert page.locator("resumable-upload:visible").count() == 1
        page.set_input_files("#photos", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": heavy}])
        page.get_by_text("รูป 1 รูป รวม").wait_for()
        smaller = page.evaluate("document.querySelector('#photos').files[0].size")
        page.set_input_files("#video", film)
        page.locator("resumable-upload:visible").nth(1).wait_for()
        fill(page)
        page.fill("#id_price_baht", "")
        page.get_by_role("button", name="ทำคลิปตัวอย่าง").click()
        page.get_by_text("เปิดหน้านี้ทิ้งไว้").first.wait_for()
        page.locator("[name=kept]").nth(1).wait_for(timeout=90_000)
        assert page.input_value("#id_product") == things.FORM["product"]
        page.fill("#id_price_baht", "59")
        page.get_by_role("button", name="ทำคลิปตัวอย่าง").click()
        page.get_by_text("กำลังรอคิว").wait_for(timeout=30_000)
        assert bad.drops >= 3
        context.close()
    clip = ShopClip.objects.get()
    assert clip.keeps_sound
    assert [one.stored_file.kind for one in clip.photos.all()] == ["photo", "video"]
    assert smaller < len(heavy) / 2
    assert clip.photos.first().stored_file.width_px == 1600
    assert Upload.objects.get().size_bytes == 9_000_000
