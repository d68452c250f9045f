"""What other programs read: figures, places, cohorts, certified people without names. Read only."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from courses.cohorts.models import Cohort, Community
from courses.cohorts.programme import is_demonstration
from courses.exports import numbers
from courses.exports.api_schemas import (
    REFUSALS,
    AreaPage,
    CertificationPage,
    CohortPage,
    CommunityPage,
    FigurePage,
    IndicatorPage,
)
from courses.exports.assists import assists
from courses.exports.errors import BadQuestion
from courses.exports.files import canonical
from courses.exports.tokens import ReadToken, area_for
from courses.milestones.models import Certification
from courses.reports.basis import Basis, YearKind
from courses.reports.divided import DIVISIONS, REST, adds_up, divide
from courses.reports.divided import Cell as DividedCell
from courses.reports.scope import Scope, communities_in
from lms.dates import BUDDHIST_OFFSET_YEARS, bangkok_date, now
from lms.geo import current_code, place_name, province_of

router = Router(tags=["data"])
MOST_ITEMS = 500
VERSION = "1"
figures_token, lists_token, people_token = ReadToken("figures"), ReadToken("lists"), ReadToken("people")


class Paging(Schema):
    """Where to go on, and how many items at once (1 to 500)."""

    cursor: str = ""
    limit: int = 100


def _answer(request: HttpRequest, items: Sequence[dict[str, Any]], after: str | None = None) -> HttpResponse:
    """Answer with items and an ETag over them; 304 where the program has them already."""
    etag = quote_etag(hashlib.sha256(canonical([items, after]).encode()).hexdigest()[:32])
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    known = request.headers.get("If-None-Match", "")
    if etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}:
        return HttpResponseNotModified(headers=headers)
    body = canonical({"version": VERSION, "as_of": now().isoformat(), "items": items, "next": after})
    return HttpResponse(body, content_type="application/json; charset=utf-8", headers=headers)


def _paged(
    request: HttpRequest,
    rows: QuerySet[Any],
    paging: Paging,
    items: Callable[[Sequence[Any]], list[dict[str, Any]]],
) -> HttpResponse:
    """Answer with one page of rows, ordered by their key: what is added later comes later."""
    _check(paging)
    found = list(rows.filter(pk__gt=_read_cursor(paging.cursor)).order_by("pk")[: paging.limit + 1])
    more = len(found) > paging.limit
    found = found[: paging.limit]
    return _answer(request, items(found), _cursor(found[-1].pk) if more else None)


def _sliced(request: HttpRequest, items: Sequence[dict[str, Any]], paging: Paging) -> HttpResponse:
    """Answer with one page of items whose order is fixed by their codes."""
    _check(paging)
    start = _read_cursor(paging.cursor)
    end = start + paging.limit
    return _answer(request, items[start:end], _cursor(end) if end < len(items) else None)


def _check(paging: Paging) -> None:
    if not 1 <= paging.limit <= MOST_ITEMS:
        raise BadQuestion(_("A page has 1 to 500 items."), field="limit")


def _cursor(pk: int) -> str:
    return base64.urlsafe_b64encode(f"after-{pk}".encode()).decode().rstrip("=")


def _read_cursor(text: str) -> int:
    if not text:
        return 0
    try:
        said = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        return int(said.removeprefix("after-"))
    except ValueError:
        raise BadQuestion(_("This is no cursor of ours. Begin again without it."), field="cursor") from None


def _basis(year: int | None, kind: YearKind = YearKind.FISCAL) -> Basis:
    if year is not None and not 2500 <= year <= 2700:
        raise BadQuestion(_("Write the fiscal year in the Buddhist era, such as 2570."), field="year")
    return Basis.of(year, at=now(), kind=kind)


@router.get(
    "/indicators", auth=figures_token, response={200: IndicatorPage, **REFUSALS}, url_name="data-indicators",
    summary="ตัวชี้วัดพร้อมนิยามและรุ่น · Indicators with definition and version",
)  # fmt: skip
def data_indicators(request: HttpRequest, paging: Query[Paging]) -> HttpResponse:
    """ตัวชี้วัดที่ใช้อยู่วันนี้ · The indicators in force today, with their definitions in Thai and English."""
    return _sliced(request, numbers.definitions(bangkok_date(now())), paging)


@router.get(
    "/figures", auth=figures_token, response={200: FigurePage, **REFUSALS}, url_name="data-figures",
    summary="ตัวเลขตามตัวชี้วัด ปีงบประมาณ พื้นที่ · Figures by indicator, fiscal year, area",
)  # fmt: skip
def data_figures(
    request: HttpRequest,
    paging: Query[Paging],
    indicator: str = "",
    year: int | None = None,
    area: str = "",
    by: str = "",
    calendar: bool = False,
) -> HttpResponse:
    """ตัวเลขเดียวกับหน้าจอและไฟล์ · The figures of the screen and the files.

    `year` is a fiscal year of the Buddhist era (2570), with `calendar=1` a calendar year; `area` a DOPA
    code of 2, 4 or 6 digits. Without `by` the answer holds all indicators, or the one asked for. With `by`
    it divides the indicator (K1 where none is named) by month, region, province, track, sex, age or
    education; K1 also by community or cohort.
    Items of a plain count add up to the figure (`adds_up`); those of percents, medians and averages do not.
    The code `unknown` is what is not stated.
    """
    basis = _basis(year, YearKind.CALENDAR if calendar else YearKind.FISCAL)
    area = area_for(request.auth, area)  # type: ignore[attr-defined]
    if not by:
        items = [_timeless(row) for row in _known(basis, area, [indicator] if indicator else None)]
        return _sliced(request, items, paging)
    code = indicator or numbers.HEADLINE
    _known_code(basis, code)
    if by in numbers.HEADLINE_ONLY and code == numbers.HEADLINE:
        return _sliced(request, _small_cells(basis, by, area), paging)
    if by not in DIVISIONS:
        raise BadQuestion(NO_DIVISION, field="by")
    cells = list(divide([code], basis, Scope(area=area), by))
    if not cells:
        raise BadQuestion(_("This indicator cannot be divided by that."), field="by")
    return _sliced(request, [_cell(cell, basis) for cell in cells], paging)


NO_DIVISION = _(
    "Divide by month, region, province, track, sex, age or education; K1 also by community or cohort."
)


def _cell(cell: DividedCell, basis: Basis) -> dict[str, Any]:
    """Return a cell as plain values: the figure's own, with what it is a cell of."""
    part, row = cell.part, _timeless(numbers.row_of(cell.figure))
    if part.code == REST:
        row.pop("pending", None)
    year_ce = basis.year_be - BUDDHIST_OFFSET_YEARS
    return {
        **row,
        "year_ce": year_ce,
        "by": part.by,
        "code": part.code,
        "name_th": part.name_th,
        "name_en": part.name_en,
        "adds_up": adds_up(cell.figure.code, part.by),
    }


def _small_cells(basis: Basis, by: str, area: str) -> list[dict[str, Any]]:
    return [
        {
            "indicator": numbers.HEADLINE,
            "version": numbers.version_of(basis),
            "year_be": basis.year_be,
            "year_ce": basis.year_be - BUDDHIST_OFFSET_YEARS,
            "year_kind": basis.kind.value,
            "by": by,
            "code": cell.code,
            "name_th": cell.name,
            "state": "ok",
            "value": cell.certified,
            "numerator": cell.certified,
            "unit": "people",
            "pending": cell.pending,
            "adds_up": True,
        }
        for cell in numbers.breakdown(basis, by, area)
    ]


def _known_code(basis: Basis, code: str) -> None:
    if code not in {row["code"] for row in numbers.definitions(bangkok_date(basis.at))}:
        raise BadQuestion(_("This indicator does not exist. Look at /indicators."), field="indicator")


def _known(basis: Basis, area: str, codes: list[str] | None) -> list[dict[str, Any]]:
    for code in codes or []:
        _known_code(basis, code)
    return numbers.indicator_rows(basis, area, codes)


def _timeless(row: dict[str, Any]) -> dict[str, Any]:
    """Leave the moment to the answer's own `as_of`, so that the same figures have the same ETag."""
    return {name: value for name, value in row.items() if name != "as_of"}


@router.get(
    "/areas", auth=figures_token, response={200: AreaPage, **REFUSALS}, url_name="data-areas",
    summary="จังหวัดที่มีชุมชนในโครงการ · Provinces with communities of the programme",
)  # fmt: skip
def data_areas(request: HttpRequest, paging: Query[Paging], area: str = "") -> HttpResponse:
    """รหัสพื้นที่ตามกรมการปกครอง · Areas by their DOPA code: provinces, amphoes and tambons with communities."""
    inside = area_for(request.auth, area)  # type: ignore[attr-defined]
    codes = map(current_code, _communities(inside).order_by().values_list("area_code", flat=True))
    all_codes = {code[:digits] for code in codes for digits in (2, 4, 6) if len(code) >= digits}
    items = [
        {"code": code, "name_th": place_name(code, "th"), "name_en": place_name(code, "en")}
        for code in sorted(all_codes)
        if code.startswith(inside) or inside.startswith(code)
    ]
    return _sliced(request, items, paging)


def _communities(area: str) -> QuerySet[Community]:
    """Return the communities of an area: a demonstration's cohorts may stand in real ones as well."""
    rows = _communities_of(area)
    return rows if is_demonstration() else rows.filter(is_demonstration=False)


@router.get(
    "/communities", auth=figures_token, response={200: CommunityPage, **REFUSALS},
    url_name="data-communities",
    summary="ชุมชน · Communities",
)  # fmt: skip
def data_communities(request: HttpRequest, paging: Query[Paging], area: str = "") -> HttpResponse:
    """ชุมชนในโครงการ · The communities; `code` stays what it is."""
    inside = area_for(request.auth, area)  # type: ignore[attr-defined]
    return _paged(
        request,
        _communities(inside),
        paging,
        lambda rows: [
            {
                "code": row.key,
                "name_th": row.name_th,
                "name_en": row.name_en,
                "area_code": row.area_code,
                "province_code": province_of(row.area_code),
                "households": row.households,
                "inhabitants": row.inhabitants,
                "is_rural": row.is_rural,
            }
            for row in rows
        ],
    )


@router.get(
    "/cohorts", auth=lists_token, response={200: CohortPage, **REFUSALS}, url_name="data-cohorts",
    summary="รุ่นเรียน · Cohorts",
)  # fmt: skip
def data_cohorts(request: HttpRequest, paging: Query[Paging], area: str = "") -> HttpResponse:
    """รุ่นเรียนของชุมชน · Cohorts with their calendar and seats; no names, no join codes."""
    inside = area_for(request.auth, area)  # type: ignore[attr-defined]
    rows = Cohort.objects.filter(
        _of_this_site(), community__in=_communities_of(inside)
    ).select_related("community").with_taken()  # fmt: skip
    return _paged(
        request,
        rows,
        paging,
        lambda rows: [
            {
                "code": f"{row.community.key}-{row.number}",
                "community": row.community.key,
                "number": row.number,
                "area_code": row.community.area_code,
                "starts_on": row.starts_on.isoformat(),
                "ends_on": row.ends_on.isoformat(),
                "year_be": row.starts_on.year + BUDDHIST_OFFSET_YEARS,
                "seats": row.seats,
                "learners": row.taken,
            }
            for row in rows
        ],
    )


def _communities_of(area: str) -> QuerySet[Community]:
    rows = Community.objects.order_by()
    return rows.filter(pk__in=communities_in(Scope(area=area)) or []) if area else rows


def _of_this_site() -> Q:
    """Return the condition: a cohort of the kind that this site counts."""
    marked = Q(is_demonstration=True) | Q(community__is_demonstration=True)
    return marked if is_demonstration() else ~marked


@router.get(
    "/certifications", auth=people_token, response={200: CertificationPage, **REFUSALS},
    url_name="data-certifications",
    summary="ผู้ที่ขายออนไลน์ได้จริง ไม่มีชื่อ · Certified people, without names",
)  # fmt: skip
def data_certifications(
    request: HttpRequest, paging: Query[Paging], year: int | None = None, area: str = ""
) -> HttpResponse:
    """รหัสบุคคลแทนชื่อ · People who count in a fiscal year, by a code that tells nothing about them."""
    inside = area_for(request.auth, area)  # type: ignore[attr-defined]
    rows = numbers.counted(_basis(year), inside).select_related("learner", "community", "cohort")
    return _paged(request, rows, paging, _certifications)


def _certifications(rows: Sequence[Certification]) -> list[dict[str, Any]]:
    helped = assists([row.pk for row in rows])
    return [_certification(row, helped) for row in rows]


def _certification(row: Certification, helped: dict[int, list[str]]) -> dict[str, Any]:
    person: UUID = row.learner.public_id
    return {
        "person": str(person),
        "event_on": row.event_on.isoformat(),
        "fiscal_year_be": row.fiscal_year_be,
        "month": row.event_on.strftime("%Y-%m"),
        "area_code": row.community.area_code,
        "community": row.community.key,
        "cohort": f"{row.community.key}-{row.cohort.number}",
        "track": row.track_id,
        "assists": helped.get(row.pk, []),
    }
