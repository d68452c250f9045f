"""From a file that somebody sent to a clip: look, even out, cut, take covers, make the sizes."""

from pathlib import Path

from django.conf import settings

from media import failures
from media.errors import MediaRefused
from media.failures import MakingFailed
from media.film import FilmError
from media.ingest import refusals
from media.ingest.cuts import Cut
from media.ingest.mezzanine import SHORT_SIDE_PX, make_mezzanine
from media.ingest.probe import Seen, examine
from media.ladder import RUNGS
from media.lease import Lease
from media.making import COVER_SIZE, SOURCE, TOLERANCE_MS, encode
from media.models import Clip
from media.probe import probe
from media.publishing import COVER, Made
from media.sources import source_at_hand

STILL = "still.png"
WHOLE = "whole.mp4"


def made_from_source(clip: Clip, lease: Lease, folder: Path) -> Made:
    """Make all files of a clip that was sent; raises MakingFailed or LeaseLost.

    A refusal of the file is a MakingFailed with the refusal's name.
    """
    lease.report("probe", 0, 2)(0)
    try:
        source = source_at_hand(clip.source_path, folder)
    except FileNotFoundError as error:
        raise MakingFailed(failures.SOURCE_GONE) from error
    seen = looked_into(source)
    still = _still(clip, folder) if not seen.video_codec else None
    even_out(source, folder, seen=seen, lease=lease, still=still)
    if source.parent == folder:
        source.unlink()  # fetched from the store for this attempt
    whole_ms, duration_ms = _cut(clip, folder, lease)
    covers, best = _covers(clip, folder, seen)
    files = encode(folder, lease, duration_ms=duration_ms, rungs=RUNGS)
    for temporary in (SOURCE, WHOLE, STILL):
        (folder / temporary).unlink(missing_ok=True)
    wished = covers[clip.cover_number - 1] if 0 < clip.cover_number <= len(covers) else covers[best]
    size = (folder / wished).stat().st_size
    return Made(folder, files, [], size, cover=wished, cover_count=len(covers), source_ms=whole_ms)


def looked_into(source: Path) -> Seen:
    """Return what is in a file that somebody sent; raises MakingFailed with the name of its refusal."""
    try:
        return examine(source)
    except FileNotFoundError as error:
        raise MakingFailed(failures.SOURCE_GONE) from error
    except MediaRefused as error:
        raise MakingFailed(error.code) from error


def even_out(
    source: Path,
    folder: Path,
    *,
    seen: Seen,
    lease: Lease,
    still: Path | None = None,
    short_side_px: int = SHORT_SIDE_PX,
) -> None:
    """Write the mezzanine into the working folder; raises MakingFailed, FilmError or LeaseLost.

    Sound alone gets the picture `still`.
    """
    try:
        make_mezzanine(
            source,
            folder / SOURCE,
            seen=seen,
            still=still,
            short_side_px=short_side_px,
            threads=settings.CLIP_THREADS,
            on_progress=lease.report("mezzanine", 2, 50),
            stop=lease.is_lost,
        )
    except FilmError as error:
        if error.is_bad_input and not error.is_full_disk and not lease.is_lost.is_set():
            raise MakingFailed(refusals.DAMAGED, str(error)) from error
        raise
    made = probe(folder / SOURCE)
    # Torn pictures at the end shorten a film without any error.
    if made is None or abs(made.duration_ms - seen.duration_ms) > TOLERANCE_MS:
        raise MakingFailed(refusals.DAMAGED, "the upright copy is not as long as the file")


def _still(clip: Clip, folder: Path) -> Path:
    """Draw what stands on the screen while there is only sound."""
    from media.compose import cards

    path = folder / STILL
    cards.cover(clip.title, "").save(path, "PNG")
    return path


def _cut(clip: Clip, folder: Path, lease: Lease) -> tuple[int, int]:
    """Apply the wanted edits to the mezzanine; return how long it was and now lasts by plan, in ms."""
    whole = probe(folder / SOURCE)
    if whole is None:
        raise MakingFailed(failures.CHECK, "the upright copy cannot be read")
    if not clip.edits:
        return whole.duration_ms, whole.duration_ms
    # moviepy takes a second to import: only who cuts pays for it.
    from media.ingest import editing

    wanted = Cut(**clip.edits)
    (folder / SOURCE).rename(folder / WHOLE)
    editing.cut(folder / WHOLE, folder / SOURCE, wanted, on_progress=lease.report("cut", 50, 58))
    end_ms = min(wanted.end_ms or whole.duration_ms, whole.duration_ms)
    title_ms = round(editing.TITLE_SECONDS * 1000) if wanted.title else 0
    return whole.duration_ms, end_ms - wanted.start_ms + title_ms


def _covers(clip: Clip, folder: Path, seen: Seen) -> tuple[list[str], int]:
    if seen.video_codec:
        from media.ingest import editing

        return editing.write_covers(folder / SOURCE, folder)
    from media.compose import cards

    cards.cover(clip.title, "").resize(COVER_SIZE).save(folder / COVER, "WEBP", quality=80)
    return [COVER], 0
