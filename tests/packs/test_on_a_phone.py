"""A kept course in a real Chromium: radio off, server stopped, restarts, updates, evictions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.packs.phone import FIRST, FOUNDATION, Phone, keep, lessons, plays_and_seeks, state

pytestmark = [pytest.mark.browser, pytest.mark.film, pytest.mark.django_db(transaction=True)]


def test_sizes_come_first_and_nothing_is_fetched_before_the_tap(phone: Phone) -> None:
    page = phone.start()
    page.goto(FOUNDATION)
    page.locator("[data-do=keep]").wait_for()
    words = page.locator(".pack fieldset").inner_text()
    assert words.count("MB") == 3
    assert phone.net.chunks() == []
    assert "ต้องโหลด" in page.locator("[data-slot=cost]").inner_text()


def test_a_kept_lesson_opens_and_its_clip_plays_with_the_radio_off(phone: Phone) -> None:
    page = phone.start()
    keep(page)
    assert lessons(page) == ["saved"] * 3
    phone.context.set_offline(True)
    page.goto(FIRST)
    assert "บทเรียน F1" in page.locator("h1").inner_text()
    assert plays_and_seeks(page)
