"""Where files lie: on the local disk or in the store. Nothing is ever half there.

On the disk they are written under a temporary name, then renamed.
"""

import logging
import os
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from media import s3
from media.errors import MediaRefused

PART_SUFFIX = ".part"
log = logging.getLogger(__name__)


def private_path(relative: str) -> Path:
    """Return where a private file lies, from the path that its row holds."""
    return Path(settings.PRIVATE_ROOT) / relative


def clip_path(relative: str) -> Path:
    """Return where a public clip file lies, from the path that its row holds."""
    return Path(settings.CLIP_ROOT) / relative


def private_key(relative: str) -> str:
    """Return the key under which a private file lies in the S3 store."""
    return s3.object_key(f"private/{relative}")


def clip_key(relative: str) -> str:
    """Return the key under which a public clip file lies in the S3 store."""
    return s3.object_key(f"clips/{relative}")


def clip_bytes(relative: str) -> int:
    """Return the size of a public clip file, wherever it lies; raises FileNotFoundError, StoreAway."""
    path = clip_path(relative)
    if path.exists() or not s3.is_on():
        return path.stat().st_size
    try:
        return s3.size_of(clip_key(relative))
    except s3.NotThere as error:
        raise FileNotFoundError(path) from error


def new_name(name: uuid.UUID, suffix: str) -> str:
    """Return the path of a new file in the private store."""
    # Two letters of the name as a folder: no folder grows to a hundred thousand files.
    return f"{name.hex[:2]}/{name.hex}{suffix}"


def at_hand(path: Path, key: str, folder: Path) -> Path:
    """Return a file of this machine with the wanted bytes: where it lies, or fetched into `folder`.

    What was kept before there was a store still lies on the disk. Raises FileNotFoundError where it is
    neither here nor there, StoreAway.
    """
    if path.exists():
        return path
    if not s3.is_on():
        raise FileNotFoundError(path)
    fetched = folder / f"sent{path.suffix}"
    try:
        s3.fetch(key, fetched)
    except s3.NotThere as error:
        raise FileNotFoundError(path) from error
    return fetched


def keep_private(relative: str, *, content_type: str) -> None:
    """Move a finished private file to the store, where there is one; else it stays on the disk."""
    if s3.is_on():
        s3.keep(private_path(relative), private_key(relative), content_type=content_type)


def remove_private(relative: str) -> None:
    """Remove a private file, wherever it lies; one that is gone is removed already."""
    private_path(relative).unlink(missing_ok=True)
    if s3.is_on():
        remove_object(private_key(relative))


def remove_object(key: str) -> None:
    """Remove an object that nothing points to; a store that is away keeps it until `media.left_overs`."""
    try:
        s3.remove(key)
    except MediaRefused:
        log.warning("an object stays in the store: %s", key)


@contextmanager
def part_file(final: Path) -> Iterator[Path]:
    """Hand out a temporary name beside `final`; whatever is left of it afterwards is removed."""
    final.parent.mkdir(parents=True, exist_ok=True)
    part = final.with_name(f".{final.stem}-{secrets.token_hex(4)}{final.suffix}{PART_SUFFIX}")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def publish(part: Path, final: Path) -> None:
    """Give a complete temporary file its final name, in one step, after its bytes are on the disk."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(part, final)


def write_whole(final: Path, content: bytes) -> None:
    """Write a small file so that a reader sees all of it or none."""
    with part_file(final) as part:
        part.write_bytes(content)
        publish(part, final)
