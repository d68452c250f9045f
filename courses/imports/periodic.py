"""What the room of imports does by itself. Each function is safe to run twice."""

from datetime import datetime, timedelta

from courses.imports.actions import enqueue
from courses.imports.models import ImportBatch, ImportState

# Long enough to look at a list again tomorrow; names and phones lie nowhere longer than they must.
DAYS_KEPT = 7


def look_after_lists(at: datetime) -> None:
    """Every minute: a list whose worker was killed gets another task."""
    for batch in ImportBatch.objects.forgotten(at):
        enqueue(batch.pk)


def forget_lists(at: datetime) -> int:
    """Every night: forget the cells of old lists, and lists that nobody confirmed. Returns how many."""
    old = ImportBatch.objects.filter(created_at__lt=at - timedelta(days=DAYS_KEPT))
    never, _by_table = old.filter(state=ImportState.CHECKED).delete()
    return never + old.filter(state=ImportState.DONE).exclude(rows=[]).update(rows=[])
