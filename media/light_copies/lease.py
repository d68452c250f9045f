"""A worker's hold on a light copy: the film room's own lease, on another table."""

from datetime import datetime

from media.lease import Lease, take
from media.light_copies.models import LightCopy


class LightLease(Lease):
    """Renews, reports and gives up as for a lesson's clip; only the row is another one."""

    model = LightCopy


def claim_light_copy(*, at: datetime) -> LightLease | None:
    """Take the next waiting copy that a task was sent for; None where nothing waits."""
    waiting = LightCopy.objects.waiting().filter(enqueued_at__isnull=False)
    return take(LightLease, waiting.values_list("pk", flat=True), at=at)
