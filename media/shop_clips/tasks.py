"""Sellers' films in the background, by the worker that makes the lessons' clips: one at a time."""

import logging

from django_tasks import task

from lms.dates import now
from media import failures
from media.failures import LeaseLost, MakingFailed
from media.shop_clips.lease import claim_film
from media.shop_clips.making import make_film
from media.shop_clips.models import ShopFilm

# Somebody waits for a preview with the phone in hand; lessons' clips have priority 0.
PREVIEW_PRIORITY, FINAL_PRIORITY = 90, 50

log = logging.getLogger(__name__)


@task(queue_name="clips")
def make_shop_film() -> str:
    """Make the next film that waits. One task more than there are films does no harm.

    Returns in one word what became of it: nothing, made, lost or the code of the failure.
    """
    lease = claim_film(at=now())
    if lease is None:
        return "nothing"
    key = lease.key
    try:
        with lease:
            make_film(ShopFilm.objects.select_related("clip").get(pk=str(key)), lease)
    except (LeaseLost, ShopFilm.DoesNotExist):
        log.warning("shop film %s: removed, or another worker holds it by now", key)
        return "lost"
    except MakingFailed as error:
        log.error("shop film %s: %s", key, error)
        lease.fail(error.code)
        return error.code
    except (SystemExit, KeyboardInterrupt):
        lease.release()
        raise
    except Exception:
        log.exception("shop film %s could not be made", key)
        lease.fail(failures.OTHER)
        return failures.OTHER
    log.info("shop film %s is ready", key)
    return "made"
