"""What the three tabs show: the figure with its parts, and the rows that one may see, filtered and paged."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.cohorts.programme import is_demonstration
from courses.ledgers import counting
from courses.ledgers.models import Campaign, DbdApplication, DbdStatus, PromotionService, ServiceKind
from courses.ledgers.whom import name_key
from lms.accounts.models import User
from lms.dates import ENGLISH_MONTHS, THAI_MONTHS, fiscal_year_be, fiscal_year_bounds, today
from lms.geo import province_name

A_PAGE = 50
YEARS_SHOWN = 5


@dataclass(frozen=True)
class Part:
    """One part of a figure: its words and how many."""

    words: str
    value: int


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a fiscal year, words, a kind or status, people instead of rows."""

    year_be: int
    query: str = ""
    only: str = ""
    view: str = "rows"

    @classmethod
    def of(cls, query: QueryDict, choices: list[str]) -> "Asked":
        """Read an address; 404 for a year or a choice that is not offered."""
        year, only = query.get("year", ""), query.get("only", "")
        years = [str(year) for year in years_shown(today())]
        if (year and year not in years) or (only and only not in choices):
            raise Http404
        text = query.get("q", "").replace("\x00", "")[:60].strip()
        view = "people" if query.get("view") == "people" else "rows"
        return cls(int(year) if year else int(years[0]), text, only, view)

    @property
    def bounds(self) -> tuple[date, date]:
        """Return the first and the last day of the year."""
        return fiscal_year_bounds(self.year_be)


def orders_in(year_be: int) -> counting.OrderValues:
    """Return what orders abroad of a year brought: confirmed, and waiting beside it."""
    return counting.order_values(year_be, demonstration=is_demonstration())


def years_shown(day: date) -> list[int]:
    """Return the fiscal years to choose from, this one first."""
    this = fiscal_year_be(day)
    return list(range(this, this - YEARS_SHOWN, -1))


@dataclass(frozen=True)
class Tab:
    """One ledger's page."""

    asked: Asked
    years: list[int]
    value: int
    page: Page[Any]
    parts: list[tuple[str, list[Part]]] = field(default_factory=list)
    demonstration: bool = False
    link: str = ""


def services_tab(user: User, query: QueryDict) -> Tab:
    """Return K2 with its parts, and the services (or the people counted) that one may see."""
    asked, real = Asked.of(query, [*ServiceKind.values, "void"]), is_demonstration()
    kinds = counting.count_k2(asked.year_be, demonstration=real, by="kind")
    months = counting.count_k2(asked.year_be, demonstration=real, by="month")
    places = counting.count_k2(asked.year_be, demonstration=real, by="province")
    if asked.view == "people":
        rows = counting.k2_people(asked.year_be, demonstration=real).visible_to(user)
    else:
        rows = PromotionService.objects.visible_to(user).with_names().filter(day__range=asked.bounds)
        rows = rows.filter(is_demonstration=real, voided_at__isnull=asked.only != "void")
        rows = rows.order_by("-day", "-pk")
    if asked.only in ServiceKind.values:
        rows = rows.filter(kind=asked.only)
    labels = dict(ServiceKind.choices)
    parts = [
        (_("By kind"), [Part(str(labels[kind]), n) for kind, n in kinds.by.items()]),
        (_("By month of the first service"), _months(months.by)),
        (_("By province"), _provinces(places.by)),
    ]
    return _tab(asked, query, kinds.value, _named(rows, asked.query), parts)


def marks_tab(user: User, query: QueryDict) -> Tab:
    """Return K3 with its parts, and the applications (or the marks counted) that one may see."""
    asked, real = Asked.of(query, [*DbdStatus.values, "void"]), is_demonstration()
    months = counting.count_k3(asked.year_be, demonstration=real, by="month")
    places = counting.count_k3(asked.year_be, demonstration=real, by="province")
    if asked.view == "people":
        rows = counting.k3_marks(asked.year_be, demonstration=real).visible_to(user)
    else:
        # What is not granted yet belongs to no year: it stands in all of them.
        in_year = Q(granted_on__range=asked.bounds) | Q(granted_on__isnull=True)
        rows = DbdApplication.objects.visible_to(user).with_names().filter(in_year, is_demonstration=real)
        rows = rows.filter(voided_at__isnull=asked.only != "void").order_by("-granted_on", "-pk")
    if asked.only in DbdStatus.values:
        rows = rows.filter(status=asked.only)
    parts = [(_("By month of the grant"), _months(months.by)), (_("By province"), _provinces(places.by))]
    return _tab(asked, query, months.value, _named(rows, asked.query), parts)


def campaigns_tab(user: User, query: QueryDict) -> Tab:
    """Return the verified reach with its parts, and the campaigns that one may see."""
    asked, real = Asked.of(query, ["void"]), is_demonstration()
    months = counting.reach(asked.year_be, demonstration=real, by="month")
    places = counting.reach(asked.year_be, demonstration=real, by="province")
    first, last = asked.bounds
    rows = Campaign.objects.visible_to(user).filter(starts_on__lte=last, ends_on__gte=first)
    rows = rows.filter(is_demonstration=real, voided_at__isnull=asked.only != "void")
    if asked.query:
        rows = rows.filter(Q(title__icontains=asked.query) | Q(product__icontains=asked.query))
    parts = [(_("By month of the post"), _months(months.by)), (_("By province"), _provinces(places.by))]
    return _tab(asked, query, months.value, rows, parts)


def _tab(
    asked: Asked, query: QueryDict, value: int, rows: "QuerySet[Any]", parts: list[tuple[str, list[Part]]]
) -> Tab:
    kept = query.copy()
    kept.pop("page", None)
    return Tab(
        asked=asked,
        years=years_shown(today()),
        value=value,
        page=Paginator(rows, A_PAGE).get_page(query.get("page")),
        parts=parts,
        demonstration=is_demonstration(),
        link=kept.urlencode(),
    )


def _named(rows: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    if not text:
        return rows
    by_name = Q(operator__name_key__contains=name_key(text)) | Q(
        operator__learner__user__name__icontains=text
    )
    return rows.filter(by_name)


def _months(by: dict[str, int]) -> list[Part]:
    """Return the months in their order: «พ.ย. 69»."""
    english = get_language() == "en"
    names = ENGLISH_MONTHS if english else THAI_MONTHS
    made = []
    for key, n in sorted(by.items()):
        year, month = int(key[:4]), int(key[5:])
        made.append(Part(f"{names[month - 1]} {year if english else (year + 543) % 100}", n))
    return made


def _provinces(by: dict[str, int]) -> list[Part]:
    """Return the provinces, the largest first; what has no place stands under «not stated»."""
    language = "en" if get_language() == "en" else "th"
    rows = sorted(by.items(), key=lambda row: (-row[1], row[0]))
    return [Part(province_name(code, language) if code else _("not stated"), n) for code, n in rows]
