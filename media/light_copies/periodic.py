"""No light copy that waits is forgotten. Safe to run twice."""

from datetime import datetime

from media.light_copies.actions import enqueue
from media.light_copies.models import LightCopy
from media.waiting import look_after, rescue


def look_after_light_copies(at: datetime) -> None:
    """Every minute: put copies back whose worker was killed, and give every waiting copy a task."""
    look_after(LightCopy.objects.waiting(), enqueue, at=at)


def rescue_light_copies(at: datetime) -> None:
    """Whenever a worker is idle: no copy waits for one that is dead."""
    rescue(LightCopy.objects.waiting(), enqueue, at=at)
