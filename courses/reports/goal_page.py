"""The goal page: the number, its year, the line, the funnel, the communities."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.milestones.models import Certification
from courses.reports.basis import Basis
from courses.reports.communities import CommunityRow, community_rows
from courses.reports.goal import Headline, headline_of
from courses.reports.goal_chart import MonthRow, draw_chart, month_rows
from courses.reports.way import CONTENT, CORE, ENROLLED, SALE, SHOP, STAGES, STARTED, Funnel, way_of
from lms.accounts.models import User
from lms.dates import bangkok_date, fiscal_year_be

MOST_YEARS = 6


@dataclass(frozen=True, slots=True)
class Stage:
    """One bar of the funnel; `percent` is of the stage before, None for the first."""

    label: str
    people: int
    percent: int | None
    is_sale: bool


@dataclass(frozen=True)
class GoalPage:
    """What the goal page shows."""

    basis: Basis
    number: Headline
    years: list[int]
    chart: SafeString
    months: list[MonthRow]
    stages: list[Stage]
    leak: str
    leak_people: int
    funnel: Funnel
    rows: list[CommunityRow]


def years_of(basis: Basis) -> list[int]:
    """Return the fiscal years that can be looked at, newest first: from the first seller to today."""
    this_year = fiscal_year_be(bangkok_date(basis.at))
    counted = Certification.objects.counted(demonstration=basis.demonstration)
    first = counted.aggregate(first=Min("fiscal_year_be"))["first"] or this_year
    return list(range(this_year, min(first, this_year) - 1, -1))[:MOST_YEARS]


def goal_page(user: User, basis: Basis, years: list[int]) -> GoalPage:
    """Read the goal of one year for a staff member: the same number of queries at any size.

    The country's figures are for all staff; communities are those that the person may see.
    """
    number = headline_of(basis)
    days = by_day(basis)
    way = way_of(basis)
    leak = way.funnel.biggest_leak
    return GoalPage(
        basis=basis,
        number=number,
        years=years,
        chart=draw_chart(days, number, basis),
        months=month_rows(days, basis),
        stages=funnel_stages(way.funnel),
        leak=_leaks()[leak[0]] if leak else "",
        leak_people=leak[1] if leak else 0,
        funnel=way.funnel,
        rows=community_rows(user, basis, way.communities),
    )


def by_day(basis: Basis) -> dict[Any, int]:
    """Count the year's sellers by the day of their first sale."""
    counted = Certification.objects.counted(demonstration=basis.demonstration)
    rows = counted.filter(fiscal_year_be=basis.year_be).values_list("event_on")
    return dict(rows.annotate(people=Count("learner", distinct=True)).order_by("event_on"))


def funnel_stages(funnel: Funnel) -> list[Stage]:
    """Return the bars of a funnel."""
    labels = {
        ENROLLED: _("Enrolled"),
        STARTED: _("Began learning"),
        CORE: _("Finished the core lessons"),
        SHOP: _("Shop open (checked)"),
        CONTENT: _("First live or clip"),
        SALE: _("First sale (proven)"),
    }
    found = []
    for stage in STAGES:
        before = funnel.reached.get(stage - 1)
        people = funnel.reached[stage]
        percent = round(100 * people / before) if before else None
        found.append(Stage(labels[stage], people, percent, stage == SALE))
    return found


def _leaks() -> dict[int, str]:
    """Return what to call the gap before each stage."""
    return {
        STARTED: _("enrolled, not begun"),
        CORE: _("began, core not finished"),
        SHOP: _("finished the core, no shop yet"),
        CONTENT: _("shop open, no live or clip yet"),
        SALE: _("live or clip made, nothing sold yet"),
    }
