"""A worker's hold on a seller's film: the film room's own lease, on another table."""

import uuid
from datetime import datetime

from django.db.models import F, QuerySet

from media.lease import LEASE, Lease
from media.shop_clips.models import FilmState, ShopFilm


class FilmLease(Lease):
    """Renews, reports and gives up as for a lesson's clip; only the row is another one."""

    def row(self) -> QuerySet[ShopFilm]:  # type: ignore[override]
        """Return the film's row as long as this lease holds it, else nothing."""
        return ShopFilm.objects.filter(pk=str(self.key), lease_token=self.token, state=FilmState.WORKING)


def claim_film(*, at: datetime) -> FilmLease | None:
    """Take the next waiting film that a task was sent for; None where nothing waits."""
    for key in ShopFilm.objects.waiting().filter(enqueued_at__isnull=False).values_list("pk", flat=True):
        token = uuid.uuid4()
        taken = ShopFilm.objects.filter(pk=key, state=FilmState.QUEUED).update(
            state=FilmState.WORKING,
            lease_token=token,
            lease_until=at + LEASE,
            attempts=F("attempts") + 1,
            step="compose",
            percent=0,
        )
        if taken:
            return FilmLease(str(key), token)
    return None
