"""Who may send what, how large and how much a day: asked before the first byte."""

import shutil
import unicodedata
from datetime import datetime
from pathlib import PurePosixPath

from django.conf import settings

from lms.accounts.models import User
from lms.dates import bangkok_date, day_bounds
from media.kinds import FileKind
from media.uploads import errors
from media.uploads.disk import upload_root
from media.uploads.models import Purpose, Upload, UploadState

VIDEO_SUFFIXES = {".mp4", ".m4v", ".mov", ".3gp", ".3g2", ".webm", ".mkv", ".avi", ".ts", ".mts", ".m2ts"}
AUDIO_SUFFIXES = {".m4a", ".mp3", ".aac", ".wav", ".ogg", ".oga", ".opus", ".amr", ".3gp", ".webm", ".mp4"}
SUFFIXES = {FileKind.VIDEO: VIDEO_SUFFIXES, FileKind.AUDIO: AUDIO_SUFFIXES}
LONGEST_NAME = 200
MOST_OPEN = 10
# How a phone seals a file: chunks of this size, each with a tag behind it (`media.uploads.sealed`).
SEALED_CHUNK_BYTES, SEAL_BYTES = 1024 * 1024, 16
# What has to stay free beside a new file: database, logs and the clips that are being made.
SPARE_BYTES = 500_000_000


def most_bytes(purpose: str) -> int:
    """Return how large one file may be."""
    if purpose == Purpose.SEALED:
        return sealed_size(settings.UPLOAD_PRACTICE_BYTES)
    return settings.UPLOAD_LESSON_BYTES if purpose == Purpose.LESSON else settings.UPLOAD_PRACTICE_BYTES


def sealed_size(plain_bytes: int) -> int:
    """Return how large a file is once it is sealed: each chunk grows by its tag."""
    return plain_bytes + SEAL_BYTES * max(1, -(-plain_bytes // SEALED_CHUNK_BYTES))


def most_bytes_a_day(purpose: str) -> int:
    """Return how much one person may send in a day."""
    is_lesson = purpose == Purpose.LESSON
    return settings.UPLOAD_LESSON_DAY_BYTES if is_lesson else settings.UPLOAD_PRACTICE_DAY_BYTES


def tidy_name(name: str) -> str:
    """Return a file's name without folders and invisible characters, its ending kept when it is cut."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(c for c in base if unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Zl", "Zp")).strip()
    suffix = PurePosixPath(seen).suffix[:12]
    return f"{seen[: LONGEST_NAME - len(suffix)]}{suffix}" if len(seen) > LONGEST_NAME else seen


def suffix_of(name: str, kind: str) -> str:
    """Return the ending under which a file is kept: one that is known, else `.bin`."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix in SUFFIXES[FileKind(kind)] else ".bin"


def refuse_stranger(owner: User, purpose: str) -> None:
    """Raise MediaRefused where this person has nothing to send for this purpose."""
    if owner.works_at_the_desk != (purpose == Purpose.LESSON):
        raise errors.not_for_you()


def refuse_kind(purpose: str, name: str, kind: str, content_type: str) -> None:
    """Raise MediaRefused where neither the name nor the phone says that this is a film or sound.

    What is sealed says nothing about itself: it is looked into once it is open.
    """
    if purpose == Purpose.SEALED:
        return
    if kind == FileKind.PHOTO:
        raise errors.wrong_kind()
    is_named = PurePosixPath(name).suffix.lower() in SUFFIXES[FileKind(kind)]
    is_typed = content_type.lower().startswith(f"{kind}/")
    if not is_named and not (is_typed and not PurePosixPath(name).suffix):
        raise errors.wrong_kind()


def refuse_size(purpose: str, size_bytes: int) -> None:
    """Raise MediaRefused where one file is larger than its purpose allows."""
    if size_bytes > (most := most_bytes(purpose)):
        raise errors.too_large(most)


def refuse_amount(owner: User, purpose: str, size_bytes: int, at: datetime) -> None:
    """Raise MediaRefused where the day, the number of open uploads or the disk allows no more."""
    mine = Upload.objects.filter(owner=owner)
    if mine.filter(state=UploadState.RECEIVING).count() >= MOST_OPEN:
        raise errors.too_many_open()
    day = bangkok_date(at)
    today = mine.filter(purpose=purpose).since(day_bounds(day, day)[0])
    if today.total_bytes() + size_bytes > (most := most_bytes_a_day(purpose)):
        raise errors.day_is_full(most)
    root = upload_root()
    if shutil.disk_usage(root).free < size_bytes + SPARE_BYTES:
        raise errors.no_room()
