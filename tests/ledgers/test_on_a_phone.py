"""The ledgers on a phone: each row is a card, so that no column hides at the side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from courses.ledgers.models import PromotionService
from tests.browsing import faults
from tests.build import People
from tests.imports import files
from tests.ledgers import rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("address", ["/desk/ledgers/", "/desk/ledgers/dbd/"])
def test_every_cell_of_a_row_is_seen_with_its_name(
    page_of: Callable[..., Any], people: People, address: str
) -> None:
    operator = rows.inside(people.learner)
    rows.service(operator, people.manager, agency="สำนักงานส่งเสริมการค้าในต่างประเทศ ณ เมืองเซี่ยงไฮ้")
    rows.mark(operator, people.manager)
    page = page_of(people.manager, 390)
    page.goto(address)
    cells = page.eval_on_selector_all(
        ".scroll.card > table.list tbody tr:first-child > *",
        "found => found.map(one => [one.getBoundingClientRect().right, one.dataset.label || ''])",
    )
    assert len(cells) == 6
    assert all(right <= 390 for right, _label in cells), cells
    assert all(label for _right, label in cells[1:]), cells
    assert faults(page) == []


def test_a_workbook_goes_through_both_presses_with_all_that_was_told_of_it(
    page_of: Callable[..., Any], people: People
) -> None:
    """Merged cells keep their reason; sheets that were not read and hidden rows are named."""
    headings = ["ชื่อ", "โทร", "จังหวัด", "ประเภท", "วันที่", "ประเทศ", "หน่วยงาน"]
    row = ["ดี มาก", "0899999999", "อุดรธานี", "คลินิก", "1/11/2569", "จีน", "DITP"]
    made = files.workbook(row, ["มี สุข", "0899999998", *row[2:]], headings=headings)
    made.active.title = "หมู่ 1"
    made.active.merge_cells("G2:G3")
    made.active.row_dimensions[3].hidden = True
    made.create_sheet("หมู่ 2").append(row)
    page = page_of(people.manager, 390)
    page.goto("/desk/ledgers/import/")
    page.set_input_files("[name=file]", {"name": "a.xlsx", "mimeType": "", "buffer": files.saved(made)})
    page.click("button[value=try]")
    told = page.inner_text("main")
    for words in ("อ่านเฉพาะแผ่นงาน “หมู่ 1”", "หมู่ 2", "แถว 3 ซ่อนอยู่ในแผ่นงาน", "ช่องนี้ผสานกับช่องบน"):
        assert words in told
    assert faults(page) == []
    page.click("button[value=import]")
    assert "ช่องนี้ผสานกับช่องบน" in page.inner_text("main")
    assert PromotionService.objects.count() == 1
