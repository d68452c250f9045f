"""Cuts, crops and covers: moviepy at work, on the mezzanine only and never on what a stranger sent."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
from moviepy import ImageClip, VideoFileClip, concatenate_videoclips
from PIL import Image

from media.compose import cards
from media.compose.film import Progress
from media.ingest.cuts import PORTRAIT, TITLE_MS, Cut

COVER_LONG_SIDE_PX = 640
COVER_QUALITY = 80
# Away from both ends: clips begin and end with a hand on the phone.
COVER_PLACES = (0.15, 0.45, 0.8)
TITLE_SECONDS = TITLE_MS / 1000


def cut(mezzanine: Path, target: Path, wanted: Cut, *, on_progress: Callable[[float], None]) -> None:
    """Write the wanted part of a mezzanine to `target`. `on_progress` receives shares from 0 to 1."""
    with VideoFileClip(str(mezzanine)) as whole:
        film = whole
        if wanted.start_ms or wanted.end_ms:
            end = min(wanted.end_ms / 1000, whole.duration) if wanted.end_ms else whole.duration
            film = film.subclipped(wanted.start_ms / 1000, end)
        if wanted.shape == PORTRAIT:
            film = film.cropped(**crop_box(film.w, film.h, wanted.centre))
        if wanted.title:
            card = ImageClip(_title_picture(wanted.title, film.size), duration=TITLE_SECONDS)
            film = concatenate_videoclips([card, film], method="chain")
        film.write_videofile(
            str(target),
            fps=whole.fps,
            codec="libx264",
            preset="superfast",
            audio_codec="aac",
            audio_bitrate="192k",
            # Beside the film: moviepy's default is the working folder, which may be read-only.
            temp_audiofile=str(target.with_suffix(".sound.m4a")),
            threads=1,
            ffmpeg_params=["-crf", "17", "-pix_fmt", "yuv420p"],
            logger=Progress(on_progress),
        )


def crop_box(width: int, height: int, centre: float) -> dict[str, int]:
    """Return the largest 9:16 part of a picture, in even pixels, around `centre` across it."""
    wide = min(width, int(height * 9 / 16)) // 2 * 2
    high = min(height, int(wide * 16 / 9)) // 2 * 2
    left = round(min(max(centre * width - wide / 2, 0), width - wide))
    top = (height - high) // 2
    return {"x1": left, "y1": top, "x2": left + wide, "y2": top + high}


def write_covers(mezzanine: Path, folder: Path) -> tuple[list[str], int]:
    """Write the candidates for the cover into `folder`; return their names and the best one's place."""
    names, marks = [], []
    with VideoFileClip(str(mezzanine), audio=False) as film:
        for number, place in enumerate(COVER_PLACES, start=1):
            picture = Image.fromarray(film.get_frame(film.duration * place))
            marks.append(_worth(picture))
            picture.thumbnail((COVER_LONG_SIDE_PX, COVER_LONG_SIDE_PX), Image.Resampling.LANCZOS)
            names.append(f"cover-{number}.webp")
            picture.save(folder / names[-1], "WEBP", quality=COVER_QUALITY)
    return names, marks.index(max(marks))


def _worth(picture: Image.Image) -> float:
    """Return how much there is to see: sharp edges, and neither night nor glare."""
    grey = numpy.asarray(picture.convert("L").resize((160, 160)), dtype="float32")
    edges = numpy.abs(numpy.diff(grey, axis=0)).mean() + numpy.abs(numpy.diff(grey, axis=1)).mean()
    light = 1 - abs(float(grey.mean()) - 128) / 128
    return float(edges) * (0.3 + light)


def _title_picture(title: str, size: tuple[int, int]) -> Any:
    card = cards.title_card(title, "")
    card.thumbnail((size[0], size[1]), Image.Resampling.LANCZOS)
    ground = Image.new("RGB", (size[0], size[1]), cards.INDIGO_900)
    ground.paste(card, ((size[0] - card.width) // 2, (size[1] - card.height) // 2))
    return numpy.asarray(ground)
