"""The month's budget, saving, and a phone that is full."""

from __future__ import annotations

from typing import Any

import pytest

from tests.packs.phone import FOUNDATION, Phone, keep, ledger, lessons, state, until

pytestmark = [pytest.mark.browser, pytest.mark.film, pytest.mark.django_db(transaction=True)]
STARTS = "document.querySelector('[data-slot=state]').textContent.startsWith('{}')"


def set_budget(page: Any, megabytes: int) -> None:
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
    page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'connection', {get: () => ({saveData: true, type: 'cellular'})})"
    )
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


def quota(page: Any, phone: Phone, size_bytes: int | None) -> None:
    session = page.context.new_cdp_session(page)
    wish = {"origin": phone.net.address} | ({"quotaSize": size_bytes} if size_bytes else {})
    session.send("Storage.overrideQuotaForOrigin", wish)


def test_a_full_phone_is_told_what_to_remove(phone: Phone) -> None:
    page = phone.start()
    page.goto(FOUNDATION)
    page.locator("[data-do=keep]").wait_for()
    quota(page, phone, 12_000_000)
    page.locator("[data-do=keep]").click()
    until(page, STARTS.format("เครื่องใกล้เต็ม"))
    assert phone.net.chunks() == []


def test_the_oldest_finished_lesson_makes_room_and_the_outbox_stays(phone: Phone) -> None:
    page = phone.start()
    keep(page, "audio")
    keys = page.locator(".pack-lesson").count()
    assert keys == 3
    ready = """async () => {
      const { all, put } = await import("/static/lms/phone/store.js");
      const { markDone } = await import("/static/lms/phone/packs.js");
      const [{ manifest }] = await all("packs");
      await markDone([manifest.lessons[1].key], 1000);
      await markDone([manifest.lessons[0].key], 2000);
      await put("outbox", { id: "waits", sealed: "x" });
      return (await navigator.storage.estimate()).usage;
    }"""
    keep(page, "saving")
    usage = page.evaluate(ready)
    # Room for the clear clips of one lesson, after one finished one has left.
    quota(page, phone, usage + 10_000_000 + 6_500_000 - 1_500_000)
    page.locator(".pack input[value=clear]").check()
    until(page, "document.querySelector('[data-slot=cost]').textContent.includes('บทเรียน F2')")
    assert "บทเรียน F1" not in page.locator("[data-slot=cost]").inner_text()
    page.locator("[data-do=keep]").click()
    until(page, STARTS.format("อยู่ในเครื่องครบ"), 60_000)
    assert lessons(page) == ["saved", "left", "saved"]
    outbox = "import('/static/lms/phone/store.js').then(({ keys }) => keys('outbox'))"
    assert page.evaluate(outbox) == ["waits"]
    assert "เครื่องใกล้เต็ม" not in state(page)
