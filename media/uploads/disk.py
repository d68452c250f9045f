"""Parts on the local disk: each is written at its place in one file, so that nothing is copied together."""

import errno
import fcntl
import hashlib
import os
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.http import UnreadablePostError

from media.uploads import errors
from media.uploads.models import Upload

CHUNK_BYTES = 256 * 1024
LOCK = "lock-"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Readable(Protocol):
    """Where bytes come from: a request, or a file."""

    def read(self, size: int = ..., /) -> bytes:
        """Return at most `size` bytes; empty at the end."""


def upload_root() -> Path:
    """Return the folder of files on their way in, made where it is not there yet."""
    root = Path(settings.UPLOAD_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    return root


def arriving_path(upload_id: uuid.UUID) -> Path:
    """Return the file into which the parts of an upload are written."""
    return Path(settings.UPLOAD_ROOT) / upload_id.hex


@contextmanager
def one_at_a_time(upload_id: uuid.UUID) -> Iterator[None]:
    """Let one process or thread at a time finish an upload; whoever is killed lets go."""
    # A few lock files that stay: one that is removed could be held by two.
    with (upload_root() / f"{LOCK}{upload_id.hex[:2]}").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def source_path(relative: str) -> Path:
    """Return where the source film of a lesson lies, from the path that its row holds."""
    return Path(settings.SOURCE_ROOT) / relative


def write_at(path: Path, start: int, size: int, stream: Readable) -> str:
    """Write `size` bytes of a stream at a position of the file and return their SHA-256.

    Holds two chunks in memory: one is hashed in a thread, outside Python's lock, while the next one
    comes. Raises MediaRefused where the stream ends early or the disk is full; what was written then is
    no part yet and will be written over.
    """
    digest, left = hashlib.sha256(), size
    try:
        upload_root()
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            with ThreadPoolExecutor(max_workers=1) as beside:
                hashed: Future[None] | None = None
                while left:
                    chunk = _read(stream, min(CHUNK_BYTES, left))
                    if not chunk:
                        raise errors.wrong_size()
                    if hashed is not None:
                        hashed.result()
                    hashed = beside.submit(digest.update, chunk)
                    _write_all(file, chunk, start + size - left)
                    left -= len(chunk)
        finally:
            os.close(file)
    except OSError as error:
        if error.errno in FULL:
            raise errors.no_room() from error
        raise
    return digest.hexdigest()


def hash_of(path: Path, start: int, size: int) -> str:
    """Return the SHA-256 of a stretch of a file; of what is there where the file ends before it."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        file.seek(start)
        while size and (chunk := file.read(min(4 * CHUNK_BYTES, size))):
            digest.update(chunk)
            size -= len(chunk)
    return digest.hexdigest()


def hashes_of(path: Path, upload: Upload) -> dict[int, str]:
    """Return the SHA-256 of each part, read anew from the disk, by the part's number.

    What was received may differ from what lies here after a power cut. Threads share the work, which is
    nearly all done outside Python's lock; meanwhile the file is brought to the disk for good.
    """
    numbers = range(1, upload.part_count + 1)
    with ThreadPoolExecutor(max_workers=3) as threads:
        flushed = threads.submit(_flush, path)
        hashes = threads.map(
            lambda one: hash_of(path, upload.part_start(one), upload.part_size(one)), numbers
        )
        found = dict(zip(numbers, hashes, strict=True))
        flushed.result()
    return found


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _read(stream: Readable, size: int) -> bytes:
    try:
        return stream.read(size)
    except UnreadablePostError as error:  # the phone hung up
        raise errors.wrong_size() from error


def _write_all(file: int, chunk: bytes, position: int) -> None:
    view = memoryview(chunk)
    while view:
        written = os.pwrite(file, view, position)
        view, position = view[written:], position + written
