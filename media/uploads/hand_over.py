"""What a whole file becomes: practice work is looked into and kept clean, a film goes to its lesson."""

import logging
import os
from datetime import datetime
from pathlib import Path

from django.db import transaction

from media.actions import make_recording
from media.errors import MediaRefused
from media.ingest.actions import ask_for_clip_from
from media.models import StoredFile
from media.store import remove_private
from media.uploads import errors, sealed
from media.uploads.disk import arriving_path, hashes_of, source_path
from media.uploads.models import Purpose, SourceFile, Upload, UploadState
from media.uploads.rules import suffix_of

log = logging.getLogger(__name__)


def hand_over(upload: Upload, sent: list[str], *, at: datetime) -> Upload:
    """Check the file on the disk against the hashes of its parts and give it to whom it was sent for."""
    path = where(upload)
    sha256 = check_hashes(upload, path, sent)
    if upload.purpose == Purpose.LESSON:
        return _to_lesson(upload, path, sha256, at)
    if upload.purpose == Purpose.SEALED:
        return _to_wait(upload, path, at)
    return _to_practice(upload, path, sha256, at)


def check_hashes(upload: Upload, path: Path, sent: list[str]) -> str:
    """Return the SHA-256 of the whole file; raises `PartsMissing` after forgetting each part that differs."""
    if len(sent) != upload.part_count:
        raise errors.PartsMissing
    sha256, parts = hashes_of(path, upload)
    damaged = [number for number, digest in parts.items() if digest != sent[number - 1]]
    if damaged:
        log.warning("upload %s: %d parts differ and are asked for again", upload.pk, len(damaged))
        upload.parts.filter(number__in=damaged).delete()
        raise errors.PartsMissing
    return sha256


def _source_of(upload: Upload) -> str:
    return f"{upload.pk.hex[:2]}/{upload.pk.hex}{suffix_of(upload.name, upload.kind)}"


def where(upload: Upload) -> Path:
    """Return where the file lies: still arriving, or in its place already by a call that was killed."""
    arriving, placed = arriving_path(upload.pk), _place_of(upload)
    return placed if placed.exists() and not arriving.exists() else arriving


def _place_of(upload: Upload) -> Path:
    return (
        sealed.sealed_path(upload.pk) if upload.purpose == Purpose.SEALED else source_path(_source_of(upload))
    )


def _to_wait(upload: Upload, path: Path, at: datetime) -> Upload:
    """Put a sealed file aside until the item comes that tells its key."""
    sealed.put_aside(upload, path)
    with transaction.atomic():
        _became(upload, upload.pk, at)
    return upload


def _to_lesson(upload: Upload, path: Path, sha256: str, at: datetime) -> Upload:
    relative = _source_of(upload)
    final = source_path(relative)
    if path != final:
        final.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, final)
    source = SourceFile(
        id=upload.pk,
        owner_id=upload.owner_id,
        kind=upload.kind,
        name=upload.name,
        path=relative,
        size_bytes=upload.size_bytes,
        sha256=sha256,
        created_at=at,
    )
    with transaction.atomic():
        if _became(upload, source.pk, at):
            source.save(force_insert=True)
            ask_for_clip_from(source, owner=upload.owner, title=Path(upload.name).stem, at=at)
    return upload


def _to_practice(upload: Upload, path: Path, sha256: str, at: datetime) -> Upload:
    try:
        stored = make_recording(upload.owner, sent=path, sent_sha256=sha256, kind=upload.kind, at=at)
    except MediaRefused as refused:
        if refused.status < 500:  # the file is no use; a store that is away is no fault of it
            _refuse(upload, refused.code, at)
        raise
    is_ours = False
    try:
        with transaction.atomic():
            if is_ours := _became(upload, stored.pk, at):
                stored.save(force_insert=True)
    finally:
        if not is_ours or not StoredFile.objects.filter(pk=stored.pk).exists():
            remove_private(stored.path)
    path.unlink(missing_ok=True)
    return upload


def _became(upload: Upload, result_id: object, at: datetime) -> bool:
    """Note what the upload became, unless another call was quicker; either way the upload knows it."""
    waiting = Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVING)
    was_first = waiting.update(state=UploadState.FINISHED, result_id=result_id, finished_at=at)
    upload.refresh_from_db()
    if not was_first and upload.state != UploadState.FINISHED:
        raise errors.upload_ended()
    return bool(was_first)


def _refuse(upload: Upload, code: str, at: datetime) -> None:
    """Note that the whole file is no use, unless a twin of this call finished it meanwhile."""
    waiting = Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVING)
    if waiting.update(state=UploadState.REFUSED, refusal=code[:40], finished_at=at):
        arriving_path(upload.pk).unlink(missing_ok=True)
