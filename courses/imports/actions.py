"""A list is read, looked through, confirmed and added; each step may be sent twice and happens once."""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from courses.cohorts.errors import FormReused
from courses.cohorts.models import Cohort
from courses.imports.adding import add_chunk
from courses.imports.checking import Verdict, judge, survey
from courses.imports.errors import NoColumns, NoticeMissing
from courses.imports.headings import FIELDS, guess_columns
from courses.imports.lines import read_lines
from courses.imports.models import ImportBatch, ImportState
from courses.sheets.errors import refused
from courses.sheets.tables import Table
from lms.accounts.models import User
from lms.dates import bangkok_date

# People in one list.
MOST_ROWS = 5_000
# More rows than these are the worker's job.
MOST_AT_ONCE = 500
log = logging.getLogger(__name__)


def keep_list(
    cohort: Cohort, table: Table, content: bytes, *, batch_id: UUID, by: User, at: datetime
) -> ImportBatch:
    """Keep a list that was read, with the columns guessed; nobody is added yet.

    `batch_id` is the number of the form: the same form again is answered with the same list. Raises
    `FormReused` where it was another's, `ListRefused` where it is too long.
    """
    headings, fields = guess_columns(table.rows)
    if len(table.rows) - (0 if headings is None else headings + 1) > MOST_ROWS:
        raise refused("too-many-rows", most=MOST_ROWS)
    batch, _is_new = ImportBatch.objects.get_or_create(
        pk=batch_id,
        defaults={
            "cohort": cohort,
            "by": by,
            "created_at": at,
            "sha256": hashlib.sha256(content).hexdigest(),
            "kind": table.kind,
            "notes": table.notes,
            "rows": table.rows,
            "headings": headings,
            "fields": fields,
        },
    )
    if (batch.cohort_id, batch.by_id) != (cohort.pk, by.pk):
        raise FormReused
    return batch


def set_columns(batch: ImportBatch, *, fields: Sequence[str], headings: int | None) -> ImportBatch:
    """Correct what the columns mean and which row holds the headings; only before anybody was added."""
    width = len(batch.rows[0][1]) if batch.rows else 0
    wanted = [name if name in FIELDS else "" for name in fields][:width]
    once = [name if name not in wanted[:position] else "" for position, name in enumerate(wanted)]
    changed = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.CHECKED)
    changed.update(fields=once, headings=headings)
    batch.refresh_from_db()
    return batch


def has_columns(batch: ImportBatch) -> bool:
    """Tell whether name and phone are known."""
    return "phone" in batch.fields and bool({"name", "first_name"} & set(batch.fields))


def dry_run(batch: ImportBatch, *, at: datetime) -> list[Verdict]:
    """Say what would become of each row now; changes nothing. Raises `NoColumns`."""
    if not has_columns(batch):
        raise NoColumns
    lines = list(read_lines(batch.people_rows, batch.fields, on=bangkok_date(at)))
    return judge(lines, survey(batch.cohort, lines))


def confirm(batch: ImportBatch, *, notice_version: str, at: datetime) -> ImportBatch:
    """Begin adding the people of a list: at once, or by the worker where there are many. Twice is once.

    `notice_version` is that of the notice that these people were told. Raises `NoColumns`, `NoticeMissing`.
    """
    if not has_columns(batch):
        raise NoColumns
    if not notice_version:
        raise NoticeMissing
    total = len(batch.people_rows)
    begun = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.CHECKED).update(
        state=ImportState.WORKING,
        notice_version=notice_version,
        confirmed_at=at,
        worked_at=at,
        total_rows=total,
    )
    if begun and total > MOST_AT_ONCE:
        transaction.on_commit(partial(enqueue, batch.pk))
    elif begun:
        work_on(batch.pk, at=at)
    batch.refresh_from_db()
    return batch


def enqueue(batch_id: UUID) -> None:
    """Put a task for a list into the worker's queue; one too many does no harm."""
    from courses.imports.tasks import add_list

    add_list.enqueue(str(batch_id))


def work_on(batch_id: UUID, *, at: datetime) -> ImportBatch:
    """Add the rest of a list, chunk by chunk; each chunk is kept whole or not at all."""
    while True:
        batch = add_chunk(batch_id, at=at)
        if batch.state != ImportState.WORKING:
            return batch
