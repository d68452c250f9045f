"""The drill page's state is its address: read, checked, and written again for every link.

What is not understood is left out and said so; a place that does not exist is a 404.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from courses.catalogue.models import Track
from courses.people.models import Education, Sex
from courses.reports.basis import Basis, YearKind
from courses.reports.scope import COUNTRY, UNKNOWN, AgeBand, Scope
from courses.reports.stage_words import STAGE_CODES, STAGE_OF
from courses.reports.way_sql import ENROLLED
from lms.geo import REGIONS, known_code

REACHED, MISSING = "reached", "missing"
MOST_DIGITS = 9
FIRST_YEAR_BE = 2500


class NoSuchPlace(Exception):
    """The address names a place that does not exist."""


@dataclass(frozen=True)
class DrillState:
    """What the page shows. `stage` is 0 for the table of places, else whose people are listed.

    `who` tells whether those who reached the stage are meant, or those who reached the one before and
    not this one. `left_out` lists in words what was not understood.
    """

    basis: Basis
    scope: Scope = COUNTRY
    stage: int = 0
    who: str = REACHED
    page: int = 1
    left_out: list[str] = field(default_factory=list, compare=False)

    def query(self, **changes: object) -> str:
        """Return the address' query for this state with some of its fields or its scope's changed."""
        mine = {name: value for name, value in changes.items() if name in ("stage", "who", "page", "basis")}
        scoped = {name: value for name, value in changes.items() if name not in mine}
        there = replace(self, **mine, scope=replace(self.scope, **scoped))  # type: ignore[arg-type]
        return f"?{urlencode(there.parameters())}"

    def parameters(self) -> dict[str, str]:
        """Return the state as parameters, those that stand at their beginning left out."""
        scope, basis = self.scope, self.basis
        given = {
            "in": scope.area,
            "rest": "1" if scope.only_rest else "",
            "community": scope.community,
            "cohort": scope.cohort,
            "track": scope.track,
            "trainer": scope.trainer,
            "sex": scope.sex,
            "age": scope.age,
            "education": scope.education,
            "stage": STAGE_CODES.get(self.stage, ""),
            "who": MISSING if self.stage and self.who == MISSING else "",
            "page": self.page if self.page > 1 else "",
            "calendar": "" if basis.is_fiscal else "1",
            "year": "" if basis.is_current else basis.year_be,
        }
        return {name: str(value) for name, value in given.items() if value not in ("", None)}

    def at_stage(self, stage: int) -> "DrillState":
        """Return the list of those who reached a stage of the same place."""
        return replace(self, stage=stage)

    def here(self) -> "DrillState":
        """Return the table of the place, without a list of people."""
        return replace(self, stage=0, who=REACHED, page=1)


def read_state(asked: Mapping[str, str], *, at: datetime, trainers: Mapping[int, str]) -> DrillState:
    """Return the state that an address asks for. Raises `NoSuchPlace`.

    `trainers` are those who may be chosen, by id.
    """
    reader = _Reader(asked)
    kind = YearKind.CALENDAR if asked.get("calendar") == "1" else YearKind.FISCAL
    basis = Basis.of(None, at=at, kind=kind)
    year = reader.number("year", _("year"))
    if year is not None:
        newest = max(basis.year_be, Basis.of(None, at=at).year_be)
        if FIRST_YEAR_BE <= year <= newest:
            basis = replace(basis, year_be=year)
        else:
            reader.leave_out(_("year"))
    scope = Scope(
        area=_area(asked.get("in", "")),
        only_rest=asked.get("rest") == "1",
        community=_known_number(asked.get("community", "")),
        cohort=_known_number(asked.get("cohort", "")),
        track=reader.one_of("track", set(Track.objects.values_list("code", flat=True)), _("track")),
        trainer=reader.number("trainer", _("trainer"), among=trainers),
        sex=reader.one_of("sex", {*Sex.values, UNKNOWN}, _("sex")),
        age=reader.one_of("age", set(AgeBand.values), _("age")),
        education=reader.one_of("education", {*Education.values, UNKNOWN}, _("education")),
    )
    stage = STAGE_OF.get(reader.one_of("stage", set(STAGE_OF), _("stage")), 0)
    who = reader.one_of("who", {REACHED, MISSING}, _("who")) or REACHED
    if stage <= ENROLLED:
        who = REACHED
    page = reader.number("page", _("page")) or 1
    return DrillState(basis, scope, stage, who, max(page, 1), reader.left_out)


class _Reader:
    """Reads parameters and keeps what it could not understand."""

    def __init__(self, asked: Mapping[str, str]) -> None:
        self.asked = asked
        self.left_out: list[str] = []

    def leave_out(self, what: str) -> None:
        """Say that one choice was not understood."""
        self.left_out.append(_("“%(what)s” was not understood and is left out.") % {"what": what})

    def one_of(self, name: str, known: set[str], what: str) -> str:
        """Return a choice, empty where none was made or it is not one of the known."""
        value = self.asked.get(name, "")
        if value and value not in known:
            self.leave_out(what)
            return ""
        return value

    def number(self, name: str, what: str, among: Mapping[int, str] | None = None) -> int | None:
        """Return a whole number, or None where there is none or it is not among the known."""
        value = self.asked.get(name, "")
        if not value:
            return None
        number = _whole(value)
        if number is None or (among is not None and number not in among):
            self.leave_out(what)
            return None
        return number


def _whole(value: str) -> int | None:
    is_number = value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS
    return int(value) if is_number else None


def _known_number(value: str) -> int | None:
    if not value:
        return None
    number = _whole(value)
    if number is None:
        raise NoSuchPlace(value)
    return number


def _area(value: str) -> str:
    """Return a region or a place by its code in use today; an abolished code leads to what took its place."""
    if not value or value in REGIONS:
        return value
    found = known_code(value)
    if not found:
        raise NoSuchPlace(value)
    return found
