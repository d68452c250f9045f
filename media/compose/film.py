"""The moving picture: cards joined by moviepy into one upright source film for the ladder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
from moviepy import ImageClip, VideoClip, concatenate_videoclips
from PIL import Image
from proglog import ProgressBarLogger

from media.compose import cards
from media.compose.plan import FRAME_RATE, Plan, Scene

# One card gives way to the next within half a second; nothing else moves.
FADE_MS = 500


def compose(plan: Plan, target: Path, *, on_progress: Callable[[float], None]) -> None:
    """Write the clip of a plan to `target` as a silent H.264 film of 1280 x 720.

    The cards stand still, so moviepy hands the same picture on without computing anything; only the
    few frames of a fade are mixed. `on_progress` receives shares from 0 to 1.
    """
    pictures = [numpy.asarray(draw(scene, plan)) for scene in plan.scenes]
    with concatenate_videoclips(_parts(plan, pictures), method="chain") as film:
        film.write_videofile(
            str(target),
            fps=FRAME_RATE,
            codec="libx264",
            preset="ultrafast",
            audio=False,
            threads=1,
            # Nearly lossless: this film is only the ladder's source.
            ffmpeg_params=["-crf", "10", "-pix_fmt", "yuv420p"],
            logger=Progress(on_progress),
        )


def draw(scene: Scene, plan: Plan) -> Image.Image:
    """Draw the card of one scene."""
    if scene.kind == "title":
        return cards.title_card(plan.title, plan.subtitle)
    if scene.kind == "closing":
        return cards.closing_card(scene.text, plan.title)
    return cards.point_card(scene.text, number=scene.number, of=len(plan.points), title=plan.title)


def _parts(plan: Plan, pictures: list[Any]) -> list[Any]:
    parts = []
    for index, (scene, picture) in enumerate(zip(plan.scenes, pictures, strict=True)):
        still_ms = scene.end_ms - scene.start_ms
        if index > 0:
            parts.append(_fade(pictures[index - 1], picture))
            still_ms -= FADE_MS
        parts.append(ImageClip(picture, duration=still_ms / 1000))
    return parts


def _fade(old: Any, new: Any) -> VideoClip:
    before, after = old.astype("float32"), new.astype("float32")

    def frame(seconds: float) -> Any:
        share = min(seconds * 1000 / FADE_MS, 1)
        return (before + (after - before) * share).astype("uint8")

    return VideoClip(frame_function=frame, duration=FADE_MS / 1000)


class Progress(ProgressBarLogger):
    """Passes moviepy's frame counter on."""

    def __init__(self, on_progress: Callable[[float], None]) -> None:
        super().__init__()
        self.on_progress = on_progress

    def bars_callback(self, bar: str, attr: str, value: int, old_value: int | None = None) -> None:
        """Receive every step of every bar."""
        total = self.bars[bar].get("total") or 0
        if attr == "index" and total:
            # The sound comes first and is quick: only the pictures count.
            self.on_progress(0 if bar == "chunk" else min(value / total, 1))
