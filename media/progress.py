"""How far a clip is: for people, so with the place in the queue and the time that is left."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from media.models import Clip, ClipState

# Below this percent nobody can tell how long the rest will take.
TELLING_PERCENT = 3
# What a clip takes where none was made yet: an ordinary one on a small machine.
TYPICAL_SECONDS = 60
REMEMBERED = 10


def progress(clip: Clip, *, at: datetime) -> dict[str, Any]:
    """Return step, percent, place in the queue (1 is next; 0: does not wait) and seconds left.

    `seconds_left` is None where nobody can tell. At most three queries.
    """
    place = queue_position(clip)
    return {
        "step": clip.step,
        "percent": clip.percent,
        "queue_position": place,
        "seconds_left": _seconds_left(clip, place, at),
        "attempts": clip.attempts,
    }


def queue_position(clip: Clip) -> int:
    """Return the place of a waiting clip in the queue, counted from 1; 0 for any other."""
    if clip.state != ClipState.QUEUED:
        return 0
    sooner = Q(priority__gt=clip.priority) | Q(priority=clip.priority, queued_at__lt=clip.queued_at)
    return Clip.objects.filter(sooner, state=ClipState.QUEUED).count() + 1


def _seconds_left(clip: Clip, place: int, at: datetime) -> int | None:
    if clip.state == ClipState.WORKING:
        if clip.started_at is None or clip.percent < TELLING_PERCENT:
            return None
        passed = (at - clip.started_at).total_seconds()
        return max(round(passed * (100 - clip.percent) / clip.percent), 1)
    if clip.state == ClipState.QUEUED:
        busy = Clip.objects.filter(state=ClipState.WORKING).exists()
        return round((place + (0.5 if busy else 0)) * _typical_seconds())
    return None


def _typical_seconds() -> float:
    recent = Clip.objects.filter(state=ClipState.READY, started_at__isnull=False).order_by("-ready_at")
    took = [
        (clip.ready_at - clip.started_at).total_seconds()
        for clip in recent.only("ready_at", "started_at")[:REMEMBERED]
        if clip.ready_at and clip.started_at
    ]
    return max(sum(took) / len(took), 1) if took else TYPICAL_SECONDS
