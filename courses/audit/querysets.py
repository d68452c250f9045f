"""Reads of the record of acts."""

from typing import Any
from uuid import UUID

from django.db import models


class AuditEntryQuerySet(models.QuerySet[Any]):
    """Entries, the newest first. Whoever shows them asks first whether the person may be seen."""

    def about(self, *people: UUID) -> "AuditEntryQuerySet":
        """Return what was done to the records of people, given by their `public_id`."""
        return self.filter(person__in=people).select_related("by")

    def of(self, kind: str, subject_id: object) -> "AuditEntryQuerySet":
        """Return what was done to one row."""
        return self.filter(subject_kind=kind, subject_id=str(subject_id)).select_related("by")
