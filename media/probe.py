"""What is in a film or sound file: read by ffmpeg in a child, never by the web process itself."""

import re
from dataclasses import dataclass
from pathlib import Path

from media.film import FilmError, run_ffmpeg

# Only these readers are open: a playlist posing as a film could otherwise make ffmpeg fetch files.
FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,mp3,aac,amr,wav"
GUARDED_INPUT = [
    "-protocol_whitelist",
    "file",
    "-format_whitelist",
    FORMATS,
    "-max_alloc",
    str(256 * 1024 * 1024),
    "-timelimit",
    "120",
]
PROBE_SECONDS = 20

_CONTAINER = re.compile(r"^Input #0, ([\w,]+), from ", re.MULTILINE)
_DURATION = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d)\.(\d+)", re.MULTILINE)
# Streams begin a line with exactly two spaces; whatever a stranger wrote into a title is indented further.
_VIDEO = re.compile(r"^  Stream #0:\d+\S*: Video: (\w+)(.*)$", re.MULTILINE)
_AUDIO = re.compile(r"^  Stream #0:\d+\S*: Audio: (\w+)", re.MULTILINE)
_SIZE = re.compile(r"[ ,](\d{2,5})x(\d{2,5})[ ,]")
_ROTATION = re.compile(r"[Dd]isplay ?[Mm]atrix: rotation of (-?\d+)")


@dataclass(frozen=True)
class Facts:
    """What a file says about itself. `duration_ms` is 0 where it does not say, as a browser's webm."""

    container: str
    duration_ms: int
    video_codec: str = ""
    audio_codec: str = ""
    width_px: int = 0
    height_px: int = 0

    @property
    def is_portrait(self) -> bool:
        """Tell whether the picture, as shown, is taller than wide."""
        return self.height_px > self.width_px


def probe(path: Path) -> Facts | None:
    """Return what ffmpeg sees in a file, or None where it is no film or sound of a kind we read.

    The width and height are those of the picture as shown, after the phone's rotation label.
    """
    try:
        _report, said = run_ffmpeg(
            [*GUARDED_INPUT, "-i", str(path), "-map", "0", "-t", "0", "-c", "copy", "-f", "null", "-"],
            timeout=PROBE_SECONDS,
        )
    except FilmError as error:
        said = error.said
    return read_facts(said)


def read_facts(said: str) -> Facts | None:
    """Read ffmpeg's description of its input; None where it found none."""
    container = _CONTAINER.search(said)
    if container is None:
        return None
    described = said[: said.find("Stream mapping:")] if "Stream mapping:" in said else said
    described = described.split("\nOutput #0")[0]
    videos = [found for found in _VIDEO.finditer(described) if "attached pic" not in found[2]]
    audio = _AUDIO.search(described)
    width, height = _size_as_shown(videos[0][2], described) if videos else (0, 0)
    return Facts(
        container=container[1],
        duration_ms=_duration_ms(described),
        video_codec=videos[0][1] if videos else "",
        audio_codec=audio[1] if audio else "",
        width_px=width,
        height_px=height,
    )


def _duration_ms(described: str) -> int:
    found = _DURATION.search(described)
    if found is None:
        return 0
    hours, minutes, seconds, fraction = found.groups()
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0")[:3])


def _size_as_shown(words: str, described: str) -> tuple[int, int]:
    found = _SIZE.search(words)
    if found is None:
        return 0, 0
    width, height = int(found[1]), int(found[2])
    turned = _ROTATION.search(described)
    if turned is not None and abs(int(turned[1])) % 180 == 90:
        return height, width
    return width, height
