"""Which evidence is enough for a sale, as versions with the day from which each holds.

The rule of the programme document holds before the first row (`courses.milestones.rules.first_rule`).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q


class EvidenceRule(models.Model):
    """One version of the rule: it judges the sales dated from `effective_on` until the next version.

    `strong` and `weak` list codes of `courses.milestones.kinds.Proof`. The day of the sale decides, not
    that of the check, so a changed rule leaves what was sold before it as it was. Never edited: a change
    is the next version (`courses.milestones.rules.change_rule`).
    """

    effective_on = models.DateField(unique=True)
    strong = models.JSONField()
    weak = models.JSONField()
    strong_needed = models.PositiveSmallIntegerField()
    weak_needed = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["effective_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(strong_needed__gte=1, weak_needed__gte=1), name="rule_needs_some_evidence"
            ),
        ]

    def __str__(self) -> str:
        return f"rule of evidence from {self.effective_on}"
