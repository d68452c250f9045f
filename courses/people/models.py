"""Learners and what they agreed to."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.people.querysets import LearnerQuerySet


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

    After an erasure (`erased_at`) the row stays without its person: name, phone and PIN are gone, and
    `birth_year_be` is the middle of an age band.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="learner")
    sold_before = models.BooleanField(_("sold online before joining"), default=False)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex.choices, blank=True)
    birth_year_be = models.PositiveSmallIntegerField(_("birth year (BE)"), null=True, blank=True)
    education = models.CharField(_("education"), max_length=16, choices=Education.choices, blank=True)
    joined_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = LearnerQuerySet.as_manager()

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
    """What a learner agreed to, in which version of the notice, and since when no longer.

    `guardian_name` is who agreed along with a person under 20 (PDPA section 20).
    """

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=24, choices=ConsentPurpose.choices)
    notice_version = models.CharField(max_length=16)
    guardian_name = models.CharField(max_length=120, blank=True)
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


class CorrectionField(models.TextChoices):
    """What a person says is kept wrongly and cannot mend by themselves."""

    SOLD_BEFORE = "sold-before", _("Whether I sold online before joining")
    COHORT = "cohort", _("My cohort or my trainer")
    LESSONS = "lessons", _("Lessons and quizzes")
    WORK = "work", _("Work that I sent")
    CLAIMS = "claims", _("Proof of my shop and my sales")
    SALES = "sales", _("Products or sales of a month")
    OTHER = "other", _("Something else")


class CorrectionState(models.TextChoices):
    """Where a correction stands."""

    ASKED = "asked", _("Waiting for an answer")
    DONE = "done", _("Mended")
    REFUSED = "refused", _("Not mended")


class Correction(models.Model):
    """A person asks that something kept about them be put right (PDPA section 36).

    `id` is made by the form. `words` say what is right, `answer` what the staff did, or why not.
    """

    id = models.UUIDField(primary_key=True)
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=12, choices=CorrectionField.choices)
    words = models.TextField()
    state = models.CharField(max_length=8, choices=CorrectionState.choices, default=CorrectionState.ASKED)
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["state", "asked_at"], name="correction_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="answered_correction_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""), name="refused_correction_says_why"
            ),
            models.UniqueConstraint(
                fields=["learner", "field"],
                condition=Q(state="asked"),
                name="correction_waits_once_per_person_and_field",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.learner_id} {self.state}"


class Erasure(models.Model):
    """A wish that a person's data be erased (PDPA section 33): asked, then stopped or done.

    It is done at `due_at`; until then the person may change their mind.
    """

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="erasures")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner"],
                condition=Q(stopped_at__isnull=True, done_at__isnull=True),
                name="person_waits_for_one_erasure",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(done_at__isnull=True),
                name="erasure_is_stopped_or_done",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("asked_at")), name="erasure_is_due_after_it_was_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"erasure of {self.learner_id}"
