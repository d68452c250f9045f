"""The month's budget, saving, and a phone that is full."""

from __future__ import annotations

from typing import Any

import pytest

from media.digests.filling import fill_missing
from tests.build import NOON
from tests.cms.site import SmallSite, lesson
from tests.packs.phone import FOUNDATION, Phone, keep, ledger, lessons, state, until
from tests.packs.site import give_clip

pytestmark = [pytest.mark.browser, pytest.mark.film, pytest.mark.django_db(transaction=True)]
SAVER = """
const connection = Object.assign(new EventTarget(), { saveData: true, type: "cellular" });
Object.defineProperty(Navigator.prototype, "connection", { get: () => connection });
"""
FINISHED = """async () => {
  const { all, put } = await import("/static/lms/phone/store.js");
  const { markDone } = await import("/static/lms/phone/packs.js");
  const [{ manifest }] = await all("packs");
  await markDone([manifest.lessons[1].key], 1000);
  await markDone([manifest.lessons[0].key], 2000);
  await put("outbox", { id: "waits", sealed: "x" });
}"""
# Chromium's own override of the quota is not enforced, so this stands in for the disk: so many bytes
# of chunks fit, and what is deleted gives its room back.
FULL_AFTER = """(() => {
  let room = %d;
  const { put, delete: remove } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (value, key) {
    if (this.name === "chunks") {
      if (value.byteLength > room) throw new DOMException("full", "QuotaExceededError");
      room -= value.byteLength;
    }
    return put.call(this, value, key);
  };
  IDBObjectStore.prototype.delete = function (range) {
    if (this.name === "chunks") this.getAll(range).onsuccess = ({ target }) => {
      for (const one of target.result) room += one.byteLength;
    };
    return remove.call(this, range);
  };
})()"""
HAS_FOUR = "document.querySelectorAll('.pack-lesson:is([data-state=saved],[data-state=left])').length === 4"
STARTS = "document.querySelector('[data-slot=state]').textContent.startsWith('{}')"


def set_budget(page: Any, megabytes: int) -> None:
    page.locator("[data-do=keep]").wait_for()
    page.fill("[name=budget_mb]", str(megabytes))
    page.locator("[name=budget_mb]").blur()
    page.wait_for_timeout(300)


def test_fetching_stops_before_the_budget_and_says_what_fits(phone: Phone) -> None:
    page = phone.start()
    page.goto(FOUNDATION)
    set_budget(page, 4)
    until(page, "document.querySelector('[data-slot=cost]').textContent.includes('จาก 3 บท')")
    assert "โหลดได้ 1 จาก 3 บท" in page.locator("[data-slot=cost]").inner_text()
    page.locator("[data-do=keep]").click()
    until(page, STARTS.format("เน็ตที่ตั้งไว้เดือนนี้ไม่พอ"), 60_000)
    assert sum(ledger(page).values()) < 4_000_000
    assert lessons(page)[0] == "saved"
    set_budget(page, 50)
    page.locator("[data-do=keep]:visible").click()
    until(page, STARTS.format("อยู่ในเครื่องครบ"), 60_000)


def test_the_browsers_own_wish_to_save_data_is_honoured(phone: Phone) -> None:
    page = phone.start()
    page.add_init_script(SAVER)
    page.goto("/lessons/foundation/")
    page.wait_for_timeout(800)
    assert "/sw.js" not in [path for path, _part in phone.net.asked]
    page.goto(FOUNDATION)
    page.locator("[data-do=keep]").wait_for()
    assert page.is_checked("[name=saving]")
    page.locator("[name=wifi_only]").check()
    page.locator("[data-do=keep]").click()
    until(page, STARTS.format("กำลังรอ Wi-Fi"))
    assert phone.net.chunks() == []
    page.evaluate(
        "navigator.connection.type = 'wifi'; navigator.connection.dispatchEvent(new Event('change'))"
    )
    until(page, STARTS.format("อยู่ในเครื่องครบ"), 60_000)


def test_a_slow_look_for_news_does_not_wipe_out_why_it_waits(phone: Phone) -> None:
    page = phone.start()
    page.add_init_script(SAVER)
    page.goto(FOUNDATION)
    page.locator("[data-do=keep]").wait_for()
    slow: list[Any] = []
    page.route("**/api/v1/packs/foundation?*", lambda route: slow.append(route))
    page.locator("[name=wifi_only]").check()
    for _ in range(100):
        if slow:
            break
        page.wait_for_timeout(50)
    page.locator("[data-do=keep]").click()
    until(page, STARTS.format("กำลังรอ Wi-Fi"))
    assert slow
    for one in slow:
        one.continue_()
    page.wait_for_timeout(1000)
    assert state(page).startswith("กำลังรอ Wi-Fi")


def test_a_full_phone_is_told_what_to_remove(phone: Phone) -> None:
    page = phone.start()
    page.add_init_script(FULL_AFTER % 3_500_000)
    page.goto(FOUNDATION)
    page.locator("[data-do=keep]").click()
    until(page, STARTS.format("เครื่องใกล้เต็ม"), 60_000)
    assert lessons(page) == ["saved", "waits", "waits"]
    kept = page.evaluate("import('/static/lms/phone/store.js').then(({ keys }) => keys('chunks'))")
    assert len({sha256 for sha256, _number in kept}) == 1, "half a clip would only take room"


def test_the_oldest_finished_lesson_makes_room_and_the_outbox_stays(phone: Phone, course: SmallSite) -> None:
    page = phone.start()
    keep(page)
    give_clip(lesson(course, "F4"))
    fill_missing(NOON)
    page.evaluate(FINISHED)
    page.add_init_script(FULL_AFTER % 1_000_000)
    page.goto(FOUNDATION)
    until(page, HAS_FOUR, 90_000)
    assert lessons(page) == ["saved", "left", "saved", "saved"]
    outbox = "import('/static/lms/phone/store.js').then(({ keys }) => keys('outbox'))"
    assert page.evaluate(outbox) == ["waits"]
    phone.stop_server()
    page.goto("/lessons/foundation/f2/")
    assert "บทเรียน F2" in page.locator("h1").inner_text(), "the words stay"
