"""What a figure is counted over: real people or the demonstration, never both; and one fiscal year.

A demonstration site counts demonstration data, any other site counts real data (programme
document, Decided 6). A cohort is a demonstration when it or its community is marked so.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from courses.cohorts.models import Enrolment
from courses.cohorts.programme import is_demonstration
from lms.dates import bangkok_date, day_bounds, fiscal_year_be, fiscal_year_bounds


@dataclass(frozen=True)
class Basis:
    """The fiscal year and the kind of people that every figure of one page shares."""

    year_be: int
    demonstration: bool
    at: datetime

    @classmethod
    def of(cls, year_be: int | None, *, at: datetime) -> "Basis":
        """Return the basis of a year on this site; without a year, that of the moment."""
        return cls(year_be or fiscal_year_be(bangkok_date(at)), is_demonstration(), at)

    @property
    def first_day(self) -> date:
        """Return 1 October."""
        return fiscal_year_bounds(self.year_be)[0]

    @property
    def last_day(self) -> date:
        """Return 30 September."""
        return fiscal_year_bounds(self.year_be)[1]

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


def demonstration_cohort(demonstration: bool, prefix: str = "cohort") -> Q:
    """Return the condition for a cohort, reached through `prefix`, of one kind only."""
    marked = Q((f"{prefix}__is_demonstration", True)) | Q((f"{prefix}__community__is_demonstration", True))
    return marked if demonstration else ~marked


def enrolled_in(basis: Basis, learner: str = "learner_id") -> Exists:
    """Return the condition: the row's learner is or was enrolled in a cohort of the basis' kind."""
    enrolments = Enrolment.objects.filter(learner_id=OuterRef(learner))
    return Exists(enrolments.filter(demonstration_cohort(basis.demonstration)))
