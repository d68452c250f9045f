"""What the ledgers count: K2 people, K3 marks, verified reach. One query each, never a stored counter.

`year` is a fiscal year (BE) or the first and last day. `area` is the beginning of a DOPA code, empty for
the country. A person, a mark and a post each stand in one province and one month, so parts add up; a
person may have services of several kinds, so the kinds of K2 may sum to more than its value.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Left, TruncMonth

from courses.ledgers.models import CampaignPost, DbdApplication, PromotionService, ServiceKind
from courses.ledgers.querysets import person_key
from lms.dates import fiscal_year_bounds

Year = int | tuple[date, date]


class Counted(NamedTuple):
    """A figure and its parts by key: a province code («» not stated), «2026-11», or a kind."""

    value: int
    by: dict[str, int]


def bounds(year: Year) -> tuple[date, date]:
    """Return the first and the last day of what is counted, both inside it."""
    return fiscal_year_bounds(year) if isinstance(year, int) else year


def k2_people(year: Year, area: str = "", *, demonstration: bool) -> "QuerySet[PromotionService]":
    """Return one row for each person that K2 counts: the first service of the year, with its operator."""
    rows = PromotionService.objects.first_of_each(*bounds(year), demonstration=demonstration)
    found: QuerySet[PromotionService] = rows.filter(operator__area_code__startswith=area).with_names()
    return found.order_by("day", "pk")


def k3_marks(year: Year, area: str = "", *, demonstration: bool) -> "QuerySet[DbdApplication]":
    """Return the marks that K3 counts, with their operators, in the order in which they were granted."""
    rows = DbdApplication.objects.counted(*bounds(year), demonstration=demonstration)
    found: QuerySet[DbdApplication] = rows.filter(operator__area_code__startswith=area).with_names()
    return found.order_by("granted_on", "pk")


def reach_posts(year: Year, area: str = "", *, demonstration: bool) -> "QuerySet[CampaignPost]":
    """Return the posts of the year with `verified`: the latest reading that has a picture, else 0."""
    rows = CampaignPost.objects.counted(*bounds(year), demonstration=demonstration)
    found: QuerySet[CampaignPost] = rows.filter(campaign__area_code__startswith=area)
    return found.select_related("campaign", "influencer").order_by("posted_on", "pk")


def count_k2(year: Year, area: str = "", *, demonstration: bool, by: str = "") -> Counted:
    """Count K2: distinct operators with a living service in the year; `by` province, month or kind."""
    if by == "kind":
        return _by_kind(year, area, demonstration)
    people = k2_people(year, area, demonstration=demonstration)
    return _counted(people, {"province": Left("operator__area_code", 2), "month": TruncMonth("day")}, by)


def count_k3(year: Year, area: str = "", *, demonstration: bool, by: str = "") -> Counted:
    """Count K3: marks granted in the year, renewals excluded; `by` province or month."""
    marks = k3_marks(year, area, demonstration=demonstration)
    groups = {"province": Left("operator__area_code", 2), "month": TruncMonth("granted_on")}
    return _counted(marks, groups, by)


def reach(year: Year, area: str = "", *, demonstration: bool, by: str = "") -> Counted:
    """Sum the verified reach of the year's posts; `by` province, month or campaign."""
    posts = reach_posts(year, area, demonstration=demonstration).select_related(None).order_by()
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


def _counted(
    rows: "QuerySet[PromotionService] | QuerySet[DbdApplication]", groups: Mapping[str, object], by: str
) -> Counted:
    if not by:
        return Counted(rows.count(), {})
    found = rows.select_related(None).order_by().annotate(part=groups[by]).values_list("part")
    parts = {_key(part): n for part, n in found.annotate(n=Count("pk")).order_by("part")}
    return Counted(sum(parts.values()), parts)


def _key(part: object) -> str:
    return part.strftime("%Y-%m") if isinstance(part, date) else str(part)


def _by_kind(year: Year, area: str, demonstration: bool) -> Counted:
    services = PromotionService.objects.counted(*bounds(year), demonstration=demonstration)
    if area:  # a person stands where the first service stands, with all kinds
        here = k2_people(year, area, demonstration=demonstration).select_related(None).order_by()
        services = services.filter(person__in=here.annotate(person=person_key()).values("person"))
    people = {"value": Count("person", distinct=True)}
    for kind in ServiceKind.values:
        people[kind] = Count("person", distinct=True, filter=Q(kind=kind))
    row = services.aggregate(**people)
    return Counted(row.pop("value"), row)
