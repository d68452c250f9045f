"""Files on the local disk: written under a temporary name, then renamed. Nothing is ever half there."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

PART_SUFFIX = ".part"


def private_path(relative: str) -> Path:
    """Return where a private file lies, from the path that its row holds."""
    return Path(settings.PRIVATE_ROOT) / relative


def clip_path(relative: str) -> Path:
    """Return where a public clip file lies, from the path that its row holds."""
    return Path(settings.CLIP_ROOT) / relative


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
