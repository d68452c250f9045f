"""The funnel of a place and of each of its parts, with the same columns at every level.

Country figures, and those of areas, are for all staff; communities, cohorts and people only for those
who may see them. What may not be seen is added up in one row, so that every total stays the sum of its
parts.
"""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from courses.cohorts.models import Cohort, Community
from courses.reports.communities import Signal, signals_of
from courses.reports.counting import days_to_sale
from courses.reports.drill_places import (
    AMPHOE,
    COHORT,
    COMMUNITY,
    COUNTRY,
    PROVINCE,
    REGION,
    KnownCommunity,
    PlacePart,
    communities_of,
    known_communities,
    level_of,
    parts_of,
    way_up,
)
from courses.reports.drill_state import MISSING, REACHED, DrillState, NoSuchPlace
from courses.reports.figures import Reading
from courses.reports.kept import kept
from courses.reports.scope import COUNTRY as COUNTRY_SCOPE
from courses.reports.walkers import Year, year_of_people
from courses.reports.way import Counts, total, way_by
from courses.reports.way_sql import ENROLLED, MATURE_DAYS, SALE, STAGES
from lms.accounts.models import User


@dataclass(frozen=True, slots=True)
class Cell:
    """One stage of one row: how many, of the stage before and of all in percent, median days, its list."""

    stage: int
    people: int
    of_before: int | None
    of_all: int | None
    inferred: int
    days: int | None
    lost: int
    query: str
    lost_query: str


@dataclass(frozen=True)
class DrillRow:
    """One part of a place. `query` leads into it; `is_young`: most of its people are too new to judge."""

    name: str
    note: str
    query: str
    cells: list[Cell]
    counts: Counts
    target: int | None
    signals: list[Signal]
    is_young: bool

    @property
    def sellers(self) -> int:
        """Return how many are able to sell."""
        return self.counts.reached[SALE]

    @property
    def badness(self) -> tuple[int, float, str]:
        """Return the order: heaviest signal, then furthest from the target or fewest sellers of learners."""
        weight = max((signal.weight for signal in self.signals), default=0)
        expected = self.target or self.counts.learners
        return (-weight, self.sellers / expected if expected else 1.0, self.name)


@dataclass(frozen=True)
class DrillPlace:
    """A place that a reader may open: what it holds, and which of it the reader sees."""

    state: DrillState
    known: dict[int, KnownCommunity]
    here: list[KnownCommunity]
    visible: set[int]
    cohort: Cohort | None

    @property
    def may_list(self) -> bool:
        """Tell whether the reader sees people here."""
        return any(one.id in self.visible for one in self.here)

    @property
    def seen(self) -> list[int] | None:
        """Return the communities whose people the reader sees here; None for the whole country."""
        scope, ids = self.state.scope, [one.id for one in self.here]
        is_all = not scope.has_place and not scope.only_rest and len(self.visible) == len(ids)
        return None if is_all else [pk for pk in ids if pk in self.visible]


@dataclass(frozen=True)
class DrillPage:
    """What the page shows of one place."""

    state: DrillState
    level: str
    way_up: list[tuple[str, str]]
    rows: list[DrillRow]
    whole: DrillRow
    mature_days: int
    cohort: Cohort | None
    may_list: bool
    place: DrillPlace
    year: Year


def level_words() -> dict[int, str]:
    """Return what the parts of each level are called."""
    return {
        COUNTRY: _("Region"),
        REGION: _("Province"),
        PROVINCE: _("Amphoe"),
        AMPHOE: _("Tambon or community"),
        COMMUNITY: _("Cohort"),
        COHORT: _("Person"),
    }


def drill_page(user: User, state: DrillState) -> DrillPage:
    """Read one place for a staff member: the same number of queries at any size of any level.

    Raises `NoSuchPlace` for what does not exist or may not be seen.
    """
    place = place_of(user, state)
    state, here, visible, cohort = place.state, place.here, place.visible, place.cohort
    scope, known = state.scope, place.known
    year = year_of_people(state.basis)
    mature_days = lag_days(state, year.version)
    parts, counts = _counted(state, here, visible, mature_days, year)
    rows = [
        _row(state, part, counts.get(place, Counts()), mature_days, _may_open(part, visible))
        for place, part in enumerate(parts)
    ]
    whole = PlacePart(_("Total"), {}, tuple(here))
    may_list = place.may_list
    return DrillPage(
        state=state,
        level=level_words()[level_of(scope)],
        way_up=[
            (part.name, state.here().query(**part.inside or {})) for part in way_up(scope, known, cohort)
        ],
        rows=sorted((row for row in rows if row.counts.learners or row.query), key=lambda row: row.badness),
        whole=_row(state, whole, total(counts.values()), mature_days, may_list),
        mature_days=mature_days,
        cohort=cohort,
        may_list=may_list,
        place=place,
        year=year,
    )


def place_of(user: User, state: DrillState) -> DrillPlace:
    """Return what a place holds for a staff member, without its figures. Raises `NoSuchPlace`."""
    scope = state.scope
    known = known_communities(state.basis.demonstration)
    visible = set(Community.objects.visible_to(user).values_list("pk", flat=True)) & known.keys()
    cohort = _cohort_of(state)
    if cohort is not None:
        state = replace(state, scope=replace(scope, area="", only_rest=False, community=cohort.community_id))
        scope = state.scope
    if scope.community is not None and scope.community not in visible:
        raise NoSuchPlace(scope.community)
    return DrillPlace(state, known, communities_of(scope, known), visible, cohort)


def trainers_of(user: User) -> dict[int, str]:
    """Return those who train cohorts that the person may see, by id: the trainers to choose from."""
    rows = Cohort.objects.visible_to(user).filter(trainer__isnull=False).order_by("trainer__name", "trainer")
    return dict(rows.values_list("trainer", "trainer__name").distinct())


def lag_days(state: DrillState, version: str) -> int:
    """Return from how many days on a cohort can be judged: 120, or the median of first sales if longer."""
    basis = state.basis
    found = kept("lag", basis, COUNTRY_SCOPE, lambda: days_to_sale(Reading(basis)), version=version)
    return max(MATURE_DAYS, round(found.value or 0))


def _cohort_of(state: DrillState) -> Cohort | None:
    if state.scope.cohort is None:
        return None
    found = Cohort.objects.select_related("community", "trainer").filter(pk=state.scope.cohort).first()
    if found is None or state.scope.community not in (None, found.community_id):
        raise NoSuchPlace(state.scope.cohort)
    return found


def _counted(
    state: DrillState, here: list[KnownCommunity], visible: set[int], mature_days: int, year: Year
) -> tuple[list[PlacePart], dict[int, Counts]]:
    """Return the parts of the place and the sums of each by its position."""
    scope, level = state.scope, level_of(state.scope)
    ids = None if scope.is_country or (level == COUNTRY and not scope.only_rest) else [one.id for one in here]
    if scope.community is not None:
        cohorts = list(
            Cohort.objects.filter(community_id=scope.community).select_related("community", "trainer")
        )
        if level == COHORT:
            cohorts = [one for one in cohorts if one.pk == scope.cohort]
        found = way_by(
            state.basis, scope, ids, by_cohort=True, with_days=True, mature_days=mature_days, year=year
        )
        parts = [_cohort_part(one) for one in cohorts]
        return parts, {n: found[one.pk] for n, one in enumerate(cohorts) if one.pk in found}
    parts = parts_of(scope, here, visible)
    groups = {one.id: place for place, part in enumerate(parts) for one in part.communities}
    counts = way_by(
        state.basis, scope, ids, groups=groups, with_days=True, mature_days=mature_days, year=year
    )
    return parts, counts


def _cohort_part(cohort: Cohort) -> PlacePart:
    trainer = cohort.trainer.name if cohort.trainer else ""
    note = " · ".join(words for words in (cohort.title, trainer) if words)
    return PlacePart(
        cohort.label, {"community": cohort.community_id, "cohort": cohort.pk}, cohort=cohort, note=note
    )


def _may_open(part: PlacePart, visible: set[int]) -> bool:
    """Tell whether the people of a part can be listed: some of its communities may be seen."""
    return part.cohort is not None or any(one.id in visible for one in part.communities)


def _row(state: DrillState, part: PlacePart, counts: Counts, mature_days: int, may_list: bool) -> DrillRow:
    targets = [one.target for one in part.communities if one.target]
    has_target = state.basis.is_fiscal and not state.scope.has_filters
    return DrillRow(
        name=part.name,
        note=part.note,
        query="" if part.inside is None else state.here().query(**part.inside),
        cells=[_cell(state, part, counts, stage, may_list) for stage in STAGES],
        counts=counts,
        target=sum(targets) if targets and has_target else None,
        signals=signals_of(counts, state.basis),
        is_young=counts.young * 2 > counts.learners,
    )


def _cell(state: DrillState, part: PlacePart, counts: Counts, stage: int, may_list: bool) -> Cell:
    people, everybody = counts.reached[stage], counts.learners
    before = counts.reached.get(stage - 1)
    inside = part.inside or {}
    return Cell(
        stage=stage,
        people=people,
        of_before=round(100 * people / before) if before else None,
        of_all=round(100 * people / everybody) if everybody and stage != ENROLLED else None,
        inferred=counts.inferred[stage] if stage != ENROLLED else 0,
        days=counts.median_days(stage),
        lost=before - people if before is not None else 0,
        query=state.query(**inside, stage=stage, who=REACHED, page=1) if may_list and people else "",
        lost_query=state.query(**inside, stage=stage, who=MISSING, page=1) if may_list else "",
    )
