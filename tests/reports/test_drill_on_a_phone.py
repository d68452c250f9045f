"""The drill on a screen of 390 px: rows become cards, so that no figure hides at the side."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import build
from tests.browsing import faults
from tests.reports import rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Boxes that scroll sideways, and figures that stand outside the screen or under no name.
HIDDEN = """() => {
  const told = [];
  for (const box of document.querySelectorAll("main .scroll")) {
    if (box.scrollWidth > box.clientWidth) told.push(`scrolls: ${box.scrollWidth} in ${box.clientWidth}`);
  }
  for (const cell of document.querySelectorAll("main table.list td")) {
    const { left, right, width } = cell.getBoundingClientRect(), text = cell.innerText.trim();
    if (text && width && (left < 0 || right > innerWidth)) told.push(`hides: ${text}`);
    if (text && !cell.dataset.label) told.push(`has no name: ${text}`);
  }
  return told;
}"""
SHOWN = "(where) => getComputedStyle(document.querySelector(where)).display"


@pytest.fixture
def drill(people: build.People, page_of: Callable[..., Any]) -> Callable[[int], Any]:
    """Open the drill of a programme in which one is able to sell."""
    rows.certify(people.learner, people.cohort)
    people.community.target_sellers = 40
    people.community.save()

    def opened(width: int, query: str = "") -> Any:
        page = page_of(people.administrator, width)
        page.goto(f"/desk/drill/{query}")
        return page

    return opened


@pytest.mark.parametrize("query", ["", "?in=northeast", "?in=4101", "?stage=sale"])
def test_on_a_phone_every_figure_of_the_drill_stands_under_its_name(
    drill: Callable[..., Any], query: str
) -> None:
    page = drill(390, query)
    assert page.evaluate(HIDDEN) == []
    assert page.evaluate(SHOWN, "table.drill tbody tr") == "block"
    assert page.evaluate(SHOWN, "table.drill tfoot tr") == "block"
    assert faults(page) == []


def test_on_a_desk_and_on_paper_it_stays_a_table(drill: Callable[..., Any]) -> None:
    page = drill(1280)
    assert page.evaluate(SHOWN, "table.drill tbody td") == "table-cell"
    assert page.evaluate(SHOWN, "table.drill thead") == "table-header-group"
    paper = drill(700)
    paper.emulate_media(media="print")
    assert paper.evaluate(SHOWN, "table.drill tbody td") == "table-cell"
    assert paper.evaluate(SHOWN, "table.stages thead") == "table-header-group"
    assert paper.evaluate("document.querySelector('table.drill').offsetWidth") <= 700
