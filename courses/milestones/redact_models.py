"""What was said about customers' data in a picture, and who looks at a claim's pictures first."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CoverOutcome(models.TextChoices):
    """What was said of a picture before anybody but its first reviewer saw it."""

    COVERED = "covered", _("customers' data is covered")
    CLEAN = "clean", _("nothing to cover")
    REMOVED = "removed", _("removed unseen after the audit window")


class Covering(models.Model):
    """One picture: covered, or said to show nothing of a customer. Without a row it is sealed.

    It belongs to the picture, not to the claim: a picture that goes along with the next try stays covered.
    `covered_file` is the copy that everybody sees, with `parts` burnt in: [left, top, width, height] in
    per cent of the picture. `original_removed_at` tells when the bytes as sent were deleted; their hash
    stays with the evidence. `by` is empty only for what a nightly job removed.
    """

    stored_file = models.OneToOneField("media.StoredFile", models.CASCADE, related_name="covering")
    outcome = models.CharField(max_length=8, choices=CoverOutcome.choices)
    covered_file = models.OneToOneField("media.StoredFile", models.PROTECT, null=True, related_name="+")
    parts = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    original_removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="covered", covered_file__isnull=False)
                | (~Q(outcome="covered") & Q(covered_file__isnull=True)),
                name="covered_picture_has_its_copy",
            ),
            models.CheckConstraint(
                condition=Q(outcome="removed", original_removed_at__isnull=False)
                | (~Q(outcome="removed") & Q(by__isnull=False)),
                name="covering_names_who_said_it",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="clean") | Q(original_removed_at__isnull=True),
                name="picture_without_customers_keeps_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stored_file_id} {self.outcome}"


class FirstLook(models.Model):
    """Who looks at the uncovered pictures of a claim: one person at a time.

    Whoever has not opened a picture for some time (`FIRST_LOOK_MINUTES`) makes room for another.
    """

    claim = models.OneToOneField("courses.Claim", models.CASCADE, related_name="first_look")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.claim_id} {self.reviewer_id}"
