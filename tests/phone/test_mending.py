"""A claim that came back: each sentence at its field, its pictures there again, nothing sent twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from courses.milestones.actions import return_claim
from courses.models import Claim, Learner
from lms.dates import bangkok_date, now, short_date
from media.models import StoredFile
from tests import build
from tests.phone import things
from tests.phone.test_app import photo
from tests.phone.test_sending import SEND, lesson, phone

__all__ = ["lesson", "phone"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINK = "https://www.tiktok.com/@somjai/video/7400000000000000001"
CONTENT = "[data-field=content-screenshot]"
SAID = ".lessons li .said"
STORED = "async (name) => (await import('/static/lms/phone/store.js')).all(name)"


def choose(phone: Any, folder: Any, number: int) -> None:
    """Choose the next picture, the first being 0, and wait until it stands in the form."""
    phone.set_input_files(f"{CONTENT} input", photo(folder, 800, 600))
    phone.wait_for_selector(f"{CONTENT} li img >> nth={number}")


@pytest.fixture
def content(phone: Any, people: build.People, tmp_path: Any) -> Callable[..., None]:
    """Fill the form of the first live or clip, with a day and pictures, and press the button."""
    Learner.objects.filter(pk=people.learner.pk).update(joined_at=now() - timedelta(days=20))

    def fill(days_ago: int, pictures: int = 1) -> None:
        phone.evaluate("location.hash = '#/claim/M5'")
        phone.fill("[name=url]", LINK)
        phone.fill("[name=happened_on]", short_date(bangkok_date(now()) - timedelta(days=days_ago)))
        for number in range(pictures):
            choose(phone, tmp_path, number)
        phone.click("[form=claim]")
        phone.wait_for_selector("#waiting-list li:visible, #main .card.good:visible")

    return fill


def refused(phone: Any, content: Callable[..., None], pictures: int = 1) -> None:
    """Let the site refuse the day of a claim that the phone found right: the site learned more since."""
    phone.context.set_offline(True)
    content(5, pictures)
    Learner.objects.update(joined_at=now() - timedelta(days=2))
    phone.context.set_offline(False)
    phone.wait_for_selector("#waiting-list .chip.bad")


def uploads(phone: Any) -> list[str]:
    """Collect the calls that carry bytes of files, from now on."""
    calls: list[str] = []
    phone.context.on("request", lambda one: calls.append(one.url) if "/parts/" in one.url else None)
    return calls


def test_a_day_that_the_site_refuses_is_said_at_the_day_and_the_keys_stand_there(
    phone: Any, people: build.People, content: Callable[..., None]
) -> None:
    refused(phone, content)
    assert things.outbox(phone)[0]["field"] == "happened_on"
    phone.click("#waiting-list a.btn")
    phone.wait_for_selector("[data-field=happened_on].bad .error:has-text('ก่อน')")
    assert phone.url.endswith("#/claim/M5")
    assert phone.locator(":focus").get_attribute("name") == "happened_on"
    assert phone.locator(".error:not(:empty)").count() == 1
    assert not phone.locator("[data-why]").is_visible()


def test_what_belongs_to_no_field_stands_above_the_form(
    phone: Any, people: build.People, content: Callable[..., None]
) -> None:
    refused(phone, content)
    (row,) = things.outbox(phone)
    phone.evaluate(
        "async (row) => (await import('/static/lms/phone/store.js')).put('outbox', row)",
        {**row, "field": "", "message": "ส่งใหม่อีกครั้ง"},
    )
    phone.evaluate("location.hash = '#/claim/M5'")
    phone.wait_for_selector("[data-why]:has-text('ส่งใหม่อีกครั้ง')")
    assert phone.locator(".error:not(:empty)").count() == 0


def test_pictures_of_a_refused_claim_are_seen_again_and_go_along_without_being_sent_twice(
    phone: Any, people: build.People, content: Callable[..., None]
) -> None:
    refused(phone, content, pictures=2)
    calls = uploads(phone)
    phone.click("#waiting-list a.btn")
    phone.wait_for_selector(f"{CONTENT} li img >> nth=1")
    until_seen = "() => [...document.querySelectorAll('.thumb')].every((one) => one.naturalWidth === 800)"
    phone.wait_for_function(until_seen)
    # Typing and going away, as when the phone rings, costs none of them; taking one away stays so.
    phone.click(f"{CONTENT} li:nth-child(2) [data-remove]")
    phone.fill("[name=note]", "แก้วันที่แล้ว")
    phone.wait_for_timeout(600)
    phone.evaluate("location.hash = '#/'")
    phone.wait_for_selector(".card.next")
    phone.evaluate("location.hash = '#/claim/M5'")
    phone.wait_for_selector(f"{CONTENT} li img")
    assert phone.locator(f"{CONTENT} li").count() == 1
    phone.fill("[name=happened_on]", short_date(bangkok_date(now())))
    phone.click("[form=claim]")
    phone.wait_for_selector("#main .card.good")
    claim = Claim.objects.get(learner=people.learner)
    assert (claim.evidence.count(), claim.note) == (1, "แก้วันที่แล้ว")
    assert calls == [], "the site had the picture already"
    assert phone.evaluate(STORED, "blobs") == []


def test_a_picture_that_lay_too_long_on_the_site_is_sent_anew(
    phone: Any, people: build.People, content: Callable[..., None], settings: Any
) -> None:
    phone.context.set_offline(True)
    content(1)
    # The batch comes after the site threw the sealed bytes away.
    phone.context.route("**/api/v1/sync*", lambda route: route.abort())
    phone.context.set_offline(False)
    phone.evaluate(SEND)
    for path in settings.SEALED_ROOT.glob("??/*"):
        path.unlink()
    phone.context.unroute("**/api/v1/sync*")
    phone.evaluate(SEND)
    phone.wait_for_selector("#waiting-list .chip.bad")
    assert [row["field"] for row in things.outbox(phone)] == ["content-screenshot"]
    calls = uploads(phone)
    phone.click("#waiting-list a.btn")
    phone.wait_for_selector(f"{CONTENT} .error:not(:empty)")
    phone.wait_for_selector(f"{CONTENT} li img")
    phone.click("[form=claim]")
    phone.wait_for_selector("#main .card.good")
    assert Claim.objects.get(learner=people.learner).evidence.count() == 1
    assert len(calls) > 0


def test_pictures_of_a_claim_that_a_person_sent_back_are_named_and_not_sent_again(
    phone: Any, people: build.People, content: Callable[..., None]
) -> None:
    content(1, pictures=2)
    phone.wait_for_selector("#main .card.good")
    return_claim(Claim.objects.get(), by=people.manager, at=now(), reason="เปลี่ยนลิงก์")
    phone.evaluate("location.hash = '#/shop'")
    phone.wait_for_selector("#main :text('เปลี่ยนลิงก์')")
    calls = uploads(phone)
    phone.context.set_offline(True)
    phone.evaluate("location.hash = '#/claim/M5'")
    phone.wait_for_selector(f"{CONTENT} li:has-text('ได้รับแล้ว') >> nth=1")
    phone.click(f"{CONTENT} li:nth-child(2) [data-remove]")
    phone.click("[form=claim]")
    phone.wait_for_selector("#waiting-list li")
    phone.context.set_offline(False)
    phone.wait_for_selector("#main .card.good")
    mended = Claim.objects.get(state="pending")
    assert (mended.evidence.count(), StoredFile.objects.count()) == (1, 2)
    assert calls == []


def test_what_was_refused_is_not_counted_as_waiting_but_said_in_its_own_words(
    phone: Any, people: build.People, content: Callable[..., None]
) -> None:
    refused(phone, content)
    phone.context.set_offline(True)
    phone.evaluate("location.hash = '#/'")
    phone.wait_for_selector("header a.chip:has-text('ต้องแก้ 1')")
    assert not phone.locator("header a.chip:has-text('รอส่ง')").is_visible()
    phone.evaluate("location.hash = '#/claim/M4'")
    phone.fill("[name=url]", "https://shopee.co.th/somjai")
    phone.fill("[name=happened_on]", short_date(bangkok_date(now())))
    phone.select_option("[name=platform]", "shopee")
    phone.fill("[name=shop_name]", "ผ้าทอแม่สมใจ")
    phone.click("[form=claim]")
    phone.wait_for_selector("header a.chip:has-text('รอส่ง 1')")
    phone.click("header a.chip:has-text('ต้องแก้ 1')")
    phone.wait_for_selector("#waiting-list .chip.bad >> visible=true")
    phone.click("#waiting-list li:has(.chip.bad) button")
    phone.wait_for_selector("header a.chip:has-text('ต้องแก้')", state="hidden")


def test_a_finger_that_presses_twice_claims_once(
    phone: Any, people: build.People, content: Callable[..., None]
) -> None:
    phone.context.set_offline(True)
    phone.evaluate("""document.addEventListener("click", ({ target }) => {
      if (target.matches("[form=claim]")) target.form.requestSubmit();
    }, true)""")
    content(1)
    phone.wait_for_timeout(500)
    phone.evaluate("location.hash = '#/claim/M5'")
    phone.wait_for_selector("#waiting-list li")  # nobody is told that it was sent
    assert [row["kind"] for row in things.outbox(phone)] == ["claim"]


def test_pictures_that_were_chosen_before_the_phone_died_are_there_again(
    phone: Any, people: build.People, tmp_path: Any
) -> None:
    """The camera of a small phone closes the browser behind it."""
    phone.context.set_offline(True)
    phone.evaluate("location.hash = '#/claim/M5'")
    phone.fill("[name=url]", LINK)
    for number in range(2):
        choose(phone, tmp_path, number)
    phone.click(f"{CONTENT} li:nth-child(1) [data-remove]")
    phone.wait_for_timeout(700)
    phone.reload()
    phone.wait_for_selector(f"{CONTENT} li img")
    assert phone.locator(f"{CONTENT} li").count() == 1
    phone.fill("[name=happened_on]", short_date(bangkok_date(now())))
    phone.click("[form=claim]")
    phone.wait_for_selector("#waiting-list li")
    phone.context.set_offline(False)
    phone.wait_for_selector("#main .card.good")
    assert Claim.objects.get(learner=people.learner).evidence.count() == 1


def test_a_file_that_is_no_picture_is_told_at_once(phone: Any, tmp_path: Any) -> None:
    broken = tmp_path / "ภาพ.jpg"
    broken.write_bytes(b"no picture")
    phone.evaluate("location.hash = '#/claim/M6'")
    for kind in ("order-screenshot", "payment-slip"):
        phone.wait_for_selector("#claim")
        phone.evaluate("document.querySelector('details').open = true")
        phone.set_input_files(f"[data-evidence={kind}]", str(broken))
        phone.wait_for_selector(f"[data-field={kind}] .error:not(:empty)")
        assert phone.locator(f"[data-field={kind}] li").count() == 0


def test_a_picture_that_is_still_made_smaller_goes_along(
    phone: Any, people: build.People, tmp_path: Any
) -> None:
    phone.context.set_offline(True)
    phone.evaluate("location.hash = '#/claim/M4'")
    phone.fill("[name=url]", "https://shopee.co.th/somjai")
    phone.fill("[name=happened_on]", short_date(bangkok_date(now())))
    phone.select_option("[name=platform]", "shopee")
    phone.fill("[name=shop_name]", "ผ้าทอแม่สมใจ")
    phone.evaluate("""() => {
      const make = createImageBitmap;
      window.createImageBitmap = async (...all) => {
        await new Promise((over) => setTimeout(over, 800));
        return make(...all);
      };
    }""")
    phone.set_input_files("[data-evidence=shop-screenshot]", photo(tmp_path, 800, 600))
    phone.click("[form=claim]")
    phone.wait_for_selector("#waiting-list li")
    (row,) = things.outbox(phone)
    assert len(row["blobs"]) == 1


def test_my_shop_says_of_a_step_where_its_claim_is(
    phone: Any, people: build.People, content: Callable[..., None]
) -> None:
    def said(view: str, what: str) -> str:
        phone.evaluate("location.hash = '#/waiting'")
        phone.wait_for_selector("#waiting-list", state="attached")
        phone.evaluate(f"location.hash = '#/{view}'")
        chip = phone.locator(f"#main li:has-text('{what}') .chip >> visible=true").last
        return str(chip.inner_text()).strip()

    phone.context.set_offline(True)
    content(5)
    assert said("shop", "คลิปแรก") == "รอส่ง"
    Learner.objects.update(joined_at=now() - timedelta(days=2))
    phone.context.set_offline(False)
    phone.wait_for_selector("header a.chip:has-text('ต้องแก้ 1')")
    assert said("shop", "คลิปแรก") == "ต้องแก้"
    phone.evaluate("location.hash = '#/'")
    phone.wait_for_selector(".card.next a[href='#/claim/M5']:has-text('แก้')")
    phone.click(".card.next a")
    phone.fill("[name=happened_on]", short_date(bangkok_date(now())))
    phone.click("[form=claim]")
    phone.wait_for_selector("#main .card.good")
    assert said("shop", "คลิปแรก") == "รอตรวจ"
    phone.evaluate("location.hash = '#/claim/M5'")
    phone.wait_for_selector("h2:has-text('ส่งแล้ว') >> visible=true")


def test_work_that_waits_on_the_phone_is_not_said_to_be_with_the_trainer(
    phone: Any, people: build.People, lesson: Any, tmp_path: Any
) -> None:
    phone.context.set_offline(True)
    things.hand_in(phone, lesson, photo(tmp_path, 800, 600))
    phone.evaluate("location.hash = '#/'")
    phone.wait_for_selector(f"{SAID}:has-text('รอส่ง') >> visible=true")
    assert phone.locator(f"{SAID}:has-text('อยู่กับครู') >> visible=true").count() == 0
    phone.evaluate(f"location.hash = '#/practice/{lesson.key}'")
    phone.wait_for_selector("h2:has-text('รอส่ง') >> visible=true")
    assert phone.locator("header:has-text('ส่งแล้ว') >> visible=true").count() == 0
    phone.context.set_offline(False)
    phone.evaluate("location.hash = '#/waiting'")
    phone.wait_for_selector("#main .card.good")
    phone.evaluate("location.hash = '#/'")
    phone.wait_for_selector(f"{SAID}:has-text('อยู่กับครู') >> visible=true")
    assert phone.locator(f"{SAID}:has-text('รอส่ง') >> visible=true").count() == 0


def test_all_that_the_site_finds_wrong_is_said_each_at_its_field(
    phone: Any, people: build.People, content: Callable[..., None]
) -> None:
    refused(phone, content)
    (row,) = things.outbox(phone)
    others = [{"field": "url", "message": "ลิงก์ผิด"}, {"field": "", "message": "ส่งใหม่อีกครั้ง"}]
    phone.evaluate(
        "async (row) => (await import('/static/lms/phone/store.js')).put('outbox', row)",
        {**row, "others": others},
    )
    phone.evaluate("location.hash = '#/claim/M5'")
    phone.wait_for_selector("[data-field=url].bad .error:has-text('ลิงก์ผิด')")
    assert phone.locator("[data-field=happened_on].bad .error:has-text('ก่อน')").count() == 1
    assert phone.locator("[data-why]:has-text('ส่งใหม่อีกครั้ง')").is_visible()
    assert phone.locator(":focus").get_attribute("name") == "url", "the first on the screen"
