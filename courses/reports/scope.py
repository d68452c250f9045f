"""Which people a figure is about: a place, a cohort, and kinds of people; nothing given is the country.

The same scope is a page's address (`courses.reports.drill_state`), a file's heading and an argument of
the API, so that all three count the same people.
"""

from dataclasses import dataclass, fields
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Community
from courses.reports.basis import Basis
from lms.geo import REGIONS, current_code, region_of


class AgeBand(models.TextChoices):
    """Ages in the year that a figure is about: its Buddhist year less the year of birth."""

    UNDER_30 = "under-30", _("under 30")
    FROM_30 = "30-44", _("30 to 44")
    FROM_45 = "45-59", _("45 to 59")
    FROM_60 = "60-up", _("60 and over")
    UNKNOWN = "unknown", _("not stated")


# From and to, both included.
AGES: dict[str, tuple[int, int]] = {
    AgeBand.UNDER_30: (0, 29),
    AgeBand.FROM_30: (30, 44),
    AgeBand.FROM_45: (45, 59),
    AgeBand.FROM_60: (60, 200),
}
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a figure counts.

    `area` is a region of `lms.geo.REGIONS`, a DOPA code of 2, 4 or 6 digits, or empty for the country.
    With `only_rest` it is the places of the area of which nothing finer is known («ไม่ระบุ»). `track` is
    a track's code, `trainer` a user's id, `sex` and `education` the values of the learner or "unknown",
    `age` an `AgeBand`.
    """

    area: str = ""
    only_rest: bool = False
    community: int | None = None
    cohort: int | None = None
    track: str = ""
    trainer: int | None = None
    sex: str = ""
    age: str = ""
    education: str = ""

    @property
    def is_country(self) -> bool:
        """Tell whether it is everybody: no place and no kind of people was chosen."""
        return self == Scope()

    @property
    def has_place(self) -> bool:
        """Tell whether the scope is smaller than the country."""
        return bool(self.area or self.community or self.cohort)

    @property
    def has_filters(self) -> bool:
        """Tell whether kinds of people were chosen."""
        place = {"area", "only_rest", "community", "cohort"}
        return any(getattr(self, field.name) for field in fields(self) if field.name not in place)


COUNTRY = Scope()


def lies_in(code: str, scope: Scope) -> bool:
    """Tell whether a place, by its code in use today, lies in the scope's area."""
    if scope.area in REGIONS:
        return region_of(code) == scope.area
    if scope.only_rest:
        return code == scope.area
    return code.startswith(scope.area)


def places() -> dict[int, str]:
    """Return every community's area code in use today, by its id: one query."""
    rows = Community.objects.order_by().values_list("pk", "area_code")
    return {pk: current_code(code) for pk, code in rows}


def communities_in(scope: Scope, known: dict[int, str] | None = None) -> list[int] | None:
    """Return the ids of the communities of a scope; None where it is the whole country."""
    if scope.community is not None:
        return [scope.community]
    if not scope.area and not scope.only_rest:
        return None
    known = places() if known is None else known
    return [pk for pk, code in known.items() if lies_in(code, scope)]


def people_q(scope: Scope, basis: Basis, learner: str = "learner") -> Q:
    """Return the condition for the kinds of people of a scope, on the learner behind `learner`."""
    asked = Q()
    if scope.sex:
        asked &= Q((f"{learner}__sex", "" if scope.sex == UNKNOWN else scope.sex))
    if scope.education:
        asked &= Q((f"{learner}__education", "" if scope.education == UNKNOWN else scope.education))
    if scope.age == AgeBand.UNKNOWN:
        asked &= Q((f"{learner}__birth_year_be__isnull", True))
    elif scope.age:
        youngest, oldest = AGES[scope.age]
        asked &= Q((f"{learner}__birth_year_be__range", (basis.year_be - oldest, basis.year_be - youngest)))
    return asked


def frozen_q(scope: Scope, basis: Basis, known: dict[int, str] | None = None) -> Q:
    """Return the condition on certifications: what was frozen with them, and who the person is."""
    asked: dict[str, Any] = {}
    ids = communities_in(scope, known)
    if ids is not None:
        asked["community_id__in"] = ids
    if scope.cohort is not None:
        asked["cohort_id"] = scope.cohort
    if scope.track:
        asked["track_id"] = scope.track
    if scope.trainer is not None:
        asked["trainer_id"] = scope.trainer
    return Q(**asked) & people_q(scope, basis)
