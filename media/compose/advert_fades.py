"""How one picture of a seller's clip gives way to the next: within a quarter of a second."""

from typing import Any

from moviepy import VideoClip

from media.compose.advert_plan import TICKS_A_SECOND, AdvertScene
from media.compose.advert_shots import Frame

FADE_TICKS = 3


def faded(scenes: list[AdvertScene], frames: list[Frame]) -> list[VideoClip]:
    """Return the clips of all scenes, each one coming out of the last picture of the one before."""
    clips = []
    for index, (scene, frame) in enumerate(zip(scenes, frames, strict=True)):
        if index:
            last_s = scenes[index - 1].ticks / TICKS_A_SECOND
            frame = _fading(frames[index - 1], last_s, frame)
        clips.append(VideoClip(frame_function=frame, duration=scene.ticks / TICKS_A_SECOND))
    return clips


def _fading(before: Frame, last_s: float, frame: Frame) -> Frame:
    fade_s = FADE_TICKS / TICKS_A_SECOND
    kept: list[Any] = []

    def mixed(seconds: float) -> Any:
        picture = frame(seconds)
        if seconds >= fade_s:
            kept.clear()
            return picture
        if not kept:  # asked for late, so that a film is read in its order
            kept.append(before(last_s).astype("float32"))
        return (kept[0] + (picture.astype("float32") - kept[0]) * (seconds / fade_s)).astype("uint8")

    return mixed
