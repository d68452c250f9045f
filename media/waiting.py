"""Rows that wait for a worker, whichever their table is: none is forgotten. Each function may run twice."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from media.holding import is_abandoned
from media.kinds import ClipState
from media.lease import put_back_expired

# A task that has not begun after a quarter of an hour may be lost: one more does no harm.
ENQUEUE_AGAIN = timedelta(minutes=15)
# An idle worker has no task left: then whatever waits longer than this has lost its own.
ENQUEUE_WHEN_IDLE = timedelta(seconds=15)

log = logging.getLogger(__name__)


def look_after(
    waiting: QuerySet[Any], enqueue: Callable[..., None], *, at: datetime, after: timedelta = ENQUEUE_AGAIN
) -> None:
    """Put rows back whose worker was killed, and give every row that waits a task of its own."""
    again = put_back_expired(waiting.model._default_manager.all(), at)
    enqueued = give_tasks(waiting, enqueue, at=at, after=after)
    if again or enqueued:
        name = waiting.model._meta.verbose_name_plural
        log.info("%s: %d back in the queue, %d enqueued", name, again, enqueued)


def give_tasks(
    waiting: QuerySet[Any], enqueue: Callable[..., None], *, at: datetime, after: timedelta = ENQUEUE_AGAIN
) -> int:
    """Give each row a task whose own was lost or never came to be; returns how many."""
    lost = list(waiting.filter(Q(enqueued_at__isnull=True) | Q(enqueued_at__lt=at - after)))
    for row in lost:
        enqueue(row, at=at)
    return len(lost)


def rescue(waiting: QuerySet[Any], enqueue: Callable[..., None], *, at: datetime) -> None:
    """Whenever a worker is idle: a row whose worker was killed waits no longer than its lease.

    On the dead worker's own disk it does not even wait so long.
    """
    forgotten = Q(state=ClipState.QUEUED, enqueued_at__lt=at - ENQUEUE_WHEN_IDLE)
    # A plain look takes no lock, so it may be taken every second.
    looked = waiting.model._default_manager.filter(forgotten | Q(state=ClipState.WORKING)).values_list(
        "pk", "lease_token", "lease_until"
    )
    if any(
        token is None or until is None or until < at or is_abandoned(key, token)
        for key, token, until in looked
    ):
        look_after(waiting, enqueue, at=at, after=ENQUEUE_WHEN_IDLE)
