"""The people behind a bar: who they are, why they stand there, what to do next; worst first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.cohorts.models import Cohort
from courses.people.models import Learner
from courses.reports.drill_state import MISSING, DrillState
from courses.reports.stage_words import next_acts, stage_labels
from courses.reports.way_sql import OWN_MARK, STAGES, ask, day_of, people_sql, values
from lms.dates import bangkok_date

PAGE_SIZE = 50


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
    state: DrillState, communities: Iterable[int] | None, *, mature_days: int, with_phones: bool
) -> PeoplePage:
    """Return one page of the people who reached a stage, or who stopped before it: three queries.

    `communities` are those of the place that the reader may see, None for the whole country. First come
    those nobody has heard of, then those stuck before a shop, then those longest at their stage. A page
    beyond the last one is empty.
    """
    rows = _rows(state, communities, mature_days)
    total = int(rows[0][-1]) if rows else 0
    people = _dressed(rows, state, with_phones)
    return PeoplePage(people, total, state.page, max(-(-total // PAGE_SIZE), 1))


def _rows(state: DrillState, communities: Iterable[int] | None, mature_days: int) -> list[tuple[Any, ...]]:
    first, last = state.stage, STAGES[-1]
    if state.who == MISSING:
        first, last = state.stage - 1, state.stage - 1
    since = " ".join(f"WHEN {stage} THEN {day_of(mark)}" for stage, mark in OWN_MARK.items())
    statement = people_sql(state.basis, state.scope, communities)
    statement += f"""SELECT learner_id, cohort_id, stage, CASE stage {since} END AS since,
        is_silent, is_stuck, waits, COUNT(*) OVER () AS everybody
      FROM staged WHERE stage BETWEEN {first} AND {last}
      ORDER BY is_silent DESC, is_stuck DESC, stage, since, learner_id
      LIMIT {PAGE_SIZE} OFFSET {(state.page - 1) * PAGE_SIZE}"""  # noqa: S608 - whole numbers
    return ask(statement, values(state.basis, state.scope, mature_days))


def _dressed(rows: list[tuple[Any, ...]], state: DrillState, with_phones: bool) -> list[Listed]:
    """Bring names, cohorts and the last sign to rows: two queries."""
    learners = Learner.objects.filter(pk__in=[row[0] for row in rows]).annotate(
        seen_at=Max("progress__last_seen_at")
    )
    known = {
        pk: rest
        for pk, *rest in learners.values_list("pk", "user__name", "user__phone", "seen_at", "joined_at")
    }
    cohorts = Cohort.objects.select_related("community").in_bulk({row[1] for row in rows})
    today, stages, acts = bangkok_date(state.basis.at), stage_labels(), next_acts()
    found = []
    for pk, cohort_id, stage, since, silent, stuck, waits, _everybody in rows:
        name, phone, seen_at, joined_at = known[pk]
        days = (today - _day(since)).days if since is not None else None
        quiet = (today - bangkok_date(seen_at or joined_at)).days
        act = _("Check what was sent") if waits else acts[stage]
        found.append(
            Listed(
                id=pk,
                name=name,
                phone=phone if with_phones else "",
                place=f"{cohorts[cohort_id].community.name} · {cohorts[cohort_id].label}",
                stage=stages[stage],
                days=days,
                quiet_days=max(quiet, 0),
                why=_why(days, bool(silent), bool(stuck), max(quiet, 0)),
                act=_("Call and ask how it goes") if silent else act,
                is_silent=bool(silent),
                is_stuck=bool(stuck),
            )
        )
    return found


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


def _day(value: date | datetime | str) -> date:
    """Return a day as the database gave it: SQLite keeps it as text."""
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return bangkok_date(value) if isinstance(value, datetime) else value
