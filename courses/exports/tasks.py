"""Workbooks of many rows in the background."""

from uuid import UUID

from django_tasks import task

from courses.exports.jobs import make


@task()
def make_export(job_id: str) -> str:
    """Make a workbook; returns in one word what became of it."""
    return make(UUID(job_id))
