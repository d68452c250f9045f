"""What the ledgers count: K2 people, K3 marks, verified reach. One query each, never a stored counter.

`year` is a fiscal year (BE) or the first and last day. `area` is a region of `lms.geo.REGIONS` or the
beginning of a DOPA code, empty for the country; with `only_rest` it is the code itself and nothing finer.
A person, a mark and a post each stand in one province and one month, so parts add up; a person may have
services of several kinds, so the kinds of K2 may sum to more than its value.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Left, TruncMonth

from courses.ledgers.models import (
    CampaignPost,
    DbdApplication,
    Operator,
    PromotionService,
    ServiceKind,
    ValueState,
)
from courses.ledgers.querysets import (
    CampaignPostQuerySet,
    DbdApplicationQuerySet,
    PromotionServiceQuerySet,
    person_key,
)
from lms.dates import fiscal_year_bounds
from lms.geo import REGIONS

Year = int | tuple[date, date]


class Counted(NamedTuple):
    """A figure and its parts by key: a province code («» not stated), «2026-11», or a kind."""

    value: int
    by: dict[str, int]


def bounds(year: Year) -> tuple[date, date]:
    """Return the first and the last day of what is counted, both inside it."""
    return fiscal_year_bounds(year) if isinstance(year, int) else year


def area_q(field: str, area: str, only_rest: bool = False) -> Q:
    """Return the condition that a place lies in an area, or is the area and nothing finer is known."""
    if only_rest:
        return Q(**{field: area})
    if not area:  # no place has a say, so none is looked up
        return Q()
    if area not in REGIONS:
        return Q(**{f"{field}__startswith": area})
    inside = Q(pk__in=[])
    for province in REGIONS[area][2]:
        inside |= Q(**{f"{field}__startswith": province})
    return inside


def k2_people(
    year: Year, area: str = "", *, demonstration: bool, only_rest: bool = False
) -> "PromotionServiceQuerySet":
    """Return one row for each person that K2 counts: the first service of the year, with its operator."""
    rows = PromotionService.objects.first_of_each(*bounds(year), demonstration=demonstration)
    found: PromotionServiceQuerySet = rows.filter(area_q("operator__area_code", area, only_rest)).with_names()
    return found.order_by("day", "pk")


def k3_marks(
    year: Year, area: str = "", *, demonstration: bool, only_rest: bool = False
) -> "DbdApplicationQuerySet":
    """Return the marks that K3 counts, with their operators, in the order in which they were granted."""
    rows = DbdApplication.objects.counted(*bounds(year), demonstration=demonstration)
    found: DbdApplicationQuerySet = rows.filter(area_q("operator__area_code", area, only_rest)).with_names()
    return found.order_by("granted_on", "pk")


def reach_posts(
    year: Year, area: str = "", *, demonstration: bool, only_rest: bool = False
) -> "CampaignPostQuerySet":
    """Return the posts of the year with `verified`: the latest reading that has a picture, else 0."""
    rows = CampaignPost.objects.counted(*bounds(year), demonstration=demonstration)
    found: CampaignPostQuerySet = rows.filter(area_q("campaign__area_code", area, only_rest))
    return found.select_related("campaign", "influencer").order_by("posted_on", "pk")


def count_k2(
    year: Year, area: str = "", *, demonstration: bool, only_rest: bool = False, by: str = ""
) -> Counted:
    """Count K2: distinct operators with a living service in the year; `by` province, month or kind."""
    if by == "kind":
        return _by_kind(year, area, demonstration, only_rest)
    if not (area or only_rest or by):  # nobody is left out by their first service: no need to look for it
        services = PromotionService.objects.living(*bounds(year), demonstration=demonstration)
        served = Operator.objects.filter(pk__in=services.values("operator")).annotate(person=person_key(""))
        return Counted(served.aggregate(people=Count("person", distinct=True))["people"], {})
    people = k2_people(year, area, demonstration=demonstration, only_rest=only_rest)
    return _counted(people, {"province": Left("operator__area_code", 2), "month": TruncMonth("day")}, by)


def count_k3(
    year: Year, area: str = "", *, demonstration: bool, only_rest: bool = False, by: str = ""
) -> Counted:
    """Count K3: marks granted in the year, renewals excluded; `by` province or month."""
    marks = k3_marks(year, area, demonstration=demonstration, only_rest=only_rest)
    groups = {"province": Left("operator__area_code", 2), "month": TruncMonth("granted_on")}
    return _counted(marks, groups, by)


def reach(
    year: Year, area: str = "", *, demonstration: bool, only_rest: bool = False, by: str = ""
) -> Counted:
    """Sum the verified reach of the year's posts; `by` province, month or campaign."""
    posts = (
        reach_posts(year, area, demonstration=demonstration, only_rest=only_rest)
        .select_related(None)
        .order_by()
    )
    groups = {
        "province": F("campaign__area_code"),
        "month": TruncMonth("posted_on"),
        "campaign": F("campaign_id"),
    }
    if not by:
        return Counted(int(posts.aggregate(total=Sum("verified"))["total"] or 0), {})
    rows = posts.annotate(part=groups[by]).values_list("part").annotate(total=Sum("verified"))
    parts = {_key(part): int(total or 0) for part, total in rows.order_by("part")}
    return Counted(sum(parts.values()), parts)


class OrderValues(NamedTuple):
    """Orders abroad with an amount: `confirmed` count, the others wait or were sent back.

    Baht are whole. `without_baht` of those that wait are in another currency that nobody worked out yet.
    """

    orders: int
    confirmed: int
    baht: int
    waiting: int
    waiting_baht: int
    without_baht: int


def order_values(year: Year, area: str = "", *, demonstration: bool, only_rest: bool = False) -> OrderValues:
    """Sum the amounts of orders abroad by the day of the meeting: only what another person confirmed."""
    rows = PromotionService.objects.orders(*bounds(year), demonstration=demonstration)
    confirmed, waiting = Q(value_state=ValueState.CONFIRMED), Q(value_state=ValueState.WAITING)
    found = rows.filter(area_q("operator__area_code", area, only_rest)).aggregate(
        orders=Count("pk"),
        confirmed=Count("pk", filter=confirmed),
        baht=Sum("value_baht", filter=confirmed),
        waiting=Count("pk", filter=waiting),
        waiting_baht=Sum("value_baht", filter=waiting),
        without_baht=Count("pk", filter=waiting & Q(value_baht__isnull=True)),
    )
    return OrderValues(**{name: whole_baht(value) for name, value in found.items()})


def whole_baht(value: Decimal | int | None) -> int:
    """Return an amount without satang, half a baht upwards as databases round; 0 for none."""
    return int(Decimal(value or 0).quantize(Decimal(1), ROUND_HALF_UP))


def _counted(rows: "QuerySet[Any]", groups: Mapping[str, object], by: str) -> Counted:
    if not by:
        return Counted(rows.count(), {})
    found = rows.select_related(None).order_by().annotate(part=groups[by]).values_list("part")
    parts = {_key(part): n for part, n in found.annotate(n=Count("pk")).order_by("part")}
    return Counted(sum(parts.values()), parts)


def _key(part: object) -> str:
    return part.strftime("%Y-%m") if isinstance(part, date) else str(part)


def _by_kind(year: Year, area: str, demonstration: bool, only_rest: bool) -> Counted:
    services = PromotionService.objects.counted(*bounds(year), demonstration=demonstration)
    if area or only_rest:  # a person stands where the first service stands, with all kinds
        here = (
            k2_people(year, area, demonstration=demonstration, only_rest=only_rest)
            .select_related(None)
            .order_by()
        )
        services = services.filter(person__in=here.annotate(person=person_key()).values("person"))
    people = {"value": Count("person", distinct=True)}
    for kind in ServiceKind.values:
        people[kind] = Count("person", distinct=True, filter=Q(kind=kind))
    row = services.aggregate(**people)
    return Counted(row.pop("value"), row)
