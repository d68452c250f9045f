"""DBD Registered marks: the versioned checklist, the application, who ticked what, and reminders."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from courses.ledgers.operators import Operator
from courses.ledgers.querysets import DbdApplicationQuerySet, DbdReminderQuerySet
from courses.ledgers.voiding import LedgerRow


class DbdChecklist(models.Model):
    """What an applicant prepares, in one version with its effective days (programme document, 2.3).

    `items` is a list of {"key", "th", "en", "any_of", "for"}: of items that share `any_of` one is enough;
    `for` is "individual", "juristic" or empty for both. A version that was used is never changed: a new
    one is added. The officer picks the version, because DBD's own pages disagree.
    """

    version = models.PositiveSmallIntegerField(unique=True)
    title_th = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)
    items = models.JSONField(default=list)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="checklist_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the title in the page's language."""
        return self.title_en if get_language() == "en" else self.title_th


class DbdStatus(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("Being prepared")
    SUBMITTED = "submitted", _("Sent to DBD")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", pgettext_lazy("application", "Refused")
    EXPIRED = "expired", _("Expired")


class DbdApplication(LedgerRow):
    """One application for a mark, from preparing it to its expiry.

    `number`, `granted_on` and `expires_on` (the last day it holds) stand once the mark is granted, and
    stay when it expires: a mark counts in K3 in the year of its grant. An application with `renewal_of`
    is no new mark. `reason` says why it was refused or stepped back last.
    """

    operator = models.ForeignKey(Operator, models.PROTECT, related_name="applications")
    checklist = models.ForeignKey(DbdChecklist, models.PROTECT, related_name="applications")
    renewal_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="renewals")
    status = models.CharField(max_length=9, choices=DbdStatus.choices, default=DbdStatus.DRAFT)
    submitted_on = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=40, blank=True)
    granted_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    # The seller's claim whose proof did not stand, which took the mark out; and when the mark came back.
    fallen_claim = models.UUIDField(null=True, editable=False)
    back_at = models.DateTimeField(null=True, editable=False)

    objects: Any = DbdApplicationQuerySet.as_manager()

    class Meta(LedgerRow.Meta):
        indexes = [
            models.Index(fields=["is_demonstration", "granted_on"], name="mark_by_grant_day"),
            models.Index(fields=["status", "expires_on"], name="mark_by_expiry"),
        ]
        constraints = [
            *LedgerRow.Meta.constraints,
            models.CheckConstraint(
                condition=(
                    Q(status__in=("granted", "expired"), granted_on__isnull=False, expires_on__isnull=False)
                    & ~Q(number="")
                )
                | Q(
                    status__in=("draft", "submitted", "refused"),
                    granted_on__isnull=True,
                    expires_on__isnull=True,
                    number="",
                ),
                name="granted_mark_has_its_number_and_days",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("granted_on")),
                name="mark_expires_after_its_grant",
            ),
            models.CheckConstraint(
                condition=Q(fallen_claim__isnull=True) | Q(voided_at__isnull=False),
                name="mark_of_a_fallen_claim_is_voided",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(reason=""), name="refused_application_says_why"
            ),
            # A renewed mark keeps its number; two marks never share one, not even after expiry.
            models.UniqueConstraint(
                fields=["number", "is_demonstration"],
                condition=~Q(number="") & Q(renewal_of__isnull=True, voided_at__isnull=True),
                name="mark_number_is_granted_once",
            ),
            models.UniqueConstraint(
                fields=["renewal_of"],
                condition=Q(renewal_of__isnull=False, voided_at__isnull=True),
                name="mark_is_renewed_once",
            ),
            models.UniqueConstraint(
                fields=["operator"],
                condition=Q(status__in=("draft", "submitted"), voided_at__isnull=True),
                name="operator_has_one_open_application",
            ),
        ]

    def __str__(self) -> str:
        return f"DBD {self.status} of {self.operator_id}"

    @property
    def is_open(self) -> bool:
        """Tell whether the application is still being prepared or lies with DBD."""
        return self.status in (DbdStatus.DRAFT, DbdStatus.SUBMITTED)

    def days_left(self, today: date) -> int | None:
        """Return the days until the last day of the mark; negative when it is over, None without a mark."""
        return (self.expires_on - today).days if self.expires_on else None


class DbdTick(models.Model):
    """One item of a checklist that is ready, ticked by the seller or by an officer."""

    application = models.ForeignKey(DbdApplication, models.CASCADE, related_name="ticks")
    item_key = models.CharField(max_length=40)
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "item_key"], name="checklist_item_is_ticked_once")
        ]

    def __str__(self) -> str:
        return f"{self.item_key} of {self.application_id}"


class DbdReminder(models.Model):
    """That a mark runs out in 90, 30 or 7 days, or today (0): made once at each boundary."""

    application = models.ForeignKey(DbdApplication, models.CASCADE, related_name="reminders")
    days_before = models.PositiveSmallIntegerField()
    expires_on = models.DateField()
    made_at = models.DateTimeField()

    objects: Any = DbdReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "expires_on", "days_before"], name="reminder_is_made_once"
            ),
            models.CheckConstraint(
                condition=Q(days_before__in=(90, 30, 7, 0)), name="reminder_is_at_a_boundary"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days_before} days before {self.expires_on}"
