"""Row clip: a seller's clip of 15 s from five photos, and from three photos and two films of a phone."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image, ImageDraw

from media.film import run_ffmpeg
from tests.bench.server import ROOT
from tests.bench.table import Figure, at_most, told

SECONDS, PHOTOS, FILMS, NICENESS = 15, 5, 2, 15
# As current phones write them: HEVC, ten bits, HLG, 1080p lying on its side under a label that turns it.
HLG = "format=yuv420p10le,setparams=color_trc=arib-std-b67:color_primaries=bt2020:colorspace=bt2020nc"
FILM_SECONDS = 6
PREVIEW_S = 20
# A process of its own, as low as the worker: Python's start, the imports and the word list count as well.
MAKE = """
import os, sys, django
django.setup()
from pathlib import Path
from django.conf import settings
from media.compose import advert_film
from media.compose.advert_plan import Advert
os.nice(int(sys.argv[4]))
quality = {"preview": advert_film.PREVIEW, "final": advert_film.FINAL}[sys.argv[1]]
advert = Advert(
    "น้ำพริกปลาร้าสับ สูตรแม่สมใจ", "59 บาท / กระปุก", "ต.นาข่า อ.เมืองอุดรธานี", "https://shopee.co.th/mae.somjai",
    ["ตำมือทุกเช้า", "พี่ ๆ กี่กระปุกก็ส่ง"], sorted(Path(sys.argv[2]).glob("[0-9].*")), int(sys.argv[3]) * 1000,
)
advert_film.compose_advert(
    advert, Path(sys.argv[2]) / f"{quality.name}.mp4", quality=quality, threads=settings.CLIP_THREADS,
    on_progress=lambda share: None,
)
"""


def row_clip() -> list[Figure]:
    """Make both films and tell their times and sizes."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for number in range(PHOTOS):
            _photo(folder / f"{number}.jpg", number)
        figures = _figures(folder, f"a seller's clip of {SECONDS} s from {PHOTOS} photos")
        for number in range(FILMS):
            (folder / f"{2 * number + 1}.jpg").unlink()
            _film(folder / f"{2 * number + 1}.mp4", turned=90 if number else -90)
        words = f"a seller's clip of {SECONDS} s from {PHOTOS - FILMS} photos and {FILMS} films of a phone"
        return [*figures, *_figures(folder, words)]


def _figures(folder: Path, what: str) -> list[Figure]:
    preview_s, preview_mb = _made("preview", folder)
    final_s, final_mb = _made("final", folder)
    return [
        at_most("clip", f"{what}: preview ({preview_mb:.1f} MB)", preview_s, PREVIEW_S, " s", 1),
        told("clip", f"{what}: film to post ({final_mb:.1f} MB)", f"{final_s:.1f} s"),
    ]


def _made(quality: str, folder: Path) -> tuple[float, float]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings"}
    command = [sys.executable, "-c", MAKE, quality, str(folder), str(SECONDS), str(NICENESS)]
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=600, capture_output=True)
    return time.perf_counter() - began, (folder / f"{quality}.mp4").stat().st_size / 1e6


def _photo(path: Path, number: int) -> None:
    """Draw a photo as restless as a market: grain over shapes, as large as the site keeps them."""
    size = (1200, 1600) if number % 2 else (1600, 1200)
    photo = Image.blend(
        Image.effect_noise(size, 40).convert("RGB"),
        Image.new("RGB", size, ("#7a5", "#c63", "#36c")[number % 3]),
        0.6,
    )
    draw = ImageDraw.Draw(photo)
    for step in range(12):
        draw.ellipse((step * 90, step * 70, step * 90 + 300, step * 70 + 240), outline="white", width=9)
    photo.save(path, quality=85)


def _film(path: Path, *, turned: int) -> None:
    flat = path.with_name("flat.mov")
    picture = f"testsrc2=size=1920x1080:rate=30:d={FILM_SECONDS},{HLG}"
    sound = f"sine=frequency=440:d={FILM_SECONDS}"
    encode = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error", "-tag:v", "hvc1")
    inputs = ("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound)
    run_ffmpeg(["-loglevel", "error", "-y", *inputs, *encode, "-c:a", "aac", str(flat)], timeout=600)
    label = ("-display_rotation", str(turned), "-i", str(flat), "-c", "copy")
    run_ffmpeg(["-loglevel", "error", "-y", *label, str(path)], timeout=60)
    flat.unlink()
