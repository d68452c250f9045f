"""One list that somebody sent: who, when, what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.imports.querysets import ImportBatchQuerySet
from courses.sheets.marks import MERGED, shown


class ImportState(models.TextChoices):
    """Where a list stands."""

    CHECKED = "checked", _("looked through, nothing added yet")
    WORKING = "working", _("being added")
    DONE = "done", _("done")


class ImportBatch(models.Model):
    """A list on its way into a cohort. `id` is the number of the form: sent twice it is one list.

    `rows` holds what was read, as [number in the sheet, [cells]]; `fields` says what each column means;
    `done_rows` is how far the work has come, so that a killed worker's successor goes on there. Cells are
    forgotten after a week (`periodic`); counts, the file's hash and the reasons stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey("courses.Cohort", models.PROTECT, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)
    notes = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.CHECKED)
    rows = models.JSONField(default=list)
    headings = models.PositiveIntegerField(null=True)
    fields = models.JSONField(default=list)
    notice_version = models.CharField(max_length=16, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    worked_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_rows = models.PositiveIntegerField(default=0)
    total_rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    already = models.PositiveIntegerField(default=0)
    # [row, [code, column, values]] of each row that was left out.
    left_out = models.JSONField(default=list)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="done_import_says_when"
            ),
            models.CheckConstraint(
                condition=Q(state="checked") | (Q(confirmed_at__isnull=False) & ~Q(notice_version="")),
                name="import_is_confirmed_with_a_notice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} into {self.cohort_id}: {self.state}"

    @property
    def people_rows(self) -> list[tuple[int, list[str]]]:
        """Return the rows below the headings."""
        start = 0 if self.headings is None else self.headings + 1
        return [(number, cells) for number, cells in self.rows[start:]]

    def heading_of(self, position: int) -> str:
        """Return a column's heading, where its cell is merged or bare the one above; empty once forgotten."""
        if self.headings is None or not self.rows:
            return ""
        heading = self.rows[self.headings][1][position]
        is_read = position < len(self.fields) and bool(self.fields[position])
        if self.headings and (heading == MERGED or (is_read and not shown(heading))):
            heading = self.rows[self.headings - 1][1][position]
        return shown(heading)

    @property
    def percent(self) -> int:
        """Return how much of the list has been worked on."""
        return self.done_rows * 100 // self.total_rows if self.total_rows else 0
