"""What could not be stored: kept as it came, seen at the desk and by the learner, tried again on demand."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation

from courses.sync.entries import REJECTED, STORED, Entry, Sender, sender_of, sha256_of
from courses.sync.errors import TooManyRejected
from courses.sync.models import RejectedItem
from courses.sync.reading import read_json
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
    if RejectedItem.objects.filter(learner=sender.profile, replayed_at=None).count() >= MOST_WAITING:
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
    if ids:
        RejectedItem.objects.filter(learner=sender.profile, item_id__in=ids, replayed_at=None).delete()


def replay(rejected: RejectedItem, *, by: User, at: datetime) -> Entry:
    """Try a kept item again as if it arrived when it did; returns what became of it.

    Stored, it leaves the list and stays on record; rejected again, it stays with the reason of today.
    """
    from courses.sync.actions import take_batch

    profile = rejected.learner
    sender = sender_of(profile.user, profile, may_read=True)
    with transaction.atomic():
        locked = RejectedItem.objects.select_for_update(of=("self",)).get(pk=rejected.pk)
        entry = take_batch(sender, [read_json(locked.content)], at=locked.received_at)[0]
        if entry.result != REJECTED:
            RejectedItem.objects.bulk_create(
                [_replayed(locked, by, at)],
                update_conflicts=True,
                unique_fields=["learner", "item_id", "content_sha256"],
                update_fields=["replayed_at", "replayed_by"],
            )
    return entry


def _replayed(row: RejectedItem, by: User, at: datetime) -> RejectedItem:
    """Return the row as it stays on record; storing the item has just taken it away."""
    row.pk, row.replayed_at, row.replayed_by = None, at, by
    return row


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
