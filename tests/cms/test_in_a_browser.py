"""The classroom in a real browser: no accessibility faults, sums that agree, one's own marks, the editor."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from courses.models import LessonProgress
from tests.browsing import faults
from tests.build import NOON, People
from tests.cms.site import SmallSite, body, lesson, small_site
from tests.cms.test_publishing import answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VECTORS = json.loads((Path(__file__).parent / "price_vectors.json").read_text(encoding="utf-8"))
FULL = [
    {"type": "tip", "id": "t1", "value": {"kind": "tip", "text": "เช็ดเลนส์"}},
    {"type": "tip", "id": "t2", "value": {"kind": "warning", "text": "ระวังสลิปปลอม"}},
    {"type": "text", "id": "x", "value": "<h3>หัวข้อ</h3><p>ข้อความ <b>หนา</b></p>"},
    {
        "type": "checklist",
        "id": "c",
        "value": {"title": "รายการ", "items": [{"type": "item", "id": "c1", "value": "บัตรประชาชน"}]},
    },
    {"type": "calculator", "id": "s", "value": {"intro": "ลองดู", "fee_percent": "10"}},
    {"type": "milestone", "id": "m", "value": {"code": "M4", "text": "เปิดร้านจริง"}},
]


@pytest.fixture
def site(transactional_db: None) -> SmallSite:
    made = small_site()
    thai = lesson(made, body=[*body("F1", "th"), *FULL], needs_officer=True, checked_on=NOON.date())
    lesson(made, language="en", words="en", translation_key=thai.translation_key)
    lesson(made, "F2")
    return made


PAGES = [
    "/",
    "/en/",
    "/lessons/",
    "/lessons/?q=ถาม",
    "/lessons/?q=F1",
    "/lessons/foundation/",
    "/lessons/foundation/f1/",
    "/en/lessons/foundation/f1/",
    "/calculator/?materials=abc",
    "/calculator/?materials=90&fee_percent=10&wanted_profit=50",
]


def test_pages_have_no_faults_at_360_px_and_at_200_percent(
    site: SmallSite, open_page: Callable[..., Any]
) -> None:
    found = {}
    # At 200 % zoom a phone of 360 px has 180 CSS px left.
    for width in (360, 180):
        page = open_page(width, bypass_csp=True)
        for path in PAGES:
            page.goto(path)
            if wrong := faults(page):
                found[width, path] = wrong
    assert not found


def test_pages_keep_the_content_security_policy(site: SmallSite, open_page: Callable[..., Any]) -> None:
    page = open_page()
    for path in PAGES:
        page.goto(path)
    assert not [text for text in page.said if "Content Security Policy" in text]


def test_the_calculator_agrees_with_the_server(site: SmallSite, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto("/lessons/foundation/f1/")
    for vector in VECTORS:
        for name in ("materials", "labour", "packing", "shipping", "fee_percent", "wanted_profit"):
            page.fill(f"[name={name}]", vector[name])
        for name in ("cost", "price", "fee", "profit", "break_even"):
            shown = page.inner_text(f"[data-sum={name}]").replace(",", "")
            assert float(shown) == float(vector[name]), (vector, name)
    page.fill("[name=materials]", "มาก")
    assert page.is_hidden("output")


def test_the_calculator_needs_no_network(site: SmallSite, open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto("/lessons/foundation/f1/")
    page.context.set_offline(True)
    page.fill("[name=materials]", "90")
    page.click("price-calculator button")
    assert page.inner_text("[data-sum=price]") == "100"


def test_without_javascript_the_calculator_has_a_page(site: SmallSite, open_page: Callable[..., Any]) -> None:
    page = open_page(script=False)
    page.goto("/lessons/foundation/f1/")
    page.fill("[name=materials]", "90")
    page.click("price-calculator button")
    assert "/calculator/?" in page.url
    assert page.inner_text("[data-sum=price]") == "100"


def test_ones_own_marks_come_to_the_shared_page(
    site: SmallSite, people: People, open_page: Callable[..., Any]
) -> None:
    thai = site.course["th"].get_children().get(slug="f1").specific
    answered(thai, people)
    LessonProgress.objects.create(
        learner=people.learner,
        lesson_id=thai.translation_key,
        best_percent=100,
        quiz_passed_at=NOON,
        completed_at=NOON,
    )
    page = open_page(user=people.learner.user)
    page.goto("/lessons/foundation/f1/")
    page.wait_for_selector("[data-when=quiz_passed]:visible")
    assert page.is_visible("[data-when=completed]")
    assert page.inner_text("[data-text=best_percent]") == "100"
    stranger = open_page()
    stranger.goto("/lessons/foundation/f1/")
    assert stranger.is_hidden("[data-when=completed]")
    assert stranger.is_hidden("[data-when=has_mark]")


def test_ones_own_marks_come_to_the_list_of_lessons(
    site: SmallSite, people: People, open_page: Callable[..., Any]
) -> None:
    done, begun = (site.course["th"].get_children().get(slug=slug) for slug in ("f1", "f2"))
    for page, completed_at in ((done, NOON), (begun, None)):
        LessonProgress.objects.create(
            learner=people.learner, lesson_id=page.translation_key, opened_at=NOON, completed_at=completed_at
        )
    mine = open_page(user=people.learner.user)
    for path in ("/lessons/", "/lessons/foundation/"):
        mine.goto(path)
        mine.wait_for_selector(".lesson-row.done")
        assert mine.get_attribute(".lesson-row.done .place", "aria-label") == "เรียนจบแล้ว"
        assert "กำลังเรียน" in mine.inner_text(".lesson-row.begun")
        assert not mine.said
    stranger = open_page()
    stranger.goto("/lessons/")
    stranger.wait_for_timeout(300)
    assert stranger.locator(".lesson-row.done").count() == 0


def test_a_first_visit_asks_for_ten_files_at_most(site: SmallSite, open_page: Callable[..., Any]) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/lessons/foundation/f2/", wait_until="networkidle")
    assert len(asked) <= 10, asked


def test_the_editor_draws_every_block_and_its_preview(
    site: SmallSite, people: People, open_page: Callable[..., Any]
) -> None:
    thai = site.course["th"].get_children().get(slug="f1").specific
    page = open_page(1280, user=people.administrator)
    page.goto(f"/cms/pages/{thai.pk}/edit/")
    page.wait_for_selector("[name=body-count]", state="attached")
    assert page.input_value("[name=body-count]") == "10"
    assert page.input_value("[name=body-3-value-questions-0-id]") == "F1-q1"
    page.locator("button[title*='แทรก'], button[title*='Insert']").last.click()
    page.wait_for_selector("[role=option]")
    assert page.locator("[role=option]").count() == 10
    assert not [text for text in page.said if "Content Security Policy" in text]
