"""The number walked with the keys alone: from the headline down to one picture, and up again by links."""

import re
from collections.abc import Callable

import pytest

from lms.dates import fiscal_year_be, today
from lms.demo import logins
from tests.browser.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo-site")]

MOST_STOPS = 160
# Where the keys are now, and whether anybody can see it.
STOP = """selector => {
  const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
  return {
    here: here.matches(selector),
    seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.width > 0,
    what: here.outerHTML.slice(0, 120),
  };
}"""
PARTS = ".drill tbody td a[href*='stage=sale']"
LEVELS = ("region", "province", "district", "community", "cohort")


def tab_to(walker: Walker, selector: str) -> None:
    """Press Tab until the keys stand on what is looked for; each stop on the way can be seen."""
    for _ in range(MOST_STOPS):
        walker.page.keyboard.press("Tab")
        stop = walker.page.evaluate(STOP, selector)
        assert stop["seen"], f"nobody sees where the keys are: {stop['what']}"
        if stop["here"]:
            return
    raise AssertionError(f"the keys never come to {selector} on {walker.page.url}")


def enter(walker: Walker, selector: str) -> str:
    """Go to a link with Tab, follow it with Enter, and return what it said."""
    tab_to(walker, selector)
    said: str = walker.page.evaluate("document.activeElement.innerText")
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Enter")
    return said


def number(text: str) -> int:
    found = re.search(r"[\d,]+", text)
    assert found, text
    return int(found[0].replace(",", ""))


def listed(walker: Walker) -> int:
    """Return the number above the list of people."""
    return number(walker.page.locator("#people-head").inner_text().split("·")[1])


def test_the_number_is_walked_down_and_up_with_the_keys(walk: Callable[..., Walker]) -> None:
    person = walk(desk=True)
    person.sign_in_staff(logins.ADMINISTRATOR)
    # A small demonstration may have sold nothing yet in a year that has just begun.
    person.go(f"/desk/goal/?year={fiscal_year_be(today()) - 1}")
    person.page.keyboard.press("Tab")
    assert person.page.evaluate(STOP, "a.skip")["here"], "the first stop leads past the menu"
    person.page.keyboard.press("Enter")

    headline = number(enter(person, "a.headline"))
    assert listed(person) == headline
    counts = [headline]
    for level in LEVELS:
        said = number(enter(person, PARTS))
        assert listed(person) == said, level
        counts.append(said)
    assert counts == sorted(counts, reverse=True)

    enter(person, "#people tbody th a")
    enter(person, "[aria-labelledby=counts] a[href^='/desk/evidence/']")
    assert person.faults == []
    enter(person, "a.shot")
    assert "/files/evidence/" in person.page.url
    person.page.go_back()

    enter(person, ".crumbs a[href^='/desk/learners/']")
    for place, count in (("cohort=", counts[5]), ("community=", counts[4]), ("in=", counts[2])):
        # Region, province, district, community, cohort are the counts 1 to 5.
        enter(person, f".crumbs a[href*='{place}']")
        assert listed(person) == count, place
        person.page.go_back()
    enter(person, ".crumbs a[href^='/desk/goal/']")
    assert number(person.page.locator("b.big").inner_text()) == headline
    _escape_goes_back(person)


def _escape_goes_back(person: Walker) -> None:
    """Whoever opened the reasons by a key closes them with Escape and stands where they opened them."""
    person.go("/desk/evidence/")
    person.page.keyboard.press("r")
    assert person.page.locator(".send-back[open]").count() == 1
    person.page.keyboard.press("Escape")
    assert person.page.locator(".send-back[open]").count() == 0
    assert person.page.evaluate(STOP, "summary[data-key=r]")["here"]
