"""Every indicator of a closed period: frozen as it was, and laid beside what it is now, with the reasons.

An indicator is defined for a year. So a closed month keeps the fiscal year up to its last day, a closed
year the whole of it: value, n, N, parts and the version of the definition. What has no data source is kept
as that, with no value: never 0, and never filled in later. Once a source is there, today's value stands
beside the empty one with that reason.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.audit.models import AuditEntry, Verb
from courses.duplicates.models import Merge
from courses.goals.models import Indicator
from courses.ledgers.models import CampaignPost, DbdApplication, PromotionService
from courses.milestones.counting_rules import CountingRule, Rule
from courses.milestones.models import Certification, Claim, ClaimState, MilestoneCode
from courses.people.models import Erasure
from courses.reports.basis import Basis
from courses.reports.figure_words import n_of_words, value_words
from courses.reports.figures import Counted, Figure, FigureState, figures
from courses.reports.scope import COUNTRY
from lms.dates import day_bounds, fiscal_year_be, fiscal_year_bounds

if TYPE_CHECKING:
    from courses.reports.months.models import ClosedPeriod

Kept = dict[str, Any]


@dataclass(frozen=True)
class YearSoFar(Basis):
    """A fiscal year up to the last day of one of its months."""

    until: date = date.max

    @property
    def last_day(self) -> date:
        """Return the last day that is counted."""
        return self.until

    @property
    def is_fiscal(self) -> bool:
        """Return that it is no whole fiscal year: sales are chosen by their day."""
        return False


def basis_of(first: date, last: date, *, demonstration: bool) -> Basis:
    """Return what a period's indicators are counted over, on its last day: now and later alike."""
    # Noon, so that it is never taken for the present, of which sorted people are kept.
    year_be, at = fiscal_year_be(first), day_bounds(last, last)[0] + timedelta(hours=12)
    if (first, last) == fiscal_year_bounds(year_be):
        return Basis(year_be, demonstration, at)
    return YearSoFar(year_be, demonstration, at, until=last)


def read_indicators(basis: Basis) -> dict[str, Kept]:
    """Return every indicator as plain values under its code."""
    return {
        one.code: {
            "version": one.version,
            "state": one.state.value,
            "value": None if one.value is None else round(one.value, 4),
            "numerator": one.numerator,
            "denominator": one.denominator,
            "parts": {part.code: [part.numerator, part.denominator] for part in one.parts},
        }
        for one in figures(basis)
    }


def seal_of(indicators: Mapping[str, Kept]) -> str:
    """Return the hash of frozen indicators, the same in whatever order they are written."""
    return hashlib.sha256(json.dumps(indicators, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Compared:
    """One indicator of a closed period: what it was, what it is now, and what happened in between."""

    code: str
    name: str
    version: int
    then: str
    then_of: str
    now: str
    now_of: str
    is_changed: bool
    changes: list[str]
    reasons: list[str]


def compare_indicators(period: "ClosedPeriod", span: tuple[date, date]) -> list[Compared]:
    """Compare a period's frozen indicators with today: as many queries however much happened."""
    if not period.indicators:
        return []
    basis = basis_of(*span, demonstration=period.is_demonstration)
    now = read_indicators(basis)
    codes = [code for code in now if code in period.indicators]
    changed = {code for code in codes if _bare(period.indicators[code]) != _bare(now[code])}
    acts = _acts(period.closed_at, basis) if changed else {}
    names = {(one.code, one.version): one for one in Indicator.objects.all()}
    return [
        _compared(code, period.indicators[code], now[code], code in changed, acts, basis, names)
        for code in codes
    ]


def _bare(kept: Kept) -> tuple[object, ...]:
    return tuple(kept[name] for name in ("version", "state", "value", "numerator", "denominator", "parts"))


def _compared(
    code: str,
    then: Kept,
    now: Kept,
    is_changed: bool,
    acts: Mapping[str, int],
    basis: Basis,
    names: Mapping[tuple[str, int], Indicator],
) -> Compared:
    shown = [_figure(code, kept, basis, names) for kept in (then, now)]
    return Compared(
        code=code,
        name=shown[0].indicator.name,
        version=then["version"],
        then=value_words(shown[0]),
        then_of=n_of_words(shown[0]),
        now=value_words(shown[1]),
        now_of=n_of_words(shown[1]),
        is_changed=is_changed,
        changes=_changes(then, now) if is_changed else [],
        reasons=_reasons(code, then, now, acts) if is_changed else [],
    )


def _figure(code: str, kept: Kept, basis: Basis, names: Mapping[tuple[str, int], Indicator]) -> Figure:
    counted = Counted(kept["value"], kept["numerator"], kept["denominator"], FigureState(kept["state"]))
    return Figure(code, names[code, kept["version"]], basis, COUNTRY, counted, None)


def _changes(then: Kept, now: Kept) -> list[str]:
    """Return «+2», or «+2 ÷ −1» where the figure is n of N; of a median the difference of its days."""
    found = []
    known = [one for one in (then, now) if one["value"] is not None and one["denominator"] is None]
    is_median = any(one["value"] != one["numerator"] for one in known)
    for name in ("value",) if is_median else ("numerator", "denominator"):
        delta = (now[name] or 0) - (then[name] or 0)
        if now[name] is not None or then[name] is not None:
            found.append(f"+{delta:,.0f}" if delta > 0 else f"−{-delta:,.0f}" if delta else "0")
    return found


# --- why -----------------------------------------------------------------------------------------
SELLERS = ("K1", "K4", "K5", "K6", "K7", "K9", "K10", "K11", "K12")
PEOPLE = (*SELLERS, "K1a", "K1b")
LEDGERS = ("K2", "K3", "KA")
Why = tuple[str | Promise, tuple[str, ...], Callable[[datetime, Basis], int]]


def _sales(basis: Basis, **when: object) -> int:
    days = (basis.first_day, basis.last_day)
    found = Certification.objects.filter(is_demonstration=basis.demonstration, event_on__range=days)
    return found.filter(**when).count()


def _claims(basis: Basis, *also: Q, **when: object) -> int:
    return Claim.objects.filter(*also, happened_on__lte=basis.last_day, **when).count()


def _taken_back(at: datetime) -> Q:
    """Return the condition of a later step that stood at a moment and was taken back since."""
    later = Q(state=ClaimState.RETURNED, second_look__drawn_at__lte=at, decided_at__gt=at)
    return later & ~Q(milestone=MilestoneCode.FIRST_SALE)


def _ledgers(basis: Basis, when: Q) -> int:
    days, kind = (basis.first_day, basis.last_day), {"is_demonstration": basis.demonstration}
    return (
        PromotionService.objects.filter(when, day__range=days, **kind).count()
        + DbdApplication.objects.filter(when, granted_on__range=days, **kind).count()
        + CampaignPost.objects.filter(when, posted_on__range=days, **kind).count()
    )


# Acts since the close that can have moved a figure of the period, and which figures they move.
WHYS: tuple[Why, ...] = (
    (
        _("certified after the month was closed"),
        (*SELLERS, "K1b"),
        lambda at, basis: _sales(basis, certified_at__gt=at),
    ),
    (
        _("certification taken back"),
        SELLERS,
        lambda at, basis: _sales(basis, revoked_at__gt=at, certified_at__lte=at),
    ),
    (
        _("two profiles found to be one person"),
        (*PEOPLE, "K2"),
        lambda at, basis: Merge.objects.filter(merged_at__gt=at, undone_at=None).count(),
    ),
    (
        _("two names outside the programme found to be one person"),
        ("K2",),
        lambda at, basis: AuditEntry.objects.filter(
            verb=Verb.MERGED, subject_kind="operator", at__gt=at
        ).count(),
    ),
    (
        _("a merge was undone"),
        (*PEOPLE, "K2"),
        lambda at, basis: Merge.objects.filter(merged_at__lte=at, undone_at__gt=at).count(),
    ),
    (
        _("the rule about who counts was changed"),
        PEOPLE,
        lambda at, basis: CountingRule.objects.filter(
            name=Rule.BASELINE_EXCLUDED, decided_at__gt=at, from_year_be__lte=basis.year_be
        ).count(),
    ),
    (
        _("proof sent after the close"),
        ("K1b", "K5", "K6"),
        lambda at, basis: _claims(basis, sent_at__gt=at),
    ),
    (
        _("proof decided after the close"),
        ("K1b", "K4", "K5", "K6", "K8", "K9"),
        lambda at, basis: _claims(basis, ~_taken_back(at), decided_at__gt=at),
    ),
    (
        _("a step taken back after a second look"),
        ("K4", "K5", "K6", "K8", "K9"),
        lambda at, basis: _claims(basis, _taken_back(at)),
    ),
    (
        _("entered in a ledger after the close"),
        LEDGERS,
        lambda at, basis: _ledgers(basis, Q(entered_at__gt=at, voided_at=None)),
    ),
    (
        _("taken out of a ledger after the close"),
        LEDGERS,
        lambda at, basis: _ledgers(basis, Q(entered_at__lte=at, voided_at__gt=at)),
    ),
    (
        _("a mark that stands again after a second look"),
        ("K3",),
        lambda at, basis: (
            DbdApplication.objects.counted(basis.first_day, basis.last_day, demonstration=basis.demonstration)
            .filter(back_at__gt=at)
            .count()
        ),
    ),
    (
        _("the amount of an order decided after the close"),
        ("K2",),
        lambda at, basis: (
            PromotionService.objects.orders(
                basis.first_day, basis.last_day, demonstration=basis.demonstration
            )
            .filter(value_at__gt=at)
            .count()
        ),
    ),
    (
        _("erased at the wish of a person"),
        ("K10",),
        lambda at, basis: Erasure.objects.filter(done_at__gt=at).count(),
    ),
)


def _acts(closed_at: datetime, basis: Basis) -> dict[str, int]:
    return {str(words): count(closed_at, basis) for words, _codes, count in WHYS}


def _reasons(code: str, then: Kept, now: Kept, acts: Mapping[str, int]) -> list[str]:
    """Return why a figure may have changed, each with how many acts there were."""
    found: list[str] = []
    if then["version"] != now["version"]:
        found.append(str(_("the definition was changed")))
    if then["state"] == FigureState.NO_DATA_SOURCE and now["state"] != FigureState.NO_DATA_SOURCE:
        return [*found, str(_("it could not be counted when the month was closed"))]
    if code == "K11" and then["numerator"] != now["numerator"]:
        found.append(str(_("the budget was entered or changed")))
    found += [f"{words}: {acts[str(words)]:,}" for words in _words_of(code) if acts[str(words)]]
    return found or [str(_("records of that time came in later"))]


def _words_of(code: str) -> Iterable[str | Promise]:
    return (words for words, codes, _count in WHYS if code in codes)
