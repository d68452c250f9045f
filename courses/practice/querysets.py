"""Who sees which practice work."""

from typing import TYPE_CHECKING, Any

from django.db import models

from courses.cohorts.querysets import learner_gate
from lms.accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class SubmissionQuerySet(models.QuerySet[Any]):
    """Practice work for the learner's pages and the review queue."""

    def visible_to(self, user: "User | AnonymousUser") -> "SubmissionQuerySet":
        """Return the learner's own work, or the work of learners whom a staff member may see."""
        return self.filter(learner_gate(user))

    def waiting(self) -> "SubmissionQuerySet":
        """Return undecided work, oldest first."""
        return self.filter(state="pending").order_by("sent_at", "id")
