"""All figures of a year with the people whom each counts, before and after a change that is only tried.

The change is made by the action that would make it, the figures are counted by the code that publishes
them, and then all of it is taken back: there is no second formula and nothing of it stays. Nothing kept is
read and nothing is kept, or a tried figure could be shown later as the true one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Model, QuerySet

from courses.goals.models import IndicatorCode
from courses.milestones.second_looks import SecondLookRate, second_look_rate
from courses.reports.basis import Basis
from courses.reports.counting import cores_of, ripe_sellers_of, sellers_of, timed_sellers_of, waiting_of
from courses.reports.counting_more import active_of, trained_sellers_of
from courses.reports.figures import Figure, Reading, read_figures
from courses.reports.rules.aside import taken_back
from courses.reports.sold import days_of
from courses.reports.walkers import read_year, stage_in
from courses.reports.way import CORE, ENROLLED, Funnel, way_of

# Whom an indicator tells of: all of its N where it is a share. Ledgers and sums of money count no learners.
PEOPLE: dict[str, Callable[[Reading], QuerySet[Model]]] = {
    IndicatorCode.K1: sellers_of,
    IndicatorCode.K1A: cores_of,
    IndicatorCode.K1B: waiting_of,
    IndicatorCode.K4: ripe_sellers_of,
    IndicatorCode.K7: timed_sellers_of,
    IndicatorCode.K9: active_of,
    IndicatorCode.K10: sellers_of,
    IndicatorCode.K11: sellers_of,
    IndicatorCode.K12: trained_sellers_of,
}
FROM_STAGE = {IndicatorCode.K5: ENROLLED, IndicatorCode.K6: CORE}


@dataclass(frozen=True)
class Measured:
    """What is published of one year. `people` are learners by indicator, `stages` the stage of each.

    `looks` is None for a calendar year: second looks are drawn and told by fiscal years.
    """

    basis: Basis
    figures: list[Figure]
    people: dict[str, set[int]]
    stages: dict[int, int]
    funnel: Funnel
    looks: SecondLookRate | None
    days: dict[date, int]

    def reached(self, stage: int) -> set[int]:
        """Return the learners at a stage or a later one."""
        return {learner for learner, own in self.stages.items() if own >= stage}

    @property
    def beside(self) -> set[int]:
        """Return the learners who had sold before joining and stand beside the funnel."""
        return {learner for learner, own in self.stages.items() if not own}


def measure(basis: Basis) -> Measured:
    """Count everything of a year: the same number of queries at any size, none of them kept."""
    year = read_year(basis)
    way = way_of(basis, year)
    reading = Reading(basis, funnel=way.funnel)
    stages = dict(zip(year.walkers.learner, map(stage_in, year.walkers.code), strict=True))
    people = {
        str(code): set(rows(reading).order_by().values_list("learner_id", flat=True))
        for code, rows in PEOPLE.items()
    }
    for code, first in FROM_STAGE.items():
        people[str(code)] = {learner for learner, own in stages.items() if own >= first}
    return Measured(
        basis=basis,
        figures=read_figures(reading),
        people=people,
        stages=stages,
        funnel=way.funnel,
        looks=second_look_rate(basis.year_be, basis.at, demonstration=basis.demonstration)
        if basis.is_fiscal
        else None,
        days=days_of(basis),
    )


def try_out(act: Callable[[], object], bases: Sequence[Basis]) -> list[tuple[Measured, Measured]]:
    """Return what is published before an act and after it, year by year; the act itself is taken back.

    On SQLite all of it reads one moment, so that nothing that others do meanwhile is taken for its doing.
    Raises what the act raises.
    """
    with taken_back():
        before = [measure(basis) for basis in bases]
        act()
        after = [measure(basis) for basis in bases]
    return list(zip(before, after, strict=True))
