"""A worker's hold on a seller's film: the film room's own lease, on another table."""

from datetime import datetime

from media.lease import Lease, take
from media.shop_clips.models import ShopFilm


class FilmLease(Lease):
    """Renews, reports and gives up as for a lesson's clip; only the row is another one."""

    model = ShopFilm


def claim_film(*, at: datetime) -> FilmLease | None:
    """Take the next waiting film that a task was sent for; None where nothing waits."""
    waiting = ShopFilm.objects.waiting().filter(enqueued_at__isnull=False)
    return take(FilmLease, waiting.values_list("pk", flat=True), at=at, step="compose")
