"""The filters of the page of lists: each a control of one form, narrowed by what was chosen before it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalogue.models import Track
from courses.cohorts.models import Cohort, Community
from courses.exports import numbers
from courses.exports.columns import Asked
from courses.exports.lists_figures import EVERYTHING
from courses.reports.scope import communities_in, places
from lms.dates import fiscal_year_be
from lms.geo import REGIONS, place_name, province_of, region_name

# A longer list nobody looks through on a phone: an area is chosen first.
MOST_COMMUNITIES = 150
NAMES: dict[str, str | Promise] = {
    "area": gettext_lazy("Area"),
    "community": gettext_lazy("Community"),
    "cohort": gettext_lazy("Cohort"),
    "track": gettext_lazy("Track"),
    "year": gettext_lazy("Fiscal year"),
    "by": gettext_lazy("Divide by"),
}
DIVISION_NAMES: dict[str, str | Promise] = {
    "month": gettext_lazy("Month"),
    "region": gettext_lazy("Region"),
    "province": gettext_lazy("Province"),
    "track": gettext_lazy("Track"),
    "sex": gettext_lazy("Sex"),
    "age": gettext_lazy("Age"),
    "education": gettext_lazy("Education"),
    EVERYTHING: gettext_lazy("by all of these"),
}


@dataclass(frozen=True)
class Filter:
    """One control: its parameter, its label, what may be chosen, what is chosen, a hint where it waits."""

    name: str
    label: str | Promise
    options: list[tuple[str, str]]
    chosen: str
    hint: str = ""

    @property
    def value(self) -> str:
        """Return what is chosen; empty where it is no longer among what may be chosen."""
        return self.chosen if self.chosen in dict(self.options) else ""


def query_of(filters: list[Filter], known: tuple[str, ...]) -> str:
    """Return the query that asks a list for what was chosen, as far as the list knows it."""
    asked = {one.name: one.value for one in filters if one.value and one.name in known}
    return f"?{urlencode(asked)}" if asked else ""


def filters_of(asked: Asked) -> list[Filter]:
    """Return the controls for what a reader sees and has chosen; raises `UnknownList` for nonsense."""
    communities = list(
        Community.objects.visible_to(asked.user).order_by("name_th").values_list("pk", "name_th", "area_code")
    )
    inside = communities_in(asked.place)
    near = [row for row in communities if inside is None or row[0] in set(inside)]
    return [
        Filter("area", NAMES["area"], _areas(communities), asked.filters.get("area", "")),
        _communities(near, asked),
        _cohorts(asked),
        Filter("track", NAMES["track"], _tracks(), asked.filters.get("track", "")),
        Filter("year", NAMES["year"], _years(asked), asked.filters.get("year", "")),
        Filter(
            "by",
            NAMES["by"],
            [(code, str(words)) for code, words in DIVISION_NAMES.items()],
            asked.filters.get("by", ""),
        ),
    ]


def _areas(communities: list[tuple[int, str, str]]) -> list[tuple[str, str]]:
    """Return the regions and provinces in which the reader sees communities."""
    today = places()
    codes = {today[pk] for pk, _name, _area in communities}
    provinces = sorted({province_of(code) for code in codes if code}, key=place_name)
    regions = [code for code, (*_names, inside) in REGIONS.items() if set(inside) & set(provinces)]
    return [(code, region_name(code)) for code in regions] + [(code, place_name(code)) for code in provinces]


def _communities(near: list[tuple[int, str, str]], asked: Asked) -> Filter:
    chosen = asked.filters.get("community", "")
    if len(near) > MOST_COMMUNITIES:
        hint = _("Choose an area first, then the community.")
        near = [row for row in near if str(row[0]) == chosen]
    else:
        hint = ""
    return Filter("community", NAMES["community"], [(str(pk), name) for pk, name, _c in near], chosen, hint)


def _cohorts(asked: Asked) -> Filter:
    """Return the cohorts of the chosen community: a country has thousands."""
    community, chosen = asked.number("community"), asked.filters.get("cohort", "")
    if community is None:
        return Filter("cohort", NAMES["cohort"], [], "", _("Choose a community first, then the cohort."))
    rows = Cohort.objects.visible_to(asked.user).filter(community=community).order_by("number")
    return Filter("cohort", NAMES["cohort"], [(str(row.pk), row.label) for row in rows], chosen)


def _tracks() -> list[tuple[str, str]]:
    return [(row.code, row.title) for row in Track.objects.filter(is_foundation=False)]


def _years(asked: Asked) -> list[tuple[str, str]]:
    basis = asked.basis_of(fiscal_year_be(asked.today))
    return [(str(year), str(year)) for year in numbers.years(basis)]
