"""No film of a seller that waits is forgotten. Safe to run twice."""

from datetime import datetime

from media.shop_clips.actions import enqueue
from media.shop_clips.models import ShopFilm
from media.waiting import look_after, rescue


def look_after_shop_films(at: datetime) -> None:
    """Every minute: put films back whose worker was killed, and give every waiting film a task."""
    look_after(ShopFilm.objects.waiting(), enqueue, at=at)


def rescue_shop_films(at: datetime) -> None:
    """Whenever a worker is idle: no film waits for one that is dead."""
    rescue(ShopFilm.objects.waiting(), enqueue, at=at)
