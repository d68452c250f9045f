"""What the film room does: keep files that people send, and put clips in the queue."""

import hashlib
import uuid
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from media import limits, photos, recordings
from media.clip_actions import request_clip, retry_clip
from media.errors import MediaRefused
from media.models import FileKind, StoredFile
from media.store import keep_private, new_name, part_file, private_path, publish, remove_private, write_whole

__all__ = ["make_photo", "make_recording", "request_clip", "retry_clip", "store_photo", "store_recording"]


def store_photo(owner: User, *, upload: UploadedFile, at: datetime) -> StoredFile:
    """Keep a photo: JPEG, PNG or WebP, made upright, at most 1600 px, without position or other data.

    The row appears only after the file is there. Raises MediaRefused with a sentence for the person.
    """
    return _row(make_photo(owner, raw=_read_at_most(upload, limits.PHOTO_BYTES), at=at))


def make_photo(owner: User, *, raw: bytes, at: datetime, name: uuid.UUID | None = None) -> StoredFile:
    """Make the kept photo out of the bytes that were sent. Returns the row unsaved, its file in place.

    The same `name` again writes the same file again. Raises MediaRefused with a sentence for the person.
    """
    safe = photos.make_safe(raw)
    name = name or uuid.uuid4()
    relative = new_name(name, ".jpg")
    write_whole(private_path(relative), safe.content)
    keep_private(relative, content_type="image/jpeg")
    return StoredFile(
        id=name,
        owner=owner,
        kind=FileKind.PHOTO,
        path=relative,
        content_type="image/jpeg",
        size_bytes=len(safe.content),
        sent_sha256=hashlib.sha256(raw).hexdigest(),
        width_px=safe.width_px,
        height_px=safe.height_px,
        created_at=at,
    )


def store_recording(owner: User, *, upload: UploadedFile, kind: str, at: datetime) -> StoredFile:
    """Keep sound or a clip (`kind` audio or video) that came with a form: see `make_recording`.

    The row appears only after the file is there. Raises MediaRefused with a sentence for the person.
    """
    most = settings.UPLOAD_PRACTICE_BYTES if kind == FileKind.VIDEO else limits.AUDIO_BYTES
    with part_file(Path(settings.PRIVATE_ROOT) / "incoming" / uuid.uuid4().hex) as sent:
        digest = _receive(upload, sent, most)
        return _row(make_recording(owner, sent=sent, sent_sha256=digest, kind=kind, at=at))


def make_recording(
    owner: User, *, sent: Path, sent_sha256: str, kind: str, at: datetime, name: uuid.UUID | None = None
) -> StoredFile:
    """Make the kept file out of one that was sent, after ffmpeg has really looked into it.

    Position and other metadata are left out; picture and sound stay as sent. Returns the row unsaved,
    its file already in place; the same `name` again writes the same file again. Raises MediaRefused
    with a sentence for the person.
    """
    name = name or uuid.uuid4()
    facts, plan = recordings.examine(sent, kind)
    relative = new_name(name, plan.suffix)
    final = private_path(relative)
    with part_file(final) as part:
        kept = recordings.keep_clean(sent, part, facts=facts, plan=plan)
        recordings.refuse_too_long(kept.duration_ms, kind)
        publish(part, final)
    size_bytes = final.stat().st_size
    keep_private(relative, content_type=plan.content_type)
    return StoredFile(
        id=name,
        owner=owner,
        kind=kind,
        path=relative,
        content_type=plan.content_type,
        size_bytes=size_bytes,
        sent_sha256=sent_sha256,
        width_px=kept.width_px or None,
        height_px=kept.height_px or None,
        duration_ms=kept.duration_ms,
        created_at=at,
    )


def _row(stored: StoredFile) -> StoredFile:
    try:
        with transaction.atomic():
            stored.save(force_insert=True)
    except Exception:
        remove_private(stored.path)
        raise
    return stored


def _too_large(most: int) -> MediaRefused:
    return MediaRefused(
        "too_large",
        _("This file is too large: at most %(megabytes)d MB. Please send a smaller one.")
        % {"megabytes": most // limits.MEGABYTE},
        status=413,
    )


def _refuse_size(upload: UploadedFile, most: int) -> None:
    size = upload.size or 0
    if size > most:
        raise _too_large(most)
    if size == 0:
        raise MediaRefused("empty", _("This file is empty. Please choose another one."))


def _read_at_most(upload: UploadedFile, most: int) -> bytes:
    _refuse_size(upload, most)
    upload.seek(0)
    raw = upload.read(most + 1)
    if len(raw) > most:
        raise _too_large(most)
    return bytes(raw)


def _receive(upload: UploadedFile, target: Path, most: int) -> str:
    _refuse_size(upload, most)
    upload.seek(0)
    digest = hashlib.sha256()
    with target.open("wb") as file:
        for chunk in upload.chunks():
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()
