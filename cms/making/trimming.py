"""What a page needs so that somebody trims a clip while it plays."""

from dataclasses import dataclass

from media.ingest.cuts import TITLE_MS, Cut
from media.models import Clip, ClipState
from media.queries import file_url


@dataclass(frozen=True)
class Trim:
    """The film that plays, and what lies between its clock and that of the file as it was sent.

    A film that is cut already begins `starts_ms` later than the file, and `card_ms` of title stand in
    front of it. Both are asked for in the file's own time.
    """

    url: str
    poster: str
    starts_ms: int
    card_ms: int


def trim_of(clip: Clip) -> Trim | None:
    """Return the film to trim by; None for sound alone, and while a cut that was asked for is being made."""
    smallest = min(
        (size for size in clip.renditions.all() if size.width_px),
        key=lambda one: one.size_bytes,
        default=None,
    )
    if clip.state != ClipState.READY or not clip.source_path or smallest is None:
        return None
    cut = Cut(**clip.edits)
    return Trim(
        url=file_url(smallest.path),
        poster=file_url(clip.cover_path) if clip.cover_path else "",
        starts_ms=cut.start_ms,
        card_ms=TITLE_MS if cut.title else 0,
    )
