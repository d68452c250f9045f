"""Giving a finished clip its place: the files first, then the row, or nothing at all."""

import errno
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from media.failures import LeaseLost
from media.lease import FREE, Lease
from media.models import CaptionTrack, Clip, ClipState, Rendition
from media.probe import Facts

COVER = "cover.webp"


@dataclass(frozen=True)
class MadeFile:
    """A finished rendition, with what was read back from the file itself."""

    name: str
    file: str
    content_type: str
    size_bytes: int
    facts: Facts


@dataclass(frozen=True)
class Made:
    """A finished clip, still in its working folder."""

    folder: Path
    files: list[MadeFile]
    captions: list[str]
    cover_bytes: int
    cover: str = COVER
    cover_count: int = 0

    @property
    def duration_ms(self) -> int:
        """Return the length that the player tells."""
        return max(made.facts.duration_ms for made in self.files)

    @property
    def has_sound(self) -> bool:
        """Tell whether there is anything to hear."""
        return any(made.facts.audio_codec for made in self.files)


def publish(clip: Clip, lease: Lease, made: Made, *, at: datetime) -> None:
    """Give the files their place and the row its new revision, or nothing at all.

    The folder is renamed first and the row follows in one transaction that asks for the lease; a
    folder whose row never came is removed with the next revision. Raises LeaseLost.
    """
    if not lease.row().exists():
        raise LeaseLost
    revision = _rename_to_next_revision(clip, made.folder)
    try:
        with transaction.atomic():
            _write_rows(clip, lease, made, revision, at)
            transaction.on_commit(partial(remove_other_revisions, clip.key, revision))
    except BaseException:
        # A worker that is asked to stop may be interrupted after its row was written.
        if not Clip.objects.filter(key=clip.key, revision=revision).exists():
            shutil.rmtree(_clip_folder(clip.key) / str(revision), ignore_errors=True)
        raise


def _clip_folder(key: object) -> Path:
    return Path(settings.CLIP_ROOT) / str(key)


def _rename_to_next_revision(clip: Clip, folder: Path) -> int:
    for file in folder.iterdir():
        with file.open("rb") as written:
            os.fsync(written.fileno())
    _clip_folder(clip.key).mkdir(parents=True, exist_ok=True)
    revision = clip.revision
    while True:
        revision += 1
        try:
            os.rename(folder, _clip_folder(clip.key) / str(revision))
        except OSError as error:
            # Left over from a worker that was killed between its rename and its row.
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
        else:
            return revision


def _write_rows(clip: Clip, lease: Lease, made: Made, revision: int, at: datetime) -> None:
    prefix = f"{clip.key}/{revision}"
    held = lease.row().update(
        state=ClipState.READY,
        revision=revision,
        failure="",
        duration_ms=made.duration_ms,
        has_sound=made.has_sound,
        cover_path=f"{prefix}/{made.cover}",
        cover_bytes=made.cover_bytes,
        cover_count=made.cover_count,
        ready_at=at,
        **{**FREE, "percent": 100},
    )
    if not held:
        raise LeaseLost
    Rendition.objects.filter(clip_id=clip.key).delete()
    CaptionTrack.objects.filter(clip_id=clip.key, sent_by=None).delete()
    Rendition.objects.bulk_create(
        Rendition(
            clip_id=clip.key,
            name=file.name,
            path=f"{prefix}/{file.file}",
            content_type=file.content_type,
            size_bytes=file.size_bytes,
            width_px=file.facts.width_px,
            height_px=file.facts.height_px,
            duration_ms=file.facts.duration_ms,
        )
        for file in made.files
    )
    CaptionTrack.objects.bulk_create(
        CaptionTrack(clip_id=clip.key, language=language, path=f"{prefix}/{language}.vtt")
        for language in made.captions
    )


def remove_other_revisions(key: object, revision: int) -> None:
    """Remove every revision of a clip before the one that plays."""
    with suppress(FileNotFoundError):
        for folder in _clip_folder(key).iterdir():
            if not folder.name.isdigit() or int(folder.name) < revision:
                shutil.rmtree(folder, ignore_errors=True)
