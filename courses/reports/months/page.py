"""What the pages of closed months and years show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language

from courses.catalogue.models import Track
from courses.cohorts import programme
from courses.cohorts.models import Cohort, Community, Enrolment
from courses.milestones.counting_rules import Rule, rule_in
from courses.reports.months.calendar import Month, is_running, next_month, year_closes_on
from courses.reports.months.indicators import Compared, compare_indicators
from courses.reports.months.models import ClosedPeriod, MonthClose, YearClose, month_name
from courses.reports.months.restating import Line, Restatement, Row, days_of, restate
from lms.accounts.models import Role, User
from lms.dates import bangkok_date, fiscal_year_be
from lms.geo import place_name

MOST_MONTHS = 36


@dataclass(frozen=True)
class MonthsPage:
    """The months that were closed, the newest first; the one that comes next; the years; the rules."""

    months: list[Restatement]
    years: list[Restatement]
    next: Month | None
    next_is_running: bool
    rules: list[tuple[str | Promise, int]]
    year_be: int
    year_closes_on: date

    @property
    def next_name(self) -> str:
        """Return the name of the month that is closed next."""
        return month_name(self.next.year, self.next.number, _language()) if self.next else ""


@dataclass(frozen=True)
class ShownLine:
    """A restatement line; `rows` are those whose people this person may see, `hidden` counts the others."""

    line: Line
    rows: list[Row]
    hidden: int


@dataclass(frozen=True)
class PeriodPage:
    """One closed month or year with its breakdowns and what changed since."""

    period: ClosedPeriod
    name: str
    restated: Restatement
    lines: list[ShownLine]
    breakdowns: list[tuple[str, list[tuple[str, int]]]]
    indicators: list[Compared]


def months_page(*, at: datetime) -> MonthsPage:
    """Read the months and years of this site: the same number of queries however many there are."""
    kind = programme.is_demonstration()
    closed, years = (model.objects.filter(is_demonstration=kind) for model in (MonthClose, YearClose))
    coming, this_year = next_month(demonstration=kind), fiscal_year_be(bangkok_date(at))
    return MonthsPage(
        months=restate(list(closed[:MOST_MONTHS])),
        years=restate(list(years)),
        next=coming,
        next_is_running=coming is None or is_running(coming, at),
        rules=[(rule.label, rule_in(this_year, rule)) for rule in Rule],
        year_be=this_year,
        year_closes_on=year_closes_on(this_year),
    )


def period_page(period: ClosedPeriod, *, user: User) -> PeriodPage:
    """Read one closed period. The country's figures are for all staff; people for those who see them."""
    restated = restate([period])[0]
    wanted = {row.learner_id for line in restated.lines for row in line.rows}
    seen = wanted if user.role == Role.ADMINISTRATOR else _seen(user, wanted)
    lines = [_shown(line, seen) for line in restated.lines]
    indicators = compare_indicators(period, days_of(period))
    return PeriodPage(period, name_of(period), restated, lines, _breakdowns(period), indicators)


def name_of(period: ClosedPeriod) -> str:
    """Return the name of a closed period in the page's language."""
    if isinstance(period, MonthClose):
        return period.name
    assert isinstance(period, YearClose)
    return str(period.year_be)


def _language() -> str:
    return get_language() or "th"


def _seen(user: User, wanted: set[int]) -> set[int]:
    rows = Enrolment.objects.visible_to(user).filter(learner_id__in=wanted)
    return set(rows.values_list("learner_id", flat=True))


def _shown(line: Line, seen: set[int]) -> ShownLine:
    rows = [row for row in line.rows if row.learner_id in seen]
    return ShownLine(line, rows, len(line.rows) - len(rows))


def _breakdowns(period: ClosedPeriod) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return the frozen parts under today's names, the largest first; a name that is gone leaves its code."""
    kept: dict[str, Any] = period.figures["K1"]
    names = {
        "province": {code: place_name(code, _language()) for code in kept["province"]},
        "community": {row.key: row.name for row in Community.objects.filter(key__in=kept["community"])},
        "track": {row.pk: row.title for row in Track.objects.filter(pk__in=kept["track"])},
        "trainer": dict(_people(kept["trainer"])),
        "cohort": {
            str(row.pk): str(row)
            for row in Cohort.objects.filter(pk__in=_numbers(kept["cohort"])).select_related("community")
        },
    }
    return [
        (by, sorted(((known.get(key, key), n) for key, n in kept[by].items()), key=lambda part: -part[1]))
        for by, known in names.items()
    ]


def _people(keys: Sequence[str]) -> list[tuple[str, str]]:
    rows = User.objects.filter(pk__in=_numbers(keys)).values_list("pk", "name")
    return [("", "–"), *((str(pk), name) for pk, name in rows)]


def _numbers(keys: Sequence[str]) -> list[int]:
    return [int(key) for key in keys if key.isdigit()]
