"""The token with which a phone sends what a profile did there."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class SubmitToken(models.Model):
    """Lets one phone send for one profile, for a year, signed in or not. It only sends: it never reads.

    Kept as a hash, so nobody who reads the database can send with it. A profile may have several.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="submit_tokens")
    token_sha256 = models.CharField(max_length=64, unique=True)
    device = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "accounts"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="submit_token_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"token {self.pk} of {self.user_id}"

    def is_open(self, at: datetime) -> bool:
        """Tell whether a phone may still send with it."""
        return self.revoked_at is None and at < self.expires_at
