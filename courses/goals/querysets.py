"""Which version of an indicator's definition is in force on a day."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery


class IndicatorQuerySet(models.QuerySet[Any]):
    """Versions of definitions."""

    def in_force(self, day: date) -> "IndicatorQuerySet":
        """Return each indicator's version of a day: the latest that begins on or before it."""
        latest = self.model.objects.filter(code=OuterRef("code"), effective_from__lte=day)
        newest = latest.order_by("-effective_from").values("pk")[:1]
        return self.filter(pk=Subquery(newest))

    def with_ends(self) -> "IndicatorQuerySet":
        """Add `next_from`: the day from which the next version holds, None for the last one."""
        later = self.model.objects.filter(
            code=OuterRef("code"), effective_from__gt=OuterRef("effective_from")
        )
        return self.annotate(
            next_from=Subquery(later.order_by("effective_from").values("effective_from")[:1])
        )

    def of(self, code: str) -> "IndicatorQuerySet":
        """Return all versions of one indicator, oldest first."""
        return self.filter(code=code).order_by("effective_from")


def last_day_before(next_from: date | None) -> date | None:
    """Return the last day of a version, given the day from which the next holds."""
    return next_from - timedelta(days=1) if next_from else None
