"""The second look at what was verified: some drawn by chance, all that were flagged."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.milestones.second_look_querysets import SecondLookQuerySet

if TYPE_CHECKING:
    from courses.cohorts.models import Community


class LookCause(models.TextChoices):
    """Why a verified claim is looked at again."""

    CHANCE = "chance", _("drawn by chance")
    FLAGGED = "flagged", _("it was flagged")
    OVER_LIMIT = "over-limit", _("approved in a great hurry")


class LookVerdict(models.TextChoices):
    """What the second person said."""

    STANDS = "stands", _("The certification stands")
    FALLS = "falls", _("The certification does not stand")


class SecondLook(models.Model):
    """A verified claim that another person looks at again: once for each claim.

    Of a first sale the certification says where the person counts; of what comes later `community` does, as
    it was on the day of the draw.

    `is_drawn` tells that chance drew it, whatever else speaks for it: those are a fair sample of all.
    What does not stand is a proposal to a manager, who takes the certification back or keeps it with a
    reason (`kept_*`); the verdict itself stays as it was.
    """

    claim = models.OneToOneField("courses.Claim", models.PROTECT, related_name="second_look")
    community = models.ForeignKey("courses.Community", models.PROTECT, null=True, related_name="+")
    first_decider = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=10, choices=LookCause.choices)
    is_drawn = models.BooleanField()
    drawn_at = models.DateTimeField()
    verdict = models.CharField(max_length=6, choices=LookVerdict.choices, blank=True)
    reason = models.TextField(blank=True)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    looked_at = models.DateTimeField(null=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField(null=True)
    kept_reason = models.TextField(blank=True)

    objects = SecondLookQuerySet.as_manager()

    class Meta:
        ordering = ["drawn_at", "pk"]
        indexes = [models.Index(fields=["verdict", "drawn_at"], name="second_look_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(looked_by__isnull=True) | ~Q(looked_by=F("first_decider")),
                name="second_look_is_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", looked_by__isnull=True, looked_at__isnull=True)
                | (~Q(verdict="") & Q(looked_by__isnull=False, looked_at__isnull=False)),
                name="second_look_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="falls") | ~Q(reason=""), name="what_does_not_stand_says_why"
            ),
            models.CheckConstraint(
                condition=Q(kept_by__isnull=True, kept_at__isnull=True)
                | (Q(verdict="falls", kept_by__isnull=False, kept_at__isnull=False) & ~Q(kept_reason="")),
                name="kept_certification_says_why",
            ),
            models.CheckConstraint(condition=~Q(cause="chance") | Q(is_drawn=True), name="chance_is_drawn"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.cause} {self.verdict}"

    @property
    def place(self) -> "Community | None":
        """Return the community where the person counts, or learnt when the look was drawn."""
        certification = getattr(self.claim, "certification", None)
        return certification.community if certification else self.community


class SecondLookShare(models.Model):
    """How many of a hundred verified claims are drawn for a second look, from a day on.

    The day is that of the verdict, in Thailand; a new rate never draws again what was verified before.
    """

    from_day = models.DateField(_("from day"), unique=True)
    percent = models.PositiveSmallIntegerField(_("per cent"), validators=[MaxValueValidator(100)])

    class Meta:
        verbose_name = _("share of second looks")
        verbose_name_plural = _("shares of second looks")
        ordering = ["-from_day"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="share_is_at_most_everything"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % {self.from_day}"
