"""The people behind a bar: who they are, why they stand there, what to do next; worst first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.cohorts.models import Cohort
from courses.people.models import Learner
from courses.reports.drill_state import MISSING, DrillState
from courses.reports.stage_words import next_acts, stage_labels
from courses.reports.walkers import SILENT, STUCK, WAITS, Walkers, Year, stage_in
from courses.reports.way import grouping, in_scope
from courses.reports.way_sql import STAGES
from lms.dates import bangkok_date

PAGE_SIZE = 50
# A file brings names to so many people at once.
PART_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of the list. `days` is how long they have stood at their stage, None where unknown."""

    id: int
    name: str
    phone: str
    place: str
    stage: str
    days: int | None
    quiet_days: int | None
    why: str
    act: str
    is_silent: bool
    is_stuck: bool


@dataclass(frozen=True)
class PeoplePage:
    """One page of the list: `total` are the people behind the bar that may be seen."""

    people: list[Listed]
    total: int
    page: int
    pages: int


def people_page(
    state: DrillState, communities: Iterable[int] | None, year: Year, *, with_phones: bool
) -> PeoplePage:
    """Return one page of the people who reached a stage, or who stopped before it: two queries.

    `communities` are those of the place that the reader may see, None for the whole country. First come
    those nobody has heard of, then those stuck before a shop, then those longest at their stage. A page
    beyond the last one is empty.
    """
    found = _worst_first(state, communities, year)
    start = (state.page - 1) * PAGE_SIZE
    people = _dressed(year.walkers, found[start : start + PAGE_SIZE], state, with_phones)
    return PeoplePage(people, len(found), state.page, max(-(-len(found) // PAGE_SIZE), 1))


def all_people(
    state: DrillState, communities: Iterable[int] | None, year: Year, *, with_phones: bool
) -> Iterator[list[Listed]]:
    """Yield everybody of the list in the order of its pages: two queries for each thousand."""
    found = _worst_first(state, communities, year)
    for start in range(0, len(found), PART_SIZE):
        yield _dressed(year.walkers, found[start : start + PART_SIZE], state, with_phones)


def _worst_first(state: DrillState, communities: Iterable[int] | None, year: Year) -> list[int]:
    """Return where the people stand in the year's columns."""
    first, last = state.stage, STAGES[-1]
    if state.who == MISSING:
        first, last = state.stage - 1, state.stage - 1
    walkers, here = year.walkers, grouping(year, state.scope, communities)
    chosen = in_scope(year, state.basis, state.scope)
    found = [
        n
        for n, (cohort, code) in enumerate(zip(walkers.cohort, walkers.code, strict=True))
        if first <= stage_in(code) <= last and cohort in here and (chosen is None or chosen[n])
    ]
    code, since, learner = walkers.code, walkers.since, walkers.learner

    def badness(n: int) -> tuple[int, int, int, int]:
        return (-(code[n] & SILENT) - bool(code[n] & STUCK), stage_in(code[n]), since[n], learner[n])

    return sorted(found, key=badness)


def _dressed(walkers: Walkers, places: list[int], state: DrillState, with_phones: bool) -> list[Listed]:
    """Bring names, cohorts and the last sign to people: two queries."""
    learners = Learner.objects.filter(pk__in=[walkers.learner[n] for n in places]).annotate(
        seen_at=Max("progress__last_seen_at")
    )
    known = {
        pk: rest
        for pk, *rest in learners.values_list("pk", "user__name", "user__phone", "seen_at", "joined_at")
    }
    cohorts = Cohort.objects.select_related("community").in_bulk({walkers.cohort[n] for n in places})
    words = _Words(bangkok_date(state.basis.at), stage_labels(), next_acts())
    return [
        words.listed(walkers, n, known[walkers.learner[n]], cohorts[walkers.cohort[n]], with_phones)
        for n in places
    ]


@dataclass(frozen=True, slots=True)
class _Words:
    """Says of each person what is known and what to do next."""

    today: date
    stages: dict[int, str]
    acts: dict[int, str]

    def listed(self, walkers: Walkers, n: int, facts: list[Any], cohort: Cohort, with_phones: bool) -> Listed:
        """Return one line of the list. `facts` are name, phone, last sign and the moment of joining."""
        name, phone, seen_at, joined_at = facts
        code, since = walkers.code[n], walkers.since[n]
        stage, silent, stuck = stage_in(code), bool(code & SILENT), bool(code & STUCK)
        days = self.today.toordinal() - since if since else None
        quiet = max((self.today - bangkok_date(seen_at or joined_at)).days, 0)
        act = _("Check what was sent") if code & WAITS else self.acts[stage]
        return Listed(
            id=walkers.learner[n],
            name=name,
            phone=phone if with_phones else "",
            place=f"{cohort.community.name} · {cohort.label}",
            stage=self.stages[stage],
            days=days,
            quiet_days=quiet,
            why=_why(days, silent, stuck, quiet),
            act=_("Call and ask how it goes") if silent else act,
            is_silent=silent,
            is_stuck=stuck,
        )


def _why(days: int | None, silent: bool, stuck: bool, quiet: int) -> str:
    """Return why a person stands where they stand."""
    if silent:
        return ngettext("not seen for %(n)s day", "not seen for %(n)s days", quiet) % {"n": quiet}
    if stuck and days is not None:
        words = ngettext("no shop %(n)s day after the core", "no shop %(n)s days after the core", days)
        return words % {"n": days}
    if days is None:
        return _("day not known")
    return ngettext("at this stage for %(n)s day", "at this stage for %(n)s days", max(days, 0)) % {
        "n": max(days, 0)
    }
