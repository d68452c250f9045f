"""One picture of a film as it was sent, whole and upright: what a crop is laid over.

The clip's own covers will not do: once it is cut upright, they show the cut alone.
"""

from pathlib import Path

from media.film import FilmError, run_ffmpeg
from media.ingest.mezzanine import GUARDED
from media.models import Clip
from media.probe import probe
from media.store import clip_path, part_file, publish
from media.uploads.disk import source_path

LONG_SIDE_PX = 720
SECONDS = 20
_SHAPE = (
    "scale=w='trunc(iw*if(sar,sar,1)/2)*2':h=ih,setsar=1,"
    f"scale={LONG_SIDE_PX}:{LONG_SIDE_PX}:force_original_aspect_ratio=decrease:force_divisible_by=2"
)


def whole_picture(clip: Clip) -> Path | None:
    """Return a WebP picture from the middle of what was sent; None where it has none to show.

    Made when it is first asked for and kept beside the clip's files: a source never changes.
    """
    final = clip_path(f"{clip.key}/whole.webp")
    if final.exists():
        return final
    source = source_path(clip.source_path)
    if not clip.source_path or not source.exists():
        return None
    facts = probe(source)
    if facts is None or not facts.width_px:
        return None
    try:
        with part_file(final) as part:
            _write(source, part, at_s=facts.duration_ms / 2000)
            publish(part, final)
    except FilmError:
        return None
    return final


def _write(source: Path, target: Path, *, at_s: float) -> None:
    picture = ["-map", "0:V:0", "-frames:v", "1", "-vf", _SHAPE, "-c:v", "libwebp", "-f", "webp"]
    place = [*GUARDED, "-threads", "1", "-ss", f"{at_s:.2f}", "-i", str(source)]
    run_ffmpeg(["-loglevel", "error", "-y", *place, *picture, str(target)], timeout=SECONDS)
    if not target.exists() or target.stat().st_size == 0:
        raise FilmError("no picture came out")
