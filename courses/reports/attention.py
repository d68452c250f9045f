"""Who needs the trainer first: one action per person, decided from facts alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from lms.dates import bangkok_date, day_bounds

# Programme document, section 3.7: a learner is quiet after 7 days and to be called after 14.
QUIET_DAYS = 7
SILENT_DAYS = 14


class Need(IntEnum):
    """What the trainer should do about a person; the smallest comes first in the table."""

    CALL_STUCK = 0
    CALL = 1
    ASK_STUCK = 2
    ASK = 3
    CHECK_STUCK = 4
    CHECK = 5
    MEND = 6
    NOTHING = 7
    SOLD_BEFORE = 8
    COUNTED = 9


CALLS = (Need.CALL_STUCK, Need.CALL)


@dataclass(slots=True)
class Standing:
    """The facts about one person in a cohort that decide what to do. Filled while rows are read.

    `quiet_days` counts from the last sign of the person, or from joining where there was none.
    """

    quiet_days: int
    waiting: int = 0
    returned: int = 0
    failed: int = 0
    is_certified: bool = False
    is_baseline: bool = False

    @property
    def is_stuck(self) -> bool:
        """Tell whether something came back or a quiz was failed."""
        return bool(self.returned or self.failed)


def silent_since(at: datetime) -> datetime:
    """Return the moment before which the last sign of a silent person lies: whole days in Thailand."""
    day = bangkok_date(at) - timedelta(days=SILENT_DAYS - 1)
    return day_bounds(day, day)[0]


def need_of(standing: Standing) -> Need:
    """Return the one thing to do about a person."""
    if standing.is_certified:
        return Need.SOLD_BEFORE if standing.is_baseline else Need.COUNTED
    if standing.quiet_days >= SILENT_DAYS:
        return Need.CALL_STUCK if standing.is_stuck else Need.CALL
    if standing.quiet_days >= QUIET_DAYS:
        return Need.ASK_STUCK if standing.is_stuck else Need.ASK
    if standing.waiting:
        return Need.CHECK_STUCK if standing.is_stuck else Need.CHECK
    return Need.MEND if standing.is_stuck else Need.NOTHING
