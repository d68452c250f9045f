"""Taking a batch in: every item gets one answer, and a bad one costs no other."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError

from courses.errors import Refused
from courses.sync.entries import DUPLICATE, REJECTED, STORED, Entry, Sender, open_entries, sender_of
from courses.sync.errors import ItemBroke
from courses.sync.items import AnswerItem, ClaimItem, PracticeItem, ProgressItem, QuizItem
from courses.sync.models import RejectedItem
from courses.sync.quarantine import forget_stored, keep_rejected, note_replayed
from courses.sync.quick import write_quick
from courses.sync.reading import read_json
from courses.sync.slow import doubts_of, is_there, take_answer, take_claim, take_practice
from lms.accounts.models import User
from media.errors import MediaRefused
from media.uploads.sealed import NotHereYet

log = logging.getLogger(__name__)
# Opening photos and clips takes time. What does not fit waits on the phone for the next call.
FILES_S = 20.0


def take_batch(sender: Sender, raws: Sequence[Any], *, at: datetime) -> list[Entry]:
    """Store what phones did without a network; returns each item with what became of it, in order.

    Whatever arrives in whatever order, how often and from how many phones: the same rows come of it.
    Quizzes and progress are written together, or one by one where that fails; practice work and claims
    one by one. What cannot be stored is kept for the desk. Raises `TooManyRejected`, and the database's
    own OperationalError where it does not answer: then nothing is lost, and the phone sends again.
    """
    entries = open_entries(sender, list(raws))
    take_entries(sender, entries, at=at)
    forget_stored(sender, entries)
    keep_rejected(sender, entries, at=at)
    return entries


def replay(rejected: RejectedItem, *, by: User, at: datetime) -> Entry:
    """Try a kept item again as if it arrived when it did; returns what became of it.

    Stored, it leaves the list and stays on record; rejected again, it stays with the reason of today.
    """
    profile = rejected.learner
    sender = sender_of(profile.user, profile, may_read=True)
    try:
        raw = read_json(rejected.content)
    except Refused:  # too long to be kept whole
        raw = None
    entry = open_entries(sender, [raw])[0]
    take_entries(sender, [entry], at=rejected.received_at)
    if entry.result == REJECTED:
        keep_rejected(sender, [entry], at=rejected.received_at)
    else:
        note_replayed(rejected, by=by, at=at)
    log.info("rejected item %s tried again by %s: %s", rejected.pk, by.pk, entry.result)
    return entry


def take_entries(sender: Sender, entries: Sequence[Entry], *, at: datetime) -> None:
    """Store items that were read, whatever was refused left out; each learns what became of it."""
    _take_quick(sender, [one for one in entries if isinstance(one.item, (ProgressItem, QuizItem))], at)
    until_s = time.monotonic() + FILES_S
    for entry in entries:
        if isinstance(entry.item, (PracticeItem, ClaimItem, AnswerItem)):
            _take_slow(sender, entry, at, until_s)


def _take_quick(sender: Sender, entries: list[Entry], at: datetime) -> None:
    if not entries:
        return
    try:
        write_quick(sender, entries, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("profile %s: a batch of %d goes in one by one", sender.profile.pk, len(entries))
        for entry in entries:
            _one_by_one(sender, entry, at)


def _one_by_one(sender: Sender, entry: Entry, at: datetime) -> None:
    entry.refusal, entry.result, entry.mark, entry.differs = None, "", None, False
    try:
        write_quick(sender, [entry], at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("profile %s: item %s was not stored", sender.profile.pk, entry.item_id)
        entry.refuse(ItemBroke())


def _take_slow(sender: Sender, entry: Entry, at: datetime, until_s: float) -> None:
    item = entry.item
    assert isinstance(item, (PracticeItem, ClaimItem, AnswerItem))
    try:
        if isinstance(item, PracticeItem):
            is_new = take_practice(sender, item, at=at, until_s=until_s)
        elif isinstance(item, ClaimItem):
            is_new = take_claim(sender, item, at=at, until_s=until_s)
            entry.doubt = next(iter(doubts_of(sender, item)), None)
        else:
            is_new = take_answer(sender, item, at=at)
        entry.result = STORED if is_new else DUPLICATE
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # The same item in another call at the same moment may have been quicker: then all is well.
        if not isinstance(item, AnswerItem) and is_there(sender, item):
            entry.result = DUPLICATE
        else:
            entry.refuse(_told(sender, entry, error))


def _told(sender: Sender, entry: Entry, error: Exception) -> Refused | MediaRefused:
    if isinstance(error, MediaRefused) and error.status >= 500:
        return NotHereYet()  # a store that is away: the item is as good as before
    if isinstance(error, (Refused, MediaRefused)):
        return error
    log.error("profile %s: item %s was not stored", sender.profile.pk, entry.item_id, exc_info=error)
    return ItemBroke()
