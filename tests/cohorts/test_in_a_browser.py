"""Joining, a person's own page and rosters in a real browser: without a script, open to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.browsing import faults
from tests.build import PIN, People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_newcomer_joins_on_a_phone_without_any_script(people: People, page_of: Callable[..., Any]) -> None:
    page = page_of(None, 390, script=False)
    page.goto("/j/")
    page.fill("[name=code]", people.cohort.spaced_code.lower())
    page.click("button.btn")
    page.fill("[name=name]", "มะลิ แสงดี")
    page.fill("[name=phone]", "081-234-56")
    page.fill("[name=pin]", PIN)
    page.click("text=ยังไม่เคย")
    page.click(".dock button")
    assert "เบอร์ยังไม่ครบ 10 หลัก" in page.text_content(".error")
    page.fill("[name=phone]", "081-234-5678")  # the PIN was kept
    page.click(".dock button")
    assert page.url.endswith("/me/")


def test_the_pages_are_open_to_everybody_on_a_small_phone(
    people: People, page_of: Callable[..., Any]
) -> None:
    cohort = {"pk": people.cohort.pk}
    place = {"pk": people.learner.enrolments.get().pk}
    visits = [
        (None, ["/j/", f"/j/{people.cohort.join_code}/", "/j/ZZZZZZ/", "/notice/"]),
        (
            people.learner.user,
            [reverse(name) for name in ("profile", "about-me", "change-phone", "change-pin")],
        ),
        (
            people.trainer,
            [
                reverse("cohorts"),
                reverse("cohort-new"),
                reverse("cohort-edit", kwargs=cohort),
                reverse("roster", kwargs=cohort),
                reverse("roster-person", kwargs=place),
                reverse("poster", kwargs=cohort),
            ],
        ),
    ]
    for user, addresses in visits:
        page = page_of(user, 360)
        for address in addresses:
            page.goto(address)
            assert faults(page) == [], address
