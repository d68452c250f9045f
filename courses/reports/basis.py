"""What a figure is counted over: real people or the demonstration, never both; and one year.

The year is the fiscal one (1 October to 30 September, named by the พ.ศ. in which it ends) unless a
page is switched to calendar years; every report prints which (programme document, Decided 4).

A demonstration site counts demonstration data, any other site counts real data (programme
document, Decided 6). A cohort is a demonstration when it or its community is marked so.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from django.db.models import Exists, OuterRef, Q

from courses.cohorts.models import Enrolment
from courses.cohorts.programme import is_demonstration
from lms.dates import BUDDHIST_OFFSET_YEARS, bangkok_date, day_bounds, fiscal_year_be, fiscal_year_bounds


class YearKind(StrEnum):
    """How a year is cut."""

    FISCAL = "fiscal"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Basis:
    """The year and the kind of people that every figure of one page shares.

    `window` cuts whole months out of the year, from their first to their last day: one month of a
    breakdown, or the year up to a report's month. Figures are counted over it as over a small year.
    """

    year_be: int
    demonstration: bool
    at: datetime
    kind: YearKind = YearKind.FISCAL
    window: tuple[date, date] | None = None

    @classmethod
    def of(cls, year_be: int | None, *, at: datetime, kind: YearKind = YearKind.FISCAL) -> "Basis":
        """Return the basis of a year on this site; without a year, that of the moment."""
        return cls(year_be or year_of(bangkok_date(at), kind), is_demonstration(), at, kind)

    @cached_property
    def first_day(self) -> date:
        """Return 1 October, or 1 January of a calendar year; of a window its first day."""
        if self.window:
            return self.window[0]
        if self.kind == YearKind.CALENDAR:
            return date(self.year_be - BUDDHIST_OFFSET_YEARS, 1, 1)
        return fiscal_year_bounds(self.year_be)[0]

    @cached_property
    def last_day(self) -> date:
        """Return 30 September, or 31 December of a calendar year; of a window its last day."""
        if self.window:
            return self.window[1]
        if self.kind == YearKind.CALENDAR:
            return date(self.year_be - BUDDHIST_OFFSET_YEARS, 12, 31)
        return fiscal_year_bounds(self.year_be)[1]

    @property
    def is_fiscal(self) -> bool:
        """Tell whether it is a whole fiscal year: what was frozen with a certification tells which."""
        return self.kind == YearKind.FISCAL and self.window is None

    @property
    def whole(self) -> "Basis":
        """Return the year that a window was cut out of."""
        return replace(self, window=None)

    @cached_property
    def has_targets(self) -> bool:
        """Tell whether the plan's targets can be held against it: a fiscal year from its first day on."""
        return self.kind == YearKind.FISCAL and self.first_day == self.whole.first_day

    def in_month(self, day: date) -> "Basis":
        """Return the month of the year that a day lies in, as a window."""
        return replace(self, window=(day.replace(day=1), _last_day_of(day)))

    def up_to(self, day: date) -> "Basis":
        """Return the year up to the end of the month that a day lies in."""
        return replace(self, window=(self.whole.first_day, _last_day_of(day)))

    @cached_property
    def starts_at(self) -> datetime:
        """Return the year's first moment in Thailand."""
        return day_bounds(self.first_day, self.last_day)[0]

    @cached_property
    def ends_at(self) -> datetime:
        """Return the moment when the next year begins in Thailand."""
        return day_bounds(self.first_day, self.last_day)[1]

    @cached_property
    def is_current(self) -> bool:
        """Tell whether the moment lies in the year."""
        return self.starts_at <= self.at < self.ends_at


def _last_day_of(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def year_of(day: date, kind: YearKind) -> int:
    """Return the Buddhist year of a day: the fiscal or the calendar one."""
    return fiscal_year_be(day) if kind == YearKind.FISCAL else day.year + BUDDHIST_OFFSET_YEARS


def demonstration_cohort(demonstration: bool, prefix: str = "cohort") -> Q:
    """Return the condition for a cohort, reached through `prefix`, of one kind only."""
    marked = Q((f"{prefix}__is_demonstration", True)) | Q((f"{prefix}__community__is_demonstration", True))
    return marked if demonstration else ~marked


def demonstration_cohort_here(demonstration: bool) -> Q:
    """Return the condition for cohorts of one kind only, on the cohort itself."""
    marked = Q(is_demonstration=True) | Q(community__is_demonstration=True)
    return marked if demonstration else ~marked


def enrolled_in(basis: Basis, learner: str = "learner_id") -> Exists:
    """Return the condition: the row's learner is or was enrolled in a cohort of the basis' kind."""
    enrolments = Enrolment.objects.filter(learner_id=OuterRef(learner))
    return Exists(enrolments.filter(demonstration_cohort(basis.demonstration)))
