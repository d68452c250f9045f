"""The rows behind every figure, read with plain SELECTs: no queryset and no statement of the screens.

What is worked out from them stands in `standing`, `pages` and `indicators`. Fifty thousand people are a few
hundred thousand short rows; they are read once for a whole recount.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection

from lms.geo import current_code

THAILAND = timedelta(hours=7)  # no summer time

LEARNERS = """SELECT id, sold_before, merged_into_id, sex, birth_year_be, education FROM courses_learner"""
COHORTS = """SELECT k.id, k.community_id, k.number, k.trainer_id, k.starts_on, k.ends_on,
  k.is_demonstration OR m.is_demonstration FROM courses_cohort k
  JOIN courses_community m ON m.id = k.community_id"""
COMMUNITIES = """SELECT id, key, area_code, target_sellers, is_demonstration FROM courses_community"""
ENROLMENTS = "SELECT id, learner_id, cohort_id, joined_at, left_at FROM courses_enrolment"
SALES = """SELECT learner_id, cohort_id, community_id, track_id, trainer_id, event_on, is_demonstration,
  is_baseline_seller FROM courses_certification WHERE revoked_at IS NULL AND merged_away_at IS NULL"""
CORES = "SELECT learner_id, cohort_id, track_id, reached_at FROM courses_corecompletion"
CLAIMS = "SELECT learner_id, milestone, state, happened_on, sent_at FROM courses_claim"
LESSONS = "SELECT learner_id, MIN(opened_at), MAX(last_seen_at) FROM courses_lessonprogress GROUP BY 1"
WORKS = "SELECT learner_id, MAX(sent_at) FROM courses_submission GROUP BY 1"
RULES = """SELECT from_year_be, value FROM courses_countingrule WHERE name = 'baseline-excluded'
  ORDER BY from_year_be, id"""


class Person(NamedTuple):
    """A profile."""

    id: int
    sold_before: bool
    merged_into: int | None
    sex: str
    birth_year_be: int | None
    education: str


class Cohort(NamedTuple):
    """A cohort; `is_demonstration` holds for one of a demonstration community as well."""

    id: int
    community: int
    number: int
    trainer: int | None
    starts_on: date
    ends_on: date
    is_demonstration: bool


class Community(NamedTuple):
    """A community with its area code in use today."""

    id: int
    key: str
    code: str
    target: int | None
    is_demonstration: bool


class Stay(NamedTuple):
    """An enrolment."""

    id: int
    cohort: int
    joined_at: datetime
    left_at: datetime | None


class Sale(NamedTuple):
    """A certification that stands; `year_be` is worked out from its day, not read."""

    learner: int
    cohort: int
    community: int
    track: str
    trainer: int | None
    event_on: date
    is_demonstration: bool
    is_baseline: bool
    year_be: int


class Core(NamedTuple):
    """The core lessons finished."""

    cohort: int | None
    track: str
    reached_at: datetime


class Claim(NamedTuple):
    """A claim."""

    milestone: str
    state: str
    happened_on: date
    sent_at: datetime


def moment(value: Any) -> datetime:
    """Return a moment in UTC however the database hands it over."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    found: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
    return found


def day(value: Any) -> date:
    """Return a day however the database hands it over."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def thai_day(value: datetime) -> date:
    """Return the day in Thailand of a moment."""
    return (value.astimezone(UTC) + THAILAND).date()


def fiscal(day: date) -> int:
    """Return the fiscal year of a day: from October on it is the next one."""
    return day.year + 543 + (day.month > 9)


def _maybe(value: Any) -> datetime | None:
    return None if value is None else moment(value)


def select(statement: str) -> list[tuple[Any, ...]]:
    """Run one plain statement without parameters."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


class Facts:
    """Everything that is read, each table once and only when asked for."""

    def __init__(self) -> None:
        self.made: dict[Any, Any] = {}

    @cached_property
    def people(self) -> dict[int, Person]:
        """Return the profiles by id."""
        return {row[0]: Person(*row) for row in select(LEARNERS)}

    @cached_property
    def communities(self) -> dict[int, Community]:
        """Return the communities by id."""
        rows = select(COMMUNITIES)
        return {
            pk: Community(pk, key, current_code(code), target, bool(kind))
            for pk, key, code, target, kind in rows
        }

    @cached_property
    def cohorts(self) -> dict[int, Cohort]:
        """Return the cohorts by id."""
        return {
            row[0]: Cohort(row[0], row[1], row[2], row[3], day(row[4]), day(row[5]), bool(row[6]))
            for row in select(COHORTS)
        }

    @cached_property
    def stays(self) -> dict[int, list[Stay]]:
        """Return each person's enrolments."""
        found: dict[int, list[Stay]] = defaultdict(list)
        for pk, learner, cohort, joined, left in select(ENROLMENTS):
            found[learner].append(Stay(pk, cohort, moment(joined), _maybe(left)))
        return found

    @cached_property
    def _members(self) -> dict[int, list[tuple[int, datetime]]]:
        found: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
        for learner, stays in self.stays.items():
            for stay in stays:
                if stay.left_at is None and self.people[learner].merged_into is None:
                    found[stay.cohort].append((learner, stay.joined_at))
        return found

    def members(self, cohort: int) -> list[tuple[int, datetime]]:
        """Return who is in a cohort now, and since when."""
        return self._members.get(cohort, [])

    @cached_property
    def sales(self) -> dict[int, Sale]:
        """Return each person's certification that stands; nobody has two."""
        found = {}
        for learner, cohort, community, track, trainer, event, kind, baseline in select(SALES):
            on = day(event)
            where = (learner, cohort, community, track, trainer)
            found[learner] = Sale(*where, on, bool(kind), bool(baseline), fiscal(on))
        return found

    @cached_property
    def cores(self) -> dict[int, Core]:
        """Return who finished the core."""
        return {row[0]: Core(row[1], row[2], moment(row[3])) for row in select(CORES)}

    @cached_property
    def claims(self) -> dict[int, list[Claim]]:
        """Return each person's claims."""
        found: dict[int, list[Claim]] = defaultdict(list)
        for learner, milestone, state, happened, sent in select(CLAIMS):
            found[learner].append(Claim(milestone, state, day(happened), moment(sent)))
        return found

    @cached_property
    def lessons(self) -> dict[int, tuple[datetime | None, datetime | None]]:
        """Return when each person first opened a lesson, and was last seen in one."""
        return {row[0]: (_maybe(row[1]), _maybe(row[2])) for row in select(LESSONS)}

    @cached_property
    def works(self) -> dict[int, datetime]:
        """Return when each person last sent practice work."""
        return {learner: moment(sent) for learner, sent in select(WORKS)}

    @cached_property
    def rules(self) -> list[tuple[int, int]]:
        """Return from which year on earlier sellers are left out (1) or count (0), oldest first."""
        return [(int(year), int(value)) for year, value in select(RULES)]

    def leaves_out(self, year_be: int) -> bool:
        """Tell whether who had sold before joining is left out in a fiscal year."""
        return bool([1, *(value for year, value in self.rules if year <= year_be)][-1])

    def survivor(self, learner: int) -> int:
        """Return whom a profile leads to in the end."""
        while (onward := self.people[learner].merged_into) is not None:
            learner = onward
        return learner
