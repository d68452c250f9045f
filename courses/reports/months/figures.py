"""What is frozen when a period is closed: totals, breakdowns and the people behind them."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Substr, TruncMonth

from courses.milestones.models import Certification
from courses.reports.months.indicators import basis_of, read_indicators, seal_of

Figures = dict[str, Any]


@dataclass(frozen=True)
class Counted:
    """One indicator in one period: its total and breakdowns, and the sorted public ids of the people."""

    figures: Figures
    people: list[str]


def k1_rows(*, demonstration: bool, first: date, last: date) -> "QuerySet[Certification]":
    """Return the certifications that count towards K1 with an event between two days, both included."""
    return Certification.objects.counted(demonstration=demonstration).filter(event_on__range=(first, last))


# How each breakdown names its parts: stable codes, never names of people.
PARTS: dict[str, Any] = {
    "community": F("community__key"),
    "province": Substr("community__area_code", 1, 2),
    "cohort": F("cohort_id"),
    "track": F("track_id"),
    "trainer": F("trainer_id"),
    "month": TruncMonth("event_on"),
}


def breakdown(rows: "QuerySet[Certification]", by: str) -> dict[str, int]:
    """Count the people of some certifications by one of `PARTS`; the parts add up to the total."""
    counted = rows.order_by().values(part=PARTS[by]).annotate(people=Count("learner", distinct=True))
    return {_key(row["part"]): row["people"] for row in counted.values("part", "people")}


def _key(part: object) -> str:
    if isinstance(part, date):
        return f"{part:%Y-%m}"
    return "" if part is None else str(part)


def count_k1(*, demonstration: bool, first: date, last: date) -> Counted:
    """Count K1 of a period with every breakdown."""
    rows = k1_rows(demonstration=demonstration, first=first, last=last)
    people = sorted(str(one) for one in set(rows.values_list("learner__public_id", flat=True)))
    figures: Figures = {"total": len(people), **{by: breakdown(rows, by) for by in PARTS if by != "month"}}
    return Counted(figures, people)


# Another indicator of people is frozen with its month by one more line here.
INDICATORS: dict[str, Callable[..., Counted]] = {"K1": count_k1}


def freeze(*, demonstration: bool, first: date, last: date) -> dict[str, Any]:
    """Return the columns of a closed period. `certifications` are the rows that K1 was counted of."""
    indicators = read_indicators(basis_of(first, last, demonstration=demonstration))
    counted = {
        code: count(demonstration=demonstration, first=first, last=last) for code, count in INDICATORS.items()
    }
    rows = k1_rows(demonstration=demonstration, first=first, last=last)
    return {
        "is_demonstration": demonstration,
        "figures": {code: one.figures for code, one in counted.items()},
        "people": {
            **{code: one.people for code, one in counted.items()},
            "certifications": sorted(rows.values_list("pk", flat=True)),
        },
        "sha256": sha256_of(counted["K1"].people),
        "indicators": indicators,
        "indicators_sha256": seal_of(indicators),
    }


def sha256_of(people: Iterable[str]) -> str:
    """Return the hash of a sorted list of public ids, one a line: what a snapshot can be proven with."""
    return hashlib.sha256("\n".join(sorted(people)).encode()).hexdigest()
