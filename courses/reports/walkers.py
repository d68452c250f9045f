"""Everybody on the way in one year, kept and brought up to date: what all figures of the way are made of.

Sorting fifty thousand people into stages takes a second. So a large programme keeps the sorted people and,
each time somebody asks, sorts again only those of whom something was written since: claims, verdicts,
certifications, enrolments, progress, and every person that an act of the record names. Whatever cannot be
told apart in this way (a merge, an erasure, another cohort's dates, rows that went away, a new day) sorts
all of them again, and so does the end of `LIFE`. A programme of fewer than `KEEP_FROM` enrolments is
sorted each time.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import compress
from typing import Any
from uuid import uuid4
from zlib import crc32

from django.core.cache import cache

from courses.reports.basis import Basis
from courses.reports.walkers_sql import COHORTS, Marks, changed_since, read_marks
from courses.reports.way_sql import OWN_MARK, STAGES, ask, day_of, people_sql, values
from lms.dates import bangkok_date, now

KEEP_FROM = 500
LIFE = timedelta(minutes=10)
# The worker sorts again before that, while somebody has been asking within four days: over a weekend.
READY_BEFORE = timedelta(minutes=2)
ASKED_SECONDS = 4 * 24 * 3600
KEEP_SECONDS = 24 * 3600
# More than this are sorted faster all together.
MOST_CHANGED = 2_000
# What is asked about another moment than the present is never kept.
PRESENT = timedelta(minutes=5)
NOT_SOLD, NOBODY, UNKNOWN_DAYS = -2, -1, -1
STUCK, SILENT, WAITS = (1 << (4 + len(STAGES) + place) for place in range(3))

SELECT = f"""SELECT learner_id, cohort_id, stage, is_stuck, is_silent, waits,
  CASE WHEN is_sold = 1 THEN COALESCE(frozen_trainer_id, {NOBODY}) ELSE {NOT_SOLD} END,
  track_id, sex, education, birth_year_be, {{days}} FROM staged"""  # noqa: S608 - our own constants


def stage_in(code: int) -> int:
    """Return the stage that a person's code holds; 0 stands beside the funnel."""
    return code & 15


def has_mark(code: int, stage: int) -> bool:
    """Tell whether the person passed a stage themselves."""
    return bool(code >> (3 + stage) & 1)


@dataclass(frozen=True, slots=True)
class CohortFacts:
    """What the figures need of a cohort. `starts_on` is the day's ordinal."""

    community: int
    trainer: int | None
    starts_on: int


@dataclass(slots=True)
class Walkers:
    """The people of one year in columns of the same length.

    `code` packs the stage (4 bits), a bit for each stage passed by themselves, and `STUCK`, `SILENT`,
    `WAITS`. `seller_trainer` is the trainer frozen with a certification, `NOBODY`, or `NOT_SOLD`.
    `birth` is the Buddhist year or 0. `since` is the ordinal of the day when the stage was reached, or 0.
    `took` holds for each stage but the first the days from the stage before, or `UNKNOWN_DAYS`.
    `sums` tells how many people stand in each cohort with each code: (cohort, code) to people.
    """

    learner: Sequence[int]
    cohort: Sequence[int]
    code: Sequence[int]
    seller_trainer: Sequence[int]
    track: Sequence[str | None]
    sex: Sequence[str]
    education: Sequence[str]
    birth: Sequence[int]
    since: Sequence[int]
    took: Sequence[Sequence[int]]
    sums: Counter[tuple[int, int]]

    def __len__(self) -> int:
        return len(self.learner)

    def told_of(self, learners: set[int]) -> dict[int, tuple[Any, ...]]:
        """Return everything about some of them, by learner."""
        columns = [*(getattr(self, name) for name in COLUMNS), *self.took]
        places = [n for n, pk in enumerate(self.learner) if pk in learners]
        return {self.learner[n]: tuple(column[n] for column in columns) for n in places}

    def with_instead(self, learners: set[int], others: "Walkers") -> "Walkers":
        """Return these people without some, and with others."""
        stays = [pk not in learners for pk in self.learner]

        def joined(mine: Sequence[Any], theirs: Sequence[Any]) -> Sequence[Any]:
            found: Any = type(mine)(mine.typecode) if isinstance(mine, array) else []
            found.extend(compress(mine, stays))
            found.extend(theirs)
            return found

        plain = {name: joined(getattr(self, name), getattr(others, name)) for name in COLUMNS}
        took = [joined(mine, theirs) for mine, theirs in zip(self.took, others.took, strict=True)]
        # So few change that adding everybody up anew would cost more than all else.
        sums, goes = Counter(self.sums), [not one for one in stays]
        sums.subtract(compress(zip(self.cohort, self.code, strict=True), goes))
        sums.update(others.sums)
        return Walkers(**plain, took=took, sums=+sums)


# What each person has one value of, but `took`.
COLUMNS = tuple(field.name for field in fields(Walkers) if field.name not in ("took", "sums"))


@dataclass(frozen=True, slots=True)
class Year:
    """The people of a year, the cohorts of today by id, and what changes when any of them changes.

    `version` is empty where nothing is kept.
    """

    walkers: Walkers
    cohorts: dict[int, CohortFacts]
    version: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is known of sorted people: when all of them were sorted, when the last of them, and where."""

    sorted_at: datetime
    read_at: datetime
    marks: Marks
    running: int
    rows_key: str


# The newest people of each year that this process has in hand: taking them out of the cache costs more
# than all sums of a page.
_IN_HAND: dict[str, tuple[str, Walkers]] = {}
MOST_IN_HAND = 4


def year_of_people(basis: Basis) -> Year:
    """Return everybody on the way in a year: at most four queries at any size."""
    cohorts, running = _cohorts(basis)
    key = _key(basis)
    is_kept = abs(basis.at - now()) <= PRESENT and basis.window is None  # months are too many to keep
    kept: _Kept | None = cache.get(key) if is_kept else None
    marks = read_marks(kept.marks if kept else None, kept.read_at if kept else basis.at)
    if not is_kept or marks.enrolments < KEEP_FROM:
        return Year(read_walkers(basis), cohorts, "")
    cache.add(_asked_key(basis), 1, ASKED_SECONDS)
    walkers = _up_to_date(key, kept, marks, running, basis)
    return Year(walkers, cohorts, f"{marks.version}-{running}")


def read_year(basis: Basis) -> Year:
    """Sort everybody on the way anew and keep nothing of it: two queries. For what is only tried."""
    return Year(read_walkers(basis), _cohorts(basis)[0], "")


def keep_ready(at: datetime) -> None:
    """Sort this year's people before a page must: on a new day, after a merge, at the end of `LIFE`."""
    basis = Basis.of(None, at=at)
    if not cache.has_key(_asked_key(basis)):
        return
    key = _key(basis)
    kept: _Kept | None = cache.get(key)
    _cohorts_now, running = _cohorts(basis)
    marks = read_marks(kept.marks if kept else None, kept.read_at if kept else at)
    if kept is None or not _is_good(kept, marks, running, at + READY_BEFORE):
        _keep(key, read_walkers(basis), _Kept(at, at, marks, running, f"{key}/{uuid4().hex}"))


def _up_to_date(key: str, kept: _Kept | None, marks: Marks, running: int, basis: Basis) -> Walkers:
    walkers = _in_hand(key, kept.rows_key) if kept else None
    changed = _changed(kept, marks, running, basis) if kept and walkers else None
    if kept is None or walkers is None or changed is None:
        walkers = read_walkers(basis)
        _keep(key, walkers, _Kept(basis.at, basis.at, marks, running, f"{key}/{uuid4().hex}"))
    elif changed:
        others = read_walkers(basis, changed)
        if others.told_of(changed) != walkers.told_of(changed):
            walkers = walkers.with_instead(changed, others)
            _keep(key, walkers, _Kept(kept.sorted_at, basis.at, marks, running, f"{key}/{uuid4().hex}"))
    return walkers


def _in_hand(key: str, rows_key: str) -> Walkers | None:
    known, walkers = _IN_HAND.get(key, ("", None))
    if known != rows_key:
        walkers = cache.get(rows_key)
        _take_in_hand(key, rows_key, walkers)
    return walkers


def _keep(key: str, walkers: Walkers, kept: _Kept) -> None:
    cache.set(kept.rows_key, walkers, KEEP_SECONDS)
    cache.set(key, kept, KEEP_SECONDS)
    _take_in_hand(key, kept.rows_key, walkers)


def _take_in_hand(key: str, rows_key: str, walkers: Walkers | None) -> None:
    if walkers is None:
        return
    _IN_HAND.pop(key, None)
    while len(_IN_HAND) >= MOST_IN_HAND:
        _IN_HAND.pop(next(iter(_IN_HAND)), None)
    _IN_HAND[key] = (rows_key, walkers)


# What an older release of the programme kept is not understood as something else.
_FORM = tuple(field.name for kind in (Walkers, Marks, _Kept) for field in fields(kind))


def _key(basis: Basis) -> str:
    facts = (_FORM, basis.year_be, basis.kind.value, basis.demonstration, bangkok_date(basis.at))
    return f"walkers/{sha256(repr(facts).encode()).hexdigest()}"


def _asked_key(basis: Basis) -> str:
    """Return where it is noted that somebody looks at a year, whatever the day and the release."""
    return f"walkers-asked/{basis.year_be}-{basis.kind.value}-{basis.demonstration}"


def _is_good(kept: _Kept, marks: Marks, running: int, at: datetime) -> bool:
    """Tell whether what is kept can be brought up to date without sorting everybody."""
    is_young = kept.sorted_at <= at < kept.sorted_at + LIFE
    return is_young and kept.running == running and marks.explain(kept.marks)


def _changed(kept: _Kept, marks: Marks, running: int, basis: Basis) -> set[int] | None:
    """Return of whom something was written since; None where all must be sorted again."""
    if basis.at < kept.read_at or not _is_good(kept, marks, running, basis.at):
        return None
    changed = changed_since(kept.marks, kept.read_at)
    return changed if len(changed) <= MOST_CHANGED else None


def _cohorts(basis: Basis) -> tuple[dict[int, CohortFacts], int]:
    """Return the cohorts of the basis' kind, and a sum of what decides who stands in which: one query."""
    rows = ask(COHORTS, {"demonstration": basis.demonstration})
    day = _days()
    found = {
        pk: CohortFacts(community, trainer, day(starts_on))
        for pk, community, trainer, starts_on, _ends_on in rows
    }
    return found, crc32(repr([(row[0], str(row[4])) for row in rows]).encode())


def read_walkers(basis: Basis, learners: Iterable[int] | None = None) -> Walkers:
    """Sort the people of a year, or some of them, in one query."""
    days = ", ".join(day_of(mark) for mark in OWN_MARK.values())
    rows = ask(people_sql(basis, learners) + SELECT.format(days=days), values(basis))
    return _columns(rows)


def _columns(rows: list[tuple[Any, ...]]) -> Walkers:
    if not rows:
        empty: list[Any] = [()] * (11 + len(STAGES))
        return _filled(empty)
    return _filled([list(column) for column in zip(*rows, strict=True)])


def _filled(columns: list[Any]) -> Walkers:
    learner, cohort, stages, stuck, silent, waits, trainer, track, sex, education, birth, *marks = columns
    day = _days()
    days = [[day(value) if value is not None else 0 for value in mark] for mark in marks]
    codes = [
        stage | (STUCK if is_stuck else 0) | (SILENT if is_silent else 0) | (WAITS if does_wait else 0)
        for stage, is_stuck, is_silent, does_wait in zip(stages, stuck, silent, waits, strict=True)
    ]
    for place, reached in enumerate(days):
        bit = 1 << (4 + place)
        codes = [code | bit if on else code for code, on in zip(codes, reached, strict=True)]
    return Walkers(
        learner=array("q", learner),
        cohort=array("q", cohort),
        code=array("l", codes),
        seller_trainer=array("q", trainer),
        track=list(track),
        sex=list(sex),
        education=list(education),
        birth=array("h", [year or 0 for year in birth]),
        since=array("l", [days[stage - 1][n] if stage else 0 for n, stage in enumerate(stages)]),
        took=[
            array(
                "l",
                [
                    max(here - before, 0) if here and before and reached >= stage else UNKNOWN_DAYS
                    for before, here, reached in zip(days[stage - 2], days[stage - 1], stages, strict=True)
                ],
            )
            for stage in STAGES[1:]
        ],
        sums=Counter(zip(cohort, codes, strict=True)),
    )


def _days() -> Callable[[Any], int]:
    """Return what turns a day as the database gave it into its ordinal: SQLite keeps days as text."""
    known: dict[Any, int] = {}

    def day(value: date | str) -> int:
        found = known.get(value)
        if found is None:
            read = date.fromisoformat(value[:10]) if isinstance(value, str) else value
            found = known[value] = read.toordinal()
        return found

    return day
