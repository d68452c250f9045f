"""The year's sellers by day, month and province: one reading for the line, the bars and their tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from courses.reports.basis import Basis
from courses.reports.counting import counted_in
from lms.geo import PROVINCE_DIGITS


@dataclass(frozen=True)
class Sold:
    """How many people made their first sale, by day, and by province and month of the year (0 to 11)."""

    by_day: dict[date, int]
    by_province: dict[str, list[int]]

    @property
    def by_month(self) -> list[int]:
        """Return the sums of all provinces."""
        return [sum(column) for column in zip(*self.by_province.values(), strict=True)] or [0] * 12


def sold_in(basis: Basis, codes: Mapping[int, str]) -> Sold:
    """Read the year's sellers once; `codes` are the communities' area codes in use today, by id.

    «ไม่ระบุ» is the empty province: no community is without a code, but one may have left the list.
    """
    rows = counted_in(basis).values_list("community_id", "event_on").order_by("event_on")
    by_day: dict[date, int] = {}
    by_province: dict[str, list[int]] = {}
    for community, day, people in rows.annotate(people=Count("learner", distinct=True)):
        by_day[day] = by_day.get(day, 0) + people
        province = codes.get(community, "")[:PROVINCE_DIGITS]
        by_province.setdefault(province, [0] * 12)[month_place(day, basis)] += people
    return Sold(by_day, by_province)


def days_of(basis: Basis) -> dict[date, int]:
    """Return how many people made their first sale on each day of a year."""
    rows = counted_in(basis).values_list("event_on").order_by("event_on")
    return dict(rows.annotate(people=Count("learner", distinct=True)))


def month_place(day: date, basis: Basis) -> int:
    """Return which month of the year a day lies in: 0 is October, of a calendar year January."""
    return (day.month - basis.first_day.month) % 12


def most_first(provinces: Mapping[str, list[int]]) -> Iterable[tuple[str, list[int]]]:
    """Return the provinces with most sellers first."""
    return sorted(provinces.items(), key=lambda one: (-sum(one[1]), one[0]))
