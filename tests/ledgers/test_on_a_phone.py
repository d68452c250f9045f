"""The ledgers on a phone: each row is a card, so that no column hides at the side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browsing import faults
from tests.build import People
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
