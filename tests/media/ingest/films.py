"""Films as phones, cameras and accidents make them: written by ffmpeg on the spot, as small as can be."""

import subprocess
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from media.film import ffmpeg_exe
from media.ingest.mezzanine import make_mezzanine
from media.ingest.probe import Seen, examine
from tests.media import files

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
X265 = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error:pools=1")
HLG = "format=yuv420p10le,setparams=color_trc=arib-std-b67:color_primaries=bt2020:colorspace=bt2020nc"
PLACE = ("-metadata", "location=+17.4083+102.7866/", "-metadata", "artist=สมใจ")
KEY = (
    "-encryption_key",
    "76a6c65c5ea762046bd749a2e632ccbb",
    "-encryption_kid",
    "a7e61c373e219033c21091fa607bf3b8",
)


@lru_cache
def film(
    name: str = "a.mp4",
    *arguments: str,
    size: str = "160x120",
    rate: int = 15,
    seconds: float = 1,
    picture: bool = True,
    sound: bool = True,
    encode: tuple[str, ...] = X264,
) -> bytes:
    """A film whose left half is red and right half blue; `arguments` go before the output's name."""
    inputs: list[str] = []
    if picture:
        width, height = size.split("x")
        inputs += ["-f", "lavfi", "-i", f"color=red:size={size}:rate={rate}:d={seconds},drawbox=x={width}/2:w={width}/2:h={height}:c=blue:t=fill"]  # fmt: skip  # noqa: E501
    if sound:
        inputs += ["-f", "lavfi", "-i", f"sine=d={seconds}"]
    return written([*inputs, *(encode if picture else ()), *PLACE, *arguments], name)


def changed(content: bytes, *arguments: str, name: str = "a.mp4", before: tuple[str, ...] = ()) -> bytes:
    """A film put through ffmpeg once more without being encoded anew; `before` stands before the input."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "in.mp4"
        source.write_bytes(content)
        return written([*before, "-i", str(source), "-c", "copy", *arguments], name)


def turned(degrees: int, **options: object) -> bytes:
    """A film with a phone's rotation label."""
    return changed(film(**options), before=("-display_rotation", str(degrees)))  # type: ignore[arg-type]


def written(arguments: list[str], name: str) -> bytes:
    with TemporaryDirectory() as folder:
        out = Path(folder) / name
        command = [ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-y", *arguments, str(out)]
        subprocess.run(command, check=True, timeout=60)
        return out.read_bytes()


def kept(tmp_path: Path, content: bytes, name: str = "a.mp4") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def evened(source: Path) -> tuple[Path, Seen]:
    """Make the mezzanine of a file; return it, and what was seen in the file."""
    seen, target = examine(source), source.with_name("out.mp4")
    still = None if seen.video_codec else kept(source.parent, files.photo((640, 360)), "still.jpg")
    make_mezzanine(source, target, seen=seen, still=still, threads=1)
    return target, seen


def loudness(path: Path) -> float:
    """The loudness of a file in LUFS, as ffmpeg's own meter measures it."""
    command = [ffmpeg_exe(), "-nostats", "-i", str(path), "-vn", "-af", "ebur128", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60).stderr
    return float(said.rpartition(" I:")[2].split()[0])


def pixel(path: Path, across: float, down: float, at_s: float = 0.3) -> tuple[int, int, int]:
    """The colour at a place of a film as shown; `across` and `down` from 0 to 1."""
    place = f"crop=2:2:iw*{across}:ih*{down},format=rgb24"
    command = [ffmpeg_exe(), "-loglevel", "error", "-ss", str(at_s), "-i", str(path), "-frames:v", "1", "-vf", place]  # fmt: skip  # noqa: E501
    raw = subprocess.run([*command, "-f", "rawvideo", "-"], capture_output=True, timeout=60).stdout
    return raw[0], raw[1], raw[2]
