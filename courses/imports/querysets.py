"""Who may see a list that was sent."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models

from courses.cohorts.querysets import community_gate
from lms.accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# A chunk takes a second: a list that stood still this long has lost its worker.
STANDS_STILL = timedelta(seconds=60)


class ImportBatchQuerySet(models.QuerySet[Any]):
    """Lists for the pages of a cohort."""

    def visible_to(self, user: "User | AnonymousUser") -> "ImportBatchQuerySet":
        """Return the lists of cohorts that a staff member may see."""
        return self.filter(community_gate(user, "cohort__community"))

    def forgotten(self, at: datetime) -> "ImportBatchQuerySet":
        """Return the lists that nobody works on although they are not done."""
        return self.filter(state="working", worked_at__lt=at - STANDS_STILL)
