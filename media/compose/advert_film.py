"""The moving picture of a seller's clip: photos that come slowly nearer, written by moviepy."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
from moviepy import VideoClip, concatenate_videoclips
from PIL import Image

from media.compose import advert_cards as cards
from media.compose.advert_plan import SIZE, TICKS_A_SECOND, Advert, AdvertScene, plan_advert
from media.compose.film import Progress

# How much nearer a photo comes while it stands.
NEARER = 0.08
FADE_TICKS = 3


@dataclass(frozen=True)
class Quality:
    """How large and how carefully a film is written."""

    name: str
    size: tuple[int, int]
    frame_rate: int
    preset: str
    crf: int


PREVIEW = Quality("preview", (360, 640), 12, "ultrafast", 28)
FINAL = Quality("final", SIZE, 24, "veryfast", 22)
Frame = Callable[[float], Any]


def compose_advert(
    advert: Advert, target: Path, *, quality: Quality, threads: int, on_progress: Callable[[float], None]
) -> None:
    """Write a silent upright MP4 to `target`, whatever its name ends in; shares from 0 to 1 are reported."""
    scenes = plan_advert(advert)
    shades = [_opened(path) for path in advert.photos]
    frames = [_frame_of(scene, advert, shades, quality) for scene in scenes]
    with concatenate_videoclips(_faded(scenes, frames), method="chain") as film:
        film.write_videofile(
            str(target),
            fps=quality.frame_rate,
            codec="libx264",
            preset=quality.preset,
            audio=False,
            threads=threads,
            ffmpeg_params=[
                *("-crf", str(quality.crf), "-pix_fmt", "yuv420p", "-profile:v", "main"),
                *("-map_metadata", "-1", "-movflags", "+faststart", "-f", "mp4"),
            ],
            logger=Progress(on_progress),
        )


def _opened(path: Path) -> Image.Image:
    with Image.open(path, formats=["JPEG"]) as photo:
        return photo.convert("RGB")


def _frame_of(scene: AdvertScene, advert: Advert, photos: list[Image.Image], quality: Quality) -> Frame:
    if scene.kind == "opening":
        return _still(cards.opening_card(advert, photos[0]), quality)
    if scene.kind == "closing":
        return _still(cards.closing_card(advert), quality)
    return _moving(scene, advert, photos[scene.photo], quality)


def _still(card: Image.Image, quality: Quality) -> Frame:
    picture = numpy.asarray(_scaled(card, quality))
    return lambda _seconds: picture


def _moving(scene: AdvertScene, advert: Advert, photo: Image.Image, quality: Quality) -> Frame:
    share = quality.size[0] / SIZE[0]
    width, height = quality.size[0], round(cards.PHOTO_PX * share)
    large = cards.filling(photo, (round(width * (1 + NEARER)), round(height * (1 + NEARER))))
    around = numpy.asarray(_scaled(cards.photo_frame(scene.text), quality))
    tag = cards.price_tag(advert.price)
    tag = tag.resize((round(tag.width * share), round(tag.height * share)), Image.Resampling.LANCZOS)
    lasts = scene.ticks / TICKS_A_SECOND

    def frame(seconds: float) -> Any:
        gone = min(max(seconds / lasts, 0), 1)
        nearer = gone if scene.comes_nearer else 1 - gone
        left, top = large.width * NEARER / 2 * nearer, large.height * NEARER / 2 * nearer
        box = (left, top, large.width - left, large.height - top)
        shown = large.resize((width, height), Image.Resampling.BILINEAR, box=box)
        shown.paste(tag, (round(cards.MARGIN * share), height - tag.height - round(24 * share)))
        picture = around.copy()
        picture[:height] = numpy.asarray(shown)
        return picture

    return frame


def _scaled(card: Image.Image, quality: Quality) -> Image.Image:
    return card if card.size == quality.size else card.resize(quality.size, Image.Resampling.LANCZOS)


def _faded(scenes: list[AdvertScene], frames: list[Frame]) -> list[VideoClip]:
    """Return the clips of all scenes, each one coming out of the last picture of the one before."""
    clips = []
    for index, (scene, frame) in enumerate(zip(scenes, frames, strict=True)):
        lasts = scene.ticks / TICKS_A_SECOND
        if index:
            before = frames[index - 1](scenes[index - 1].ticks / TICKS_A_SECOND)
            frame = _fading(before.astype("float32"), frame)
        clips.append(VideoClip(frame_function=frame, duration=lasts))
    return clips


def _fading(before: Any, frame: Frame) -> Frame:
    fade_s = FADE_TICKS / TICKS_A_SECOND

    def mixed(seconds: float) -> Any:
        picture = frame(seconds)
        if seconds >= fade_s:
            return picture
        return (before + (picture.astype("float32") - before) * (seconds / fade_s)).astype("uint8")

    return mixed
