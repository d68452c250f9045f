"""The light copy of a clip that somebody sent: where its making stands."""

from django.db import models
from django.db.models import Q

from media.leased import Leased, lease_rules
from media.light_copies.querysets import LightCopyQuerySet


class LightCopy(Leased):
    """The making of one file's light copy. One worker at a time holds it, by the lease of lessons' clips.

    The file's own row points to what was sent until the copy is READY, and to the copy from then on.
    """

    stored_file = models.OneToOneField(
        "media.StoredFile", models.CASCADE, primary_key=True, related_name="light_copy"
    )

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
            *lease_rules("light_copy"),
        ]

    def __str__(self) -> str:
        return f"light copy of {self.pk} {self.state}"

    @property
    def why(self) -> str:
        """Return the sentence for a copy that failed; empty for any other."""
        from media.failures import why_failed

        return why_failed(self)
