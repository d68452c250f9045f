"""When something was done that a phone tells of: its own clock, put right by what it knew of ours."""

from datetime import UTC, datetime, timedelta

from courses.people.models import Learner
from lms.dates import bangkok_date, day_bounds


def moment_of(clock: datetime, skew_ms: int | None, *, learner: Learner, received_at: datetime) -> datetime:
    """Return the moment of an act: not before the learner joined, not after the day of its arrival.

    `skew_ms` is how far the phone's clock was behind ours at their last contact. A moment behind the day of
    arrival is a clock set wrong since: all we know is that day, so the act stands at its beginning. Within
    one day the moment thus follows from the item alone, never from when or in which order items arrive;
    moving a clock that is minutes fast back to the arrival would let the order of arrival decide.
    """
    today = bangkok_date(received_at)
    begins, ends = (edge.astimezone(UTC) for edge in day_bounds(today, today))
    try:
        moment = clock.astimezone(UTC) + timedelta(milliseconds=skew_ms or 0)
    except OverflowError:
        moment = ends if clock.year > received_at.year else learner.joined_at
    return max(begins if moment >= ends else moment, learner.joined_at)
