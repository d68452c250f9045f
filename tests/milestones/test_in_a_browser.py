"""From the form on a phone to the counted seller, in a real browser, without accessibility faults."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from courses.milestones.models import Certification, Evidence
from courses.milestones.redact_models import Covering
from media.store import private_path
from tests.browsing import faults
from tests.build import People
from tests.milestones import things

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def picture() -> dict[str, object]:
    content = BytesIO()
    Image.new("RGB", (300, 500), "navy").save(content, "JPEG")
    return {"name": "order.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def test_a_sale_is_mended_sent_and_certified(people: People, page_of) -> None:
    things.ready_to_sell(people.learner, people.manager)
    phone = page_of(people.learner.user, 390, script=False)
    phone.goto("/me/shop/M6/")
    phone.fill("#id_happened_on", "17/11/2569")
    phone.fill("#id_tracking_number", "RR473124828TH")
    phone.set_input_files("#id_photos-order-screenshot", picture())
    phone.click("button.gold")
    phone.fill("#id_tracking_number", things.TRACKING)
    phone.click("button.gold")
    assert phone.url.endswith("/me/shop/")
    desk = page_of(people.manager, 1280)
    desk.goto("/desk/evidence/")
    assert (
        desk.locator("figure img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 300
    )
    desk.keyboard.press("c")
    desk.wait_for_selector(".marking .marker")
    box = desk.locator("figure [data-marked]").bounding_box()
    desk.mouse.move(box["x"] + 5, box["y"] + 5)
    desk.mouse.down()
    desk.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    desk.mouse.up()
    desk.click("text=ปิดทับส่วนนี้")
    assert "ปิดแล้ว" in desk.text_content("[role=status]")
    covering = Covering.objects.get()
    left, top, width, _height = covering.parts[0]
    assert (left < 4, top < 4, 40 < width < 55) == (True, True, True)
    with Image.open(private_path(covering.covered_file.path)) as shown:
        dark, blue = shown.getpixel((60, 30)), shown.getpixel((250, 450))
    assert (dark[2] < 60, blue[2] > 100) == (True, True)
    desk.keyboard.press("r")
    desk.keyboard.press("2")
    assert desk.locator("details[open] [type=radio]:checked").count() == 1
    desk.keyboard.press("a")
    desk.wait_for_selector(f"[role=status] >> text={people.learner.name}")
    assert Certification.objects.counted(demonstration=False).count() == 1


def test_a_seller_covers_the_customer_before_the_picture_is_sent(people: People, page_of) -> None:
    phone = page_of(people.learner.user, 390)
    phone.goto("/me/shop/M5/")
    phone.set_input_files("#id_photos-content-screenshot", picture())
    phone.click("text=ปิดข้อมูลลูกค้า")
    phone.wait_for_selector("#cover-first [data-undo]")
    box = phone.locator("#cover-first canvas").bounding_box()
    phone.mouse.move(box["x"] + 2, box["y"] + 2)
    phone.mouse.down()
    phone.mouse.move(box["x"] + box["width"] - 2, box["y"] + 100)
    phone.mouse.up()
    assert faults(phone) == []
    phone.click("text=เสร็จแล้ว")
    phone.wait_for_selector("text=เราจะได้รับภาพนี้")
    phone.fill("#id_url", "https://www.tiktok.com/@seller/live")
    phone.fill("#id_happened_on", "17/11/2569")
    phone.click("button.gold >> text=ส่งหลักฐาน")
    phone.wait_for_url("**/me/shop/")
    stored = Evidence.objects.get().stored_file
    with Image.open(private_path(stored.path)) as sent:
        assert sent.size == (300, 500)
        dark, blue = sent.getpixel((150, 20)), sent.getpixel((150, 450))
    assert (dark[2] < 60, blue[2] > 100) == (True, True)


@pytest.mark.parametrize("width", [360, 640])
def test_the_pages_have_no_accessibility_fault_and_never_scroll_sideways(
    people: People, page_of, width
) -> None:
    things.shop_claim(people.classmate, url="https://shopee.co.th/a-very-long-name-of-a-shop-that-never-ends")
    claim = things.shop_claim(
        people.learner,
        url="https://shopee.co.th/a-very-long-name-of-a-shop-that-never-ends",
        photos=[(things.SHOP, things.stored_picture(people.learner))],
    )
    certified = things.certified(people.neighbour, people.administrator).claim_id
    learner, desk = page_of(people.learner.user, width), page_of(people.administrator, width)
    visits = [
        (learner, ["/me/shop/", "/me/shop/M5/", "/me/shop/M6/"]),
        (desk, ["/desk/evidence/", f"/desk/evidence/{claim.pk}/", f"/desk/evidence/{certified}/"]),
        (desk, [f"/desk/evidence/{certified}/revoke/", "/en/desk/evidence/?show=verified"]),
    ]
    got = {}
    for page, paths in visits:
        for path in paths:
            page.goto(path)
            got[path] = faults(page)
    learner.goto("/me/shop/M6/")
    learner.click("button.gold")
    got["refused"] = faults(learner)
    assert got == {path: [] for path in got}


def test_a_picture_sent_before_stands_beside_the_name_of_who_sent_it(people: People, page_of) -> None:
    for learner in (people.classmate, people.learner):
        photos = [(things.CONTENT, things.stored_picture(learner))]
        claim = things.said(things.content_claim(learner, photos=photos), people.manager)
    desk = page_of(people.manager, 1280)
    desk.goto(f"/desk/evidence/{claim.pk}/")
    picture, name = (desk.locator(f".neighbours {one}").first.bounding_box() for one in ("img", "a span"))
    assert name["x"] >= picture["x"] + picture["width"]
    assert abs(name["y"] + name["height"] / 2 - picture["y"] - picture["height"] / 2) < 4, "level with it"
