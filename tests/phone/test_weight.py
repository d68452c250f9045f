"""What the offline app weighs on the wire: all of it, and what a view needs before it can be used."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from lms.install.shell import worker
from lms.storage import LEVEL, minified

PHONE = Path("lms/static/lms/phone")
# Beside the modules of `lms/phone/`: what lessons and the calculator load, and what brings the worker.
BESIDE = (
    "lms/install.js",
    "media/player.js",
    "courses/learn.js",
    "courses/marks.js",
    "cms/calculator.js",
)
STATIC_IMPORT = re.compile(
    r'^(?:import|export) [^;]*? from "\./([\w-]+\.js)";|^import "\./([\w-]+\.js)";', re.M
)
# Courses are kept by modules of their own (tests/packs); the rest of lms/phone/ is held to this.
OF_PACKS = {"store.js", "ledger.js", "budget.js", "packs.js", "packs-page.js"}
MOST_OF_THE_APP, MOST_WITH_ALL, MOST_BEFORE_USABLE = 22_000, 45_000, 12 * 1024
MOST_OF_COVERING = 1_450
MOST_OF_CLAIMING = 1_400
MOST_OF_MENDING = 1_600


def wire_bytes(name: str) -> int:
    """The size of a module as it is sent: minified, compressed."""
    path = Path(str(finders.find(name)))
    return len(gzip.compress(minified(path.read_text("utf-8")).encode(), LEVEL, mtime=0))


def needed(*names: str) -> set[str]:
    """A view's modules with all that they import before they run."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            source = (PHONE / name).read_text("utf-8")
            waiting += [one or other for one, other in STATIC_IMPORT.findall(source)]
    return found


@pytest.mark.django_db
def test_the_whole_app_is_small() -> None:
    modules = {path.name: wire_bytes(f"lms/phone/{path.name}") for path in PHONE.glob("*.js")}
    beside = {name: wire_bytes(name) for name in BESIDE}
    both = {**modules, **beside, "sw.js": len(gzip.compress(worker().text, LEVEL, mtime=0))}
    for name, size in sorted(both.items(), key=lambda item: -item[1]):
        print(f"{size:6,} {name}")
    own = sum(size for name, size in modules.items() if name not in OF_PACKS)
    print(f"{own:,} bytes gzip of profiles, quizzes, work and outbox; {sum(both.values()):,} with all beside")
    assert own <= MOST_OF_THE_APP
    assert sum(both.values()) <= MOST_WITH_ALL


@pytest.mark.parametrize("view", ["profiles.js", "home.js", "quiz.js", "search.js", "waiting.js"])
def test_a_view_can_be_used_after_little(view: str) -> None:
    files = needed("app.js", view)
    size = sum(wire_bytes(f"lms/phone/{name}") for name in files) + wire_bytes("lms/install.js")
    print(f"{view}: {size:,} bytes gzip in {len(files) + 1} files before it can be used")
    assert size <= MOST_BEFORE_USABLE


def test_the_tool_that_covers_customers_is_small() -> None:
    """It is the site's own, loaded when the button is pressed; no view waits for it."""
    size = wire_bytes("courses/covering.js") + wire_bytes("courses/marker.js")
    print(f"covering: {size:,} bytes gzip")
    assert size <= MOST_OF_COVERING


def test_what_looks_at_a_claim_is_small() -> None:
    """Loaded when a claim is sent; no view waits for it."""
    size = wire_bytes("courses/claiming.js")
    print(f"claiming: {size:,} bytes gzip")
    assert size <= MOST_OF_CLAIMING


def test_what_keeps_and_brings_back_a_claim_is_small() -> None:
    """Loaded with the form of a claim; the views that open the app do not wait for it."""
    size = wire_bytes("courses/mending.js")
    print(f"mending: {size:,} bytes gzip")
    assert size <= MOST_OF_MENDING
