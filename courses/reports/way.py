"""People on the way to a first sale in one year: the funnel of a place and of each of its parts.

A part's sums are made of the same people as the whole's, so every total equals the sum of its parts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import compress

from courses.milestones.models import Certification
from courses.reports.basis import Basis
from courses.reports.scope import AGES, COUNTRY, UNKNOWN, AgeBand, Scope, communities_in, frozen_q
from courses.reports.walkers import (
    NOT_SOLD,
    SILENT,
    STUCK,
    UNKNOWN_DAYS,
    CohortFacts,
    Walkers,
    Year,
    has_mark,
    stage_in,
    year_of_people,
)
from courses.reports.way_sql import (
    CONTENT,
    CORE,
    ENROLLED,
    EVIDENCE,
    MATURE_DAYS,
    SALE,
    SHOP,
    STAGES,
    STARTED,
    STILL,
    STUCK_DAYS,
)
from lms.dates import bangkok_date

__all__ = [
    "CONTENT",
    "CORE",
    "ENROLLED",
    "EVIDENCE",
    "SALE",
    "SHOP",
    "STAGES",
    "STARTED",
    "STILL",
    "STUCK_DAYS",
    "CommunityCounts",
    "Counts",
    "Funnel",
    "Way",
    "funnel_of",
    "grouping",
    "in_scope",
    "way_by",
    "way_of",
]


@dataclass(slots=True)
class Counts:
    """The sums of one place. Adding two gives those of both.

    `reached` holds how many people reached each stage or a later one, `inferred` how many of them
    passed over it. `stuck` finished the core and have no shop, `silent` were not seen, `young` stand
    in cohorts of which no first sale can be expected yet. `days` holds for each stage how many people
    took how many days from the stage before.
    """

    reached: dict[int, int] = field(default_factory=lambda: dict.fromkeys(STAGES, 0))
    inferred: dict[int, int] = field(default_factory=lambda: dict.fromkeys(STAGES, 0))
    baseline: int = 0
    shops: int = 0
    stuck: int = 0
    silent: int = 0
    young: int = 0
    days: dict[int, dict[int, int]] = field(default_factory=dict)

    @property
    def learners(self) -> int:
        """Return how many are on the way."""
        return self.reached[ENROLLED]

    def count(self, code: int, people: int) -> None:
        """Add people whose `Walkers.code` is the same."""
        passed, over, has_shop = _read(code)
        for stage in passed:
            self.reached[stage] += people
        for stage in over:
            self.inferred[stage] += people
        if code & STUCK:
            self.stuck += people
        if code & SILENT:
            self.silent += people
        if not passed:
            self.baseline += people
        elif has_shop:
            self.shops += people

    def add(self, other: "Counts") -> None:
        """Add the people of another place."""
        for stage in STAGES:
            self.reached[stage] += other.reached[stage]
            self.inferred[stage] += other.inferred[stage]
        for name in ("baseline", "shops", "stuck", "silent", "young"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for stage, took in other.days.items():
            mine = self.days.setdefault(stage, {})
            for days, people in took.items():
                mine[days] = mine.get(days, 0) + people

    def median_days(self, stage: int) -> int | None:
        """Return the median of days from the stage before to this one; None where nobody did both."""
        return median_of(self.days.get(stage, {}))


@cache
def _read(code: int) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
    """Return what a code says: the stages reached, those passed over, whether a shop was opened."""
    passed = tuple(STAGES[: stage_in(code)])
    over = tuple(stage for stage in passed if not has_mark(code, stage))
    return passed, over, has_mark(code, SHOP)


def median_of(took: Mapping[int, int]) -> int | None:
    """Return the lower median of days, given how many people took how many."""
    people = sum(took.values())
    seen = 0
    for days in sorted(took):
        seen += took[days]
        if seen * 2 >= people:
            return days
    return None


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many people reached each stage or a later one; and who had sold before, beside it."""

    reached: dict[int, int]
    baseline_people: int
    baseline_sales: int
    inferred: dict[int, int] = field(default_factory=dict)

    @property
    def biggest_leak(self) -> tuple[int, int] | None:
        """Return the stage before which most people stand, and how many; None where nobody is lost.

        Still selling after 90 days is left out: most have had no 90 days yet.
        """
        gaps = [(self.reached[stage - 1] - self.reached[stage], stage) for stage in STAGES[1:SALE]]
        most, stage = max(gaps, key=lambda gap: gap[0])
        return (stage, most) if most else None


@dataclass(frozen=True, slots=True)
class CommunityCounts:
    """One community in one year. `stuck` finished the core and have no shop; `silent` were not seen."""

    learners: int = 0
    shops: int = 0
    stuck: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """The people of one year: the country's funnel, and each community's counts by its id."""

    funnel: Funnel
    communities: dict[int, CommunityCounts]


def way_of(basis: Basis, year: Year | None = None) -> Way:
    """Count the people on the way, by community and for the country.

    Everybody stands in one community; the country is the sum of the communities. `year` is what was read
    already.
    """
    year = year or year_of_people(basis)
    by_code: Counter[int] = Counter()
    by_place: dict[int, list[int]] = {}
    for (cohort, code), people in year.walkers.sums.items():
        facts = year.cohorts.get(cohort)
        if facts is None:
            continue
        by_code[code] += people
        row = by_place.setdefault(facts.community, [0, 0, 0, 0])
        for place in _columns_of(code):
            row[place] += people
    whole = Counts()
    for code, people in by_code.items():
        whole.count(code, people)
    return Way(_funnel(whole, basis, COUNTRY), {pk: CommunityCounts(*row) for pk, row in by_place.items()})


@cache
def _columns_of(code: int) -> tuple[int, ...]:
    """Return in which of `CommunityCounts` people with a code count: places, in their order."""
    passed, _over, has_shop = _read(code)
    facts = (passed, passed and has_shop, code & STUCK, code & SILENT)
    return tuple(place for place, holds in enumerate(facts) if holds)


def funnel_of(basis: Basis, scope: Scope = COUNTRY, known: dict[int, str] | None = None) -> Funnel:
    """Count the funnel of a scope."""
    parts = way_by(basis, scope, communities_in(scope, known))
    return _funnel(total(parts.values()), basis, scope, known)


def way_by(
    basis: Basis,
    scope: Scope,
    communities: Iterable[int] | None,
    *,
    groups: Mapping[int, int] | None = None,
    by_cohort: bool = False,
    with_days: bool = False,
    mature_days: int = MATURE_DAYS,
    year: Year | None = None,
) -> dict[int, Counts]:
    """Return the sums of a scope's people by community, or by cohort, or by `groups`.

    `communities` are the ids that the scope holds, None for all of them. `groups` maps each community's
    id to a number of the caller's.
    """
    year = year or year_of_people(basis)
    place_of = grouping(year, scope, communities, groups=groups, by_cohort=by_cohort)
    walkers, chosen = year.walkers, in_scope(year, basis, scope)
    sums = walkers.sums
    if chosen is not None:
        sums = Counter(compress(zip(walkers.cohort, walkers.code, strict=True), chosen))
    young = _young(year, basis, mature_days)
    of_places: Counter[tuple[int, int]] = Counter()
    still_young: Counter[int] = Counter()
    for (cohort, code), people in sums.items():
        place = place_of.get(cohort)
        if place is None:
            continue
        of_places[place, code] += people
        if cohort in young and stage_in(code):
            still_young[place] += people
    found: dict[int, Counts] = {}
    for (place, code), people in of_places.items():
        found.setdefault(place, Counts()).count(code, people)
    for place, people in still_young.items():
        found[place].young = people
    if with_days:
        _count_days(found, place_of, chosen, walkers)
    return found


def grouping(
    year: Year,
    scope: Scope,
    communities: Iterable[int] | None,
    *,
    groups: Mapping[int, int] | None = None,
    by_cohort: bool = False,
) -> dict[int, int]:
    """Return the number of each of a scope's cohorts under which its people are added up."""
    inside = None if communities is None else set(communities)
    found = {}
    for pk, cohort in year.cohorts.items():
        if inside is not None and cohort.community not in inside:
            continue
        if scope.cohort is not None and pk != scope.cohort:
            continue
        place = pk if by_cohort else groups.get(cohort.community) if groups else cohort.community
        if place is not None:
            found[pk] = place
    return found


def in_scope(year: Year, basis: Basis, scope: Scope) -> Sequence[bool] | None:
    """Tell of each person whether they are of the kinds that were chosen; None where none were."""
    walkers, tests = year.walkers, []
    if scope.sex:
        tests.append(_is(walkers.sex, scope.sex))
    if scope.education:
        tests.append(_is(walkers.education, scope.education))
    if scope.track:
        tests.append([track == scope.track for track in walkers.track])
    if scope.age:
        tests.append(_of_age(walkers, basis, scope.age))
    if scope.trainer is not None:
        tests.append(_of_trainer(walkers, year.cohorts, scope.trainer))
    return [all(facts) for facts in zip(*tests, strict=True)] if tests else None


def _is(values: Sequence[str], wanted: str) -> list[bool]:
    wanted = "" if wanted == UNKNOWN else wanted
    return [value == wanted for value in values]


def _of_age(walkers: Walkers, basis: Basis, age: str) -> list[bool]:
    if age == AgeBand.UNKNOWN:
        return [not born for born in walkers.birth]
    youngest, oldest = AGES[age]
    first, last = basis.year_be - oldest, basis.year_be - youngest
    return [first <= born <= last for born in walkers.birth]


def _of_trainer(walkers: Walkers, cohorts: Mapping[int, CohortFacts], trainer: int) -> list[bool]:
    """Of a seller the trainer frozen with the certification counts, of others that of the cohort."""
    theirs = {pk for pk, cohort in cohorts.items() if cohort.trainer == trainer}
    return [
        frozen == trainer or (frozen == NOT_SOLD and cohort in theirs)
        for frozen, cohort in zip(walkers.seller_trainer, walkers.cohort, strict=True)
    ]


def _young(year: Year, basis: Basis, mature_days: int) -> set[int]:
    """Return the cohorts of which no first sale can be expected yet."""
    judged_on = min(bangkok_date(basis.at), basis.last_day) - timedelta(days=mature_days)
    since = judged_on.toordinal()
    return {pk for pk, cohort in year.cohorts.items() if cohort.starts_on > since}


def _count_days(
    found: dict[int, Counts], place_of: Mapping[int, int], chosen: Sequence[bool] | None, walkers: Walkers
) -> None:
    places = [place_of.get(cohort) for cohort in walkers.cohort]
    if chosen is not None:
        places = [place if is_in else None for place, is_in in zip(places, chosen, strict=True)]
    for stage, took in zip(STAGES[1:], walkers.took, strict=True):
        for (place, days), people in Counter(zip(places, took, strict=True)).items():
            if place is not None and days != UNKNOWN_DAYS:
                found[place].days.setdefault(stage, {})[days] = people


def total(parts: Iterable[Counts]) -> Counts:
    """Return the sums of all the parts."""
    whole = Counts()
    for part in parts:
        whole.add(part)
    return whole


def _funnel(whole: Counts, basis: Basis, scope: Scope, known: dict[int, str] | None = None) -> Funnel:
    sales = Certification.objects.live().filter(
        frozen_q(scope, basis, known), is_demonstration=basis.demonstration, is_baseline_seller=True
    )
    sold = sales.filter(event_on__range=(basis.first_day, basis.last_day))
    return Funnel(whole.reached, whole.baseline, sold.values("learner").distinct().count(), whole.inferred)
