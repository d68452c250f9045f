"""Closed months and years: written once, never changed. Later changes show as restatements beside them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from lms.dates import BUDDHIST_OFFSET_YEARS, ENGLISH_MONTHS, LONG_THAI_MONTHS


class FrozenQuerySet(models.QuerySet[Any]):
    """Rows that nobody changes or removes."""

    def update(self, **kwargs: Any) -> int:
        """Refuse: what was closed stays as it was."""
        raise TypeError("a closed period is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: what was closed stays."""
        raise TypeError("a closed period is never removed")


class ClosedPeriod(models.Model):
    """What the figures were when a period was closed.

    `figures` maps an indicator to its total and its breakdowns {"total": n, "community": {key: n}, …};
    `people` maps it to the sorted public ids of the people counted; `sha256` is over those of K1.
    `indicators` holds every indicator over the fiscal year up to the period's last day, as
    `courses.reports.months.indicators` writes it, with its own seal; empty where a period was closed
    before they were kept.
    """

    is_demonstration = models.BooleanField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    figures = models.JSONField()
    people = models.JSONField()
    sha256 = models.CharField(max_length=64)
    indicators = models.JSONField(default=dict)
    indicators_sha256 = models.CharField(max_length=64, blank=True, default="")

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row the first time, and never again."""
        if not self._state.adding:
            raise TypeError("a closed period is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: what was closed stays."""
        raise TypeError("a closed period is never removed")

    @property
    def total(self) -> int:
        """Return how many people counted towards K1 when the period was closed."""
        return int(self.figures["K1"]["total"])


class MonthClose(ClosedPeriod):
    """One month as it was when it was closed. `year` is of the Christian era, as the database keeps days."""

    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-year", "-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "month", "is_demonstration"], name="month_is_closed_once"
            ),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="month_is_1_to_12"),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2199), name="month_year_is_christian"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def name(self) -> str:
        """Return the month's name in the page's language."""
        return month_name(self.year, self.month, get_language() or "th")


class YearClose(ClosedPeriod):
    """One fiscal year as it was on its closing day (30 November unless a rule says otherwise)."""

    year_be = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-year_be"]
        constraints = [
            models.UniqueConstraint(fields=["year_be", "is_demonstration"], name="year_is_closed_once"),
            models.CheckConstraint(
                condition=Q(year_be__gte=2500, year_be__lte=2700), name="closed_year_is_buddhist"
            ),
        ]

    def __str__(self) -> str:
        return f"FY {self.year_be}"


class RecountRun(models.Model):
    """What a recount found. A drift in the newest one is an alarm at the desk."""

    at = models.DateTimeField(db_index=True)
    checked = models.PositiveIntegerField()
    differing = models.PositiveIntegerField(default=0)
    drift = models.JSONField(default=list)
    duration_ms = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"recount of {self.at}: {len(self.drift)} drift"


def month_name(year: int, month: int, language: str = "th") -> str:
    """Write a month as «ตุลาคม 2569», or «Oct 2026» in English."""
    if language == "th":
        return f"{LONG_THAI_MONTHS[month - 1]} {year + BUDDHIST_OFFSET_YEARS}"
    return f"{ENGLISH_MONTHS[month - 1]} {year}"
