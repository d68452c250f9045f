"""Work in the background, through Django's tasks interface."""

from django_tasks import task

from lms.dates import now
from media.lease import Lease, claim_next
from media.making import make
from media.models import Clip
from media.running import run


@task(queue_name="clips")
def make_clip() -> str:
    """Make the most urgent clip that waits. One task more than there are clips does no harm.

    Returns in one word what became of it: nothing, made, lost or the code of the failure.
    """
    lease = claim_next(at=now())
    return work(lease) if lease is not None else "nothing"


def work(lease: Lease) -> str:
    """Make the clip that a lease holds; see `make_clip` for the answer."""
    return run(lease, lambda: make(Clip.objects.get(key=str(lease.key)), lease), what="clip")
