"""Which month is closed next, and when a month and a fiscal year close by themselves."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min

from courses.cohorts.models import Enrolment
from courses.milestones.counting_rules import Rule, rule_in
from courses.milestones.models import Certification
from courses.reports.basis import demonstration_cohort
from courses.reports.months.models import MonthClose, YearClose
from lms.dates import bangkok_date, fiscal_year_be, fiscal_year_bounds


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; `year` is of the Christian era."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month of a day."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        """Return the first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """Return the last day."""
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> "Month":
        """Return the month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def year_be(self) -> int:
        """Return the fiscal year that the month lies in."""
        return fiscal_year_be(self.first_day)

    @property
    def closes_on(self) -> date:
        """Return the day on which it closes by itself: the 10th of the next month unless a rule differs."""
        return date(self.next.year, self.next.number, rule_in(self.year_be, Rule.MONTH_CLOSE_DAY))


def next_month(*, demonstration: bool) -> Month | None:
    """Return the month that is closed next, running or not; None before anybody has joined."""
    last = MonthClose.objects.filter(is_demonstration=demonstration).order_by("-year", "-month").first()
    if last is not None:
        return Month(last.year, last.month).next
    first = _first_day(demonstration)
    return Month.of(first) if first else None


def is_running(month: Month, at: datetime) -> bool:
    """Tell whether a month is not over in Thailand."""
    return bangkok_date(at) <= month.last_day


def year_closes_on(year_be: int) -> date:
    """Return the day after which a fiscal year is closed: 30 November unless a rule says otherwise."""
    return fiscal_year_bounds(year_be)[1] + timedelta(days=rule_in(year_be, Rule.YEAR_CLOSE_DAYS))


def year_is_closed(year_be: int, *, at: datetime) -> bool:
    """Tell whether a fiscal year's closing day is over, or somebody has frozen it already."""
    is_past = bangkok_date(at) > year_closes_on(year_be)
    return is_past or YearClose.objects.filter(year_be=year_be).exists()


def years_due(*, demonstration: bool, at: datetime) -> list[int]:
    """Return the fiscal years whose closing day is over and that were not frozen yet, oldest first."""
    first = _first_day(demonstration)
    if first is None:
        return []
    done = set(YearClose.objects.filter(is_demonstration=demonstration).values_list("year_be", flat=True))
    years = range(fiscal_year_be(first), fiscal_year_be(bangkok_date(at)))
    return [year for year in years if year not in done and bangkok_date(at) > year_closes_on(year)]


def _first_day(demonstration: bool) -> date | None:
    """Return the day of the first sale that counts, else that on which the first person joined."""
    sales = Certification.objects.filter(is_demonstration=demonstration)
    sale: date | None = sales.aggregate(first=Min("event_on"))["first"]
    if sale is not None:
        return sale
    enrolments = Enrolment.objects.filter(demonstration_cohort(demonstration))
    joined = enrolments.aggregate(first=Min("joined_at"))["first"]
    return bangkok_date(joined) if joined else None
