"""The question «do you still sell?», 30, 90 and 180 days after the first sale."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.milestones.follow_up_querysets import FollowUpQuerySet

DAYS = (30, 90, 180)


class Answer(models.TextChoices):
    """What a seller answers with one tap."""

    STILL_SELLING = "selling", _("Still selling")
    PAUSED = "paused", _("Taking a break")
    STOPPED = "stopped", _("Stopped selling")


class FollowUp(models.Model):
    """One question to one person who counts, asked once. "Still selling" is kept open for its evidence.

    `claim` is the evidence that came of it: that of M7 after 90 days, of a later sale (K9) after 30 and
    180. A claim that was sent back leaves the question open.
    """

    certification = models.ForeignKey("courses.Certification", models.PROTECT, related_name="follow_ups")
    after_days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    claim = models.ForeignKey(
        "courses.Claim", models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["answer", "due_on"], name="follow_up_due")]
        constraints = [
            models.UniqueConstraint(fields=["certification", "after_days"], name="follow_up_is_asked_once"),
            models.CheckConstraint(condition=Q(after_days__in=(30, 90, 180)), name="follow_up_has_its_day"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="follow_up_answer_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(claim__isnull=True) | Q(answer="selling"), name="evidence_means_still_selling"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certification_id} after {self.after_days} days"

    @property
    def milestone(self) -> str:
        """Return the step whose form takes the evidence of this question."""
        return "M7" if self.after_days == 90 else "K9"
