"""The goal page: the number, its year, the line, the funnel, the communities, every other figure."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Min, Sum
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.cohorts.models import Cohort
from courses.milestones.models import Certification
from courses.milestones.second_looks import SecondLookRate, percent_on, second_look_rate
from courses.reports.basis import Basis, demonstration_cohort_here, year_of
from courses.reports.communities import CommunityRow, community_rows
from courses.reports.drill_state import DrillState
from courses.reports.figure_words import Said, said
from courses.reports.figures import Reading, read_figures
from courses.reports.goal import Headline, headline_of
from courses.reports.goal_chart import MonthRow, draw_chart, month_rows
from courses.reports.goal_small import Small, small_multiples
from courses.reports.sold import days_of, sold_in
from courses.reports.stage_words import STAGE_CODES, leaks, stage_labels
from courses.reports.way import SALE, STAGES, Funnel, way_of
from lms.accounts.models import User
from lms.dates import bangkok_date

MOST_YEARS = 6
# More than this nobody reads from top to bottom; all of them stand in the drill.
MOST_COMMUNITIES = 40


@dataclass(frozen=True, slots=True)
class Stage:
    """One bar of the funnel; `percent` is of the stage before, None for the first."""

    code: str
    label: str
    people: int
    percent: int | None
    inferred: int
    is_sale: bool


@dataclass(frozen=True, slots=True)
class Source:
    """One of the four sources of the year's number: people, no forecast. `x` and `width` are percent."""

    kind: str
    label: str
    people: int
    x: float
    width: float


@dataclass(frozen=True)
class GoalPage:
    """What the goal page shows."""

    basis: Basis
    number: Headline
    years: list[int]
    chart: SafeString
    last_year: int | None
    months: list[MonthRow]
    stages: list[Stage]
    leak: str
    leak_code: str
    leak_people: int
    funnel: Funnel
    rows: list[CommunityRow]
    communities: int
    sources: list[Source]
    looks: SecondLookRate | None
    look_percent: int
    figures: list[Said]
    month_names: list[str]
    provinces: list[Small]

    @cached_property
    def drill_query(self) -> str:
        """Return the beginning of the query that opens the drill in the same year."""
        query = DrillState(self.basis).query()
        return f"{query}&" if len(query) > 1 else query


def years_of(basis: Basis) -> list[int]:
    """Return the years that can be looked at, newest first: from the first seller to today."""
    this_year = year_of(bangkok_date(basis.at), basis.kind)
    counted = Certification.objects.counted(demonstration=basis.demonstration)
    day = counted.aggregate(first=Min("event_on"))["first"]
    first = year_of(day, basis.kind) if day else this_year
    return list(range(this_year, min(first, this_year) - 1, -1))[:MOST_YEARS]


def goal_page(user: User, basis: Basis, years: list[int]) -> GoalPage:
    """Read the goal of one year for a staff member: the same number of queries at any size.

    The country's figures are for all staff; communities are those that the person may see.
    """
    number = headline_of(basis)
    way = way_of(basis)
    reading = Reading(basis, funnel=way.funnel)
    sold = sold_in(basis, reading.places)
    before = days_of(replace(basis, year_be=basis.year_be - 1))
    leak = way.funnel.biggest_leak
    rows = community_rows(user, basis, way.communities)
    names, provinces = small_multiples(sold, basis)
    return GoalPage(
        basis=basis,
        number=number,
        years=years,
        chart=draw_chart(sold.by_day, number, basis, before),
        last_year=sum(before.values()) if before else None,
        months=month_rows(sold.by_day, basis),
        stages=funnel_stages(way.funnel),
        leak=leaks()[leak[0]] if leak else "",
        leak_code=STAGE_CODES[leak[0]] if leak else "",
        leak_people=leak[1] if leak else 0,
        funnel=way.funnel,
        rows=rows[:MOST_COMMUNITIES],
        communities=len(rows),
        sources=_sources(number, way.funnel, basis) if basis.is_current else [],
        looks=second_look_rate(basis.year_be, basis.at, demonstration=basis.demonstration)
        if basis.is_fiscal
        else None,
        look_percent=percent_on(bangkok_date(basis.at)),
        figures=[said(figure) for figure in read_figures(reading)],
        month_names=names,
        provinces=provinces,
    )


def funnel_stages(funnel: Funnel) -> list[Stage]:
    """Return the bars of a funnel."""
    labels = stage_labels()
    found = []
    for stage in STAGES:
        before = funnel.reached.get(stage - 1)
        people = funnel.reached[stage]
        percent = round(100 * people / before) if before else None
        inferred = funnel.inferred.get(stage, 0)
        found.append(Stage(STAGE_CODES[stage], labels[stage], people, percent, inferred, stage >= SALE))
    return found


def _sources(number: Headline, funnel: Funnel, basis: Basis) -> list[Source]:
    """Return where this year's number is and may still come from: counted, waiting, on the way, planned."""
    planned = Cohort.objects.filter(
        demonstration_cohort_here(basis.demonstration),
        closed_at__isnull=True,
        starts_on__gt=bangkok_date(basis.at),
        starts_on__lte=basis.last_day,
    ).aggregate(seats=Sum("seats"))["seats"]
    on_the_way = max(funnel.reached[STAGES[0]] - number.certified - number.pending, 0)
    counts = [
        ("done", _("Counted"), number.certified),
        ("waits", _("Waiting to be checked"), number.pending),
        ("way", _("Learning, not sold yet"), on_the_way),
        ("planned", _("Seats in cohorts that have not begun"), planned or 0),
    ]
    everybody, x, found = sum(people for *_rest, people in counts) or 1, 0.0, []
    for kind, label, people in counts:
        width = 100 * people / everybody
        found.append(Source(kind, label, people, round(x, 2), round(width, 2)))
        x += width
    return found
