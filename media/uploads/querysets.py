"""Reading uploads: whose they are, and which are over."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum


class UploadQuerySet(models.QuerySet[Any]):
    """Questions about uploads."""

    def visible_to(self, user: Any) -> "UploadQuerySet":
        """Return the uploads that a person may see and go on with: their own."""
        return self.filter(owner_id=user.pk)

    def since(self, moment: datetime) -> "UploadQuerySet":
        """Return the uploads begun at or after a moment."""
        return self.filter(begun_at__gte=moment)

    def total_bytes(self) -> int:
        """Return the size of all of them together."""
        return self.aggregate(total=Sum("size_bytes"))["total"] or 0

    def untouched_since(self, moment: datetime) -> "UploadQuerySet":
        """Return the uploads of which nothing was begun, received or finished since a moment."""
        recent_parts = self.model.objects.filter(pk=OuterRef("pk"), parts__received_at__gte=moment)
        is_over = Q(finished_at__isnull=True) | Q(finished_at__lt=moment)
        return self.filter(is_over, ~Exists(recent_parts), begun_at__lt=moment)
