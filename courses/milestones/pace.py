"""How fast one person approves: nobody looks at two hundred claims in an hour.

From `APPROVALS_AN_HOUR` approvals within an hour on, each further one carries the flag `over_limit`, and
each such first sale is looked at a second time. At `MOST_APPROVALS_AN_HOUR` the action refuses: the claim
waits as it is. The hour is the one before the moment of the verdict, so it never begins anew at full hours.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.milestones.errors import TooManyApprovals
from courses.milestones.models import Claim, ClaimState
from lms.accounts.models import User

HOUR = timedelta(hours=1)


def approvals_within_the_hour(by: User, *, at: datetime) -> int:
    """Return how many claims this person accepted in the hour that ends at a moment."""
    accepted = Claim.objects.filter(decided_by=by, state=ClaimState.VERIFIED)
    return accepted.filter(decided_at__gt=at - HOUR, decided_at__lte=at).count()


def require_pace(by: User, *, at: datetime) -> bool:
    """Tell whether the next approval is over the limit; raise `TooManyApprovals` at the last one.

    Call inside the transaction of the verdict: the person's row is held, so that two windows of one
    reviewer count one after the other.
    """
    User.objects.select_for_update().get(pk=by.pk)
    accepted = approvals_within_the_hour(by, at=at)
    if accepted >= settings.MOST_APPROVALS_AN_HOUR:
        raise TooManyApprovals(
            _("You have accepted %(most)s claims within an hour. Take a rest, then go on: nothing is lost.")
            % {"most": settings.MOST_APPROVALS_AN_HOUR}
        )
    return accepted >= settings.APPROVALS_AN_HOUR
