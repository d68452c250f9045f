"""What a whole file becomes: practice work is looked into and kept clean, a film goes to its lesson."""

import logging
import os
from datetime import datetime
from pathlib import Path

from django.db import transaction

from media import s3
from media.actions import make_recording
from media.errors import MediaRefused
from media.ingest.actions import ask_for_clip_from
from media.models import StoredFile
from media.sources import source_key, source_name
from media.store import remove_private
from media.uploads import errors, remote, sealed
from media.uploads.disk import arriving_path, hash_of, hashes_of, source_path
from media.uploads.models import Purpose, SourceFile, Upload, UploadState

log = logging.getLogger(__name__)


def hand_over(upload: Upload, sent: list[str], *, at: datetime) -> Upload:
    """Check the file against the hashes of its parts and give it to whom it was sent for.

    A film for a lesson that lies in the store stays there: not a byte of it comes through this process.
    """
    if remote.is_remote(upload):
        remote.make_whole(upload, sent)
        if upload.purpose == Purpose.LESSON:
            return _to_lesson_in_the_store(upload, at)
        remote.fetch(upload)
    path = where(upload)
    check_hashes(upload, path, sent)
    if upload.purpose == Purpose.LESSON:
        return _to_lesson(upload, path, at)
    if upload.purpose == Purpose.SEALED:
        return _to_wait(upload, path, at)
    return _to_practice(upload, path, at)


def check_hashes(upload: Upload, path: Path, sent: list[str]) -> None:
    """See that the file is what was sent; raises `PartsMissing` after forgetting each part that differs."""
    if len(sent) != upload.part_count:
        raise errors.PartsMissing
    parts = hashes_of(path, upload)
    damaged = [number for number, digest in parts.items() if digest != sent[number - 1]]
    if damaged:
        log.warning("upload %s: %d parts differ and are asked for again", upload.pk, len(damaged))
        upload.parts.filter(number__in=damaged).delete()
        raise errors.PartsMissing


def _source_of(upload: Upload) -> str:
    return source_name(upload.pk, upload.name, upload.kind)


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


def _to_lesson(upload: Upload, path: Path, at: datetime) -> Upload:
    final = source_path(_source_of(upload))
    if path != final:
        final.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, final)
    return _becomes_source(upload, at)


def _to_lesson_in_the_store(upload: Upload, at: datetime) -> Upload:
    key = source_key(_source_of(upload))
    if upload.store_key != key:  # begun before films of lessons stayed in the store
        s3.copy(upload.store_key, key)
    done = _becomes_source(upload, at)
    arriving_path(upload.pk).unlink(missing_ok=True)  # pieces of parts that were passed on
    return done


def _becomes_source(upload: Upload, at: datetime) -> Upload:
    # The worker, who reads all of it anyway, gives it its whole hash.
    source = SourceFile(
        id=upload.pk,
        owner_id=upload.owner_id,
        kind=upload.kind,
        name=upload.name,
        path=_source_of(upload),
        size_bytes=upload.size_bytes,
        created_at=at,
    )
    with transaction.atomic():
        if _became(upload, source.pk, at):
            source.save(force_insert=True)
            ask_for_clip_from(source, owner=upload.owner, title=Path(upload.name).stem, at=at)
    return upload


def _to_practice(upload: Upload, path: Path, at: datetime) -> Upload:
    sha256 = hash_of(path, 0, upload.size_bytes)
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
