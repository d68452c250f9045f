"""What a figure is counted over: real people or the demonstration, never both; and one year.

The year is the fiscal one (1 October to 30 September, named by the พ.ศ. in which it ends) unless a
page is switched to calendar years; every report prints which (programme document, Decided 4).

A demonstration site counts demonstration data, any other site counts real data (programme
document, Decided 6). A cohort is a demonstration when it or its community is marked so.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

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
    """The year and the kind of people that every figure of one page shares."""

    year_be: int
    demonstration: bool
    at: datetime
    kind: YearKind = YearKind.FISCAL

    @classmethod
    def of(cls, year_be: int | None, *, at: datetime, kind: YearKind = YearKind.FISCAL) -> "Basis":
        """Return the basis of a year on this site; without a year, that of the moment."""
        return cls(year_be or year_of(bangkok_date(at), kind), is_demonstration(), at, kind)

    @property
    def first_day(self) -> date:
        """Return 1 October, or 1 January of a calendar year."""
        if self.kind == YearKind.CALENDAR:
            return date(self.year_be - BUDDHIST_OFFSET_YEARS, 1, 1)
        return fiscal_year_bounds(self.year_be)[0]

    @property
    def last_day(self) -> date:
        """Return 30 September, or 31 December of a calendar year."""
        if self.kind == YearKind.CALENDAR:
            return date(self.year_be - BUDDHIST_OFFSET_YEARS, 12, 31)
        return fiscal_year_bounds(self.year_be)[1]

    @property
    def is_fiscal(self) -> bool:
        """Tell whether the plan's targets, which are set for fiscal years, can be held against it."""
        return self.kind == YearKind.FISCAL

    @property
    def starts_at(self) -> datetime:
        """Return the year's first moment in Thailand."""
        return day_bounds(self.first_day, self.last_day)[0]

    @property
    def ends_at(self) -> datetime:
        """Return the moment when the next year begins in Thailand."""
        return day_bounds(self.first_day, self.last_day)[1]

    @property
    def is_current(self) -> bool:
        """Tell whether the moment lies in the year."""
        return self.starts_at <= self.at < self.ends_at


def year_of(day: date, kind: YearKind) -> int:
    """Return the Buddhist year of a day: the fiscal or the calendar one."""
    return fiscal_year_be(day) if kind == YearKind.FISCAL else day.year + BUDDHIST_OFFSET_YEARS


def demonstration_cohort(demonstration: bool, prefix: str = "cohort") -> Q:
    """Return the condition for a cohort, reached through `prefix`, of one kind only."""
    marked = Q((f"{prefix}__is_demonstration", True)) | Q((f"{prefix}__community__is_demonstration", True))
    return marked if demonstration else ~marked


def enrolled_in(basis: Basis, learner: str = "learner_id") -> Exists:
    """Return the condition: the row's learner is or was enrolled in a cohort of the basis' kind."""
    enrolments = Enrolment.objects.filter(learner_id=OuterRef(learner))
    return Exists(enrolments.filter(demonstration_cohort(basis.demonstration)))
