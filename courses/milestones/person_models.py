"""What staff say of a learner's sales: a witnessed sale, and a suspension."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class WitnessStatement(models.Model):
    """A trainer saw a sale of one of their learners with their own eyes, on a day, at a place.

    One weak piece of evidence (group B) for a claim dated that day; who witnessed does not verify it.
    `id` is made by the form, so that the same form sent twice is one statement.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey("courses.Learner", models.PROTECT, related_name="witness_statements")
    witness = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="witnessed_sales")
    happened_on = models.DateField()
    place = models.CharField(max_length=200)
    text = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "witness", "happened_on"], name="witness_speaks_once_of_a_day"
            ),
            models.CheckConstraint(condition=~Q(place="") & ~Q(text=""), name="witness_says_where_and_what"),
        ]

    def __str__(self) -> str:
        return f"{self.witness_id} saw {self.learner_id} sell on {self.happened_on}"


class Suspension(models.Model):
    """A manager asks everybody to look twice at a learner's evidence, with a reason, until it is lifted."""

    learner = models.ForeignKey("courses.Learner", models.PROTECT, related_name="suspensions")
    reason = models.TextField()
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    suspended_at = models.DateTimeField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["suspended_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner"], condition=Q(lifted_at__isnull=True), name="learner_is_suspended_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="suspension_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="lifted_suspension_names_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} suspended"
