"""Photos and recordings as phones send them, made on the spot."""

import subprocess
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from media.film import ffmpeg_exe

GPS_IFD, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def photo(
    size: tuple[int, int] = (640, 480), form: str = "JPEG", *, turned: int = 1, gps: bool = True
) -> bytes:
    """A photo whose left half is red and right half blue, taken at a place in Na Kha."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = turned, "PhoneMaker"
    if gps:
        exif.get_ifd(GPS_IFD).update({1: "N", 2: (17.0, 24.0, 30.0), 3: "E", 4: (102.0, 47.0, 12.0)})
    out = BytesIO()
    picture.save(out, form, exif=exif)
    return out.getvalue()


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


@lru_cache
def recording(
    name: str, *arguments: str, seconds: float = 2, picture: bool = True, sound: bool = True
) -> bytes:
    """A small recording made by ffmpeg; `arguments` go before the output's name."""
    inputs: list[str] = []
    if picture:
        inputs += ["-f", "lavfi", "-i", f"testsrc2=size=160x96:rate=10:d={seconds}"]
    if sound:
        inputs += ["-f", "lavfi", "-i", f"sine=d={seconds}"]
    where = ["-metadata", "location=+17.4083+102.7866/", "-metadata", "artist=สมใจ"]
    with TemporaryDirectory() as folder:
        out = Path(folder) / name
        subprocess.run(
            [ffmpeg_exe(), "-loglevel", "error", "-y", *inputs, *where, *arguments, str(out)], check=True
        )
        return out.read_bytes()


def words_of(path: Path) -> str:
    """What ffmpeg says of a file."""
    told = subprocess.run([ffmpeg_exe(), "-hide_banner", "-i", str(path)], capture_output=True, text=True)
    return told.stderr
