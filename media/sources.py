"""Films of lessons as they were sent: on the disk of the site, or in the store where there is one."""

import hashlib
import mimetypes
import shutil
import uuid
from pathlib import Path

from media import s3
from media.models import SourceFile
from media.store import at_hand, part_file, publish, remove_object
from media.uploads.disk import source_path
from media.uploads.rules import suffix_of


def source_name(upload_id: uuid.UUID, name: str, kind: str) -> str:
    """Return the path of an upload's film in the store of sources."""
    return f"{upload_id.hex[:2]}/{upload_id.hex}{suffix_of(name, kind)}"


def source_key(relative: str) -> str:
    """Return the key under which a source lies in the S3 store."""
    return s3.object_key(f"sources/{relative}")


def keep_source(path: Path, relative: str) -> None:
    """Keep a copy of a file as a source. Raises OSError, StoreAway; then nothing is kept."""
    if s3.is_on():
        kind = mimetypes.guess_type(relative)[0] or "application/octet-stream"
        s3.put(path, source_key(relative), content_type=kind)
        return
    final = source_path(relative)
    with part_file(final) as part:
        shutil.copyfile(path, part)
        publish(part, final)


def source_at_hand(relative: str, folder: Path) -> Path:
    """Return a source on this machine, fetched into `folder` where it lies in the store.

    Raises FileNotFoundError, StoreAway. What came through the store part by part gets its whole hash
    here: this is the first time that anybody holds all of it.
    """
    path = at_hand(source_path(relative), source_key(relative), folder)
    unknown = SourceFile.objects.filter(path=relative, sha256="")
    if unknown.exists():
        with path.open("rb") as file:
            unknown.update(sha256=hashlib.file_digest(file, "sha256").hexdigest())
    return path


def remove_source(relative: str) -> None:
    """Remove a source, wherever it lies."""
    source_path(relative).unlink(missing_ok=True)
    if s3.is_on():
        remove_object(source_key(relative))
