"""The one place from which files, report, API and open data take their figures.

All of it is what the screens count: `courses.reports.figures` and, for the lines of K1 by community and
cohort, the same rows grouped, so that every total is the sum of its parts.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth

from courses.cohorts.models import Cohort, Community
from courses.goals.models import Indicator, IndicatorCode
from courses.milestones.querysets import CertificationQuerySet
from courses.reports.basis import Basis
from courses.reports.counting import at_home, counted_in, waiting_sales, with_home
from courses.reports.figures import Figure, Reading, count, read_figures
from courses.reports.goal_page import years_of
from courses.reports.months.models import MonthClose
from courses.reports.months.restating import restate
from courses.reports.scope import Scope
from lms.dates import BUDDHIST_OFFSET_YEARS, LONG_THAI_MONTHS, bangkok_date
from lms.geo import current_code, place_name, province_of

HEADLINE = IndicatorCode.K1.value
WAITING = IndicatorCode.K1B.value
# K1 is divided by community and cohort as well: nothing else is public at that size.
HEADLINE_ONLY = ("community", "cohort")
# What K1 and those who wait are grouped by here.
DIVISIONS = ("month", "province", *HEADLINE_ONLY)


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of a breakdown. `code` is stable: 2026-11, a DOPA code, a community's key."""

    code: str
    name: str
    certified: int
    pending: int


def counted(basis: Basis, area: str = "") -> CertificationQuerySet:
    """Return the certifications that make the headline number of a year, in an area."""
    return counted_in(basis, Scope(area=area))


def headline(basis: Basis, area: str = "") -> dict[str, Any]:
    """Return the number with what must stand beside it, for the country or an area, as plain values."""
    return indicator_rows(basis, area, [HEADLINE])[0]


def indicator_rows(basis: Basis, area: str = "", codes: list[str] | None = None) -> list[dict[str, Any]]:
    """Return the figures of all indicators, or of some; each as plain values, K1 with what waits."""
    return [row_of(figure) for figure in read_figures(Reading(basis, Scope(area=area)), codes)]


def row_of(figure: Figure) -> dict[str, Any]:
    """Return a figure as plain values; K1 never without the people who wait (programme document, 3.2)."""
    row = figure.as_row()
    if figure.code == HEADLINE:
        row["pending"] = count(WAITING, figure.basis, figure.scope).numerator
    return row


def definitions(day: date) -> list[dict[str, Any]]:
    """Return the indicators in force on a day with their definitions in both languages.

    Of before the first version, the first: older years had no other.
    """
    found = {row.code: row for row in Indicator.objects.order_by("-effective_from")}
    found |= {row.code: row for row in Indicator.objects.in_force(day)}
    fields = "code version effective_from name_th name_en definition_th definition_en unit".split()
    order = [code for code in IndicatorCode.values if code in found]
    return [{name: getattr(found[code], name) for name in fields} for code in order]


def version_of(basis: Basis) -> int:
    """Return the version of the headline's definition that a year is counted by."""
    day = min(bangkok_date(basis.at), basis.last_day)
    return next((int(row["version"]) for row in definitions(day) if row["code"] == HEADLINE), 1)


def breakdown(basis: Basis, by: str, area: str = "") -> list[Cell]:
    """Return K1 and what waits by month, province, community or cohort; the cells add up to both."""
    scope = Scope(area=area)
    places = _Places()
    certified: Counter[str] = Counter()
    rows = counted_in(basis, scope).annotate(month=TruncMonth("event_on")).order_by()
    for community, cohort, month, people in rows.values_list("community_id", "cohort_id", "month").annotate(
        people=Count("learner", distinct=True)
    ):
        certified[places.code(by, community, cohort, month)] += people
    pending: Counter[str] = Counter()
    for cohort, month in _waiting(basis, scope):
        pending[places.code(by, places.community_of(cohort), cohort, month)] += 1
    codes = sorted({*certified, *pending})
    return [Cell(code, places.name(by, code), certified[code], pending[code]) for code in codes]


def _waiting(basis: Basis, scope: Scope) -> list[tuple[int | None, date]]:
    """Return whose first sale waits, each once: the cohort where it will count, and its month."""
    rows = with_home(at_home(waiting_sales(basis), Reading(basis, scope)), basis)
    return list(rows.values_list("home", "happened_on"))


class _Places:
    """Codes and names of what K1 is divided by, each table read once."""

    def __init__(self) -> None:
        rows = Community.objects.order_by().values_list("pk", "key", "name_th", "area_code")
        self.communities = {pk: (key, name, current_code(area)) for pk, key, name, area in rows}
        self.cohorts = {
            pk: (community, number)
            for pk, community, number in Cohort.objects.order_by().values_list("pk", "community", "number")
        }
        self.names = {key: name for key, name, _area in self.communities.values()}

    def community_of(self, cohort: int | None) -> int | None:
        """Return the community of a cohort."""
        return None if cohort is None else self.cohorts[cohort][0]

    def code(self, by: str, community: int | None, cohort: int | None, month: date) -> str:
        """Return the code of the cell that a row falls in."""
        if by == "month":
            return f"{month:%Y-%m}"
        if community is None or cohort is None:
            return ""
        key, _name, area = self.communities[community]
        in_cohort, number = self.cohorts[cohort]
        own = self.communities[in_cohort][0]
        return {"province": province_of(area), "community": key, "cohort": f"{own}-{number}"}[by]

    def name(self, by: str, code: str) -> str:
        """Return the Thai name of a cell."""
        if not code:
            return "ไม่ระบุ"
        if by == "month":
            return month_name(code)
        if by == "province":
            return place_name(code, "th")
        if by == "community":
            return self.names.get(code, code)
        key, _dash, number = code.rpartition("-")
        return f"{self.names.get(key, key)} รุ่นที่ {number}"


def month_closes(basis: Basis, until: date | None = None) -> list[dict[str, Any]]:
    """Return what changed since each month of a year was closed: frozen, now, and the reasons."""
    closes = MonthClose.objects.filter(is_demonstration=basis.demonstration)
    first, last = basis.first_day, min(until or basis.last_day, basis.last_day)
    inside = [
        one for one in closes.order_by("year", "month") if first <= date(one.year, one.month, 1) <= last
    ]
    return [
        {
            "month": f"{one.period}",
            "month_th": month_name(f"{one.period}"),
            "closed_on": bangkok_date(one.period.closed_at).isoformat(),
            "frozen": one.then,
            "now": one.now,
            "reasons": [f"{line.signed} {line.words}" for line in one.lines],
        }
        for one in restate(inside)
    ]


def years(basis: Basis) -> list[int]:
    """Return the fiscal years with figures, newest first, up to that of the basis' moment."""
    return years_of(basis)


def month_name(code: str) -> str:
    """Write «2026-11» as «พฤศจิกายน 2569»."""
    year, month = map(int, code.split("-"))
    return f"{LONG_THAI_MONTHS[month - 1]} {year + BUDDHIST_OFFSET_YEARS}"
