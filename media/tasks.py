"""Work in the background, through Django's tasks interface."""

import logging

from django_tasks import task

from lms.dates import now
from media import failures
from media.failures import LeaseLost, MakingFailed
from media.lease import Lease, claim_next
from media.making import make
from media.models import Clip

log = logging.getLogger(__name__)


@task(queue_name="clips")
def make_clip() -> str:
    """Make the most urgent clip that waits. One task more than there are clips does no harm.

    Returns in one word what became of it: nothing, made, lost or the code of the failure.
    """
    lease = claim_next(at=now())
    return work(lease) if lease is not None else "nothing"


def work(lease: Lease) -> str:
    """Make the clip that a lease holds and write down how it ended; see `make_clip` for the words."""
    key = lease.key
    try:
        with lease:
            make(Clip.objects.get(key=key), lease)
    except LeaseLost:
        log.warning("clip %s: another worker holds it by now, or it was stopped", key)
        return "lost"
    except MakingFailed as error:
        log.error("clip %s: %s", key, error)
        lease.fail(error.code)
        return error.code
    except (SystemExit, KeyboardInterrupt):
        lease.release()
        raise
    except Exception:
        log.exception("clip %s could not be made", key)
        lease.fail(failures.OTHER)
        return failures.OTHER
    log.info("clip %s is ready", key)
    return "made"
