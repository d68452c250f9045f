"""The player in a real Chromium, on a real server: sizes first, bytes after, seeking, states."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from lms.dates import now
from media.caption_actions import send_captions
from media.compose import cards
from media.models import Clip, ClipState, Rendition
from media.store import clip_path
from tests.build import People
from tests.media import captions, clips, files

pytestmark = [
    pytest.mark.browser,
    pytest.mark.film,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.media.player_urls"),
]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def clip(settings, tmp_path) -> Clip:
    settings.CLIP_ROOT = tmp_path / "clips"
    made = clips.ready(duration_ms=20_000)
    arguments = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "20", "-movflags", "+faststart")
    for name, size in (("240p", "426:240"), ("360p", "640:360")):
        film = files.recording("a.mp4", "-vf", f"scale={size},setsar=1", *arguments, sound=False, seconds=20)
        path = clips.file(made, f"{name}.mp4", film)
        Rendition.objects.filter(name=name).update(size_bytes=path.stat().st_size)
    for language in ("th", "en"):
        text = "WEBVTT\n\n1\n00:00:00.000 --> 00:00:20.000\nคำ\n"
        clips.file(made, f"{language}.vtt", text.encode())
    cover = clip_path(made.cover_path)
    cards.cover("ตั้งราคา", "พื้นฐาน").resize((640, 360)).save(cover, "WEBP")
    return made


def open_player(page: Page, live_server: Any, key: uuid.UUID, language: str = "") -> list[Request]:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(f"{live_server.url}{language}/player/{key}/")
    return asked


def until(page: Page, is_true: str, timeout: int = 20_000) -> None:
    """Wait for an expression; Playwright's own waiting needs the eval that the page's policy forbids."""
    end = time.monotonic() + timeout / 1000
    while not page.evaluate(is_true):
        assert time.monotonic() < end, f"waited too long for {is_true}"
        page.wait_for_timeout(50)


def films(asked: list[Request]) -> list[Request]:
    return [request for request in asked if request.url.endswith(".mp4")]


def test_sizes_come_first_and_bytes_only_after_the_button(page: Page, live_server, clip: Clip) -> None:
    asked = open_player(page, live_server, clip.key)
    sizes = page.locator(".clip-sizes label")
    expect(sizes).to_have_count(2)
    expect(sizes.first).to_contain_text("ประหยัด")
    expect(sizes.first).to_contain_text("MB")
    expect(page.locator(".clip-time")).to_have_text("0:20 นาที")
    expect(page.locator(".clip-captions")).to_have_text("คำบรรยายไทย ✓")
    expect(page.locator(".clip-state")).to_have_text("คลิปนี้ไม่มีเสียง อ่านตามในภาพได้เลย")
    expect(page.locator("img.clip-cover")).to_be_visible()
    assert films(asked) == []
    page.get_by_role("button", name="เล่นคลิป: ตั้งราคา").click()
    until(page, "document.querySelector('video')?.currentTime > 0.3")
    assert {request.url.rsplit("/", 1)[1] for request in films(asked)} == {"240p.mp4"}


def test_seeking_works(page: Page, live_server, clip: Clip) -> None:
    asked = open_player(page, live_server, clip.key)
    page.locator(".clip-play").click()
    until(page, "document.querySelector('video')?.duration > 19")
    page.evaluate("document.querySelector('video').currentTime = 15")
    until(page, "document.querySelector('video').currentTime > 15.2")
    statuses = {request.response().status for request in films(asked) if request.response()}
    assert statuses == {206}


def test_the_choice_is_remembered_and_may_change_while_it_plays(page: Page, live_server, clip: Clip) -> None:
    open_player(page, live_server, clip.key)
    page.locator(".clip-play").click()
    until(page, "document.querySelector('video')?.currentTime > 0.5")
    page.locator(".clip-sizes label").nth(1).click()
    until(page, "document.querySelector('video').videoHeight === 360")
    until(page, "document.querySelector('video').currentTime > 0.6")
    assert page.evaluate("document.querySelector('video').paused") is False

    asked = open_player(page, live_server, clip.key)
    expect(page.locator(".clip-sizes input").nth(1)).to_be_checked()
    page.locator(".clip-play").click()
    until(page, "document.querySelector('video')?.currentTime > 0.2")
    assert {request.url.rsplit("/", 1)[1] for request in films(asked)} == {"360p.mp4"}


def test_what_was_watched_is_told_to_the_page(page: Page, live_server, clip: Clip) -> None:
    open_player(page, live_server, clip.key)
    page.evaluate("window.told = []; document.addEventListener('clip-progress', (e) => told.push(e.detail))")
    page.locator(".clip-play").click()
    until(page, "document.querySelector('video')?.currentTime > 1")
    page.evaluate("document.querySelector('video').currentTime = 19")
    until(page, "document.querySelector('video').ended")
    until(page, "told.length > 0 && told.at(-1).furthest_ms > 19000")
    told = page.evaluate("told.at(-1)")
    watched = int(told["watched"])
    assert told["key"] == str(clip.key)
    assert 19_500 <= told["furthest_ms"] <= 20_100
    assert watched & 0b111 == 0b111
    assert watched >> 59 == 1
    assert watched >> 20 & 0xFFFF == 0, "what was jumped over was not watched"


def test_captions_start_where_they_add_something(page: Page, live_server, clip: Clip) -> None:
    modes = "[...document.querySelector('video').textTracks].map((t) => t.language + ' ' + t.mode).sort()"
    open_player(page, live_server, clip.key)
    page.locator(".clip-play").click()
    until(page, "document.querySelector('video')?.currentTime > 0.2")
    assert page.evaluate(modes) == ["en disabled", "th disabled"]
    open_player(page, live_server, clip.key, "/en")
    page.locator(".clip-play").click()
    until(page, "document.querySelector('video')?.currentTime > 0.2")
    assert page.evaluate(modes) == ["en showing", "th disabled"]


def test_captions_are_chosen_by_their_own_names_and_remembered(
    page: Page, live_server, clip: Clip, people: People
) -> None:
    upload = files.upload(captions.srt((0, 20_000, "สบายดีบ่")).encode(), "a.srt")
    send_captions(clip, language="tts", upload=upload, sender=people.trainer, at=now())
    showing = "[...document.querySelector('video').textTracks].filter((t) => t.mode === 'showing')"
    open_player(page, live_server, clip.key)
    choice = page.locator(".clip-languages select")
    expect(choice).to_be_hidden()
    page.locator(".clip-play").click()
    assert choice.locator("option").all_text_contents() == ["ไม่แสดงคำบรรยาย", "ไทย", "อีสาน", "English"]
    expect(choice).to_have_value("")
    choice.select_option("อีสาน")
    until(page, f"{showing}.map((t) => t.language).join() === 'tts'")
    until(page, f"{showing}[0].activeCues?.[0]?.text === 'สบายดีบ่'")
    page.evaluate("[...document.querySelector('video').textTracks].forEach((t) => { t.mode = 'disabled'; })")
    expect(choice).to_have_value("")
    open_player(page, live_server, clip.key)
    page.locator(".clip-play").click()
    expect(choice).to_have_value("tts")
    until(page, f"{showing}.map((t) => t.language).join() === 'tts'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert Axe().run(page).response["violations"] == []


def test_a_clip_that_waits_says_so_and_appears_by_itself(page: Page, live_server, clip: Clip) -> None:
    renditions = list(clip.renditions.all())
    Rendition.objects.all().delete()
    Clip.objects.update(state=ClipState.QUEUED)
    open_player(page, live_server, clip.key)
    expect(page.locator(".clip-state")).to_have_text("คลิปกำลังรอคิวทำ เรียนบทนี้ไปก่อนได้เลย")
    expect(page.locator(".clip-play")).to_be_disabled()
    Clip.objects.update(state=ClipState.WORKING, percent=40, lease_token=uuid.uuid4(), lease_until=now())
    expect(page.locator(".clip-state")).to_contain_text("เสร็จแล้ว 40 %", timeout=40_000)
    Rendition.objects.bulk_create(renditions)
    Clip.objects.update(state=ClipState.READY, lease_token=None, lease_until=None)
    expect(page.locator(".clip-play")).to_be_enabled(timeout=40_000)
    expect(page.locator(".clip-sizes label")).to_have_count(2)


def test_a_clip_that_failed_says_so(page: Page, live_server, clip: Clip) -> None:
    Rendition.objects.all().delete()
    Clip.objects.update(state=ClipState.FAILED, failure="disk")
    open_player(page, live_server, clip.key)
    expect(page.locator(".clip-state")).to_contain_text("ทำคลิปนี้ไม่สำเร็จ")


def test_a_clip_that_does_not_exist_leaves_the_lesson_readable(page: Page, live_server, clip: Clip) -> None:
    open_player(page, live_server, uuid.uuid4())
    expect(page.locator(".clip-state")).to_contain_text("ยังโหลดคลิปไม่ได้")
    expect(page.locator("#after")).to_be_visible()


def test_a_newer_revision_takes_over_while_the_page_is_open(page: Page, live_server, clip: Clip) -> None:
    open_player(page, live_server, clip.key)
    expect(page.locator(".clip-play")).to_be_enabled()
    folder = clip_path(f"{clip.key}/1")
    folder.rename(folder.with_name("2"))
    for rendition in clip.renditions.all():
        Rendition.objects.filter(pk=rendition.pk).update(path=rendition.path.replace("/1/", "/2/"))
    Clip.objects.update(revision=2, cover_path=clip.cover_path.replace("/1/", "/2/"))
    page.route("**/api/v1/clips/*", lambda route: route.continue_(headers={"cache-control": "no-cache"}))
    page.locator(".clip-play").click()
    until(page, "document.querySelector('video')?.currentTime > 0.3", timeout=10_000)


def test_nothing_moves_when_the_sizes_arrive(page: Page, live_server, clip: Clip) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.route("**/api/v1/clips/*", lambda route: (page.wait_for_timeout(500), route.continue_()))
    open_player(page, live_server, clip.key)
    before = page.locator("#after").bounding_box()
    expect(page.locator(".clip-sizes label")).to_have_count(2)
    assert page.locator("#after").bounding_box() == before
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("width", [360, 195])
def test_the_player_is_clean_and_large_enough_to_tap(page: Page, live_server, clip: Clip, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    open_player(page, live_server, clip.key)
    expect(page.locator(".clip-sizes label")).to_have_count(2)
    for target in [*page.locator(".clip-sizes label").all(), page.locator(".clip-play")]:
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("address", ["/clips/{}/", "/en/clips/{}/"])
def test_the_clips_own_page_is_clean(page: Page, live_server, clip: Clip, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(live_server.url + address.format(clip.key))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert Axe().run(page).response["violations"] == []


def test_it_all_works_by_keyboard(page: Page, live_server, clip: Clip) -> None:
    open_player(page, live_server, clip.key)
    expect(page.locator(".clip-play")).to_be_enabled()
    page.locator(".clip-play").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".clip-sizes input").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".clip-sizes input").nth(1)).to_be_checked()
    page.locator(".clip-play").focus()
    page.keyboard.press("Enter")
    expect(page.locator("video")).to_be_focused()


def test_without_javascript_the_button_leads_to_the_clips_own_page(
    chromium: Browser, live_server, clip: Clip
) -> None:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/player/{clip.key}/")
    page.get_by_role("link", name="เล่นคลิป: ตั้งราคา").click()
    expect(page.locator("video")).to_have_attribute("src", f"/files/clips/{clip.key}/1/240p.mp4")
    page.get_by_role("link", name="ชัด").click()
    expect(page.locator("video")).to_have_attribute("src", f"/files/clips/{clip.key}/1/360p.mp4")
    context.close()
