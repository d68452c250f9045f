"""What the film room does every minute and every night. Each function is safe to run twice."""

import shutil
import time
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from media.clip_actions import enqueue
from media.holding import WORK_FOLDER
from media.lease import put_back_expired
from media.models import Clip, ClipState, SourceFile, StoredFile
from media.store import PART_SUFFIX
from media.waiting import give_tasks, look_after, rescue

LEFT_OVER_SECONDS = 24 * 3600


def requeue_expired(at: datetime) -> int:
    """Put clips back whose worker was killed; those out of attempts fail with a reason."""
    return put_back_expired(Clip.objects.all(), at)


def enqueue_missing(at: datetime) -> int:
    """Give every waiting clip a task whose own was lost or never came to be."""
    return give_tasks(_waiting(), enqueue, at=at)


def look_after_clips(at: datetime) -> None:
    """Every minute: no clip that waits is forgotten."""
    look_after(_waiting(), enqueue, at=at)


def rescue_clips(at: datetime) -> None:
    """Whenever a worker is idle: no clip waits for one that is dead."""
    rescue(_waiting(), enqueue, at=at)


def _waiting() -> QuerySet[Clip]:
    return Clip.objects.filter(state=ClipState.QUEUED).order_by("-priority", "queued_at")


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
