"""From the form on a phone to the counted seller, in a real browser, without accessibility faults."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from courses.milestones.models import Certification
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
    desk.click("text=รับรอง · นับ 1 ราย")
    assert people.learner.name in desk.text_content("[role=status]")
    assert Certification.objects.counted(demonstration=False).count() == 1


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
