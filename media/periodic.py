"""What the film room does every minute and every night. Each function is safe to run twice."""

import logging
import shutil
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from media.clip_actions import enqueue
from media.holding import WORK_FOLDER, is_abandoned
from media.lease import put_back_expired
from media.models import Clip, ClipState, SourceFile, StoredFile
from media.store import PART_SUFFIX

# A task that has not begun after a quarter of an hour may be lost: one more does no harm.
ENQUEUE_AGAIN = timedelta(minutes=15)
# An idle worker has no task left: then whatever waits longer than this has lost its own.
ENQUEUE_WHEN_IDLE = timedelta(seconds=15)
LEFT_OVER_SECONDS = 24 * 3600

log = logging.getLogger(__name__)


def requeue_expired(at: datetime) -> int:
    """Put clips back whose worker was killed; those out of attempts fail with a reason."""
    return put_back_expired(Clip.objects.all(), at)


def enqueue_missing(at: datetime, *, after: timedelta = ENQUEUE_AGAIN) -> int:
    """Give every waiting clip a task whose own was lost or never came to be."""
    waiting = Clip.objects.filter(state=ClipState.QUEUED).filter(
        Q(enqueued_at__isnull=True) | Q(enqueued_at__lt=at - after)
    )
    count = 0
    for clip in waiting.order_by("-priority", "queued_at"):
        enqueue(clip, at=at)
        count += 1
    return count


def look_after_clips(at: datetime) -> None:
    """Every minute: nothing that waits is forgotten."""
    again, enqueued = requeue_expired(at), enqueue_missing(at)
    if again or enqueued:
        log.info("clips: %d back in the queue, %d enqueued", again, enqueued)


def rescue_clips(at: datetime) -> None:
    """Whenever a worker is idle: a clip whose worker was killed waits no longer than its lease.

    On the dead worker's own disk it does not even wait so long.
    """
    forgotten = Q(state=ClipState.QUEUED, enqueued_at__lt=at - ENQUEUE_WHEN_IDLE)
    # A plain look takes no lock, so it may be taken every second.
    looked = Clip.objects.filter(forgotten | Q(state=ClipState.WORKING)).values_list(
        "key", "lease_token", "lease_until"
    )
    if any(
        token is None or until is None or until < at or is_abandoned(key, token)
        for key, token, until in looked
    ):
        requeue_expired(at)
        enqueue_missing(at, after=ENQUEUE_WHEN_IDLE)


def remove_left_overs(at: datetime) -> None:
    """Every night: remove what killed processes left behind more than a day ago."""
    oldest = time.time() - LEFT_OVER_SECONDS
    for folder in _entries(Path(settings.CLIP_ROOT) / WORK_FOLDER):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
    _remove_clips_without_rows(oldest)
    _remove_files_without_rows(Path(settings.PRIVATE_ROOT), _stored, oldest)
    _remove_files_without_rows(Path(settings.SOURCE_ROOT), _sources, oldest)


def _remove_clips_without_rows(oldest: float) -> None:
    folders = [folder for folder in _entries(Path(settings.CLIP_ROOT)) if folder.stat().st_mtime < oldest]
    keys = {folder.name for folder in folders if _is_key(folder.name)}
    clips = Clip.objects.filter(key__in=keys).values_list("key", "revision")
    known = {str(key): str(revision) for key, revision in clips}
    for folder in folders:
        if folder.name in keys - known.keys():
            shutil.rmtree(folder, ignore_errors=True)
        elif folder.name in known:
            _remove_other_revisions(folder, known[folder.name], oldest)


def _remove_other_revisions(folder: Path, revision: str, oldest: float) -> None:
    """Remove what a worker left that was killed just before or after its row was written."""
    for one in _entries(folder):
        if one.name != revision and one.stat().st_mtime < oldest:
            shutil.rmtree(one, ignore_errors=True)


def _remove_files_without_rows(
    root: Path, known_among: Callable[[list[str]], set[str]], oldest: float
) -> None:
    for folder in _entries(root):
        files = [path for path in _entries(folder) if path.is_file() and path.stat().st_mtime < oldest]
        known = known_among([f"{folder.name}/{path.name}" for path in files])
        for path in files:
            # A file whose row was rolled back, or a temporary name that nobody finished.
            if path.name.endswith(PART_SUFFIX) or f"{folder.name}/{path.name}" not in known:
                path.unlink(missing_ok=True)


def _stored(paths: list[str]) -> set[str]:
    return set(StoredFile.objects.filter(path__in=paths).values_list("path", flat=True))


def _sources(paths: list[str]) -> set[str]:
    sent = SourceFile.objects.filter(path__in=paths).values_list("path", flat=True)
    return {*sent, *Clip.objects.filter(source_path__in=paths).values_list("source_path", flat=True)}


def _is_key(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []
