"""Long lists in the background."""

from uuid import UUID

from django_tasks import task

from courses.imports.actions import work_on
from courses.imports.models import ImportBatch
from lms.dates import now


@task()
def add_list(batch_id: str) -> str:
    """Add the rest of a list; run twice, or after a kill, it goes on where the last chunk ended."""
    if not ImportBatch.objects.filter(pk=batch_id).exists():
        return "nothing"
    return str(work_on(UUID(batch_id), at=now()).state)
