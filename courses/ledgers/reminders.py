"""Every night: marks that are over become expired, and whoever's mark runs out soon is told once."""

from datetime import datetime, timedelta

from django.db import transaction

from courses.ledgers.dbd_actions import expire_over
from courses.ledgers.models import DbdApplication, DbdReminder
from lms.dates import bangkok_date

# Days before the last day of a mark at which a reminder is made, the earliest first.
BOUNDARIES = (90, 30, 7, 0)


def boundary_of(days_left: int) -> int | None:
    """Return the boundary that a mark has reached; None while there are more than 90 days.

    A night that was missed is made up for: with 29 days left the reminder of 30 is due, not that of 90.
    """
    return min((days for days in BOUNDARIES if days_left <= days), default=None)


@transaction.atomic
def look_after_marks(at: datetime) -> int:
    """Make the reminders that are due and expire what is over. Returns how many reminders are new.

    Safe to run twice: a reminder is made once for each boundary and last day.
    """
    today = bangkok_date(at)
    before = DbdReminder.objects.count()
    running = DbdApplication.objects.running().filter(expires_on__lte=today + timedelta(days=BOUNDARIES[0]))
    due = [
        DbdReminder(
            application_id=pk,
            expires_on=expires_on,
            days_before=boundary_of((expires_on - today).days) or 0,
            made_at=at,
        )
        for pk, expires_on in running.values_list("pk", "expires_on")
    ]
    DbdReminder.objects.bulk_create(due, ignore_conflicts=True, batch_size=1000)
    expire_over(today, at=at)
    return DbdReminder.objects.count() - before
