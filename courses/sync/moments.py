"""When something was done that a phone tells of: its own clock, put right by what it knew of ours."""

from datetime import UTC, datetime, timedelta

from courses.people.models import Learner
from lms.dates import bangkok_date, day_bounds

# A clock that is a little fast says "now"; one that is far ahead says nothing about the hour.
A_LITTLE = timedelta(minutes=10)


def moment_of(clock: datetime, skew_ms: int | None, *, learner: Learner, received_at: datetime) -> datetime:
    """Return the moment of an act: not before the learner joined and never after its arrival.

    `skew_ms` is how far the phone's clock was behind ours at their last contact. A moment far in the
    future is a clock set wrong since: all we know is the day of arrival, so the act stands at its
    beginning. Within one day the moment thus follows from the item alone, never from when or in which
    order items arrive.
    """
    try:
        moment = clock.astimezone(UTC) + timedelta(milliseconds=skew_ms or 0)
    except OverflowError:
        moment = received_at + 2 * A_LITTLE if clock.year > received_at.year else learner.joined_at
    if moment > received_at + A_LITTLE:
        today = bangkok_date(received_at)
        moment = day_bounds(today, today)[0].astimezone(UTC)
    return max(min(moment, received_at), learner.joined_at)
