"""Which claims a person may see, and who counts."""

from typing import TYPE_CHECKING, Any

from django.db import models

from courses.cohorts.querysets import community_gate, learner_gate
from lms.accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ClaimQuerySet(models.QuerySet[Any]):
    """Claims for "my shop" and for the evidence queue."""

    def visible_to(self, user: "User | AnonymousUser") -> "ClaimQuerySet":
        """Return the learner's own claims, or those of learners whom a staff member may see."""
        return self.filter(learner_gate(user))

    def waiting(self) -> "ClaimQuerySet":
        """Return undecided claims, oldest first."""
        return self.filter(state="pending").order_by("sent_at", "id")


class CertificationQuerySet(models.QuerySet[Any]):
    """The people who count. The headline number is a count of this, never a stored counter."""

    def live(self) -> "CertificationQuerySet":
        """Return certifications that are neither revoked nor merged away."""
        return self.filter(revoked_at__isnull=True, merged_away_at__isnull=True)

    def counted(self, *, demonstration: bool) -> "CertificationQuerySet":
        """Return the live certifications that count towards K1: real or demonstration, never both.

        Whoever had sold before joining is shown beside the number and not in it
        (programme document, Decided 2 and 6).
        """
        return self.live().filter(is_demonstration=demonstration, is_baseline_seller=False)

    def visible_to(self, user: "User | AnonymousUser") -> "CertificationQuerySet":
        """Return the certifications of communities that a staff member may see."""
        return self.filter(community_gate(user, "community"))
