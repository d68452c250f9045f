"""Making one clip: compose, encode, check, and only then publish. Whatever is killed leaves nothing."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from media import failures
from media.failures import LeaseLost, MakingFailed
from media.film import FULL_DISK, FilmError
from media.holding import work_folder
from media.ladder import AUDIO_NAME, CARD_RUNGS, Output, Rung, make_ladder
from media.lease import Lease
from media.models import Clip
from media.probe import Facts, probe
from media.publishing import COVER, Made, MadeFile, publish
from media.uploads.errors import StoreAway

SOURCE = "source.mp4"
COVER_SIZE = (640, 360)
# A rendition may differ from the plan by the length of a few frames.
TOLERANCE_MS = 200
DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EFBIG}


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
    except StoreAway as error:
        raise MakingFailed(failures.STORE) from error
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


def encode(
    folder: Path, lease: Lease, *, duration_ms: int, rungs: tuple[Rung, ...], sound_alone: bool = True
) -> list[MadeFile]:
    """Make the ladder from the film in the working folder, and read every file back against the plan."""
    source = probe(folder / SOURCE)
    if source is None:
        raise MakingFailed(failures.COMPOSE, "the composed film cannot be read")
    outputs = make_ladder(
        folder / SOURCE,
        folder,
        source=source,
        rungs=rungs,
        sound_alone=sound_alone,
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
