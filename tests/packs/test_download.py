"""Fetching a course: broken networks, killed browsers, updates, forgeries. Bytes are counted at a proxy."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from media.digests.filling import fill_missing
from media.digests.models import CHUNK_BYTES
from tests.build import NOON
from tests.cms.site import SmallSite
from tests.packs.phone import FOUNDATION, Phone, keep, ledger, lessons, runs_the_worker, state, until
from tests.packs.site import give_clip

pytestmark = [pytest.mark.browser, pytest.mark.film, pytest.mark.django_db(transaction=True)]
SECOND = "/lessons/foundation/f2/"
HAS_SOME = "document.querySelectorAll('.pack-lesson[data-state=saved]').length >= 1"
HAS_ALL = "document.querySelectorAll('.pack-lesson[data-state=saved]').length === 3"


def begin(page: Any) -> None:
    """Tap, and wait for the first lesson."""
    page.goto(FOUNDATION)
    page.locator("[data-do=keep]").click()
    until(page, HAS_SOME, 60_000)


def twice(phone: Phone) -> dict[tuple[str, int], int]:
    """Return the parts of clips that were asked for more than once."""
    return {part: times for part, times in Counter(phone.net.chunks()).items() if times > 1}


def test_a_broken_network_costs_one_part_at_most(phone: Phone) -> None:
    page = phone.start()
    page.goto(FOUNDATION)
    page.locator("[data-do=keep]").wait_for()
    phone.net.forget()
    phone.net.cut_after = 3_000_000
    page.locator("[data-do=keep]").click()
    until(page, "document.querySelector('[data-slot=state]').textContent.startsWith('ไม่มีเน็ต')", 60_000)
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, HAS_ALL, 60_000)
    assert sum(twice(phone).values()) <= 2, "only the part that was in the air came again"


def test_a_killed_browser_goes_on_where_it_stopped(phone: Phone) -> None:
    phone.net.down_bytes_per_s = 3_000_000
    begin(phone.start())
    phone.stop()
    before = set(phone.net.chunks())
    assert 0 < len(before) < 15
    page = phone.restart()
    page.goto(FOUNDATION)
    until(page, HAS_ALL, 60_000)
    assert sum(twice(phone).values()) <= 2, "only the part that was in the air came again"
    assert len(set(phone.net.chunks())) == 15


def test_pause_keeps_what_is_here(phone: Phone) -> None:
    phone.net.down_bytes_per_s = 3_000_000
    page = phone.start()
    begin(page)
    page.locator("[data-do=pause]").click()
    until(page, "document.querySelector('[data-slot=state]').textContent.startsWith('พักไว้')")
    paused = len(phone.net.chunks())
    page.reload()
    page.locator("[data-do=keep]:visible").wait_for()
    page.wait_for_timeout(500)
    assert len(phone.net.chunks()) == paused, "what was paused by hand goes on by hand"
    page.locator("[data-do=keep]").click()
    until(page, HAS_ALL, 60_000)
    assert twice(phone) == {}


def test_the_ledger_is_within_two_percent_of_the_wire(phone: Phone) -> None:
    page = phone.start()
    page.goto(FOUNDATION)
    page.locator("[data-do=keep]").wait_for()
    runs_the_worker(phone)
    page.wait_for_timeout(1500)
    before = sum(ledger(page).values())
    phone.net.forget()
    page.locator("[data-do=keep]").click()
    until(page, HAS_ALL, 60_000)
    before_last: dict[str, int] = {}
    while before_last != (last := ledger(page)):  # the last bytes are counted a moment later
        before_last = last
        page.wait_for_timeout(1000)
    counted, wire = sum(ledger(page).values()) - before, phone.net.bytes_down + phone.net.bytes_up
    assert wire > 6_000_000
    assert abs(counted - wire) < 0.02 * wire, (counted, wire)


def test_two_tabs_fetch_once(phone: Phone) -> None:
    phone.net.down_bytes_per_s = 3_000_000
    one = phone.start()
    begin(one)
    other = phone.page()
    other.goto(FOUNDATION)
    other.locator("[data-do=keep]:visible").click()
    until(other, "document.querySelector('[data-slot=state]').textContent.startsWith('แท็บอื่น')")
    phone.net.down_bytes_per_s = 0
    until(one, HAS_ALL, 60_000)
    until(other, HAS_ALL, 60_000)
    assert twice(phone) == {}


def test_a_changed_page_is_all_that_an_update_fetches(phone: Phone, course: SmallSite) -> None:
    page = phone.start()
    keep(page)
    second = course.course["th"].get_children().get(slug="f2").specific
    second.objective = "ทำได้ดีกว่าเดิม"
    second.save_revision().publish()
    phone.net.forget()
    page.goto(FOUNDATION)
    until(page, f"caches.match('{SECOND}').then((a) => a.text()).then((text) => text.includes('ดีกว่าเดิม'))")
    until(page, HAS_ALL)
    fetched = [path for path, _part in phone.net.asked if path.startswith(("/lessons/", "/files/"))]
    assert fetched == [SECOND]
    phone.stop_server()
    page.goto(SECOND)
    assert "ทำได้ดีกว่าเดิม" in page.locator(".lead").inner_text()


def test_a_new_clip_waits_for_a_tap_while_saving(phone: Phone, course: SmallSite) -> None:
    page = phone.start()
    keep(page)
    page.locator("[name=saving]").check()
    give_clip(course.course["th"].get_children().get(slug="f1").specific, revision=2, mark=b"new")
    fill_missing(NOON)
    phone.net.forget()
    page.goto(FOUNDATION)
    until(page, "document.querySelector('[data-slot=state]').textContent.startsWith('มีรุ่นใหม่')")
    page.wait_for_timeout(500)
    assert phone.net.chunks() == []
    page.locator("[data-do=keep]").click()
    until(page, HAS_ALL, 60_000)
    assert len({path for path, _part in phone.net.chunks()}) == 1
    # The old revision leaves once the new one is whole.
    kept = "import('/static/lms/phone/store.js').then(({ keys }) => keys('chunks'))"
    until(page, f"{kept}.then((keys) => new Set(keys.map(([sha256]) => sha256)).size === 3)")


def test_what_the_site_did_not_sign_is_refused(phone: Phone) -> None:
    page = phone.start()
    keep(page)

    def forge(route: Any) -> None:
        answer = route.fetch(headers={k: v for k, v in route.request.headers.items() if k != "if-none-match"})
        route.fulfill(response=answer, body=answer.text().replace("บทเรียน F1", "บทเรียน X1"))

    page.route("**/api/v1/packs/foundation*", forge)
    page.goto(FOUNDATION)
    page.locator("[data-part=forged]:visible").wait_for()
    assert "X1" not in page.locator("saved-packs").inner_text()
    assert lessons(page) == ["saved"] * 3


def test_a_part_with_other_bytes_is_never_kept(phone: Phone) -> None:
    page = phone.start()
    page.goto(FOUNDATION)

    def spoil(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=b"x" + answer.body()[1:])

    page.route("**/240p.mp4", spoil)
    page.locator("[data-do=keep]").click()
    until(page, "document.querySelector('[data-slot=state]').textContent.startsWith('สายนี้กำลังแก้ไข')", 60_000)
    kept = page.evaluate("import('/static/lms/phone/store.js').then(({ keys }) => keys('chunks'))")
    assert kept == []
    assert "X" not in state(page)


def test_a_chunk_is_half_a_mebibyte(phone: Phone) -> None:
    keep(phone.start())
    starts = {start for _path, start in phone.net.chunks()}
    assert starts == {n * CHUNK_BYTES for n in range(len(starts))}
