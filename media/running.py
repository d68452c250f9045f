"""How the making of anything under a lease ends, whichever it is: one place for all that can happen."""

import logging
from collections.abc import Callable

from media import failures
from media.failures import LeaseLost, MakingFailed
from media.lease import Lease

log = logging.getLogger(__name__)


def run(lease: Lease, making: Callable[[], None], *, what: str) -> str:
    """Make something while a lease holds it, and write down how it ended.

    `what` names it in the log, with its key. Returns in one word what became of it: made, lost or the
    code of the failure. A worker that is asked to stop puts it back untouched.
    """
    name = f"{what} {lease.key}"
    try:
        with lease:
            making()
    except LeaseLost:
        log.warning("%s: another worker holds it by now, or it was stopped", name)
        return "lost"
    except MakingFailed as error:
        log.error("%s: %s", name, error)
        lease.fail(error.code)
        return error.code
    except (SystemExit, KeyboardInterrupt):
        lease.release()
        raise
    except Exception:
        log.exception("%s could not be made", name)
        lease.fail(failures.OTHER)
        return failures.OTHER
    log.info("%s is ready", name)
    return "made"
