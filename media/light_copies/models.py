"""The light copy of a clip that somebody sent: where its making stands."""

from django.db import models
from django.db.models import Q

from media.kinds import ClipState
from media.light_copies.querysets import LightCopyQuerySet


class LightCopy(models.Model):
    """The making of one file's light copy. One worker at a time holds it, by the lease of lessons' clips.

    The file's own row points to what was sent until the copy is READY, and to the copy from then on.
    `queued_at`, `enqueued_at`, `attempts` and `failure` mean what they mean in `media.models.Clip`.
    """

    stored_file = models.OneToOneField(
        "media.StoredFile", models.CASCADE, primary_key=True, related_name="light_copy"
    )
    state = models.CharField(max_length=8, choices=ClipState.choices, default=ClipState.QUEUED)
    step = models.CharField(max_length=24, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField()
    enqueued_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)

    objects = LightCopyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "light copies"
        indexes = [models.Index(fields=["state", "queued_at"], name="light_copy_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ready", ready_at__isnull=False)
                | (~Q(state="ready") & Q(ready_at__isnull=True)),
                name="ready_light_copy_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(state="working", lease_token__isnull=False, lease_until__isnull=False)
                | (~Q(state="working") & Q(lease_token__isnull=True, lease_until__isnull=True)),
                name="working_light_copy_is_leased",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="light_copy_percent_is_a_percentage"),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(failure=""), name="failed_light_copy_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"light copy of {self.pk} {self.state}"

    @property
    def why(self) -> str:
        """Return the sentence for a copy that failed; empty for any other."""
        from media.failures import why_failed

        return why_failed(self)
