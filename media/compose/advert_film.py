"""The moving picture of a seller's clip, put together and written by moviepy."""

import threading
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy
from moviepy import VideoClip, concatenate_videoclips
from PIL import Image

from media.compose import advert_cards as cards
from media.compose.advert_fades import faded
from media.compose.advert_plan import SIZE, TICKS_A_SECOND, Advert, AdvertScene, plan_advert
from media.compose.advert_shots import FilmShot, Frame, PhotoShot, is_film, make_ready
from media.compose.advert_sound import lay_sound
from media.compose.film import Progress

# Getting films ready takes about so much of the whole work, where there are any.
READY_SHARE = 0.4
Report = Callable[[float], None]


@dataclass(frozen=True)
class Quality:
    """How large and how carefully a film is written."""

    name: str
    size: tuple[int, int]
    frame_rate: int
    preset: str
    crf: int

    @property
    def shot_size(self) -> tuple[int, int]:
        """Return the size of what stands above the words, in even numbers."""
        return self.size[0], self.size[0] * cards.PHOTO_PX // SIZE[0] // 2 * 2


PREVIEW = Quality("preview", (360, 640), 12, "ultrafast", 28)
FINAL = Quality("final", SIZE, 24, "veryfast", 22)


def compose_advert(
    advert: Advert,
    target: Path,
    *,
    quality: Quality,
    threads: int,
    on_progress: Report,
    work: Path | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Write an upright MP4 to `target`, whatever its name ends in; it sounds as its films do.

    `on_progress` receives shares from 0 to 1, and `stop` ends it; `work` is where copies of films lie
    meanwhile. Raises FilmError, and MediaRefused for a film that is no good.
    """
    scenes = plan_advert(advert)
    first = READY_SHARE if any(map(is_film, advert.photos)) else 0.0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(dir=work, prefix="advert-")))
        bench = _Bench(folder, quality, threads, advert.keeps_sound, stop)
        shots = []
        for index, path in enumerate(advert.photos):
            report = _part(on_progress, first * index / len(advert.photos), first / len(advert.photos))
            shots.append(stack.enter_context(closing(_shot(bench, path, index, scenes, report))))
        frames = _frames(scenes, advert, shots, quality)
        with concatenate_videoclips(faded(scenes, frames), method="chain") as film:
            whole = film.with_audio(lay_sound(scenes, [shot.sound for shot in shots]))
            _write(bench, whole, target, _part(on_progress, first, 1 - first))


@dataclass(frozen=True)
class _Bench:
    """Where and how the films are got ready and put together."""

    folder: Path
    quality: Quality
    threads: int
    keeps_sound: bool
    stop: threading.Event | None


def _part(on_progress: Report, first: float, length: float) -> Report:
    return lambda share: on_progress(first + length * share)


def _shot(
    bench: _Bench, path: Path, index: int, scenes: list[AdvertScene], report: Report
) -> PhotoShot | FilmShot:
    if not is_film(path):
        return PhotoShot(path)
    ticks = sum(scene.ticks for scene in scenes if scene.kind == "photo" and scene.photo == index)
    ready = bench.folder / f"{index}.mp4"
    make_ready(
        path,
        ready,
        size=bench.quality.shot_size,
        frame_rate=bench.quality.frame_rate,
        lasts_s=ticks / TICKS_A_SECOND,
        threads=bench.threads,
        on_progress=report,
        stop=bench.stop,
    )
    return FilmShot(ready, keeps_sound=bench.keeps_sound)


def _write(bench: _Bench, film: VideoClip, target: Path, report: Report) -> None:
    quality = bench.quality
    film.write_videofile(
        str(target),
        fps=quality.frame_rate,
        codec="libx264",
        preset=quality.preset,
        audio=film.audio is not None,
        audio_codec="aac",
        audio_bitrate="96k",
        # Beside the copies: moviepy's default is the working folder, which may be read-only.
        temp_audiofile=str(bench.folder / "sound.m4a"),
        threads=bench.threads,
        ffmpeg_params=[
            *("-crf", str(quality.crf), "-pix_fmt", "yuv420p", "-profile:v", "main"),
            *("-map_metadata", "-1", "-movflags", "+faststart", "-f", "mp4"),
        ],
        logger=Progress(report),
    )


def _frames(
    scenes: list[AdvertScene], advert: Advert, shots: list[PhotoShot | FilmShot], quality: Quality
) -> list[Frame]:
    frames, shown = [], [0] * len(shots)
    for scene in scenes:
        if scene.kind == "opening":
            frames.append(_still(cards.opening_card(advert, shots[0].still()), quality))
        elif scene.kind == "closing":
            frames.append(_still(cards.closing_card(advert), quality))
        else:
            begins_s = shown[scene.photo] / TICKS_A_SECOND
            shown[scene.photo] += scene.ticks
            frames.append(_moving(scene, advert, shots[scene.photo], begins_s, quality))
    return frames


def _still(card: Image.Image, quality: Quality) -> Frame:
    picture = numpy.asarray(_scaled(card, quality))
    return lambda _seconds: picture


def _moving(
    scene: AdvertScene, advert: Advert, shot: PhotoShot | FilmShot, begins_s: float, quality: Quality
) -> Frame:
    share = quality.size[0] / SIZE[0]
    height = quality.shot_size[1]
    around = numpy.asarray(_scaled(cards.photo_frame(scene.text), quality))
    tag = cards.price_tag(advert.price)
    price = numpy.asarray(
        tag.resize((round(tag.width * share), round(tag.height * share)), Image.Resampling.LANCZOS)
    )
    left, bottom = round(cards.MARGIN * share), height - round(24 * share)
    above = shot.frame(
        quality.shot_size,
        lasts_s=scene.ticks / TICKS_A_SECOND,
        begins_s=begins_s,
        comes_nearer=scene.comes_nearer,
    )

    def frame(seconds: float) -> Any:
        picture = around.copy()
        picture[:height] = above(seconds)
        picture[bottom - price.shape[0] : bottom, left : left + price.shape[1]] = price
        return picture

    return frame


def _scaled(card: Image.Image, quality: Quality) -> Image.Image:
    return card if card.size == quality.size else card.resize(quality.size, Image.Resampling.LANCZOS)
