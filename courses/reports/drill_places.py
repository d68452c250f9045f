"""How a place is cut into the places inside it: country, region, province, amphoe, community, cohort.

Every community falls into exactly one part at each level; what is known only by its province or its
amphoe falls into «ไม่ระบุ», so the parts always add up to the place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.cohorts.models import Cohort, Community
from courses.reports.drill_state import NoSuchPlace
from courses.reports.scope import Scope, lies_in
from lms.geo import AMPHOE_DIGITS, PROVINCE_DIGITS, REGIONS, current_code, place_name, region_name, region_of

COUNTRY, REGION, PROVINCE, AMPHOE, COMMUNITY, COHORT = range(6)


@dataclass(frozen=True, slots=True)
class KnownCommunity:
    """What the drill needs of a community; `code` is its area code in use today."""

    id: int
    name: str
    code: str
    target: int | None


@dataclass(frozen=True, slots=True)
class PlacePart:
    """One part of a place: its name, what leads into it (None: nothing does), its communities."""

    name: str
    inside: dict[str, object] | None
    communities: tuple[KnownCommunity, ...] = ()
    cohort: Cohort | None = None
    note: str = ""


def known_communities(demonstration: bool) -> dict[int, KnownCommunity]:
    """Return the communities by id, in one query; a site of real people leaves demonstrations out."""
    rows = Community.objects.all() if demonstration else Community.objects.filter(is_demonstration=False)
    name = "name_en" if get_language() == "en" else "name_th"
    return {
        pk: KnownCommunity(pk, named, current_code(code), target)
        for pk, named, code, target in rows.order_by().values_list("pk", name, "area_code", "target_sellers")
    }


def level_of(scope: Scope) -> int:
    """Return the level that a scope is at."""
    if scope.cohort is not None:
        return COHORT
    if scope.community is not None:
        return COMMUNITY
    if scope.only_rest or (len(scope.area) >= AMPHOE_DIGITS and scope.area not in REGIONS):
        return AMPHOE
    if scope.area in REGIONS:
        return REGION
    return PROVINCE if scope.area else COUNTRY


def communities_of(scope: Scope, known: Mapping[int, KnownCommunity]) -> list[KnownCommunity]:
    """Return the communities that a scope holds. Raises `NoSuchPlace` for a community nobody knows."""
    if scope.community is not None:
        if scope.community not in known:
            raise NoSuchPlace(scope.community)
        return [known[scope.community]]
    return [one for one in known.values() if lies_in(one.code, scope)]


def parts_of(scope: Scope, here: Iterable[KnownCommunity], visible: set[int]) -> list[PlacePart]:
    """Return the parts of a place down to communities; those that may not be seen stand in one part."""
    level = level_of(scope)
    if level == AMPHOE:
        return _communities(here, visible)
    key = {COUNTRY: _region_key, REGION: _province_key, PROVINCE: _amphoe_key}[level]
    found: dict[str, list[KnownCommunity]] = {}
    for community in here:
        found.setdefault(key(community), []).append(community)
    return [_area_part(scope, level, code, tuple(inside)) for code, inside in sorted(found.items())]


def _region_key(community: KnownCommunity) -> str:
    return region_of(community.code)


def _province_key(community: KnownCommunity) -> str:
    return community.code[:PROVINCE_DIGITS]


def _amphoe_key(community: KnownCommunity) -> str:
    return community.code[:AMPHOE_DIGITS] if len(community.code) >= AMPHOE_DIGITS else ""


def _area_part(scope: Scope, level: int, code: str, communities: tuple[KnownCommunity, ...]) -> PlacePart:
    if not code:
        words = _("not stated (only the province is known)") if level == PROVINCE else _("not stated")
        return PlacePart(words, {"area": scope.area, "only_rest": True}, communities)
    return PlacePart(area_name(code), {"area": code, "only_rest": False}, communities)


def _communities(here: Iterable[KnownCommunity], visible: set[int]) -> list[PlacePart]:
    parts, hidden = [], []
    for one in here:
        if one.id not in visible:
            hidden.append(one)
            continue
        tambon = (
            place_name(one.code, _language()) if len(one.code) > AMPHOE_DIGITS else _("tambon not stated")
        )
        parts.append(PlacePart(one.name, {**_nowhere(), "community": one.id}, (one,), note=tambon))
    if hidden:
        words = _("Other communities, not in your care: %(n)s") % {"n": len(hidden)}
        parts.append(PlacePart(words, None, tuple(hidden)))
    return parts


def area_name(code: str) -> str:
    """Return the name of a region, province, amphoe or tambon in the page's language."""
    if code in REGIONS:
        return region_name(code, _language())
    return place_name(code, _language())


def _language() -> str:
    return "en" if get_language() == "en" else "th"


def way_up(scope: Scope, known: Mapping[int, KnownCommunity], cohort: Cohort | None) -> list[PlacePart]:
    """Return the places that a scope lies in, the country first and the place itself last."""
    up = [PlacePart(_("The whole country"), _nowhere())]
    community = known.get(scope.community) if scope.community is not None else None
    code = community.code if community else scope.area
    region = code if code in REGIONS else region_of(code)
    ends = [region, *(code[:end] for end in (PROVINCE_DIGITS, AMPHOE_DIGITS) if len(code) >= end)]
    if code in REGIONS:
        ends = [region]
    up += [PlacePart(area_name(end), {**_nowhere(), "area": end}) for end in ends if end]
    rest_of = ends[-1] if ends else ""
    if scope.only_rest or (community and len(community.code) < AMPHOE_DIGITS):
        up.append(PlacePart(_("not stated"), {**_nowhere(), "area": rest_of, "only_rest": True}))
    if community:
        up.append(PlacePart(community.name, {**_nowhere(), "community": community.id}))
    if cohort is not None:
        up.append(
            PlacePart(cohort.label, {**_nowhere(), "community": cohort.community_id, "cohort": cohort.pk})
        )
    return up


def _nowhere() -> dict[str, object]:
    return {"area": "", "only_rest": False, "community": None, "cohort": None}
