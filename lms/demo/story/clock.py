"""Days and hours of an invented life: people write between six in the morning and ten at night."""

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from lms.dates import BANGKOK

FIRST_MINUTE, LAST_MINUTE = 6 * 60, 22 * 60


def new_id(rng: Random) -> UUID:
    """Return the UUID that a phone would have made, the same for the same seed."""
    return UUID(int=rng.getrandbits(128), version=4)


def on_day(day: date, rng: Random) -> datetime:
    """Return a moment of a day in Thailand at which people are awake."""
    minutes = rng.randrange(FIRST_MINUTE, LAST_MINUTE)
    return datetime.combine(day, time(minutes // 60, minutes % 60, rng.randrange(60)), BANGKOK)


def later(moment: datetime, days: float, rng: Random) -> datetime:
    """Return a waking moment about so many days later, and always later than `moment`."""
    target = (moment + timedelta(days=days)).astimezone(BANGKOK)
    chosen = on_day(target.date(), rng)
    if chosen <= moment:
        chosen = moment + timedelta(minutes=rng.randrange(20, 120))
    return chosen


def earlier(moment: datetime, days: float, rng: Random) -> datetime:
    """Return a waking moment about so many days earlier, and always earlier than `moment`."""
    target = (moment - timedelta(days=days)).astimezone(BANGKOK)
    chosen = on_day(target.date(), rng)
    return chosen if chosen < moment else moment - timedelta(minutes=rng.randrange(20, 120))


def some_days(mean: float, rng: Random) -> float:
    """Return a waiting time: mostly near the mean, now and then much longer."""
    return min(mean * 4, rng.gammavariate(2.0, mean / 2))
