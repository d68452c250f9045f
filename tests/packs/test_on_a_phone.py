"""A kept course in a real Chromium: radio off, server stopped, restarts, a dead network, evictions."""

from __future__ import annotations

import hashlib
import time

import pytest

from media.models import Rendition
from media.store import clip_path
from tests.browsing import faults
from tests.packs.phone import (
    FIRST,
    FOUNDATION,
    Phone,
    keep,
    lessons,
    plays_and_seeks,
    runs_the_worker,
    state,
    until,
)

pytestmark = [pytest.mark.browser, pytest.mark.film, pytest.mark.django_db(transaction=True)]


def test_sizes_come_first_and_nothing_is_fetched_before_the_tap(phone: Phone) -> None:
    page = phone.start()
    page.goto(FOUNDATION)
    page.locator("[data-do=keep]").wait_for()
    assert page.locator(".pack fieldset").inner_text().count("MB") == 3
    assert "ต้องโหลด" in page.locator("[data-slot=cost]").inner_text()
    assert phone.net.chunks() == []


def test_a_kept_lesson_opens_and_its_clip_plays_with_the_radio_off(phone: Phone) -> None:
    page = phone.start()
    keep(page)
    assert lessons(page) == ["saved"] * 3
    phone.context.set_offline(True)
    page.goto(FIRST)
    assert "บทเรียน F1" in page.locator("h1").inner_text()
    assert plays_and_seeks(page)


def test_after_five_restarts_it_still_works_with_the_server_really_stopped(phone: Phone) -> None:
    keep(phone.start())
    runs_the_worker(phone)
    phone.stop_server()
    for _ in range(5):
        page = phone.restart()
        page.goto(FIRST)
        assert "บทเรียน F1" in page.locator("h1").inner_text()
        assert plays_and_seeks(page)
    page.goto("/lessons/foundation/")
    assert page.locator(".lesson-row").count() == 3
    page.goto(FOUNDATION.replace("keep/foundation", "saved"))
    until(page, "document.querySelectorAll('.pack-lesson[data-state=saved]').length === 3")


def test_what_is_not_kept_leads_to_the_list_of_what_is(phone: Phone) -> None:
    page = phone.start()
    keep(page)
    phone.stop_server()
    for path in ("/me/", "/notice/"):
        page.goto(path)
        assert page.url.endswith("/#/")
    page.goto("/quiz/5b0e6f0a-0c5d-4c1c-9d5e-1f6f1d5f7a10/1/")
    assert page.url.endswith("#/quiz/5b0e6f0a-0c5d-4c1c-9d5e-1f6f1d5f7a10")
    page.goto("/me/shop/M5/")
    assert page.url.endswith("#/claim/M5")


def test_whoever_reads_english_stays_in_english(phone: Phone) -> None:
    page = phone.start()
    keep(page, address="/en/keep/foundation/")
    runs_the_worker(phone)
    until(page, "caches.match('/en/saved/').then(Boolean)")
    phone.stop_server()
    page.goto("/en/me/")
    assert page.url.endswith("/en/phone/#/")
    assert page.locator("h1").inner_text() == "Learn without a signal"


def test_a_network_that_never_answers_does_not_delay_a_kept_lesson(phone: Phone) -> None:
    page = phone.start()
    keep(page)
    runs_the_worker(phone)
    phone.net.is_silent = True
    phone.net.drop()
    taken = []
    for path in (FIRST, FIRST.replace("f1", "f2")):
        began = time.monotonic()
        page.goto(path, wait_until="domcontentloaded")
        assert "บทเรียน" in page.locator("h1").inner_text()
        taken.append(time.monotonic() - began)
    assert max(taken) < 1, taken
    assert plays_and_seeks(page)


def test_a_personal_page_waits_two_seconds_for_a_dead_network(phone: Phone) -> None:
    page = phone.start()
    keep(page)
    runs_the_worker(phone)
    phone.net.is_silent = True
    phone.net.drop()
    began = time.monotonic()
    page.goto("/me/", wait_until="domcontentloaded")
    assert page.url.endswith("/#/")
    assert 1.8 < time.monotonic() - began < 4


def test_the_worker_answers_parts_as_a_server_does(phone: Phone) -> None:
    page = phone.start()
    keep(page)
    phone.stop_server()
    one = Rendition.objects.filter(name="240p").first()
    assert one is not None
    content = clip_path(one.path).read_bytes()
    size = len(content)
    asked = """async ([url, range]) => {
      const answer = await fetch(url, range ? {headers: {Range: range}} : {});
      const bytes = await answer.arrayBuffer();
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      return [answer.status, answer.headers.get("content-range"), [...hash]];
    }"""
    wanted = {
        "": (200, None, content),
        "bytes=0-": (206, f"bytes 0-{size - 1}/{size}", content),
        "bytes=524280-524300": (206, f"bytes 524280-524300/{size}", content[524280:524301]),
        "bytes=-100": (206, f"bytes {size - 100}-{size - 1}/{size}", content[-100:]),
        f"bytes={size}-": (416, f"bytes */{size}", b""),
        "bytes=100-99999999": (206, f"bytes 100-{size - 1}/{size}", content[100:]),
    }
    for header, (status, told, part) in wanted.items():
        got = page.evaluate(asked, [f"/files/clips/{one.path}", header])
        assert got[:2] == [status, told], header
        assert bytes(got[2]) == hashlib.sha256(part).digest(), header


def test_what_the_browser_removed_is_said_and_fetched_again(phone: Phone) -> None:
    page = phone.start()
    keep(page)
    runs_the_worker(phone)
    phone.stop_server()
    page.evaluate("caches.delete('pack-foundation')")
    page = phone.restart()
    page.goto("/saved/")
    until(page, "document.querySelectorAll('.pack-lesson[data-state=gone]').length === 3")
    assert "เบราว์เซอร์ลบบางส่วน" in state(page)
    phone.start_server()
    phone.net.forget()
    page.locator("[data-do=keep]").click()
    until(page, "document.querySelectorAll('.pack-lesson[data-state=saved]').length === 3")
    assert phone.net.chunks() == [], "the clips were still there"


def test_removing_leaves_nothing_behind(phone: Phone) -> None:
    page = phone.start()
    keep(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-do=remove]").click()
    page.locator("[data-do=keep]:visible").wait_for()
    left = """async () => {
      const { keys } = await import("/static/lms/phone/store.js");
      const pages = await (await caches.open("pack-foundation")).keys();
      return [await keys("packs"), await keys("chunks"), pages.length];
    }"""
    assert page.evaluate(left) == [[], [], 0]


def test_the_page_has_no_faults_at_360_px_and_at_200_percent(phone: Phone) -> None:
    page = phone.start(bypass_csp=True)
    keep(page)
    found = {}
    for width in (360, 180):
        page.set_viewport_size({"width": width, "height": 800})
        for path in (FOUNDATION, "/saved/", "/en/keep/foundation/"):
            page.goto(path)
            until(page, "document.querySelector('.pack-lesson') !== null")
            if wrong := faults(page):
                found[width, path] = wrong
    assert not found
