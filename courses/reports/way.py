"""People on the way to a first sale in one year: the funnel of a place and of each of its parts.

A part's sums are made of the same rows as the whole's, so every total equals the sum of its parts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from courses.milestones.models import Certification
from courses.reports.basis import Basis
from courses.reports.scope import COUNTRY, Scope, communities_in, frozen_q
from courses.reports.way_sql import (
    CONTENT,
    CORE,
    ENROLLED,
    EVIDENCE,
    MATURE_DAYS,
    OWN_MARK,
    SALE,
    SHOP,
    STAGES,
    STARTED,
    STILL,
    STUCK_DAYS,
    ask,
    days_between,
    people_sql,
    values,
)

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
    "way_by",
    "way_of",
]


def _one_if(condition: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


SUMS = ", ".join(
    [
        *(_one_if(f"stage >= {stage}") for stage in STAGES),
        *(_one_if(f"stage >= {stage} AND {OWN_MARK[stage]} IS NULL") for stage in STAGES),
        _one_if("stage = 0"),
        _one_if("stage > 0 AND shop_on IS NOT NULL"),
        "SUM(is_stuck)",
        "SUM(is_silent)",
        _one_if("stage > 0 AND is_young = 1"),
    ]
)

SUMMED = f"SELECT grp, 0 AS stage, 0 AS days, 0 AS people, {SUMS} FROM staged GROUP BY grp"  # noqa: S608
NO_SUMS = ", ".join("0" for _ in SUMS.split(", "))


def _days_to(stage: int) -> str:
    """Return how many people took how many days from the stage before, as rows beside the sums."""
    before, here = OWN_MARK[stage - 1], OWN_MARK[stage]
    return f""" UNION ALL SELECT grp, {stage}, took, COUNT(*), {NO_SUMS}
      FROM (SELECT grp, {days_between(before, here)} AS took FROM staged
        WHERE stage >= {stage} AND {before} IS NOT NULL AND {here} IS NOT NULL) walked
      GROUP BY grp, took"""  # noqa: S608 - our own constants


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
    parts: dict[int, Counts] = field(default_factory=dict)


def way_of(basis: Basis) -> Way:
    """Count the people on the way, by community and for the country: two queries.

    Everybody stands in one community; the country is the sum of the communities.
    """
    parts = way_by(basis, COUNTRY, None)
    communities = {
        pk: CommunityCounts(part.learners, part.shops, part.stuck, part.silent) for pk, part in parts.items()
    }
    return Way(_funnel(total(parts.values()), basis, COUNTRY), communities, parts)


def funnel_of(basis: Basis, scope: Scope = COUNTRY, known: dict[int, str] | None = None) -> Funnel:
    """Count the funnel of a scope: two queries, and one for its places where it has an area."""
    parts = way_by(basis, scope, communities_in(scope, known))
    return _funnel(total(parts.values()), basis, scope, known)


def way_by(
    basis: Basis,
    scope: Scope,
    communities: Iterable[int] | None,
    *,
    groups: Mapping[int, int] | None = None,
    grouped: str = "k.community_id",
    with_days: bool = False,
    mature_days: int = MATURE_DAYS,
) -> dict[int, Counts]:
    """Return the sums of a scope's people by community, or as `people_sql` was told: one query."""
    statement = people_sql(basis, scope, communities, groups=groups, grouped=grouped) + SUMMED
    if with_days:
        statement += "".join(_days_to(stage) for stage in STAGES[1:])
    found: dict[int, Counts] = {}
    for group, stage, days, people, *sums in ask(statement, values(basis, scope, mature_days)):
        counts = found.setdefault(group, Counts())
        if stage:
            counts.days.setdefault(stage, {})[days] = people
        else:
            _fill(counts, sums)
    return found


def total(parts: Iterable[Counts]) -> Counts:
    """Return the sums of all the parts."""
    whole = Counts()
    for part in parts:
        whole.add(part)
    return whole


def _fill(counts: Counts, sums: list[int]) -> None:
    size = len(STAGES)
    sums = [int(value) for value in sums]
    counts.reached = dict(zip(STAGES, sums[:size], strict=True))
    counts.inferred = dict(zip(STAGES, sums[size : 2 * size], strict=True))
    counts.baseline, counts.shops, counts.stuck, counts.silent, counts.young = sums[2 * size :]


def _funnel(whole: Counts, basis: Basis, scope: Scope, known: dict[int, str] | None = None) -> Funnel:
    sales = Certification.objects.live().filter(
        frozen_q(scope, basis, known), is_demonstration=basis.demonstration, is_baseline_seller=True
    )
    sold = sales.filter(event_on__range=(basis.first_day, basis.last_day))
    return Funnel(whole.reached, whole.baseline, sold.values("learner").distinct().count(), whole.inferred)
