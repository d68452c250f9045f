"""The mezzanine: an upright, even copy of what was sent, from which all else is made.

Constant frame rate, square pixels, at most 720 on the short side, eight bits, loudness levelled;
position, names and chapters are left behind. Picture and sound both last exactly as long as the plan.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from media.film import run_ffmpeg
from media.ingest import loudness
from media.ingest.limits import FORMATS
from media.ingest.probe import Seen

SHORT_SIDE_PX = 720
# Below this neither encoders nor screens can do anything with a picture.
LEAST_SIDE_PX = 16
RATES = (15, 24, 25, 30)
GUARDED = [
    *("-protocol_whitelist", "file", "-format_whitelist", FORMATS),
    *("-max_alloc", str(256 * 1024 * 1024), "-timelimit", "5400"),
]
# A few torn pictures are shown as they are; a file that is mostly torn is refused.
MOST_ERRORS = "0.05"
# Nearly lossless and quick to read again: this file lives for minutes only.
PICTURE = ["-c:v", "libx264", "-preset", "superfast", "-crf", "17", "-g", "60", "-pix_fmt", "yuv420p"]
# ALAC has no encoder delay, so sound and picture stay together to the sample.
SOUND = ["-c:a", "alac", "-ac", "1"]
# HDR of current phones to what every phone shows; without it colours look washed out. HDR is always
# BT.2020: some files say only the half of it, and zscale knows no way from what it is not told.
TO_SDR = (
    "setparams=color_primaries=bt2020:colorspace=bt2020nc,"
    "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,"
    "tonemap=mobius:desat=0,zscale=t=bt709:m=bt709:r=tv"
)


def frame_rate(seen: Seen) -> int:
    """Return the constant rate for a film: the lowest of ours that loses none of its pictures."""
    return next((rate for rate in RATES if rate >= seen.frame_rate - 0.5), RATES[-1])


def make_mezzanine(
    source: Path,
    target: Path,
    *,
    seen: Seen,
    still: Path | None = None,
    short_side_px: int = SHORT_SIDE_PX,
    most_ms: int | None = None,
    threads: int = 0,
    timeout: float = 5400,
    on_progress: Callable[[float], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Write the mezzanine of `source` to `target` (.mp4); sound alone gets the picture `still`.

    Its short side has at most `short_side_px`. `on_progress` receives shares from 0 to 1, and `stop` ends
    it. Whoever needs only the beginning says `most_ms`: nothing after it is read. Raises FilmError.
    """
    level, guarded = None, GUARDED
    if most_ms is not None and most_ms < seen.duration_ms:
        seen = replace(seen, duration_ms=most_ms)
        guarded = [*GUARDED, "-t", f"{most_ms / 1000:.3f}"]
    if seen.audio_codec:
        report = _share(seen, on_progress, 0, 0.1)
        level = loudness.measure(source, guarded=guarded, timeout=timeout, on_progress=report, stop=stop)
    run_ffmpeg(
        _arguments(source, target, seen, still, short_side_px, threads, level),
        timeout=timeout,
        on_progress=_share(seen, on_progress, 0.1 if seen.audio_codec else 0, 1),
        stop=stop,
    )


def _share(
    seen: Seen, on_progress: Callable[[float], None] | None, first: float, last: float
) -> Callable[[dict[str, str]], None]:
    def report(words: dict[str, str]) -> None:
        done_us = words.get("out_time_us", "0")
        if on_progress is not None and done_us.isdigit():
            on_progress(first + (last - first) * min(int(done_us) / 1000 / max(seen.duration_ms, 1), 1))

    return report


def _arguments(
    source: Path,
    target: Path,
    seen: Seen,
    still: Path | None,
    short_side_px: int,
    threads: int,
    level: loudness.Level | None,
) -> list[str]:
    arguments = ["-loglevel", "error", "-y", "-max_error_rate", MOST_ERRORS]
    if threads:
        arguments += ["-filter_threads", str(threads), "-filter_complex_threads", str(threads)]
    decoder = ["-threads", str(threads)] if threads else []
    arguments += [*GUARDED, *decoder, "-i", str(source)]
    filters = []
    if seen.video_codec:
        filters.append(f"[0:V:0]{_picture(seen, short_side_px)}[v]")
    elif still is not None:
        arguments += ["-loop", "1", "-framerate", "5", "-i", str(still)]
        filters.append("[1:v:0]setsar=1,format=yuv420p[v]")
    if seen.audio_codec:
        filters.append(f"[0:a:0]{loudness.levelled(level)},apad[a]")
    # One graph each: a picture that changes its size on the way has its own built anew, mid-sound.
    for one in filters:
        arguments += ["-filter_complex", one]
    arguments += ["-map", "[v]", *PICTURE, *(["-tune", "stillimage"] if not seen.video_codec else [])]
    if seen.audio_codec:
        arguments += ["-map", "[a]", *SOUND]
    encoder = ["-threads", str(threads)] if threads else []
    return [
        *(*arguments, *encoder, "-t", f"{seen.duration_ms / 1000:.3f}"),
        *("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"),
        *("-f", "mp4", str(target)),
    ]


def _picture(seen: Seen, side: int) -> str:
    """Return the filters for the picture; ffmpeg itself has turned it upright before them."""
    width, height = _size(seen, side)
    steps = [
        # Camcorders record every other line at a time.
        *(["bwdif=mode=send_frame:deint=interlaced"] if seen.is_interlaced else []),
        f"fps=fps={frame_rate(seen)}:start_time=0",
        # Unevenly wide pixels first: the sides are those of the picture as shown.
        "scale=w='max(iw*if(sar,sar,1),1)':h=ih,setsar=1",
        # A browser's film may change its size on the way: it is fitted in, never distorted.
        f"scale={width}:{height}:force_original_aspect_ratio=decrease:flags=bicubic:out_range=tv",
        f"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2",
        *([TO_SDR] if seen.is_hdr else []),
        "format=yuv420p",
        # Where the sound goes on the last picture stays.
        "tpad=stop_mode=clone:stop=-1",
    ]
    return ",".join(steps)


def _size(seen: Seen, side: int) -> tuple[int, int]:
    """Return width and height of the upright copy, both even."""
    smaller = min(side / min(seen.width_px, seen.height_px), 1)
    width, height = (
        max(round(side * smaller / 2) * 2, LEAST_SIDE_PX) for side in (seen.width_px, seen.height_px)
    )
    return width, height
