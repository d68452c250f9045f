"""Asking for a clip from a file that somebody sent, and what can be done with it afterwards."""

import tempfile
import uuid
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.dates import now
from media import failures
from media.clip_actions import put_in_queue
from media.errors import MediaRefused
from media.ingest.cuts import Cut, refuse_bad_cut
from media.ingest.probe import examine
from media.lease import FREE
from media.models import Clip, ClipState, SourceFile
from media.sources import keep_source, remove_source, source_at_hand
from media.store import clip_bytes


def ask_for_clip_from(
    source: Path | SourceFile,
    *,
    owner: User | None,
    title: str,
    cut: Cut | None = None,
    at: datetime | None = None,
    in_queue: bool = True,
) -> Clip:
    """Ask for the clip of a file that was sent; the worker makes it. Asking again returns the same clip.

    A file is looked into first (a child process, well under a second for most): raises MediaRefused
    with the named reason, or where the store is away, and then nothing is kept; else the store of sources
    gets a copy. A
    `SourceFile` is used where it lies and looked into by the worker, so that nobody waits at the end
    of an upload. Clips are for lessons: their finished files are public. With `in_queue` False the
    caller makes the clip itself, by `media.lease.claim`.
    """
    if isinstance(source, SourceFile):
        return _row(source.pk, source.path, owner or source.owner, title or source.name, cut, at, in_queue)
    _examined(source, cut)
    key = uuid.uuid4()
    relative = f"{key.hex[:2]}/{key.hex}{source.suffix.lower()[:8]}"
    keep_source(source, relative)
    try:
        return _row(key, relative, owner, title.strip() or source.stem, cut, at, in_queue)
    except BaseException:
        remove_source(relative)
        raise


def _examined(path: Path, cut: Cut | None) -> None:
    seen = examine(path)
    if cut is not None:
        refuse_bad_cut(cut, duration_ms=seen.duration_ms)


def _row(
    key: uuid.UUID,
    relative: str,
    owner: User | None,
    title: str,
    cut: Cut | None,
    at: datetime | None,
    in_queue: bool,
) -> Clip:
    asked_at = at or now()
    # A file that somebody sent becomes one clip, however many ask for it at once.
    with transaction.atomic():
        clip, is_new = Clip.objects.get_or_create(
            source_path=relative,
            defaults={
                "key": key,
                "title": title[:200],
                "owner": owner,
                "edits": _as_edits(cut),
                "queued_at": asked_at,
            },
        )
        if is_new and in_queue:
            put_in_queue(clip, asked_at)
    return clip


def cancel_clip(clip: Clip, *, at: datetime) -> Clip:
    """Stop a clip that waits or is being made; its ffmpeg ends within a second. Others stay as they are.

    Files of an earlier revision go on playing.
    """
    Clip.objects.filter(key=clip.key, state__in=(ClipState.QUEUED, ClipState.WORKING)).update(
        state=ClipState.FAILED, failure=failures.CANCELLED, **FREE
    )
    clip.refresh_from_db()
    return clip


def edit_clip(clip: Clip, cut: Cut, *, at: datetime) -> Clip:
    """Make a clip that was sent anew with another cut; the old files play meanwhile."""
    if not clip.source_path:
        raise MediaRefused("not_sent", _("This clip is made by the system and cannot be cut."))
    refuse_bad_cut(cut, duration_ms=clip.source_ms or _measured(clip.source_path))
    with transaction.atomic():
        clip = Clip.objects.select_for_update().get(key=clip.key)
        clip.edits = _as_edits(cut)
        put_in_queue(clip, at)
    return clip


def _measured(relative: str) -> int:
    """Return how long a source lasts from which no clip was ever made, in ms."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return examine(source_at_hand(relative, Path(folder))).duration_ms
        except FileNotFoundError as error:
            gone = failures.SOURCE_GONE
            raise MediaRefused(gone, failures.SENTENCES[gone], status=410) from error


def pick_cover(clip: Clip, number: int) -> Clip:
    """Choose one of the clip's covers, counted from 1; it is kept when the clip is made anew."""
    if not 1 <= number <= clip.cover_count:
        raise MediaRefused("no_such_cover", _("There is no such cover. Please choose one of those shown."))
    path = cover_paths(clip)[number - 1]
    try:
        size = clip_bytes(path)
    except FileNotFoundError as error:
        raise MediaRefused(
            "no_such_cover", _("There is no such cover. Please choose one of those shown.")
        ) from error
    # Only as long as this revision plays: a newer one has covers of its own.
    Clip.objects.filter(key=clip.key, revision=clip.revision).update(
        cover_number=number, cover_path=path, cover_bytes=size
    )
    clip.refresh_from_db()
    return clip


def cover_paths(clip: Clip) -> list[str]:
    """Return the covers to choose from, as paths in the clip store."""
    return [f"{clip.key}/{clip.revision}/cover-{number}.webp" for number in range(1, clip.cover_count + 1)]


def _as_edits(cut: Cut | None) -> dict[str, object]:
    return asdict(cut) if cut is not None and not cut.changes_nothing else {}
