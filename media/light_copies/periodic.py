"""Every minute: no light copy that waits is forgotten. Safe to run twice."""

from datetime import datetime

from django.db.models import Q

from media.lease import put_back_expired
from media.light_copies.actions import enqueue
from media.light_copies.models import LightCopy
from media.periodic import ENQUEUE_AGAIN


def look_after_light_copies(at: datetime) -> None:
    """Put copies back whose worker was killed, and give every waiting copy a task."""
    put_back_expired(LightCopy.objects.all(), at)
    lost = Q(enqueued_at__isnull=True) | Q(enqueued_at__lt=at - ENQUEUE_AGAIN)
    for copy in LightCopy.objects.waiting().filter(lost):
        enqueue(copy, at=at)
