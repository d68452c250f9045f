"""The pictures of a seller's clip, drawn upright at 720 x 1280 in the colours of the house.

Platforms lay their own buttons over the lowest fifth and the right edge: nothing to read stands there.
"""

import segno
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from media.compose.advert_plan import SIZE, Advert
from media.compose.cards import (
    BAND_PX,
    COTTON,
    INDIGO_700,
    INDIGO_900,
    INK,
    TURMERIC_500,
    WHITE,
    lay_band,
)
from media.compose.typeset import Face, draw_line, fit

WIDTH, HEIGHT = SIZE
MARGIN = 48
PHOTO_PX = 820
OPENING_PHOTO_PX = 700
WORDS_TOP, WORDS_PX = PHOTO_PX + BAND_PX + 16, 190
NAME_SIZES = (76, 68, 60, 54, 48, 42)
WORD_SIZES = (56, 52, 48, 44, 40, 36)
SMALL_SIZES = (40, 36, 32, 28)
QR_PX = 500
# A photo that would lose more than this share of itself is shown whole before its own blurred shade.
MOST_CUT = 0.3


def filling(photo: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return a photo that fills a frame: cut where little is lost, else whole before its blurred shade."""
    cut = ImageOps.fit(photo, size, Image.Resampling.LANCZOS)
    share = (photo.width / photo.height) / (size[0] / size[1])
    if min(share, 1 / share) >= 1 - MOST_CUT:
        return cut
    shade = cut.resize((size[0] // 8, size[1] // 8)).filter(ImageFilter.GaussianBlur(5)).resize(size)
    shade = Image.blend(shade, Image.new("RGB", size, INDIGO_900), 0.35)
    whole = ImageOps.contain(photo, size, Image.Resampling.LANCZOS)
    shade.paste(whole, ((size[0] - whole.width) // 2, (size[1] - whole.height) // 2))
    return shade


def opening_card(advert: Advert, photo: Image.Image) -> Image.Image:
    """Draw the first card, which is also what people see before they tap: photo, name, place."""
    card = Image.new("RGB", SIZE, INDIGO_900)
    card.paste(filling(photo, (WIDTH, OPENING_PHOTO_PX)), (0, 0))
    lay_band(card, OPENING_PHOTO_PX)
    draw = ImageDraw.Draw(card)
    top = OPENING_PHOTO_PX + BAND_PX + 24
    if advert.place:
        top += _line(draw, top, advert.place, SMALL_SIZES, TURMERIC_500)
    room = HEIGHT - 210 - top
    fit(advert.product, weight=700, sizes_px=NAME_SIZES, width_px=_room(), height_px=room).draw(
        draw, MARGIN, top, WHITE
    )
    return card


def photo_frame(text: str) -> Image.Image:
    """Draw what stands around a photo: the band and the words; the photo's place is empty."""
    card = Image.new("RGB", SIZE, INDIGO_900)
    lay_band(card, PHOTO_PX)
    draw = ImageDraw.Draw(card)
    block = fit(text, weight=700, sizes_px=WORD_SIZES, width_px=_room(), height_px=WORDS_PX)
    block.draw(draw, MARGIN, WORDS_TOP, WHITE)
    return card


def price_tag(price: str) -> Image.Image:
    """Draw the price as a tag that is laid over the photo's lower corner."""
    face = _face_for(price, 52, _room() - 40)
    tag = Image.new("RGB", (round(face.width(price)) + 56, round(face.size_px * 1.7)), TURMERIC_500)
    draw_line(ImageDraw.Draw(tag), (28, round(face.size_px * 1.2)), price, face, "#241a02")
    return tag


def closing_card(advert: Advert) -> Image.Image:
    """Draw the last card: name, price, the shop's QR and its address to type."""
    card = Image.new("RGB", SIZE, COTTON)
    lay_band(card, 0)
    draw = ImageDraw.Draw(card)
    top = BAND_PX + 28
    name = fit(advert.product, weight=700, sizes_px=(52, 46, 40, 36), width_px=_room(), height_px=160)
    name.draw(draw, MARGIN, top, INK)
    top += name.height_px + 4
    price = fit(advert.price, weight=700, sizes_px=(84, 72, 60, 48), width_px=_room(), height_px=130)
    price.draw(draw, MARGIN, top, "#8c1f29")
    top += price.height_px + 4
    if advert.place:
        top += _line(draw, top, advert.place, SMALL_SIZES, INDIGO_700)
    top += 16
    picture = qr(advert.link, QR_PX)
    card.paste(picture, (MARGIN, top))
    top += picture.height + 4
    _line(draw, top, "สแกนเพื่อสั่งซื้อ", (44, 40), INK)
    _line(draw, top + 64, short_link(advert.link), (36, 32, 28, 24), INDIGO_700)
    lay_band(card, HEIGHT - BAND_PX)
    return card


def qr(link: str, most_px: int) -> Image.Image:
    """Draw a QR code with its quiet zone, in whole pixels a module, at most `most_px` wide."""
    matrix = list(segno.make(link, error="m", micro=False).matrix_iter(border=4))
    scale = max(most_px // len(matrix), 1)
    small = Image.new("1", (len(matrix), len(matrix)), 1)
    small.putdata([0 if dark else 1 for row in matrix for dark in row])
    return small.convert("RGB").resize((scale * len(matrix),) * 2, Image.Resampling.NEAREST)


def short_link(link: str) -> str:
    """Return an address as people type it: without «https://» and the slash at its end."""
    return link.partition("://")[2].removeprefix("www.").rstrip("/") or link


def _room() -> int:
    # The right edge belongs to the platform's buttons.
    return WIDTH - 2 * MARGIN - 40


def _line(draw: ImageDraw.ImageDraw, top: int, text: str, sizes_px: tuple[int, ...], colour: str) -> int:
    block = fit(text, weight=400, sizes_px=sizes_px, width_px=_room(), height_px=round(sizes_px[0] * 1.6))
    block.draw(draw, MARGIN, top, colour)
    return block.height_px


def _face_for(text: str, size_px: int, width_px: int) -> Face:
    while size_px > 24 and Face(700, size_px).width(text) > width_px:
        size_px -= 4
    return Face(700, size_px)
