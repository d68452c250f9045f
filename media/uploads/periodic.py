"""Every night: uploads that nobody went on with for seven days, and bytes that no row knows."""

import logging
import time
import uuid
from datetime import datetime, timedelta

from media.uploads import remote, sealed
from media.uploads.disk import LOCK, arriving_path, upload_root
from media.uploads.models import Purpose, Upload, UploadState

KEPT_FOR = timedelta(days=7)
# The item with the key of a sealed file may lie on a phone without a network: a month, then it is over.
SEALED_FOR = timedelta(days=30)
LEFT_OVER_SECONDS = 24 * 3600
WAITING = {"purpose": Purpose.SEALED, "state": UploadState.FINISHED}

log = logging.getLogger(__name__)


def remove_stale(at: datetime) -> int:
    """Remove uploads of which nothing was heard for seven days; what arrived stays. Returns how many."""
    count = 0
    for upload in Upload.objects.untouched_since(at - KEPT_FOR).exclude(**WAITING):
        arriving = arriving_path(upload.pk)
        if upload.state == UploadState.RECEIVING:
            remote.forget(upload)
        upload.delete()
        arriving.unlink(missing_ok=True)
        count += 1
    count += _remove_unclaimed(at)
    _remove_bytes_without_rows()
    if count:
        log.info("uploads: %d stale ones removed", count)
    return count


def _remove_unclaimed(at: datetime) -> int:
    """Remove sealed files whose item never came, or was taken in long ago."""
    old = Upload.objects.filter(**WAITING, finished_at__lt=at - SEALED_FOR)
    for upload in old:
        sealed.forget(upload)
    sealed.remove_bytes_older_than(SEALED_FOR.total_seconds() + LEFT_OVER_SECONDS)
    return old.delete()[0]


def _remove_bytes_without_rows() -> None:
    oldest = time.time() - LEFT_OVER_SECONDS
    files = (path for path in upload_root().iterdir() if not path.name.startswith(LOCK))
    old = {path.name: path for path in files if path.stat().st_mtime < oldest}
    keys = {name: uuid.UUID(name) for name in old if _is_key(name)}
    open_ones = Upload.objects.filter(pk__in=keys.values(), state=UploadState.RECEIVING)
    known = {key.hex for key in open_ones.values_list("pk", flat=True)}
    for name, path in old.items():
        if name not in known:
            path.unlink(missing_ok=True)


def _is_key(name: str) -> bool:
    try:
        return uuid.UUID(name).hex == name
    except ValueError:
        return False
