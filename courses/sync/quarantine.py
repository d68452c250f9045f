"""What could not be stored: kept as it came, seen at the desk and by the learner, tried again on demand."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils import translation

from courses.sync.entries import REJECTED, STORED, Entry, Sender, sha256_of
from courses.sync.errors import TooManyRejected
from courses.sync.models import RejectedItem
from lms.accounts.models import User
from media.uploads.sealed import NotHereYet

# A phone of ours has a handful in its life. A flood is a broken or a hostile one: it is told to wait.
MOST_WAITING = 2000
LONGEST_KEPT = 300_000


def keep_rejected(sender: Sender, entries: Sequence[Entry], *, at: datetime) -> None:
    """Keep the rejected items of a batch, each once. Raises `TooManyRejected`.

    What only waits for its files is not kept: the phone has it and sends it again.
    """
    rejected = [entry for entry in entries if entry.result == REJECTED and not _only_waits(entry)]
    if not rejected:
        return
    if RejectedItem.objects.filter(learner=sender.profile).waiting().count() >= MOST_WAITING:
        raise TooManyRejected
    with translation.override("th"):
        rows = [_row(sender, entry, at) for entry in rejected]
    unique = {(row.item_id, row.content_sha256): row for row in rows}
    RejectedItem.objects.bulk_create(
        unique.values(),
        update_conflicts=True,
        unique_fields=["learner", "item_id", "content_sha256"],
        update_fields=["code", "message", "replayed_at", "replayed_by"],
    )


def forget_stored(sender: Sender, entries: Sequence[Entry]) -> None:
    """Forget rejections of items that were stored now, when their phone sent them once more."""
    ids = [entry.item_id for entry in entries if entry.result == STORED]
    if ids and _any_waits(sender):
        RejectedItem.objects.filter(learner=sender.profile, item_id__in=ids, replayed_at=None).delete()


def _any_waits(sender: Sender) -> bool:
    # Nearly always none does, and nearly every batch asks.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM courses_rejecteditem WHERE learner_id = %s AND replayed_at IS NULL LIMIT 1",
            [sender.profile.pk],
        )
        return cursor.fetchone() is not None


def note_replayed(rejected: RejectedItem, *, by: User, at: datetime) -> None:
    """Note that somebody brought a kept item in; it stays on record."""
    RejectedItem.objects.filter(pk=rejected.pk, replayed_at=None).update(replayed_at=at, replayed_by=by)


def _row(sender: Sender, entry: Entry, at: datetime) -> RejectedItem:
    assert entry.refusal is not None
    text = entry.kept_text()[:LONGEST_KEPT]
    return RejectedItem(
        learner=sender.profile,
        item_id=entry.item_id or "",
        kind=entry.kind,
        code=entry.refusal.code[:40],
        message=str(entry.refusal.message),
        content=text,
        content_sha256=sha256_of(text),
        received_at=at,
    )


def _only_waits(entry: Entry) -> bool:
    return isinstance(entry.refusal, NotHereYet)
