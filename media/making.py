"""Making one clip: compose, encode, check, and only then publish. Whatever is killed leaves nothing."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from media import failures
from media.failures import LeaseLost, MakingFailed
from media.film import FULL_DISK, FilmError
from media.holding import WORK_FOLDER, work_folder
from media.ladder import AUDIO_NAME, CARD_RUNGS, Output, Rung, make_ladder
from media.lease import FREE, Lease
from media.models import CaptionTrack, Clip, ClipState, Rendition
from media.probe import Facts, probe

SOURCE = "source.mp4"
COVER = "cover.webp"
COVER_SIZE = (640, 360)
# A rendition may differ from the plan by the length of a few frames.
TOLERANCE_MS = 200
__all__ = [
    "COVER",
    "COVER_SIZE",
    "SOURCE",
    "TOLERANCE_MS",
    "WORK_FOLDER",
    "Made",
    "MadeFile",
    "encode",
    "make",
    "naming_failures",
    "publish",
    "remove_other_revisions",
]
DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EFBIG}


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


def make(clip: Clip, lease: Lease) -> None:
    """Make and publish a clip under a lease; raises MakingFailed or LeaseLost."""
    with naming_failures(lease), work_folder(lease.key, lease.token) as folder:
        made = _ingested(clip, lease, folder) if clip.source_path else _made(clip, lease, folder)
        publish(clip, lease, made, at=lease.clock())


@contextmanager
def naming_failures(lease: Lease) -> Iterator[None]:
    """Turn whatever goes wrong in a step into MakingFailed with its code, or into LeaseLost."""
    try:
        yield
    except (MakingFailed, LeaseLost):
        raise
    except FilmError as error:
        if lease.is_lost.is_set():
            raise LeaseLost from error
        raise MakingFailed(failures.DISK if error.is_full_disk else failures.ENCODE, str(error)) from error
    except OSError as error:
        # moviepy puts ffmpeg's own words into an OSError without a number.
        full = error.errno in DISK_ERRORS or any(words in str(error) for words in FULL_DISK)
        raise MakingFailed(failures.DISK if full else failures.COMPOSE, str(error)) from error


def _made(clip: Clip, lease: Lease, folder: Path) -> Made:
    # moviepy takes a second to import: only who composes a clip pays for it.
    from media.compose import captions, cards, film, plan

    try:
        planned = plan.plan_clip(clip.script)
    except ValueError as error:
        raise MakingFailed(failures.BAD_SCRIPT, str(error)) from error
    film.compose(planned, folder / SOURCE, on_progress=lease.report("compose", 0, 60))
    cards.cover(planned.title, planned.subtitle).resize(COVER_SIZE).save(folder / COVER, "WEBP", quality=80)
    texts = captions.caption_files(planned, clip.script)
    for language, text in texts.items():
        (folder / f"{language}.vtt").write_text(text, encoding="utf-8")
    files = encode(folder, lease, duration_ms=planned.duration_ms, rungs=CARD_RUNGS)
    (folder / SOURCE).unlink()
    return Made(folder, files, list(texts), (folder / COVER).stat().st_size)


def _ingested(clip: Clip, lease: Lease, folder: Path) -> Made:
    from media.ingest.making import made_from_source

    return made_from_source(clip, lease, folder)


def encode(folder: Path, lease: Lease, *, duration_ms: int, rungs: tuple[Rung, ...]) -> list[MadeFile]:
    """Make the ladder from the film in the working folder, and read every file back against the plan."""
    source = probe(folder / SOURCE)
    if source is None:
        raise MakingFailed(failures.COMPOSE, "the composed film cannot be read")
    outputs = make_ladder(
        folder / SOURCE,
        folder,
        source=source,
        rungs=rungs,
        threads=settings.CLIP_THREADS,
        on_progress=lease.report("encode", 60, 98),
        stop=lease.is_lost,
    )
    return [_checked(folder, out, duration_ms) for out in outputs]


def _checked(folder: Path, out: Output, duration_ms: int) -> MadeFile:
    size_bytes, facts = _read_back(folder / out.file, out.name, duration_ms)
    if min(facts.width_px, facts.height_px) != out.short_side_px:
        raise MakingFailed(failures.CHECK, f"{out.name} is {facts.width_px} x {facts.height_px}")
    return MadeFile(out.name, out.file, out.content_type, size_bytes, facts)


def _read_back(path: Path, name: str, duration_ms: int) -> tuple[int, Facts]:
    facts, size_bytes = probe(path), path.stat().st_size
    if facts is None or size_bytes == 0:
        raise MakingFailed(failures.CHECK, f"{name} cannot be read")
    if abs(facts.duration_ms - duration_ms) > TOLERANCE_MS:
        raise MakingFailed(failures.CHECK, f"{name} lasts {facts.duration_ms} ms, not {duration_ms}")
    if name != AUDIO_NAME and not facts.width_px:
        raise MakingFailed(failures.CHECK, f"{name} has no picture")
    return size_bytes, facts


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
        # Asked for, not guessed: a signal to stop may come just behind the commit, and then it plays.
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
