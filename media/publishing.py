"""Giving a finished clip its place: the files first, then the row, or nothing at all."""

import logging
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from media import s3
from media.errors import MediaRefused
from media.failures import LeaseLost
from media.kinds import CLIP_TYPES
from media.lease import FREE, Lease
from media.models import CaptionTrack, Clip, ClipState, Rendition
from media.probe import Facts
from media.store import clip_key

COVER = "cover.webp"
log = logging.getLogger(__name__)


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
    source_ms: int = 0

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

    The files come first, to the disk or to the store where there is one; the row follows in one
    transaction that asks for the lease. What a killed worker leaves is removed with the next revision or
    at night. Raises LeaseLost, StoreAway.
    """
    revision = _new_revision(clip, lease)
    try:
        _place(clip, revision, made.folder, lease)
        with transaction.atomic():
            _write_rows(clip, lease, made, revision, at)
            transaction.on_commit(partial(remove_other_revisions, clip.key, revision))
    except BaseException:
        # A worker that is asked to stop may be interrupted after its row was written.
        if not Clip.objects.filter(key=clip.key, revision=revision).exists():
            _remove_revision(clip.key, revision)
        raise


def _clip_folder(key: object) -> Path:
    return Path(settings.CLIP_ROOT) / str(key)


def _new_revision(clip: Clip, lease: Lease) -> int:
    """Take a number that no other attempt has or will have: nobody writes where others wrote."""
    while True:
        if not lease.row().update(last_revision=Greatest(F("last_revision"), F("revision")) + 1):
            raise LeaseLost
        clip.refresh_from_db(fields=["last_revision"])
        # Numbers were not taken in former times, and a killed worker may have left a folder.
        if not (_clip_folder(clip.key) / str(clip.last_revision)).exists():
            return clip.last_revision


def _place(clip: Clip, revision: int, folder: Path, lease: Lease) -> None:
    files = sorted(folder.iterdir())
    if s3.is_on():
        say = lease.report("encode", 98, 100)
        for number, file in enumerate(files):
            say(number / len(files))
            relative = f"{clip.key}/{revision}/{file.name}"
            s3.put(file, clip_key(relative), content_type=CLIP_TYPES[file.suffix])
        return
    for file in files:
        with file.open("rb") as written:
            os.fsync(written.fileno())
    _clip_folder(clip.key).mkdir(parents=True, exist_ok=True)
    os.rename(folder, _clip_folder(clip.key) / str(revision))


def _write_rows(clip: Clip, lease: Lease, made: Made, revision: int, at: datetime) -> None:
    prefix = f"{clip.key}/{revision}"
    held = lease.row().update(
        state=ClipState.READY,
        revision=revision,
        failure="",
        duration_ms=made.duration_ms,
        has_sound=made.has_sound,
        source_ms=made.source_ms,
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
    """Remove every revision of a clip before the one that plays, from the disk and from the store."""
    with suppress(FileNotFoundError):
        for folder in _clip_folder(key).iterdir():
            if not folder.name.isdigit() or int(folder.name) < revision:
                shutil.rmtree(folder, ignore_errors=True)
    _remove_objects(f"{key}/", lambda name: _number(name) < revision)


def _number(name: str) -> int:
    """Return the revision that a key names behind the clip's own; 0 for what is none of ours."""
    revision = name.split("/")[0]
    return int(revision) if revision.isdigit() else 0


def _remove_revision(key: object, revision: int) -> None:
    shutil.rmtree(_clip_folder(key) / str(revision), ignore_errors=True)
    _remove_objects(f"{key}/{revision}/", lambda name: True)


def _remove_objects(below: str, is_unwanted: Callable[[str], bool]) -> None:
    """Remove objects of a clip by what their key says behind `below`; `media.left_overs` finds the rest."""
    if not s3.is_on():
        return
    root = clip_key(below)
    try:
        for page in s3.listed(root):
            for found, _written_at in page:
                if is_unwanted(found.removeprefix(root)):
                    s3.remove(found)
    except MediaRefused:
        log.warning("older files of a clip stay in the store: %s", below)
