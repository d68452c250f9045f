"""A worker's hold on a clip: taken, renewed and given up by conditional updates only.

Whoever holds the lease writes the row. A worker that was stopped loses its lease within a minute, and
`media.periodic` puts the clip back in the queue; should the old worker wake up again, its token no
longer matches and it can neither report nor publish. Other tables whose rows are made in the same way
(state, step, percent, attempts, failure, lease_token, lease_until, enqueued_at) have a lease of their own
by naming their `model`.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, ClassVar, TypeVar

from django.db import DatabaseError, connection
from django.db.models import F, Model, Q, QuerySet

from lms.dates import now
from media.failures import FINAL, MOST_ATTEMPTS, WORKER_LOST, LeaseLost
from media.holding import is_abandoned
from media.models import Clip, ClipState

# Long enough for four beats to be missed, short enough to be made good within a minute.
LEASE = timedelta(seconds=45)
BEAT_SECONDS = 10.0
LOOK_SECONDS = 1.0
FREE = {"lease_token": None, "lease_until": None, "step": "", "percent": 0}

log = logging.getLogger(__name__)


def claim(key: str | uuid.UUID, *, at: datetime) -> "Lease | None":
    """Take a waiting clip, or return None where somebody else was quicker or it is not waiting."""
    return take(Lease, [key], at=at, started_at=at)


def claim_next(*, at: datetime) -> "Lease | None":
    """Take the most urgent waiting clip that a task was sent for; None where nothing waits.

    A clip whose last attempt failed is left to the next tick, which sends it another task.
    """
    waiting = Clip.objects.filter(state=ClipState.QUEUED, enqueued_at__isnull=False)
    keys = waiting.order_by("-priority", "queued_at").values_list("key", flat=True)
    return take(Lease, keys, at=at, started_at=at)


Held = TypeVar("Held", bound="Lease")


def take(kind: type[Held], keys: Iterable[Any], *, at: datetime, **begun: object) -> Held | None:
    """Take the first of these rows that still waits; None where others were quicker with all of them.

    `begun` are fields that the row gets beside its lease.
    """
    for key in keys:
        token = uuid.uuid4()
        fields = {"lease_token": token, "lease_until": at + LEASE, "step": "", "percent": 0, **begun}
        waiting = kind.rows().filter(pk=key, state=ClipState.QUEUED)
        if waiting.update(state=ClipState.WORKING, attempts=F("attempts") + 1, **fields):
            return kind(key, token)
    return None


def put_back_expired(rows: QuerySet[Any], at: datetime) -> int:
    """Put rows back whose worker was killed; those out of attempts fail with a reason. Returns how many."""
    expired = _lost(rows.filter(state=ClipState.WORKING), at)
    again = expired.filter(attempts__lt=MOST_ATTEMPTS).update(
        state=ClipState.QUEUED, failure=WORKER_LOST, enqueued_at=None, **FREE
    )
    expired.update(state=ClipState.FAILED, failure=WORKER_LOST, **FREE)
    return again


def _lost(working: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    """Return the rows whose lease ran out, or whose worker is seen to be dead already."""
    held = working.values_list("pk", "lease_token")
    dead = [token for key, token in held if token is not None and is_abandoned(key, token)]
    return working.filter(Q(lease_until__lt=at) | Q(lease_token__in=dead))


class Lease:
    """The hold itself. As a context manager it renews the lease and reports progress in a thread."""

    model: ClassVar[type[Model]] = Clip

    def __init__(
        self, key: str | uuid.UUID | int, token: uuid.UUID, *, clock: Callable[[], datetime] = now
    ) -> None:
        self.key, self.token, self.clock = key, token, clock
        self.step, self.percent = "", 0
        self.is_lost = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"lease of {key}", daemon=True)

    def __enter__(self) -> "Lease":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def report(self, step: str, first: int, last: int) -> Callable[[float], None]:
        """Return a function that takes a step's share (0 to 1) and says the clip's percent.

        It raises LeaseLost as soon as the lease is gone, which ends the step.
        """

        def say(share: float) -> None:
            if self.is_lost.is_set():
                raise LeaseLost
            self.step, self.percent = step, first + int((last - first) * share)

        return say

    def renew(self) -> None:
        """Write progress and a later end into the row; notice when the row is no longer ours."""
        held = self.row().update(lease_until=self.clock() + LEASE, step=self.step, percent=self.percent)
        if not held:
            self.is_lost.set()

    def look(self) -> None:
        """Notice when somebody cancelled the clip or took it away: a plain look takes no lock."""
        if not self.row().exists():
            self.is_lost.set()

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """Return all rows that such a lease may hold."""
        return cls.model._default_manager.all()

    def row(self) -> QuerySet[Any]:
        """Return the row as long as this lease holds it, else nothing."""
        return self.rows().filter(pk=self.key, lease_token=self.token, state=ClipState.WORKING)

    def release(self) -> None:
        """Put the clip back untouched, as a worker does that is asked to stop; no attempt is counted."""
        self.row().update(state=ClipState.QUEUED, attempts=F("attempts") - 1, enqueued_at=None, **FREE)

    def fail(self, code: str) -> None:
        """Note why this attempt ended: the clip waits for another one, or has failed for good."""
        lasting = self.row()
        if code not in FINAL:
            waiting = self.row().filter(attempts__lt=MOST_ATTEMPTS)
            waiting.update(state=ClipState.QUEUED, failure=code, enqueued_at=None, **FREE)
        lasting.update(state=ClipState.FAILED, failure=code, **FREE)

    def _beat(self) -> None:
        written, said_at = (self.step, self.percent), 0.0
        waited = 0.0
        try:
            while not self._stop.wait(LOOK_SECONDS):
                waited += LOOK_SECONDS
                try:
                    if waited - said_at < BEAT_SECONDS and written == (self.step, self.percent):
                        self.look()
                        continue
                    written, said_at = (self.step, self.percent), waited
                    self.renew()
                except DatabaseError:
                    # A busy database is no reason to lose a clip: the next beat tries again.
                    log.warning("could not renew the lease of clip %s, trying again", self.key)
        finally:
            connection.close()
