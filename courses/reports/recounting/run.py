"""Counting every published figure a second time; a drift is an alarm."""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db.models import Max, Min

from courses.cohorts import programme
from courses.milestones.models import Certification
from courses.reports.months.models import RecountRun
from courses.reports.recounting import (  # noqa: F401 - they register their figures
    cohorts,
    funnel,
    indicators,
    kept,
    ledgers,
    months,
    number,
    pages,
)
from courses.reports.recounting.registry import CHECKS, Check, Drift, Scope, compare
from lms.dates import bangkok_date, fiscal_year_be

log = logging.getLogger(__name__)
# Old runs tell nothing that the newest does not; a season of them shows since when.
KEPT_FOR = timedelta(days=100)
MOST = 400
# Rooms above this one register what they publish when first a recount is asked for.
PLUGS = ("courses.exports.recounting",)


@cache
def _plug_in() -> None:
    for module in PLUGS:
        import_module(module)


@dataclass(frozen=True)
class Result:
    """How many values were compared, and those that differ."""

    checked: int
    drift: list[Drift]


@contextmanager
def fresh_figures() -> Iterator[None]:
    """Let nothing that was kept for some seconds be read: this thread has a cache of its own for a while."""
    usual, own = caches["default"], LocMemCache("recount", {})
    own.clear()
    caches["default"] = own
    try:
        yield
    finally:
        caches["default"] = usual
        own.clear()


def scope_at(at: datetime, most: int = MOST) -> Scope:
    """Return what is counted on this site: each fiscal year in which a sale is dated or frozen."""
    kind, years = programme.is_demonstration(), [fiscal_year_be(bangkok_date(at))]
    frozen, event = ("fiscal_year_be", "event_on")
    ends = Certification.objects.filter(is_demonstration=kind).aggregate(
        Min(frozen), Max(frozen), Min(event), Max(event)
    )
    if ends["event_on__min"]:
        years += [ends["fiscal_year_be__min"], ends["fiscal_year_be__max"]]
        years += [fiscal_year_be(ends["event_on__min"]), fiscal_year_be(ends["event_on__max"])]
    return Scope(at, kind, range(min(years), max(years) + 1), most)


def recount_figures(at: datetime, *, checks: Iterable[Check] | None = None, most: int = MOST) -> Result:
    """Count every registered figure in both ways. One that cannot be counted is a drift as well.

    Of pages of one sort below the provinces, of filters and cohorts at most `most` are taken in one run.
    """
    _plug_in()
    scope, checked = scope_at(at, most), 0
    drift: list[Drift] = []
    with fresh_figures():
        for check in list(CHECKS.values()) if checks is None else checks:
            try:
                compared, differing = compare(check, scope)
            except Exception:
                log.exception("recount: «%s» could not be counted", check.figure)
                compared, differing = 1, [Drift(check.figure, "could not be counted", None, None)]
            checked, drift = checked + compared, drift + differing
    return Result(checked, drift)


def recount_and_keep(at: datetime) -> Result:
    """Recount, keep what came of it, and raise the alarm for every figure that differs."""
    started = time.monotonic()
    result = recount_figures(at)
    RecountRun.objects.create(
        at=at,
        checked=result.checked,
        differing=len(result.drift),
        drift=[one._asdict() for one in result.drift],
        duration_ms=round((time.monotonic() - started) * 1000),
    )
    RecountRun.objects.filter(at__lt=at - KEPT_FOR).delete()
    for one in result.drift:
        log.error("recount: %s %s: the screens say %s, plain SQL says %s", *one)
    return result
