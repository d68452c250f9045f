"""Who may look a second time, and what waits for it."""

from collections.abc import Iterable
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
# Where a person counts: frozen with a first sale, kept on the look for what comes later.
COUNTED, PLACED = "claim__certification__community", "community"


class SecondLookQuerySet(models.QuerySet[Any]):
    """Claims that another person looks at again."""

    def visible_to(self, user: "User | AnonymousUser") -> "SecondLookQuerySet":
        """Return those of a manager's areas, all for an administrator; learners see none.

        A trainer sees those of other communities in the provinces where they teach: neither their own
        community nor a learner whom they train or trained.
        """
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        places = (COUNTED, PLACED)
        if user.role != Role.TRAINER:
            return self.filter(_any(community_gate(user, place) for place in places))
        mine = TrainerCommunity.objects.filter(trainer=user)
        near = _any(Q(Exists(_in_province_of(mine, place))) for place in places)
        own = Enrolment.objects.filter(learner=OuterRef("claim__learner"), cohort__trainer=user)
        ours = mine.values("community_id")
        found = self.filter(near & ~Q(Exists(own)))
        for place in places:
            found = found.exclude(**{f"{place}__in": ours})
        return found

    def with_people(self) -> "SecondLookQuerySet":
        """Bring along whose claim it is, where the person was counted, and who decided."""
        return self.select_related(
            "claim__learner__user",
            "claim__shop",
            "claim__certification__community",
            "claim__certification__cohort",
            "community",
            "first_decider",
            "looked_by",
        )

    def to_look_at(self, user: User) -> "SecondLookQuerySet":
        """Return what this person may look at now: undecided, still counted, first decided by another."""
        waiting = self.visible_to(user).still_counted().filter(verdict="")
        return waiting.exclude(first_decider=user).order_by("is_drawn", "drawn_at", "pk")

    def proposals(self, user: User) -> "SecondLookQuerySet":
        """Return what did not stand, for the manager: the certification is still counted."""
        if user.role == Role.TRAINER:
            return self.none()
        fallen = self.visible_to(user).still_counted().filter(verdict="falls", kept_at__isnull=True)
        return fallen.order_by("looked_at", "pk")

    def still_counted(self) -> "SecondLookQuerySet":
        """Leave out what was taken back or merged away since."""
        return self.filter(
            claim__state="verified",
            claim__certification__revoked_at__isnull=True,
            claim__certification__merged_away_at__isnull=True,
        )


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def _in_province_of(mine: models.QuerySet[Any], place: str) -> models.QuerySet[Any]:
    """Return the trainer's communities in the province of the look's community behind `place`."""
    return mine.annotate(province=Substr("community__area_code", 1, PROVINCE_DIGITS)).filter(
        province=Substr(OuterRef(f"{place}__area_code"), 1, PROVINCE_DIGITS)
    )
