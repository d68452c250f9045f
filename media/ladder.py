"""The rendition ladder: every size of a clip, made by ONE ffmpeg process that decodes its source once."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from media.film import run_ffmpeg
from media.probe import GUARDED_INPUT, Facts

# A key frame every four seconds: seeking stays quick, and still cards do not pay for many copies.
KEY_FRAME_SECONDS = 4
SOUND = ["-c:a", "aac", "-b:a", "48k", "-ac", "1", "-ar", "44100"]
# Sound alone is for whoever has the least data: speech stays clear at this.
SOUND_ALONE = ["-c:a", "aac", "-b:a", "32k", "-ac", "1", "-ar", "44100"]
PICTURE = [
    *("-c:v", "libx264", "-preset", "veryfast", "-profile:v", "main", "-pix_fmt", "yuv420p"),
    *("-fpsmax", "30", "-force_key_frames", f"expr:gte(t,n_forced*{KEY_FRAME_SECONDS})"),
]
FILE = ["-map_metadata", "-1", "-map_chapters", "-1", "-movflags", "+faststart"]
AUDIO_NAME = "audio"


@dataclass(frozen=True)
class Rung:
    """One size: its name, the length of the short side, quality, and the most bits a second."""

    name: str
    short_side_px: int
    crf: int
    most_bits: str


RUNGS = (
    Rung("240p", 240, 27, "400k"),
    Rung("360p", 360, 26, "800k"),
    Rung("480p", 480, 25, "1300k"),
)
# Drawn cards with large letters gain nothing from a third size.
CARD_RUNGS = RUNGS[:2]


@dataclass(frozen=True)
class Output:
    """One file of the ladder as planned. `short_side_px` is 0 for sound alone."""

    name: str
    file: str
    content_type: str
    short_side_px: int = 0


def outputs(source: Facts, rungs: tuple[Rung, ...] = RUNGS, *, sound_alone: bool = True) -> list[Output]:
    """Return which files a source gives: no size above its own, sound alone only where there is sound."""
    most = min(source.width_px, source.height_px)
    files = [
        Output(rung.name, f"{rung.name}.mp4", "video/mp4", min(rung.short_side_px, most) // 2 * 2)
        for rung in _fitting(source, rungs)
    ]
    if source.audio_codec and sound_alone:
        files.append(Output(AUDIO_NAME, f"{AUDIO_NAME}.m4a", "audio/mp4"))
    return files


def make_ladder(
    source_path: Path,
    folder: Path,
    *,
    source: Facts,
    rungs: tuple[Rung, ...] = RUNGS,
    sound_alone: bool = True,
    threads: int = 0,
    timeout: float = 3600,
    on_progress: Callable[[float], None] | None = None,
    stop: threading.Event | None = None,
) -> list[Output]:
    """Write all renditions of an upright source into `folder` and return them.

    `sound_alone` makes a file of the sound as well, where there is any.
    Progressive MP4 with the index in front (faststart), H.264 main profile and AAC, which every phone
    plays. `threads` 0 lets ffmpeg take what it likes; `on_progress` receives shares from 0 to 1, and
    `stop` ends it. Raises FilmError.
    """

    def report(words: dict[str, str]) -> None:
        if on_progress is not None and source.duration_ms:
            done_us = words.get("out_time_us", "0")
            on_progress(min(int(done_us) / 1000 / source.duration_ms, 1) if done_us.isdigit() else 0)

    arguments = _arguments(source_path, folder, source, rungs, threads)
    if source.audio_codec and sound_alone:
        arguments += ["-map", "0:a:0", "-vn", *SOUND_ALONE, *FILE, str(folder / f"{AUDIO_NAME}.m4a")]
    run_ffmpeg(arguments, timeout=timeout, on_progress=report, stop=stop)
    return outputs(source, rungs, sound_alone=sound_alone)


def _fitting(source: Facts, rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    short_side = min(source.width_px, source.height_px)
    # A source below the lowest rung still needs one file: it is made in its own size.
    return tuple(rung for rung in rungs if rung.short_side_px <= short_side) or rungs[:1]


def _arguments(
    source_path: Path, folder: Path, source: Facts, rungs: tuple[Rung, ...], threads: int
) -> list[str]:
    fitting = _fitting(source, rungs)
    arguments = [*GUARDED_INPUT, "-loglevel", "error", "-y"]
    if threads:
        arguments += ["-threads", str(threads), "-filter_complex_threads", str(threads)]
    arguments += ["-i", str(source_path), "-filter_complex", _scales(fitting)]
    for index, rung in enumerate(fitting):
        arguments += ["-map", f"[v{index}]", "-map", "0:a:0?", *PICTURE, *SOUND, *FILE]
        arguments += ["-crf", str(rung.crf), "-maxrate", rung.most_bits, "-bufsize", rung.most_bits]
        arguments += ["-threads", str(threads), str(folder / f"{rung.name}.mp4")]
    return arguments


def _scales(rungs: tuple[Rung, ...]) -> str:
    """Return the filters: decode once, split, scale each by its short side, never up, in even numbers."""
    split = f"[0:V:0]split={len(rungs)}" + "".join(f"[s{index}]" for index in range(len(rungs)))
    scales = []
    for index, rung in enumerate(rungs):
        side = rung.short_side_px
        width = f"if(lt(iw,ih),2*trunc(min({side},iw)/2),-2)"
        height = f"if(lt(iw,ih),-2,2*trunc(min({side},ih)/2))"
        scales.append(f"[s{index}]scale=w='{width}':h='{height}':flags=bicubic,setsar=1[v{index}]")
    return ";".join([split, *scales])
