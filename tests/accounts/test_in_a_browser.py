"""The door and the roles in a real browser: without a script, on a small phone, open to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lms.accounts.models import User
from tests.browsing import faults
from tests.build import PASSWORD, PIN, People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def come_in(page: Any, phone: str, pin: str) -> None:
    page.goto("/sign-in/")
    page.fill("[name=phone]", phone)
    page.fill("[name=pin]", pin)
    page.click(".dock button")


def test_a_forgotten_pin_is_helped_without_any_script(people: People, page_of: Callable[..., Any]) -> None:
    phone, desk = page_of(None, 390, script=False), page_of(None, 1280, script=False)
    come_in(phone, people.learner.user.phone, "999888")
    assert "เบอร์กับรหัสไม่ตรงกัน" in phone.text_content("[role=alert]")
    desk.goto(f"/sign-in/staff/?next=/desk/learners/{people.learner.pk}/pin/")
    desk.fill("[name=email]", people.trainer.email)
    desk.fill("[name=password]", PASSWORD)
    desk.click(".dock button")
    desk.click("main form button")
    code = desk.text_content(".secret")
    phone.click("text=ลืมรหัส 6 ตัว")
    phone.fill("[name=phone]", people.learner.user.phone)
    phone.fill("[name=code]", code.replace(" ", ""))
    phone.fill("[name=pin]", "730164")
    phone.click(".dock button")
    assert phone.url.endswith("/me/")


def test_digits_show_when_asked_and_fall_into_their_boxes(
    people: People, page_of: Callable[..., Any]
) -> None:
    page = page_of(None, 390, script=False)
    page.goto("/sign-in/")
    page.focus("[name=pin]")
    page.keyboard.type(PIN)
    hidden = page.evaluate("getComputedStyle(document.querySelector('[name=pin]')).webkitTextSecurity")
    page.check(".pin-show input")
    shown = page.evaluate("getComputedStyle(document.querySelector('[name=pin]')).webkitTextSecurity")
    assert (hidden, shown) == ("disc", "none")
    assert page.evaluate("document.querySelector('.pin-boxes').scrollLeft") == 0


def test_only_what_belongs_to_the_role_is_asked(people: People, page_of: Callable[..., Any]) -> None:
    page = page_of(people.administrator, 1280)
    page.goto("/desk/roles/new/")
    assert not page.is_visible(".for-trainer")
    page.check("[value=trainer]")
    assert page.is_visible(".for-trainer")
    page.check("[value=manager]")
    assert not page.is_visible(".for-trainer")
    page.fill("[name=name]", "มานี มีนา")
    page.fill("[name=email]", "manee@example.org")
    page.fill("[name=place]", "นาข่า")
    page.click("[name=find]")
    page.check("[value='410116']")
    page.click("text=เพิ่มแล้วแสดงรหัสผ่าน")
    assert page.is_visible(".secret")
    manee = User.objects.get(email="manee@example.org")
    assert list(manee.manager_areas.values_list("area_code", flat=True)) == ["410116"]


@pytest.mark.parametrize("width", [360, 640])
def test_no_page_has_an_accessibility_fault_or_scrolls_sideways(
    people: People, page_of: Callable[..., Any], width: int
) -> None:
    nobody, desk = page_of(None, width), page_of(people.administrator, width)
    visits = {
        nobody: ["/sign-in/", "/en/sign-in/", "/sign-in/staff/", "/sign-in/code/", "/nothing-here/"],
        desk: [
            "/desk/roles/",
            "/desk/roles/new/",
            f"/desk/roles/{people.trainer.pk}/",
            f"/en/desk/roles/{people.manager.pk}/",
            f"/desk/learners/{people.learner.pk}/pin/",
            "/sign-in/password/",
        ],
    }
    got = {}
    for page, paths in visits.items():
        for path in paths:
            page.goto(path)
            got[path] = faults(page)
    nobody.goto("/sign-in/")
    nobody.click(".dock button")
    got["refused"] = faults(nobody)
    desk.goto("/desk/roles/new/")
    desk.click("text=เพิ่มแล้วแสดงรหัสผ่าน")
    got["refused at the desk"] = faults(desk)
    desk.goto(f"/desk/learners/{people.learner.pk}/pin/")
    desk.click("main form button")
    got["code shown"] = faults(desk)
    assert got == {path: [] for path in got}
