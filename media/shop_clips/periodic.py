"""Every minute: no film that waits is forgotten. Safe to run twice."""

from datetime import datetime

from django.db.models import Q

from media.failures import MOST_ATTEMPTS, WORKER_LOST
from media.lease import FREE
from media.periodic import ENQUEUE_AGAIN
from media.shop_clips.actions import enqueue
from media.shop_clips.models import FilmState, ShopFilm


def look_after_shop_films(at: datetime) -> None:
    """Put films back whose worker was killed, and give every waiting film a task."""
    expired = ShopFilm.objects.filter(state=FilmState.WORKING, lease_until__lt=at)
    expired.filter(attempts__lt=MOST_ATTEMPTS).update(
        state=FilmState.QUEUED, failure=WORKER_LOST, enqueued_at=None, **FREE
    )
    expired.update(state=FilmState.FAILED, failure=WORKER_LOST, **FREE)
    lost = Q(enqueued_at__isnull=True) | Q(enqueued_at__lt=at - ENQUEUE_AGAIN)
    for film in ShopFilm.objects.waiting().filter(lost):
        enqueue(film, at=at)
