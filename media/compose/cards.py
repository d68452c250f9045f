"""The pictures that a clip is made of: a title, one point at a time, a closing card and the cover.

Drawn at twice the size of the 360p rendition, in the colours of `tokens.css`. A phone 390 px wide
shows them at less than a third, so nothing is smaller than 44 px here.
"""

from functools import lru_cache
from itertools import pairwise

from PIL import Image, ImageDraw

from media.compose.typeset import Block, Face, draw_line, fit

SIZE = (1280, 720)
INDIGO_900, INDIGO_700, INDIGO_100 = "#1b2547", "#2b3a6b", "#e6e9f4"
LAC_600, TURMERIC_500, COTTON, INK, WHITE = "#b4323c", "#e3a21a", "#fbf8f1", "#1d1d22", "#ffffff"
GRADIENT = [(0.0, (43, 58, 107)), (0.7, (123, 43, 67)), (1.0, (227, 162, 26))]

MARGIN = 88
HEAD_PX, BAND_PX = 104, 40
SMALL = Face(400, 44)
TITLE_SIZES = (92, 84, 76, 68, 60, 52)
POINT_SIZES = (72, 66, 60, 56, 52, 48, 44)
NUMBER_PX = 128


def title_card(title: str, subtitle: str) -> Image.Image:
    """Draw the first card: what this lesson is, and of which track."""
    card = _gradient().copy()
    lay_band(card, SIZE[1] - BAND_PX)
    draw = ImageDraw.Draw(card)
    width = SIZE[0] - 2 * MARGIN
    block = fit(title, weight=700, sizes_px=TITLE_SIZES, width_px=width, height_px=430)
    small = _one_line(subtitle, SMALL, width) if subtitle else ""
    gap = SMALL.line_px + 8 if small else 0
    top = (SIZE[1] - BAND_PX - block.height_px - gap) // 2
    if small:
        draw_line(draw, (MARGIN, top + SMALL.size_px), small, SMALL, TURMERIC_500)
    block.draw(draw, MARGIN, top + gap, WHITE)
    return card


def cover(title: str, subtitle: str) -> Image.Image:
    """Draw the cover: the title in the upper third, its middle left free for the player's button."""
    card = _gradient().copy()
    lay_band(card, SIZE[1] - BAND_PX)
    draw = ImageDraw.Draw(card)
    width = SIZE[0] - 2 * MARGIN
    if subtitle:
        draw_line(draw, (MARGIN, 76), _one_line(subtitle, SMALL, width), SMALL, TURMERIC_500)
    fit(title, weight=700, sizes_px=(64, 58, 52, 46), width_px=width, height_px=150).draw(
        draw, MARGIN, 92, WHITE
    )
    return card


def point_card(text: str, *, number: int, of: int, title: str) -> Image.Image:
    """Draw one point with its number, the lesson's title above it."""
    card = Image.new("RGB", SIZE, COTTON)
    draw = ImageDraw.Draw(card)
    _head(draw, title, number, of)
    lay_band(card, SIZE[1] - BAND_PX)
    left = MARGIN + NUMBER_PX + 56
    room = SIZE[1] - HEAD_PX - BAND_PX - 48
    block = fit(text, weight=700, sizes_px=POINT_SIZES, width_px=SIZE[0] - left - MARGIN, height_px=room)
    top = HEAD_PX + 24 + (room - block.height_px) // 2
    _number(draw, number, block, top)
    block.draw(draw, left, top, INK)
    return card


def closing_card(words: str, title: str) -> Image.Image:
    """Draw the last card: an invitation to do it."""
    card = Image.new("RGB", SIZE, INDIGO_900)
    lay_band(card, SIZE[1] - BAND_PX)
    draw = ImageDraw.Draw(card)
    width = SIZE[0] - 2 * MARGIN
    block = fit(words, weight=700, sizes_px=TITLE_SIZES, width_px=width, height_px=300)
    below = fit(title, weight=400, sizes_px=(48, 44), width_px=width, height_px=150)
    top = (SIZE[1] - BAND_PX - block.height_px - below.height_px - 16) // 2
    block.draw(draw, MARGIN, top, WHITE)
    below.draw(draw, MARGIN, top + block.height_px + 16, "#c9d0ea")
    return card


def _one_line(text: str, face: Face, width_px: int) -> str:
    block = fit(text, weight=face.weight, sizes_px=(face.size_px,), width_px=width_px, height_px=face.line_px)
    return "".join(block.lines[:1])


def _head(draw: ImageDraw.ImageDraw, title: str, number: int, of: int) -> None:
    draw.rectangle((0, 0, SIZE[0], HEAD_PX), fill=INDIGO_900)
    dots = of * 40
    text = _one_line(title, SMALL, SIZE[0] - 2 * MARGIN - dots - 40)
    draw_line(draw, (MARGIN, 68), text, SMALL, WHITE)
    left = SIZE[0] - MARGIN - dots + 12
    for index in range(of):
        centre = (left + index * 40 + 10, HEAD_PX // 2)
        if index < number:
            draw.circle(centre, 11, fill=TURMERIC_500)
        else:
            draw.circle(centre, 10, outline="#c9d0ea", width=3)


def _number(draw: ImageDraw.ImageDraw, number: int, block: Block, top: int) -> None:
    middle = top + min(block.height_px, 2 * block.face.line_px) // 2
    middle = max(middle, top + block.face.line_px // 2)
    centre = (MARGIN + NUMBER_PX // 2, middle)
    draw.circle(centre, NUMBER_PX // 2, fill=INDIGO_700)
    face = Face(700, 76)
    words = str(number)
    draw_line(draw, (centre[0] - face.width(words) / 2, centre[1] + 27), words, face, WHITE)


def lay_band(card: Image.Image, top: int) -> None:
    """Lay the ikat band across a card: the same diamonds as `ikat.svg`, four times as large."""
    tile = _tile()
    for left in range(0, card.width, tile.width):
        card.paste(tile, (left, top))


@lru_cache(maxsize=1)
def _tile() -> Image.Image:
    unit = BAND_PX // 10
    tile = Image.new("RGB", (40 * unit, BAND_PX), INDIGO_900)
    draw = ImageDraw.Draw(tile)
    for index, colour in enumerate((TURMERIC_500, LAC_600, TURMERIC_500, LAC_600)):
        _diamond(draw, (5 + 10 * index) * unit, 5 * unit, 5 * unit, colour)
        _diamond(draw, (5 + 10 * index) * unit, 5 * unit, unit, COTTON)
    return tile


def _diamond(draw: ImageDraw.ImageDraw, x: int, y: int, reach: int, colour: str) -> None:
    draw.polygon([(x - reach, y), (x, y - reach), (x + reach, y), (x, y + reach)], fill=colour)


@lru_cache(maxsize=1)
def _gradient() -> Image.Image:
    """Return the brand's gradient (160 degrees, indigo through lac to turmeric), as the player's frame."""
    small = Image.new("RGB", (64, 36))
    for y in range(36):
        for x in range(64):
            small.putpixel((x, y), _colour_at((0.34 * x / 63 + 0.94 * y / 35) / 1.28))
    return small.resize(SIZE, Image.Resampling.BICUBIC)


def _colour_at(place: float) -> tuple[int, int, int]:
    for (start, first), (end, second) in pairwise(GRADIENT):
        if place <= end:
            share = (place - start) / (end - start)
            red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
            return red, green, blue
    return GRADIENT[-1][1]
