"""Workbooks of many rows: made by the worker, fetched by whoever asked, gone after a day."""

import logging
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import translation

from courses.errors import Refused
from courses.exports.columns import Asked
from courses.exports.files import cover_of, note_export, workbook
from courses.exports.lists import Listing, listing
from courses.exports.models import ExportJob, JobState
from lms.dates import now

# More rows than these are the worker's job: openpyxl writes about 5,000 a second.
MOST_AT_ONCE = 2000
KEPT = timedelta(hours=24)
# Whoever presses again within this time gets the file that is being made.
SAME = timedelta(minutes=10)
STANDS_STILL = timedelta(minutes=2)
MOST_ATTEMPTS = 3
log = logging.getLogger(__name__)


def ask_for(wanted: Listing, asked: Asked, *, rows: int) -> ExportJob:
    """Have a workbook made; the same asked for again within minutes is the same file."""
    filters = {name: asked.filters[name] for name in wanted.filters if asked.filters.get(name)}
    recent = ExportJob.objects.filter(
        by=asked.user, listing=wanted.code, filters=filters, asked_at__gt=asked.at - SAME
    )
    with transaction.atomic():
        there = recent.exclude(state=JobState.FAILED).first()
        if there is not None:
            return there
        job = ExportJob.objects.create(
            by=asked.user,
            listing=wanted.code,
            filters=filters,
            rows_total=rows,
            asked_at=asked.at,
            worked_at=asked.at,
        )
        transaction.on_commit(partial(enqueue, job.pk))
    return job


def enqueue(job_id: UUID) -> None:
    """Put a task for a file into the worker's queue; one too many does no harm."""
    from courses.exports.tasks import make_export

    make_export.enqueue(str(job_id))


def make(job_id: UUID) -> str:
    """Make a file from the beginning; done twice it is the same file. Returns its state."""
    held = ExportJob.objects.filter(pk=job_id, state=JobState.WORKING)
    if not held.update(attempts=F("attempts") + 1, worked_at=now(), rows_done=0):
        return "nothing"
    job = ExportJob.objects.select_related("by").get(pk=job_id)
    asked = Asked(job.by, job.filters, job.asked_at)
    try:
        with translation.override("th"):
            wanted = listing(job.listing)
            cover = cover_of(wanted, asked)
            content = workbook(wanted, asked, cover, on_rows=partial(_say, job_id))
    except Refused:
        held.update(state=JobState.FAILED)
        return JobState.FAILED.value
    with transaction.atomic():
        if held.update(state=JobState.READY, content=content, ready_at=now(), rows_done=F("rows_total")):
            note_export(wanted, asked, cover, "xlsx")
    return JobState.READY.value


def _say(job_id: UUID, rows: int) -> None:
    ExportJob.objects.filter(pk=job_id).update(rows_done=rows, worked_at=now())


def look_after_exports(at: datetime) -> None:
    """Every minute: a file whose worker was killed is begun again, three times at most; old ones go."""
    lost = ExportJob.objects.filter(state=JobState.WORKING, worked_at__lt=at - STANDS_STILL)
    lost.filter(attempts__gte=MOST_ATTEMPTS).update(state=JobState.FAILED)
    for pk in lost.filter(attempts__lt=MOST_ATTEMPTS).values_list("pk", flat=True):
        enqueue(pk)
    ExportJob.objects.filter(asked_at__lt=at - KEPT).delete()
