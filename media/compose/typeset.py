"""Setting Thai and Latin text in pictures: the site's own face, whole words, even lines."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from PIL import ImageDraw, ImageFont, features

from media.compose.breaking import pieces

# Marks above and below stack two high: lines closer than this touch each other.
LINE_HEIGHT = 1.5
# A line that ends at a space reads better than one that ends inside a phrase.
MID_PHRASE_PENALTY = 0.12
# These lean on the word after them, those on the word before: a line should not part them.
LEANS_FORWARD = {"ก็", "ที่", "และ", "ของ", "ใน", "ไม่", "ให้", "หรือ", "ต้อง", "การ", "จะ", "แต่", "เพื่อ", "ว่า"}
LEANS_BACK = {"นี้", "นั้น", "ได้", "ไว้", "แล้ว", "เอง", "กัน", "ด้วย", "ไหม"}
LEANING_PENALTY = 0.1

OWN_FONTS = Path(__file__).with_name("fonts")
HOLE = "\u4e00"  # in neither font: drawn as the sign of a missing letter
_RUN = re.compile(r"[\u0e00-\u0e7f]+|[^\u0e00-\u0e7f]+")


@dataclass(frozen=True)
class Face:
    """One weight of the face at one size: a font for Thai letters and one for all others."""

    weight: int
    size_px: int

    def font(self, text: str) -> ImageFont.FreeTypeFont:
        """Return the font that holds the letters of a run."""
        return _font(_script(text[0]), self.weight, self.size_px)

    def width(self, text: str) -> float:
        """Return how wide a text is in pixels."""
        return sum(self.font(run).getlength(run) for run in _RUN.findall(text))

    @property
    def line_px(self) -> int:
        """Return the distance from line to line."""
        return round(self.size_px * LINE_HEIGHT)


@lru_cache(maxsize=64)
def _font(script: str, weight: int, size_px: int) -> ImageFont.FreeTypeFont:
    name = f"looped-{script}-{weight}.woff2"
    path = OWN_FONTS / name if script == "latin" else finders.find(f"lms/fonts/{name}")
    if not features.check("raqm"):
        raise RuntimeError("Pillow has no raqm here: without it Thai marks would stand in the wrong place")
    if not path:
        raise FileNotFoundError(f"the font {name} is not among the static files")
    return ImageFont.truetype(Path(str(path)), size_px, layout_engine=ImageFont.Layout.RAQM)


def _script(letter: str) -> str:
    return "thai" if "\u0e00" <= letter <= "\u0e7f" else "latin"


def writable(text: str) -> str:
    """Return a text in letters that the face has: «m²» becomes «m2», an emoji goes.

    What is left out here still stands in the captions.
    """
    plain = "".join(letter if _has(letter) else unicodedata.normalize("NFKC", letter) for letter in text)
    return "".join(letter for letter in plain if _has(letter))


@lru_cache(maxsize=1024)
def _has(letter: str) -> bool:
    if letter.isspace():
        return True
    font = _font(_script(letter), 700, 32)
    return bytes(font.getmask(letter)) != bytes(font.getmask(HOLE)) and letter.isprintable()


def lines(text: str, face: Face, width_px: int) -> list[str]:
    """Break a text into lines of whole words that are as even as can be."""
    parts = pieces(" ".join(writable(text).split()))
    widths = [face.width(part) for part in parts]
    cost = [0.0] + [float("inf")] * len(parts)
    start_of = [0] * (len(parts) + 1)
    for end in range(1, len(parts) + 1):
        for start in range(end - 1, -1, -1):
            length = sum(widths[start:end])
            if length > width_px and start < end - 1:
                break
            candidate = cost[start] + _badness(parts, end, length, width_px)
            if candidate < cost[end]:
                cost[end], start_of[end] = candidate, start
    found, end = [], len(parts)
    while end > 0:
        found.append("".join(parts[start_of[end] : end]).strip())
        end = start_of[end]
    return found[::-1]


def _badness(parts: list[str], end: int, length: float, width_px: int) -> float:
    slack = max(width_px - length, 0) / width_px
    # Every line costs a little, so that fewer lines win over emptier ones.
    badness = 0.15 + slack**2
    if end < len(parts) and not parts[end - 1].endswith(" "):
        badness += MID_PHRASE_PENALTY
        if parts[end - 1] in LEANS_FORWARD or parts[end].strip() in LEANS_BACK:
            badness += LEANING_PENALTY
    return badness


@dataclass(frozen=True)
class Block:
    """Text set in lines, ready to be drawn."""

    lines: list[str]
    face: Face

    @property
    def height_px(self) -> int:
        """Return the height of all lines."""
        return len(self.lines) * self.face.line_px

    def draw(self, draw: ImageDraw.ImageDraw, left: int, top: int, colour: str) -> None:
        """Draw the lines from their upper left corner."""
        for index, line in enumerate(self.lines):
            # The baseline lies below the middle, so that two marks fit above and one below.
            baseline = top + index * self.face.line_px + round(self.face.size_px * 1.08)
            draw_line(draw, (left, baseline), line, self.face, colour)


def draw_line(
    draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, face: Face, colour: str
) -> None:
    """Draw one line from the left end of its baseline, each run of letters in its own font."""
    left, baseline = place
    for run in _RUN.findall(text):
        font = face.font(run)
        draw.text((left, baseline), run, font=font, fill=colour, anchor="ls")
        left += font.getlength(run)


def fit(text: str, *, weight: int, sizes_px: tuple[int, ...], width_px: int, height_px: int) -> Block:
    """Set a text as large as the space allows; what does not fit at the smallest size ends in «…»."""
    for size_px in sizes_px:
        face = Face(weight, size_px)
        block = Block(lines(text, face, width_px), face)
        if block.height_px <= height_px and all(face.width(line) <= width_px for line in block.lines):
            return block
    room = max(height_px // face.line_px, 1)
    kept = [_shortened(line, face, width_px) for line in block.lines[:room]]
    if len(block.lines) > room:
        kept[-1] = _shortened(kept[-1] + "…", face, width_px)
    return Block(kept, face)


def _shortened(line: str, face: Face, width_px: int) -> str:
    if face.width(line) <= width_px:
        return line
    while line and face.width(line + "…") > width_px:
        line = line[:-1]
    return line + "…"
