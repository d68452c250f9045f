"""Files being made, reports that were signed, and programs that may read."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a file stands."""

    WORKING = "working", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("could not be made")


class ExportJob(models.Model):
    """A workbook that the worker makes for one person, who alone may fetch it, for a day.

    The bytes stand in the row: worker and web need not share a disk, and nothing is half done.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    listing = models.CharField(max_length=24)
    filters = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.WORKING)
    attempts = models.PositiveSmallIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    worked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    content = models.BinaryField(null=True)

    objects: ClassVar["models.Manager[ExportJob]"] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["by", "-asked_at"], name="export_of_a_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ready", ready_at__isnull=False)
                | (~Q(state="ready") & Q(content__isnull=True)),
                name="ready_export_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing}: {self.state}"


class MonthlyReport(models.Model):
    """A report that a manager signed: its figures and its PDF, frozen. `snapshot` is their hash.

    `area_code` is empty for the country. A month is signed once; what changes later stands as a
    restatement in the reports of later months.
    """

    month = models.DateField()
    area_code = models.CharField(max_length=6, blank=True)
    is_demonstration = models.BooleanField()
    figures = models.JSONField()
    snapshot = models.CharField(max_length=16)
    pdf = models.BinaryField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_position = models.CharField(max_length=120)
    signed_at = models.DateTimeField()

    objects: ClassVar["models.Manager[MonthlyReport]"] = models.Manager()

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "area_code", "is_demonstration"], name="month_is_signed_once"
            ),
            models.CheckConstraint(
                condition=~Q(signed_name="") & ~Q(signed_position=""), name="signature_names_who_and_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.area_code or 'all'} {self.snapshot}"


class ApiToken(models.Model):
    """A program that may read. Of the token itself only a hash is kept; `mark` is its beginning.

    `scopes` are of `tokens.SCOPES`; `area_code` is the place where it ends, empty for the country.
    """

    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    mark = models.CharField(max_length=12)
    scopes = models.JSONField()
    area_code = models.CharField(max_length=6, blank=True)
    # The number of the form that made it: the same form again makes no second one.
    form_id = models.UUIDField(unique=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    objects: ClassVar["models.Manager[ApiToken]"] = models.Manager()

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("given_at")), name="api_token_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.mark}…"
