"""A figure divided: by month, region, province, track, sex, age or education.

Each cell is the same figure over a smaller scope or one month, counted by the same function. Of a plain
count the cells add up to the whole: what no cell holds (an operator without a place, a learner without a
track) stands under `REST`. Percents, medians and averages do not add up, and a part of a month of them is
that month's own. What an indicator cannot be divided by is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import override

from courses.catalogue.models import Track
from courses.goals.models import IndicatorCode
from courses.ledgers.models import Campaign, Operator
from courses.people.models import Education, Sex
from courses.reports.basis import Basis
from courses.reports.figures import Figure, FigureState, Reading, plain, read_figures
from courses.reports.scope import UNKNOWN, AgeBand, Scope, lies_in, places
from lms.dates import BUDDHIST_OFFSET_YEARS, ENGLISH_MONTHS, LONG_THAI_MONTHS
from lms.geo import PROVINCE_DIGITS, REGIONS, current_code, place_name, province_of, region_name, region_of

MONTH, REGION, PROVINCE, TRACK, SEX, AGE, EDUCATION = DIVISIONS = (
    "month",
    "region",
    "province",
    "track",
    "sex",
    "age",
    "education",
)
REST = UNKNOWN
# Of these a whole is the sum of its parts: each person, mark or baht stands in one cell.
ADDED_UP = (
    IndicatorCode.K1,
    IndicatorCode.K1A,
    IndicatorCode.K1B,
    IndicatorCode.K2,
    IndicatorCode.K3,
    IndicatorCode.AWARENESS,
    IndicatorCode.K8,
)
# Beside them K9, whose ninety days end with each month: only its places and people add up.
ADDED_UP_BUT_MONTHS = (*ADDED_UP, IndicatorCode.K9)


@dataclass(frozen=True)
class Part:
    """One cell of a division: its stable code, its names, and what it is counted over."""

    by: str
    code: str
    name_th: str
    name_en: str
    basis: Basis
    scope: Scope


@dataclass(frozen=True)
class Cell:
    """A figure in one cell."""

    part: Part
    figure: Figure


def adds_up(code: str, by: str) -> bool:
    """Tell whether an indicator's cells of a division add up to the whole."""
    return code in (ADDED_UP if by == MONTH else ADDED_UP_BUT_MONTHS)


def divide(codes: Sequence[str] | None, basis: Basis, scope: Scope, by: str) -> Iterator[Cell]:
    """Yield some indicators, or all, in each cell of a division, cell by cell; then what is left over.

    Raises `Indicator.DoesNotExist` for an unknown code, KeyError for an unknown division.
    """
    wanted = list(codes) if codes else None
    sums: dict[str, float] = {}
    parts = parts_of(basis, scope, by)
    for part in parts:
        for figure in read_figures(Reading(part.basis, part.scope), wanted):
            if figure.state == FigureState.NO_DATA_SOURCE:
                continue
            sums[figure.code] = sums.get(figure.code, 0) + (figure.value or 0)
            yield Cell(part, figure)
    yield from _left_over(sums, basis, scope, by)


def parts_of(basis: Basis, scope: Scope, by: str) -> list[Part]:
    """Return the cells of a division of a scope, in their order."""
    if by == MONTH:
        return [_month(basis.in_month(day), scope) for day in _months(basis)]
    if by in (REGION, PROVINCE):
        return [
            Part(by, code, *_place_names(code), basis, _inside(scope, code)) for code in _places(scope, by)
        ]
    named = {TRACK: _tracks, SEX: _sexes, AGE: _ages, EDUCATION: _educations}[by]()
    field = {TRACK: "track", SEX: "sex", AGE: "age", EDUCATION: "education"}[by]
    return [
        Part(by, code, th, en, basis, replace(scope, **{field: code}))  # type: ignore[arg-type]
        for code, th, en in named
    ]


def _left_over(sums: dict[str, float], basis: Basis, scope: Scope, by: str) -> Iterator[Cell]:
    """Yield what no cell holds of those figures that must add up: nothing is dropped silently."""
    codes = [code for code in sums if adds_up(code, by)]
    part = Part(by, REST, "ไม่ระบุ", "not stated", basis, scope)
    for whole in read_figures(Reading(basis, scope), codes) if codes else []:
        rest = (whole.value or 0) - sums[whole.code]
        if rest > 0:
            yield Cell(part, replace(whole, counted=plain(round(rest)), target=None))


def _months(basis: Basis) -> list[date]:
    """Return the first days of the months that have begun."""
    found, day = [], basis.first_day
    last = min(basis.last_day, Reading(basis).last_day)
    while day <= last:
        found.append(day)
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return found


def _month(basis: Basis, scope: Scope) -> Part:
    day = basis.first_day
    thai = f"{LONG_THAI_MONTHS[day.month - 1]} {day.year + BUDDHIST_OFFSET_YEARS}"
    return Part(MONTH, f"{day:%Y-%m}", thai, f"{ENGLISH_MONTHS[day.month - 1]} {day.year}", basis, scope)


def _places(scope: Scope, by: str) -> list[str]:
    """Return the regions of a scope, or those of its provinces that anything is known of."""
    if scope.area and scope.area not in REGIONS:
        return [region_of(scope.area) if by == REGION else province_of(scope.area)]
    if by == REGION:
        return [scope.area] if scope.area else list(REGIONS)
    codes = set(places().values())
    for rows in (Operator.objects, Campaign.objects):
        codes |= {current_code(code) for code in rows.order_by().values_list("area_code", flat=True) if code}
    provinces = {province_of(code) for code in codes if lies_in(code, scope)}
    return sorted(code for code in provinces if len(code) == PROVINCE_DIGITS)


def _inside(scope: Scope, code: str) -> Scope:
    narrower = not scope.area or scope.area in REGIONS
    return replace(scope, area=code) if narrower else scope


def _place_names(code: str) -> tuple[str, str]:
    name = region_name if code in REGIONS else place_name
    return name(code, "th"), name(code, "en")


def _tracks() -> list[tuple[str, str, str]]:
    rows = Track.objects.filter(is_foundation=False)
    return [(row.code, row.title_th, row.title_en or row.title_th) for row in rows]


def _sexes() -> list[tuple[str, str, str]]:
    return [*_labelled(Sex), (UNKNOWN, "ไม่ระบุ", "not stated")]


def _ages() -> list[tuple[str, str, str]]:
    return _labelled(AgeBand)


def _educations() -> list[tuple[str, str, str]]:
    return [*_labelled(Education), (UNKNOWN, "ไม่ระบุ", "not stated")]


def _labelled(choices: type[Sex] | type[AgeBand] | type[Education]) -> list[tuple[str, str, str]]:
    with override("th"):
        thai = [str(one.label) for one in choices]
    with override("en"):
        return [(one.value, th, str(one.label)) for one, th in zip(choices, thai, strict=True)]
