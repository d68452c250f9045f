"""The one place from which files, report, API and open data take their figures.

All of it is what the screens count: `courses.reports.goal`, and `courses.reports.figures` for the
indicators where that module is there. Breakdowns group the same rows, so that every total is the sum
of its parts.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import TruncMonth

from courses.cohorts.models import Cohort, Community, Enrolment
from courses.goals.models import Indicator, Target
from courses.milestones.models import Certification
from courses.reports.basis import Basis, demonstration_cohort
from courses.reports.counting import waiting_sales
from courses.reports.months.models import MonthClose
from courses.reports.months.restating import restate
from courses.reports.scope import Scope, communities_in
from lms.dates import BUDDHIST_OFFSET_YEARS, LONG_THAI_MONTHS, bangkok_date
from lms.geo import current_code, place_name, province_of

HEADLINE = "K1"
# On a site whose definitions were not seeded yet: what the plan says.
_PLAIN_K1: dict[str, Any] = {
    "code": HEADLINE,
    "version": 1,
    "effective_from": None,
    "name_th": "ผู้ขายที่ขายออนไลน์ได้จริง",
    "name_en": "Sellers able to sell online",
    "definition_th": (
        "จำนวนคนที่ขายออนไลน์ครั้งแรกโดยมีหลักฐานผ่านการตรวจแล้ว นับคนละหนึ่งครั้งตลอดชีวิต "
        "ในปีงบประมาณของวันที่ขาย ไม่นับผู้ที่เคยขายมาก่อนเข้าร่วม"
    ),
    "definition_en": (
        "People with a certified first online sale, each once in a lifetime, in the fiscal year "
        "of the sale; whoever had sold before joining is not in it."
    ),
    "unit": "people",
}
DIVISIONS = ("month", "province", "community", "cohort")


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of a breakdown. `code` is stable: 2026-11, a DOPA code, a community's key."""

    code: str
    name: str
    certified: int
    pending: int


def counted(basis: Basis, area: str = "", until: date | None = None) -> QuerySet[Certification]:
    """Return the certifications that make the headline number of a year: in an area, up to a day."""
    rows = Certification.objects.counted(demonstration=basis.demonstration)
    rows = rows.filter(fiscal_year_be=basis.year_be)
    rows = rows.filter(event_on__lte=until) if until else rows
    return rows.filter(community_id__in=communities_in(Scope(area=area)) or []) if area else rows


def headline(basis: Basis, area: str = "", until: date | None = None) -> dict[str, Any]:
    """Return the number with what must stand beside it, for the country or an area, as plain values."""
    target = None if area else Target.objects.filter(indicator=HEADLINE, year_be=basis.year_be).first()
    certified = _people(counted(basis, area, until))
    return {
        "indicator": HEADLINE,
        "version": version_of(basis),
        "year_be": basis.year_be,
        "year_kind": "fiscal",
        "state": "ok",
        "value": certified,
        "numerator": certified,
        "denominator": None,
        "unit": "people",
        "comparator": target.comparator if target and target.value is not None else None,
        "target": target.value if target else None,
        "met": target.is_met_by(certified) if target else None,
        "pending": sum(_pending(basis, area, until).values()),
        "as_of": basis.at.isoformat(),
        "parts": [],
    }


def indicator_rows(basis: Basis, area: str = "", codes: list[str] | None = None) -> list[dict[str, Any]]:
    """Return the figures of all indicators that can be counted, or of some; each as plain values."""
    module = _figures()
    rows = [] if module is None or codes == [HEADLINE] else _counted_rows(module, basis, area, codes)
    rows = [row for row in rows if row["indicator"] != HEADLINE]
    first = [headline(basis, area)] if codes is None or HEADLINE in codes else []
    return first + rows


def definitions(day: date) -> list[dict[str, Any]]:
    """Return the indicators in force on a day with their definitions in both languages.

    Of before the first version, the first: older years had no other.
    """
    found = {row.code: row for row in Indicator.objects.order_by("-effective_from")}
    found |= {row.code: row for row in Indicator.objects.in_force(day)}
    fields = "code version effective_from name_th name_en definition_th definition_en unit".split()
    return [{name: getattr(found[code], name) for name in fields} for code in sorted(found)] or [_PLAIN_K1]


def breakdown(basis: Basis, by: str, area: str = "", until: date | None = None) -> list[Cell]:
    """Return the headline number by month, province, community or cohort; the cells add up to it."""
    certified = {
        "month": _by_month,
        "province": _by_province,
        "community": _by_community,
        "cohort": _by_cohort,
    }[by](counted(basis, area, until))
    pending: Counter[str] = Counter()
    waiting = _pending(basis, area, until)
    cohorts = Cohort.objects.in_bulk({cohort for _month, cohort in waiting}) if waiting else {}
    keys = dict(Community.objects.order_by().values_list("pk", "key")) if waiting else {}
    areas = dict(Community.objects.order_by().values_list("pk", "area_code")) if waiting else {}
    for (month, cohort), people in waiting.items():
        where = cohorts[cohort].community_id
        code = {
            "month": month.strftime("%Y-%m"),
            "province": province_of(current_code(areas[where])),
            "community": keys[where],
            "cohort": f"{keys[where]}-{cohorts[cohort].number}",
        }[by]
        pending[code] += people
    names = _names(by)
    codes = sorted({*certified, *pending})
    return [Cell(code, names(code), certified.get(code, 0), pending[code]) for code in codes]


def by_month_and_province(basis: Basis) -> dict[tuple[str, str], int]:
    """Return the headline number by (month, province code)."""
    rows = counted(basis).annotate(month=TruncMonth("event_on")).values_list("month", "community__area_code")
    found: Counter[tuple[str, str]] = Counter()
    for month, code, people in rows.annotate(people=Count("learner", distinct=True)).order_by():
        found[month.strftime("%Y-%m"), province_of(current_code(code))] += people
    return dict(found)


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
    from courses.reports.goal_page import years_of

    return years_of(basis)


def _figures() -> Any:
    try:
        module: Any = import_module("courses.reports.figures")
        import_module("courses.reports.counting")
    except ImportError:
        return None
    return module


def _counted_rows(module: Any, basis: Basis, area: str, codes: list[str] | None) -> list[dict[str, Any]]:
    scope = import_module("courses.reports.scope")
    figures = module.read_figures(module.Reading(basis, scope.Scope(area=area)), codes)
    return [figure.as_row() for figure in figures]


def version_of(basis: Basis) -> int:
    """Return the version of the headline's definition that a year is counted by."""
    day = min(bangkok_date(basis.at), basis.last_day)
    return next((int(row["version"]) for row in definitions(day) if row["code"] == HEADLINE), 1)


def _people(rows: QuerySet[Any]) -> int:
    return int(rows.aggregate(people=Count("learner", distinct=True))["people"])


def _grouped(rows: QuerySet[Certification], *by: str) -> Iterable[tuple[Any, ...]]:
    return rows.values_list(*by).annotate(people=Count("learner", distinct=True)).order_by()


def _by_month(rows: QuerySet[Certification]) -> dict[str, int]:
    monthly = rows.annotate(month=TruncMonth("event_on"))
    return {month.strftime("%Y-%m"): people for month, people in _grouped(monthly, "month")}


def _by_province(rows: QuerySet[Certification]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for code, people in _grouped(rows, "community__area_code"):
        found[province_of(current_code(code))] += people
    return dict(found)


def _by_community(rows: QuerySet[Certification]) -> dict[str, int]:
    return dict(_grouped(rows, "community__key"))


def _by_cohort(rows: QuerySet[Certification]) -> dict[str, int]:
    return {
        f"{key}-{number}": people
        for key, number, people in _grouped(rows, "cohort__community__key", "cohort__number")
    }


def _pending(basis: Basis, area: str = "", until: date | None = None) -> dict[tuple[date, int], int]:
    """Count who waits by (first of the month, cohort): the first cohort of the kind that each joined."""
    claims = dict(waiting_sales(basis).values_list("learner_id", "happened_on"))
    claims = {pk: day for pk, day in claims.items() if until is None or day <= until}
    enrolments = Enrolment.objects.filter(
        demonstration_cohort(basis.demonstration), learner_id__in=waiting_sales(basis).values("learner_id")
    )
    first = dict(enrolments.values_list("learner_id").annotate(first=Min("pk")).order_by())
    places = dict(Enrolment.objects.filter(pk__in=first.values()).values_list("pk", "cohort_id"))
    inside = None
    if area:
        here = communities_in(Scope(area=area)) or []
        inside = set(Cohort.objects.filter(community_id__in=here).values_list("pk", flat=True))
    found: Counter[tuple[date, int]] = Counter()
    for learner, enrolment in first.items():
        cohort = places[enrolment]
        if learner not in claims:
            continue
        if inside is None or cohort in inside:
            found[claims[learner].replace(day=1), cohort] += 1
    return dict(found)


def _names(by: str) -> Any:
    if by == "month":
        return month_name
    if by == "province":
        return lambda code: place_name(code, "th") if code else "ไม่ระบุ"
    names = dict(Community.objects.order_by().values_list("key", "name_th"))
    if by == "community":
        return lambda code: names.get(code, code)
    return lambda code: f"{names.get(code.rpartition('-')[0], code)} รุ่นที่ {code.rpartition('-')[2]}"


def month_name(code: str) -> str:
    """Write «2026-11» as «พฤศจิกายน 2569»."""
    year, month = map(int, code.split("-"))
    return f"{LONG_THAI_MONTHS[month - 1]} {year + BUDDHIST_OFFSET_YEARS}"
