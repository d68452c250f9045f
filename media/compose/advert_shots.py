"""What a seller's clip shows above its words: a photo that comes slowly nearer, or a short film."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy
from moviepy import AudioClip, VideoFileClip
from PIL import Image

from media.compose.advert_cards import MOST_CUT, filling
from media.compose.cards import INDIGO_900
from media.film import run_ffmpeg
from media.ingest.mezzanine import SHORT_SIDE_PX, make_mezzanine
from media.ingest.probe import examine
from media.probe import GUARDED_INPUT, probe

# How much nearer a photo comes while it stands.
NEARER = 0.08
FILM_SUFFIXES = {".mp4", ".webm", ".3gp"}
READY_SECONDS = 300
# Decoding what the phone made takes most of the time.
MEZZANINE_SHARE = 0.8
Frame = Callable[[float], Any]


class PhotoShot:
    """A photo of the seller's."""

    def __init__(self, path: Path) -> None:
        with Image.open(path, formats=["JPEG"]) as photo:
            self.photo = photo.convert("RGB")

    @property
    def sound(self) -> AudioClip | None:
        """Return nothing: a photo is silent."""
        return None

    def still(self) -> Image.Image:
        """Return the picture for the opening card."""
        return self.photo

    def frame(self, size: tuple[int, int], *, lasts_s: float, begins_s: float, comes_nearer: bool) -> Frame:
        """Return the pictures of one scene by their time in seconds."""
        width, height = size
        large = filling(self.photo, (round(width * (1 + NEARER)), round(height * (1 + NEARER))))

        def shown(seconds: float) -> Any:
            gone = min(max(seconds / lasts_s, 0), 1)
            nearer = gone if comes_nearer else 1 - gone
            left, top = large.width * NEARER / 2 * nearer, large.height * NEARER / 2 * nearer
            box = (left, top, large.width - left, large.height - top)
            return numpy.asarray(large.resize(size, Image.Resampling.BILINEAR, box=box))

        return shown

    def close(self) -> None:
        """Let go of nothing: the file was read whole."""


class FilmShot:
    """A short film of the seller's, read from an upright copy of its size: moviepy knows no rotation."""

    def __init__(self, ready: Path, *, keeps_sound: bool) -> None:
        self.film = VideoFileClip(str(ready), audio=keeps_sound)

    @property
    def sound(self) -> AudioClip | None:
        """Return what there is to hear, as long as the film is shown."""
        sound: AudioClip | None = self.film.audio
        return sound

    def still(self) -> Image.Image:
        """Return its first picture for the opening card."""
        return Image.fromarray(self.film.get_frame(0))

    def frame(self, size: tuple[int, int], *, lasts_s: float, begins_s: float, comes_nearer: bool) -> Frame:
        """Return the pictures of one scene; it begins where the one before ended."""
        last = max(self.film.duration - 1 / self.film.fps, 0)
        return lambda seconds: self.film.get_frame(min(begins_s + seconds, last))

    def close(self) -> None:
        """End the reader."""
        self.film.close()


def is_film(path: Path) -> bool:
    """Tell a film from a photo; both were looked into when they arrived."""
    return path.suffix in FILM_SUFFIXES


def make_ready(
    source: Path,
    target: Path,
    *,
    size: tuple[int, int],
    frame_rate: int,
    lasts_s: float,
    threads: int,
    on_progress: Callable[[float], None],
    stop: threading.Event | None = None,
) -> None:
    """Write a copy of `size` that lasts as long as it is shown, with its sound; a short film begins anew.

    The mezzanine comes first, of the beginning alone: upright, in ordinary colours, at an even rate and
    loudness, whatever the phone made. Raises MediaRefused for a film that is no good, and FilmError.
    """
    seen, upright = examine(source), target.with_suffix(".upright.mp4")
    make_mezzanine(
        source,
        upright,
        # Pictures that are not shown are neither scaled nor brought into ordinary colours.
        seen=replace(seen, frame_rate=min(seen.frame_rate, frame_rate)),
        short_side_px=min(max(size), SHORT_SIDE_PX),
        most_ms=round(lasts_s * 1000),
        threads=threads,
        timeout=READY_SECONDS,
        on_progress=lambda share: on_progress(MEZZANINE_SHARE * share),
        stop=stop,
    )
    _fit(upright, target, size, frame_rate, lasts_s, threads, on_progress, stop)
    upright.unlink()


def _fit(
    upright: Path,
    target: Path,
    size: tuple[int, int],
    frame_rate: int,
    lasts_s: float,
    threads: int,
    on_progress: Callable[[float], None],
    stop: threading.Event | None,
) -> None:
    """An upright film is cut to fill, one on its side shown whole on the ground of the house."""

    def report(words: dict[str, str]) -> None:
        done_us = words.get("out_time_us", "0")
        share = min(int(done_us) / 1e6 / lasts_s, 1) if done_us.isdigit() else 0
        on_progress(MEZZANINE_SHARE + (1 - MEZZANINE_SHARE) * share)

    run_ffmpeg(
        [
            *("-loglevel", "error", "-y", "-filter_threads", str(threads), *GUARDED_INPUT),
            *("-threads", str(threads), "-stream_loop", "-1", "-i", str(upright)),
            *("-map", "0:V:0", "-map", "0:a:0?", "-t", f"{lasts_s:.3f}"),
            *("-vf", _fitted(upright, size, frame_rate), "-c:a", "alac"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "16", "-threads", str(threads)),
            *("-map_metadata", "-1", "-f", "mp4", str(target)),
        ],
        timeout=READY_SECONDS,
        on_progress=report,
        stop=stop,
    )


def _fitted(source: Path, size: tuple[int, int], frame_rate: int) -> str:
    width, height = size
    facts = probe(source)
    share = facts.width_px / facts.height_px / (width / height) if facts and facts.height_px else 1
    # Whoever films upright has the goods in the middle; a film on its side would lose half of itself.
    if share <= 1 / (1 - MOST_CUT):
        fit = f"scale={width}:{height}:force_original_aspect_ratio=increase,crop={width}:{height}"
    else:
        ground = f"pad={width}:{height}:-1:-1:color=0x{INDIGO_900[1:]}"
        fit = f"scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2,{ground}"
    return f"fps={frame_rate},{fit},setsar=1,format=yuv420p"
