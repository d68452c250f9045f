"""Learners and what they agreed to."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """Asked later, and may stay empty."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")


class Education(models.TextChoices):
    """The highest schooling finished. Asked later, and may stay empty."""

    PRIMARY = "primary", _("Primary school")
    LOWER_SECONDARY = "lower-secondary", _("Lower secondary")
    UPPER_SECONDARY = "upper-secondary", _("Upper secondary or vocational")
    TERTIARY = "tertiary", _("Diploma, bachelor's degree or higher")


class Learner(models.Model):
    """One human being in the programme, one for each profile.

    `sold_before` is the baseline: whoever had sold online before joining never counts towards
    "able to sell" (programme document, Decided 2). `public_id` names the person on phones: it tells
    nothing about how many there are, and stays when the profile moves to another phone.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="learner")
    sold_before = models.BooleanField(_("sold online before joining"), default=False)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex.choices, blank=True)
    birth_year_be = models.PositiveSmallIntegerField(_("birth year (BE)"), null=True, blank=True)
    education = models.CharField(_("education"), max_length=16, choices=Education.choices, blank=True)
    joined_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_year_be__isnull=True) | Q(birth_year_be__gte=2430, birth_year_be__lte=2600),
                name="learner_birth_year_is_buddhist",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="learner_is_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.user.name

    @property
    def name(self) -> str:
        """Return the name of the person's profile."""
        return self.user.name


class ConsentPurpose(models.TextChoices):
    """Each purpose is asked for and withdrawn on its own (PDPA section 19)."""

    TRAINING_RECORD = "training-record", _("Training record")
    PUBLICITY_PHOTO = "publicity-photo", _("Publicity photo")
    SHARING_WITH_MINISTRY = "sharing-with-ministry", _("Sharing with the Ministry")
    MESSAGES = "messages", _("Messages")


class Consent(models.Model):
    """What a learner agreed to, in which version of the notice, and since when no longer."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=24, choices=ConsentPurpose.choices)
    notice_version = models.CharField(max_length=16)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_is_given_once_per_purpose",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_is_withdrawn_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.purpose} {self.notice_version}"
