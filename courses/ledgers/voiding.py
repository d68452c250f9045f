"""What every row of a ledger shares: who entered it, its kind, and that it is voided, never deleted."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class LedgerRow(models.Model):
    """A row of a ledger. `entry_id` is the number of the form: the same form sent twice is one row.

    A row that was wrong is voided with a reason: it counts no longer and stays to be read.
    """

    is_demonstration = models.BooleanField()
    entry_id = models.UUIDField(unique=True, editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="voided_%(class)s_names_who_and_why",
            )
        ]

    @property
    def is_void(self) -> bool:
        """Tell whether the row no longer counts."""
        return self.voided_at is not None
