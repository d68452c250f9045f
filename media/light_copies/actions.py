"""Asking for the light copy of a clip, and asking again for one that failed."""

from datetime import datetime
from functools import partial

from django.db import transaction

from media.kinds import ClipState, FileKind
from media.light_copies.models import LightCopy
from media.models import StoredFile


def ask_for_light_copy(stored: StoredFile, *, at: datetime) -> LightCopy | None:
    """Ask for the light copy of a clip that was kept; asking again changes nothing.

    Returns None for photos and sound, which are light already.
    """
    if stored.kind != FileKind.VIDEO:
        return None
    with transaction.atomic():
        copy, is_new = LightCopy.objects.get_or_create(stored_file=stored, defaults={"queued_at": at})
        if is_new:
            # A queue that is busy must not fail the sender: the next tick sends another task.
            transaction.on_commit(partial(enqueue, copy, at=at), robust=True)
    return copy


def retry_light_copy(stored: StoredFile, *, at: datetime) -> None:
    """Put a copy that failed back in the queue with all its attempts; any other stays as it is."""
    failed = LightCopy.objects.filter(stored_file=stored, state=ClipState.FAILED)
    with transaction.atomic():
        if failed.update(state=ClipState.QUEUED, attempts=0, failure="", queued_at=at):
            transaction.on_commit(partial(enqueue, LightCopy.objects.get(stored_file=stored), at=at))


def enqueue(copy: LightCopy, *, at: datetime) -> None:
    """Put one more task into the queue and note that this copy may be taken by it or another."""
    from media.light_copies.tasks import make_light_copy

    LightCopy.objects.filter(pk=copy.pk).update(enqueued_at=at)
    make_light_copy.enqueue()
