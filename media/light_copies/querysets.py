"""Which light copy is made next."""

from typing import Any

from django.db import models


class LightCopyQuerySet(models.QuerySet[Any]):
    """Light copies in the queue."""

    def waiting(self) -> "LightCopyQuerySet":
        """Return the copies that wait, in the order in which they were asked for."""
        return self.filter(state="queued").order_by("queued_at", "pk")
