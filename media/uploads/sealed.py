"""Files that a phone sealed while there was no network: kept as they came until their key is told.

A sealed file is cut into chunks of 1 MiB, each AES-256-GCM with a tag of 16 bytes behind it, numbered
from 0: IV = four zero bytes and the number (8 bytes, big-endian), additional data = the text
`khaipen-file-1|<upload id>|<number>|<count>`. So no chunk can be left out, moved or taken from
elsewhere. The 32-byte key comes inside the sealed item that the file belongs to (`docs/sync.md`).
"""

import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from media import limits, s3
from media.actions import make_photo, make_recording
from media.errors import MediaRefused
from media.kinds import FileKind
from media.models import StoredFile
from media.store import part_file
from media.uploads import errors
from media.uploads.models import Purpose, Upload, UploadState
from media.uploads.rules import SEAL_BYTES, SEALED_CHUNK_BYTES, sealed_size

KEY_BYTES = 32
# Names of kept files follow from the upload's id by a hash, so that nobody can choose one that is taken.
NAMES = uuid.UUID("b8f0a4e2-6f0e-4f62-9d0c-3f1a7f6b2c55")


class NotHereYet(MediaRefused):
    """The file has not arrived whole: the item with its key is sent again later. Nothing is lost."""

    def __init__(self) -> None:
        super().__init__(
            "files-missing",
            _("The photos or clips of this have not arrived yet. They are sent by themselves."),
            status=409,
        )


@dataclass(frozen=True)
class Opened:
    """A file as it was before it was sealed; it lies there for as long as the block lasts."""

    path: Path
    sha256: str


def sealed_path(upload_id: uuid.UUID) -> Path:
    """Return where a sealed file lies on this machine."""
    return Path(settings.SEALED_ROOT) / upload_id.hex[:2] / upload_id.hex


def put_aside(upload: Upload, path: Path) -> None:
    """Move a sealed file that arrived whole to where it waits; safe to repeat."""
    final = sealed_path(upload.pk)
    if path != final:
        final.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, final)
    if s3.is_on():
        s3.keep(final, _object(upload), content_type="application/octet-stream")


def waiting_file(owner: User, upload_id: uuid.UUID) -> Upload:
    """Return a sealed file of a person that arrived whole. Raises `NotHereYet`."""
    upload = Upload.objects.filter(pk=upload_id, owner=owner, purpose=Purpose.SEALED).first()
    if upload is None or upload.state != UploadState.FINISHED:
        raise NotHereYet
    return upload


def kept_name(upload_id: uuid.UUID) -> uuid.UUID:
    """Return the id of the kept file that a sealed upload becomes."""
    return uuid.uuid5(NAMES, upload_id.hex)


def open_as_stored(upload: Upload, *, key: bytes, kind: str, owner: User, at: datetime) -> StoredFile:
    """Open a sealed file and make the kept one of it, after the same checks as any other from a phone.

    Returns the row unsaved, its file in place; doing it again gives the same. Raises MediaRefused.
    """
    refuse_size(upload, kind)
    with opened(upload, key) as plain:
        name = kept_name(upload.pk)
        if kind == FileKind.PHOTO:
            return make_photo(owner, raw=plain.path.read_bytes(), at=at, name=name)
        return make_recording(owner, sent=plain.path, sent_sha256=plain.sha256, kind=kind, at=at, name=name)


@contextmanager
def opened(upload: Upload, key: bytes) -> Iterator[Opened]:
    """Open a sealed file into a temporary one, a chunk at a time. Raises MediaRefused."""
    with part_file(Path(settings.PRIVATE_ROOT) / "incoming" / uuid.uuid4().hex) as plain:
        path = sealed_path(upload.pk)
        if s3.is_on() and not path.exists():
            path = plain.with_name(f"{plain.name}.sealed")
        try:
            if s3.is_on() and not path.exists():
                s3.fetch(_object(upload), path)
            sha256 = _open_chunks(upload, path, plain, key)
        except (FileNotFoundError, s3.NotThere) as error:
            raise _gone() from error
        finally:
            if path != sealed_path(upload.pk):
                path.unlink(missing_ok=True)
        yield Opened(plain, sha256)


def forget(upload: Upload) -> None:
    """Remove the sealed bytes: they were opened, or nobody came for them."""
    sealed_path(upload.pk).unlink(missing_ok=True)
    if s3.is_on():
        s3.remove(_object(upload))


def remove_bytes_older_than(seconds: float) -> None:
    """Remove sealed bytes that are older than any that may still be wanted."""
    oldest = time.time() - seconds
    for path in Path(settings.SEALED_ROOT).glob("??/*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def refuse_size(upload: Upload, kind: str) -> None:
    """Raise MediaRefused where the file is larger than its kind may be, before anything is read."""
    most = {FileKind.PHOTO: limits.PHOTO_BYTES, FileKind.AUDIO: limits.AUDIO_BYTES}
    allowed = most.get(FileKind(kind), settings.UPLOAD_PRACTICE_BYTES)
    if upload.size_bytes > sealed_size(allowed):
        raise errors.too_large(allowed)


def _open_chunks(upload: Upload, path: Path, plain: Path, key: bytes) -> str:
    count = -(-upload.size_bytes // (SEALED_CHUNK_BYTES + SEAL_BYTES))
    digest = hashlib.sha256()
    try:
        cipher = AESGCM(key)
        with path.open("rb") as source, plain.open("wb") as target:
            for number in range(count):
                chunk = source.read(SEALED_CHUNK_BYTES + SEAL_BYTES)
                content = cipher.decrypt(iv_of(number), chunk, _label(upload.pk, number, count))
                digest.update(content)
                target.write(content)
    except (InvalidTag, ValueError) as error:
        raise _damaged() from error
    return digest.hexdigest()


def seal_file(content: bytes, *, upload_id: uuid.UUID, key: bytes) -> bytes:
    """Seal a file as a phone does: for tests and for whoever writes another client."""
    starts = range(0, max(1, len(content)), SEALED_CHUNK_BYTES)
    cipher, count = AESGCM(key), len(starts)
    return b"".join(
        cipher.encrypt(
            iv_of(number), content[start : start + SEALED_CHUNK_BYTES], _label(upload_id, number, count)
        )
        for number, start in enumerate(starts)
    )


def iv_of(number: int) -> bytes:
    """Return the IV of a chunk: each key seals one file, so that a number is used once."""
    return bytes(4) + number.to_bytes(8, "big")


def _label(upload_id: uuid.UUID, number: int, count: int) -> bytes:
    return f"khaipen-file-1|{upload_id}|{number}|{count}".encode()


def _object(upload: Upload) -> str:
    return s3.object_key(f"sealed/{upload.pk.hex}")


def _damaged() -> MediaRefused:
    return MediaRefused(
        "file-damaged",
        _("A photo or clip could not be opened. Please take it again and send it once more."),
        status=422,
    )


def _gone() -> MediaRefused:
    return MediaRefused(
        "file-gone",
        _("A photo or clip is no longer here. Please send it once more."),
        status=410,
    )
