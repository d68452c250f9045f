"""Who may look a second time, and what waits for it."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr

from courses.cohorts.models import Enrolment, TrainerCommunity
from courses.cohorts.querysets import community_gate
from lms.accounts.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

PROVINCE_DIGITS = 2


class SecondLookQuerySet(models.QuerySet[Any]):
    """Claims that another person looks at again."""

    def visible_to(self, user: "User | AnonymousUser") -> "SecondLookQuerySet":
        """Return those of a manager's areas, all for an administrator; learners see none.

        A trainer sees those of other communities in the provinces where they teach: neither their own
        community nor a learner whom they train or trained.
        """
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.role != Role.TRAINER:
            return self.filter(community_gate(user, "claim__certification__community"))
        mine = TrainerCommunity.objects.filter(trainer=user)
        near = mine.annotate(province=Substr("community__area_code", 1, PROVINCE_DIGITS)).filter(
            province=Substr(OuterRef("claim__certification__community__area_code"), 1, PROVINCE_DIGITS)
        )
        own = Enrolment.objects.filter(learner=OuterRef("claim__learner"), cohort__trainer=user)
        ours = mine.values("community_id")
        return self.filter(Q(Exists(near)) & ~Q(Exists(own))).exclude(
            claim__certification__community__in=ours
        )

    def with_people(self) -> "SecondLookQuerySet":
        """Bring along whose claim it is, where the person was counted, and who decided."""
        return self.select_related(
            "claim__learner__user",
            "claim__shop",
            "claim__certification__community",
            "claim__certification__cohort",
            "first_decider",
            "looked_by",
        )

    def to_look_at(self, user: User) -> "SecondLookQuerySet":
        """Return what this person may look at now: undecided, still counted, first decided by another."""
        waiting = self.visible_to(user).filter(verdict="", claim__certification__revoked_at__isnull=True)
        return waiting.exclude(first_decider=user).order_by("is_drawn", "drawn_at", "pk")

    def proposals(self, user: User) -> "SecondLookQuerySet":
        """Return what did not stand, for the manager: the certification is still counted."""
        if user.role == Role.TRAINER:
            return self.none()
        fallen = self.visible_to(user).filter(verdict="falls", kept_at__isnull=True)
        return fallen.filter(claim__certification__revoked_at__isnull=True).order_by("looked_at", "pk")
