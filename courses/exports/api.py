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
from courses.exports.errors import BadQuestion
from courses.exports.files import canonical
from courses.exports.tokens import ReadToken, area_for
from courses.milestones.models import Certification
from courses.reports.basis import Basis
from lms.dates import BUDDHIST_OFFSET_YEARS, bangkok_date, now
from lms.geo import place_name, province_of

router = Router(tags=["data"])
MOST_ITEMS = 500
figures_token, lists_token, people_token = ReadToken("figures"), ReadToken("lists"), ReadToken("people")


class Page(Schema):
    """Some items in a stable order; `next` is the cursor of the following page, null at the end."""

    version: str
    as_of: str
    items: list[dict[str, Any]]
    next: str | None


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
    body = canonical({"version": "1", "as_of": now().isoformat(), "items": items, "next": after})
    return HttpResponse(body, content_type="application/json; charset=utf-8", headers=headers)


def _paged(
    request: HttpRequest, rows: QuerySet[Any], paging: Paging, item: Callable[[Any], dict[str, Any]]
) -> HttpResponse:
    """Answer with one page of rows, ordered by their key: what is added later comes later."""
    if not 1 <= paging.limit <= MOST_ITEMS:
        raise BadQuestion(_("A page has 1 to 500 items."), field="limit")
    found = list(rows.filter(pk__gt=_read_cursor(paging.cursor)).order_by("pk")[: paging.limit + 1])
    more = len(found) > paging.limit
    found = found[: paging.limit]
    return _answer(request, [item(row) for row in found], _cursor(found[-1].pk) if more else None)


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


def _basis(year: int | None) -> Basis:
    if year is not None and not 2500 <= year <= 2700:
        raise BadQuestion(_("Write the fiscal year in the Buddhist era, such as 2570."), field="year")
    return Basis.of(year, at=now())


@router.get(
    "/indicators", auth=figures_token, response=Page, url_name="data-indicators",
    summary="ตัวชี้วัดพร้อมนิยามและรุ่น · Indicators with definition and version",
)  # fmt: skip
def data_indicators(request: HttpRequest) -> HttpResponse:
    """ตัวชี้วัดที่ใช้อยู่วันนี้ · The indicators in force today, with their definitions in Thai and English."""
    return _answer(request, numbers.definitions(bangkok_date(now())))


@router.get(
    "/figures", auth=figures_token, response=Page, url_name="data-figures",
    summary="ตัวเลขตามตัวชี้วัด ปีงบประมาณ พื้นที่ · Figures by indicator, fiscal year, area",
)  # fmt: skip
def data_figures(
    request: HttpRequest, indicator: str = "", year: int | None = None, area: str = "", by: str = ""
) -> HttpResponse:
    """ตัวเลขเดียวกับหน้าจอและไฟล์ · The figures of the screen and the files.

    `year` is a fiscal year of the Buddhist era (2570); `area` a DOPA code of 2, 4 or 6 digits; `by` is
    month, province, community or cohort and divides K1: its items add up to the figure.
    """
    basis, area = _basis(year), area_for(request.auth, area)  # type: ignore[attr-defined]
    if by and (by not in numbers.DIVISIONS or indicator not in ("", numbers.HEADLINE)):
        raise BadQuestion(_("K1 can be divided by month, province, community or cohort."), field="by")
    if not by:
        codes = [indicator] if indicator else None
        return _answer(request, [_timeless(row) for row in _known(basis, area, codes)])
    cells = numbers.breakdown(basis, by, area)
    return _answer(
        request,
        [
            {
                "indicator": numbers.HEADLINE,
                "year_be": basis.year_be,
                "year_ce": basis.year_be - BUDDHIST_OFFSET_YEARS,
                "by": by,
                "code": cell.code,
                "name_th": cell.name,
                "value": cell.certified,
                "pending": cell.pending,
            }
            for cell in cells
        ],
    )


def _known(basis: Basis, area: str, codes: list[str] | None) -> list[dict[str, Any]]:
    known = {row["code"] for row in numbers.definitions(bangkok_date(basis.at))}
    if codes and not set(codes) <= known:
        raise BadQuestion(_("This indicator does not exist. Look at /indicators."), field="indicator")
    return numbers.indicator_rows(basis, area, codes)


def _timeless(row: dict[str, Any]) -> dict[str, Any]:
    """Leave the moment to the answer's own `as_of`, so that the same figures have the same ETag."""
    return {name: value for name, value in row.items() if name != "as_of"}


@router.get(
    "/areas", auth=figures_token, response=Page, url_name="data-areas",
    summary="จังหวัดที่มีชุมชนในโครงการ · Provinces with communities of the programme",
)  # fmt: skip
def data_areas(request: HttpRequest, area: str = "") -> HttpResponse:
    """รหัสพื้นที่ตามกรมการปกครอง · Areas by their DOPA code: provinces, amphoes and tambons with communities."""
    inside = area_for(request.auth, area)  # type: ignore[attr-defined]
    codes = _communities(inside).order_by().values_list("area_code", flat=True)
    all_codes = {code[:digits] for code in codes for digits in (2, 4, 6) if len(code) >= digits}
    return _answer(
        request,
        [
            {"code": code, "name_th": place_name(code, "th"), "name_en": place_name(code, "en")}
            for code in sorted(all_codes)
            if code.startswith(inside) or inside.startswith(code)
        ],
    )


def _communities(area: str) -> QuerySet[Community]:
    return Community.objects.filter(is_demonstration=is_demonstration(), area_code__startswith=area)


@router.get(
    "/communities", auth=figures_token, response=Page, url_name="data-communities",
    summary="ชุมชน · Communities",
)  # fmt: skip
def data_communities(request: HttpRequest, paging: Query[Paging], area: str = "") -> HttpResponse:
    """ชุมชนในโครงการ · The communities; `code` stays what it is."""
    inside = area_for(request.auth, area)  # type: ignore[attr-defined]
    return _paged(
        request,
        _communities(inside),
        paging,
        lambda row: {
            "code": row.key,
            "name_th": row.name_th,
            "name_en": row.name_en,
            "area_code": row.area_code,
            "province_code": province_of(row.area_code),
            "households": row.households,
            "inhabitants": row.inhabitants,
            "is_rural": row.is_rural,
        },
    )


@router.get(
    "/cohorts", auth=lists_token, response=Page, url_name="data-cohorts",
    summary="รุ่นเรียน · Cohorts",
)  # fmt: skip
def data_cohorts(request: HttpRequest, paging: Query[Paging], area: str = "") -> HttpResponse:
    """รุ่นเรียนของชุมชน · Cohorts with their calendar and seats; no names, no join codes."""
    inside = area_for(request.auth, area)  # type: ignore[attr-defined]
    rows = Cohort.objects.filter(
        _of_this_site(), community__area_code__startswith=inside
    ).select_related("community").with_taken()  # fmt: skip
    return _paged(
        request,
        rows,
        paging,
        lambda row: {
            "code": f"{row.community.key}-{row.number}",
            "community": row.community.key,
            "number": row.number,
            "area_code": row.community.area_code,
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat(),
            "year_be": row.starts_on.year + BUDDHIST_OFFSET_YEARS,
            "seats": row.seats,
            "learners": row.taken,
        },
    )


def _of_this_site() -> Q:
    """Return the condition: a cohort of the kind that this site counts."""
    marked = Q(is_demonstration=True) | Q(community__is_demonstration=True)
    return marked if is_demonstration() else ~marked


@router.get(
    "/certifications", auth=people_token, response=Page, url_name="data-certifications",
    summary="ผู้ที่ขายออนไลน์ได้จริง ไม่มีชื่อ · Certified people, without names",
)  # fmt: skip
def data_certifications(
    request: HttpRequest, paging: Query[Paging], year: int | None = None, area: str = ""
) -> HttpResponse:
    """รหัสบุคคลแทนชื่อ · People who count in a fiscal year, by a code that tells nothing about them."""
    inside = area_for(request.auth, area)  # type: ignore[attr-defined]
    rows = numbers.counted(_basis(year), inside).select_related("learner", "community", "cohort")
    return _paged(request, rows, paging, _certification)


def _certification(row: Certification) -> dict[str, Any]:
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
    }
