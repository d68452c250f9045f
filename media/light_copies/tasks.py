"""Light copies in the background, by the worker that makes the lessons' clips: one at a time."""

import uuid

from django_tasks import task

from lms.dates import now
from media.failures import LeaseLost
from media.light_copies.lease import LightLease, claim_light_copy
from media.light_copies.making import make_light
from media.light_copies.models import LightCopy
from media.running import run

# What was sent plays meanwhile, so lessons (0) and sellers' films come first.
PRIORITY = -10


@task(queue_name="clips", priority=PRIORITY)
def make_light_copy() -> str:
    """Make the light copy that waits longest. One task more than there are copies does no harm.

    Returns in one word what became of it: nothing, made, lost or the code of the failure.
    """
    lease = claim_light_copy(at=now())
    if lease is None:
        return "nothing"
    return run(lease, lambda: _make(lease), what="light copy")


def _make(lease: LightLease) -> None:
    try:
        copy = LightCopy.objects.select_related("stored_file").get(pk=uuid.UUID(str(lease.key)))
    except LightCopy.DoesNotExist as error:
        raise LeaseLost from error  # the file was removed meanwhile
    make_light(copy.stored_file, lease)
