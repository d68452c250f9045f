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
SOLD = ".stages td:first-of-type a[href*='stage=sale']"
LEVELS = ("region", "province", "district", "community", "cohort")


def tab_to(walker: Walker, selector: str, key: str = "Tab") -> None:
    """Press Tab (or Shift+Tab) until the keys stand on what is looked for; each stop can be seen."""
    for _ in range(MOST_STOPS):
        walker.page.keyboard.press(key)
        stop = walker.page.evaluate(STOP, selector)
        assert stop["seen"], f"nobody sees where the keys are: {stop['what']}"
        if stop["here"]:
            return
    raise AssertionError(f"the keys never come to {selector} on {walker.page.url}")


def enter(walker: Walker, selector: str, key: str = "Tab") -> str:
    """Go to a link with Tab, follow it with Enter, and return what it said."""
    tab_to(walker, selector, key)
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
    assert (
        person.page.locator("img.enlarged").evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    )

    _climbs_up(person, counts)
    assert number(person.page.locator("b.big").inner_text()) == headline
    _escape_goes_back(person)


def _climbs_up(person: Walker, counts: list[int]) -> None:
    """By links alone: picture, evidence, person, the list she was opened from, each place, the number."""
    enter(person, ".crumbs a[href^='/desk/evidence/']")
    enter(person, ".crumbs a[href^='/desk/learners/']")
    enter(person, "main a.chip[href^='/desk/drill/']")
    assert listed(person) == counts[-1]
    enter(person, "#people a.chip[href$='#whole']")
    for level, count in reversed(list(zip(("country", *LEVELS), counts, strict=True))):
        assert number(person.page.locator(SOLD).inner_text()) == count, level
        links = person.page.locator(".crumbs a").count()
        # The last link of the way up leads one level higher; from the country it leads to the goal.
        # The table takes the keys, and the way up stands above it.
        enter(person, f".crumbs li:nth-child({links}) a", "Shift+Tab" if level == "cohort" else "Tab")


def _escape_goes_back(person: Walker) -> None:
    """Whoever opened the reasons by a key closes them with Escape and stands where they opened them."""
    person.go("/desk/evidence/")
    person.page.keyboard.press("r")
    assert person.page.locator(".send-back[open]").count() == 1
    person.page.keyboard.press("Escape")
    assert person.page.locator(".send-back[open]").count() == 0
    assert person.page.evaluate(STOP, "summary[data-key=r]")["here"]
