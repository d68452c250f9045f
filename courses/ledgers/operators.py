"""Operators (ราย): whoever a service or a mark is for, in the programme or outside it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.ledgers.querysets import OperatorQuerySet
from lms.accounts.phones import show_phone


class Operator(models.Model):
    """One seller of a ledger: one of our learners, or somebody outside the programme.

    A learner's own row has no name of its own, so that it follows the learner's name and an erasure. An
    operator outside has a name with a phone (E.164) or a juristic number, and may turn out to be a
    learner: then both rows name the learner, and counting goes by the person (`querysets.person_key`).
    `area_code` (DOPA, empty: not stated) decides the province that a figure stands under and who sees
    the rows; it stays what it was when the operator was entered until somebody corrects it.
    """

    learner = models.ForeignKey(
        "courses.Learner", models.PROTECT, null=True, blank=True, related_name="operators"
    )
    name = models.CharField(max_length=120, blank=True)
    name_key = models.CharField(max_length=120, blank=True, editable=False)
    phone = models.CharField(max_length=16, blank=True, db_index=True)
    juristic_number = models.CharField(max_length=13, blank=True)
    area_code = models.CharField(max_length=6, blank=True, db_index=True)
    is_demonstration = models.BooleanField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    objects: Any = OperatorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(name="", phone="", juristic_number="") & Q(learner__isnull=False))
                | (~Q(name="") & (~Q(phone="") | ~Q(juristic_number=""))),
                name="operator_is_a_learner_or_can_be_found",
            ),
            models.UniqueConstraint(
                fields=["learner"], condition=Q(name=""), name="learner_is_an_operator_once"
            ),
            models.UniqueConstraint(
                fields=["juristic_number", "is_demonstration"],
                condition=~Q(juristic_number=""),
                name="juristic_number_is_one_operator",
            ),
            models.UniqueConstraint(
                fields=["phone", "name_key", "is_demonstration"],
                condition=~Q(phone=""),
                name="name_on_a_phone_is_one_operator",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the name that pages show: the learner's, else the operator's own."""
        return self.name or (self.learner.name if self.learner else "")

    @property
    def reach_words(self) -> str:
        """Return how the operator outside is told apart: the phone as people write it, or the number."""
        return show_phone(self.phone) if self.phone else self.juristic_number
