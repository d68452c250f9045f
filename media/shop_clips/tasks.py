"""Sellers' films in the background, by the worker that makes the lessons' clips: one at a time."""

from django_tasks import task

from lms.dates import now
from media.failures import LeaseLost
from media.running import run
from media.shop_clips.lease import FilmLease, claim_film
from media.shop_clips.making import make_film
from media.shop_clips.models import ShopFilm

# Somebody waits for a preview with the phone in hand; lessons' clips have priority 0.
PREVIEW_PRIORITY, FINAL_PRIORITY = 90, 50


@task(queue_name="clips")
def make_shop_film() -> str:
    """Make the next film that waits. One task more than there are films does no harm.

    Returns in one word what became of it: nothing, made, lost or the code of the failure.
    """
    lease = claim_film(at=now())
    if lease is None:
        return "nothing"
    return run(lease, lambda: _make(lease), what="shop film")


def _make(lease: FilmLease) -> None:
    try:
        film = ShopFilm.objects.select_related("clip").get(pk=str(lease.key))
    except ShopFilm.DoesNotExist as error:
        raise LeaseLost from error  # its owner removed the clip meanwhile
    make_film(film, lease)
