"""A worker's own folder for one clip, locked as long as the worker lives.

The kernel lets go of the lock when the worker dies, however it dies. So another worker of the same
machine sees at once that a lease has lost its holder, and need not wait until it runs out. Network disks
share folders but often no locks: of another machine's worker nothing is seen, its lease alone decides.
"""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from django.conf import settings

WORK_FOLDER = ".work"


@contextmanager
def work_folder(key: str | uuid.UUID | int, token: uuid.UUID) -> Iterator[Path]:
    """Hand out an empty folder for the holder of a lease, on the same disk as the finished clips.

    What killed workers left of the same clip goes first; the folder itself goes at the end, unless it
    was renamed.
    """
    _remove_abandoned(key)
    folder = folder_of(key, token)
    fresh = folder.with_name(f".new-{folder.name}")
    fresh.mkdir(parents=True)
    handle = os.open(fresh, os.O_RDONLY)
    try:
        with suppress(OSError):  # a disk that knows no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        # Only now it can be seen by its name: nobody finds it unlocked while we live.
        fresh.rename(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def is_abandoned(key: str | uuid.UUID | int, token: uuid.UUID) -> bool:
    """Tell whether the worker that took a lease is surely dead; False where nobody can tell."""
    return _is_unlocked(folder_of(key, token))


def folder_of(key: str | uuid.UUID | int, token: uuid.UUID) -> Path:
    """Return where a worker of this machine keeps its work while it holds a lease."""
    return Path(settings.CLIP_ROOT) / WORK_FOLDER / f"{key}-{token.hex[:8]}-{_kernel()}"


@lru_cache(maxsize=1)
def _kernel() -> str:
    """Return what tells this run of this machine's kernel from any other; containers share it."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
    except OSError:
        return uuid.uuid4().hex[:8]  # nobody knows us: only leases count


def _remove_abandoned(key: str | uuid.UUID | int) -> None:
    for folder in (Path(settings.CLIP_ROOT) / WORK_FOLDER).glob(f"*{key}-*-{_kernel()}"):
        if _is_unlocked(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_unlocked(folder: Path) -> bool:
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(handle)
