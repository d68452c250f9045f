"""Which claims a person may see, and who counts."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When

from courses.cohorts.models import Enrolment
from courses.cohorts.querysets import community_gate, learner_gate
from courses.progress.models import CoreCompletion
from lms.accounts.models import User
from media.models import FileKind, StoredFile

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

    def decided(self, state: str) -> "ClaimQuerySet":
        """Return the claims with one verdict, the newest verdict first."""
        return self.filter(state=state).order_by("-decided_at", "id")

    def current(self) -> "ClaimQuerySet":
        """Leave out claims that a newer one took the place of."""
        return self.exclude(state="replaced")

    def flagged_first(self) -> "ClaimQuerySet":
        """Order for the queue: what a human must look at first, then the oldest."""
        is_clean = Case(When(flags=[], then=Value(1)), default=Value(0))
        return self.order_by(is_clean, "sent_at", "id")

    def with_people(self) -> "ClaimQuerySet":
        """Bring along whose claim it is and where the person learns, in a fixed number of queries."""
        enrolments = Enrolment.objects.select_related("cohort__community").order_by("-joined_at", "-pk")
        return self.select_related("learner__user", "shop").prefetch_related(
            models.Prefetch("learner__enrolments", enrolments)
        )

    def undecidable_by(self, user: User) -> "ClaimQuerySet":
        """Return what this person cannot accept now: own learners, earlier steps missing, sales they saw."""
        return self.filter(self._undecidable(user))

    def decidable_by(self, user: User) -> "ClaimQuerySet":
        """Return the claims that this person can accept now."""
        return self.exclude(self._undecidable(user))

    def _undecidable(self, user: User) -> Q:
        whose = OuterRef("learner_id")
        core = CoreCompletion.objects.filter(learner=whose)
        shop = self.model.objects.filter(learner=whose, milestone="M4", state="verified")
        own = Enrolment.objects.filter(learner=whose, cohort__trainer=user)
        first_sale = Q(milestone="M6") & Q(~Exists(core) | ~Exists(shop) | Exists(own))
        saw = user.witnessed_sales.filter(learner=whose, happened_on=OuterRef("happened_on"))
        return first_sale | Q(Q(milestone__in=("M6", "M7", "M9", "K9")) & Q(Exists(saw)))

    def for_my_shop(self) -> "ClaimQuerySet":
        """Return a learner's claims with what their cards show, oldest first."""
        return self.select_related("shop").annotate(photo_count=Count("evidence")).order_by("sent_at", "id")


class EvidenceQuerySet(models.QuerySet[Any]):
    """The pictures of claims."""

    def bound(self, owner: User) -> "EvidenceQuerySet":
        """Return evidence that holds its picture: all but that of the owner's claims that were sent back."""
        return self.exclude(claim__learner__user=owner, claim__state="returned")


def own_pictures(user: User) -> "models.QuerySet[StoredFile]":
    """Return a learner's own pictures: those of their claims, and those that are not sent yet."""
    from courses.milestones.models import Evidence

    sent = Evidence.objects.filter(claim__learner__user=user).values("stored_file_id")
    unsent = Q(owner=user, kind=FileKind.PHOTO) & ~Exists(Evidence.objects.filter(stored_file=OuterRef("pk")))
    return StoredFile.objects.filter(Q(pk__in=sent) | unsent)


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
