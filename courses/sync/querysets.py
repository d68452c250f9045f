"""Who sees what could not be stored."""

from typing import TYPE_CHECKING, Any

from django.db import models

from courses.cohorts.models import Enrolment
from courses.cohorts.querysets import learner_gate
from lms.accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class RejectedItemQuerySet(models.QuerySet[Any]):
    """Rejected items for the learner's page and for the desk."""

    def visible_to(self, user: "User | AnonymousUser") -> "RejectedItemQuerySet":
        """Return the learner's own items, or those of learners whom a staff member may see."""
        return self.filter(learner_gate(user))

    def waiting(self) -> "RejectedItemQuerySet":
        """Return the items that nobody has brought in yet, oldest first."""
        return self.filter(replayed_at__isnull=True).order_by("received_at", "id")

    def with_people(self) -> "RejectedItemQuerySet":
        """Bring along whose item it is and where the person learns."""
        enrolments = (
            Enrolment.objects.active().select_related("cohort__community").order_by("-joined_at", "-pk")
        )
        return self.select_related("learner__user").prefetch_related(
            models.Prefetch("learner__enrolments", enrolments)
        )
