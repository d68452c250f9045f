"""Pictures for evidence and practice, drawn here: a page of an order, a parcel with its label, goods.

Nothing is photographed from life and nobody's data is in them; every picture says that it is an
example.
"""

from functools import lru_cache
from hashlib import sha256, shake_256
from io import BytesIO

from PIL import Image, ImageDraw

from media.compose.typeset import Face, draw_line

WIDTH, HEIGHT = 480, 720
KEPT_SIZE = (384, 576)
PAPER, INK, QUIET, LINE = "#fffdf8", "#2a2440", "#6d6780", "#ddd6c6"
DYES = ("#34346b", "#7a2e3a", "#3f6b4f", "#a8741a", "#5a4a86", "#2f6471", "#8a4b2a", "#4d5a2c")
KRAFT, LABEL = "#c79a63", "#fbf7ec"
EXAMPLE = "ภาพตัวอย่าง · ข้อมูลสาธิต"
SENT_QUALITY = 82
PLAIN_SIZE = (160, 240)
PLAIN_COLUMNS, PLAIN_ROWS = 8, 12


@lru_cache(maxsize=8)
def _face(weight: int, size_px: int) -> Face:
    return Face(weight, size_px)


def _write(
    draw: ImageDraw.ImageDraw, left: int, baseline: int, text: str, size: int, colour: str, weight: int = 400
) -> None:
    if text:
        draw_line(draw, (left, baseline), text, _face(weight, size), colour)


@lru_cache(maxsize=16)
def _cloth(dye: str) -> Image.Image:
    """Draw a woven pattern in one dye, as the goods of every picture."""
    cloth = Image.new("RGB", (200, 200), dye)
    draw = ImageDraw.Draw(cloth)
    for row in range(0, 200, 40):
        for column in range(0, 200, 40):
            box = [
                (column + 20, row + 4),
                (column + 36, row + 20),
                (column + 20, row + 36),
                (column + 4, row + 20),
            ]
            draw.polygon(box, outline="#f3ead6", width=3)
            draw.rectangle((column + 17, row + 17, column + 23, row + 23), fill="#e2b04a")
    return cloth


def _base(words: tuple[str, ...]) -> tuple[Image.Image, ImageDraw.ImageDraw, str]:
    dye = DYES[sha256("".join(words).encode()).digest()[0] % len(DYES)]
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    return picture, ImageDraw.Draw(picture), dye


def _order_page(words: tuple[str, ...]) -> Image.Image:
    kind, goods, price, tracking, day, number = words
    picture, draw, dye = _base(words)
    draw.rectangle((0, 0, WIDTH, 84), fill=dye)
    _write(draw, 24, 56, kind, 30, "#ffffff", 700)
    picture.paste(_cloth(dye), (24, 116))
    _write(draw, 244, 150, goods, 23, INK, 700)
    _write(draw, 244, 196, "จำนวน 1 ชิ้น" if price else "", 21, QUIET)
    _write(draw, 244, 244, price, 30, INK, 700)
    rows = (
        ("หมายเลข", number),
        ("วันที่", day),
        ("เลขพัสดุ", tracking),
        ("สถานะ", "จัดส่งแล้ว" if tracking else "เปิดอยู่"),
    )
    for place, (name, value) in enumerate(row for row in rows if row[1]):
        top = 376 + place * 62
        draw.line((24, top - 42, WIDTH - 24, top - 42), fill=LINE, width=2)
        _write(draw, 24, top, name, 21, QUIET)
        _write(draw, 150, top, value, 23, INK)
    draw.rectangle((24, 612, WIDTH - 24, 652), fill=INK)
    _write(draw, 40, 640, "ปิดชื่อและที่อยู่ลูกค้าแล้ว", 18, "#ffffff")
    return picture


def _parcel(words: tuple[str, ...]) -> Image.Image:
    _kind, goods, _price, tracking, day, number = words
    picture, draw, dye = _base(words)
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill="#8f8577")
    draw.polygon([(50, 170), (250, 90), (440, 160), (430, 560), (240, 640), (60, 560)], fill=KRAFT)
    draw.polygon([(50, 170), (250, 90), (440, 160), (244, 240)], fill="#d9b17d")
    draw.line((244, 240, 240, 640), fill="#a97c46", width=4)
    draw.rectangle((110, 300, 390, 520), fill=LABEL)
    draw.rectangle((110, 300, 390, 346), fill=dye)
    _write(draw, 124, 334, goods, 20, "#ffffff", 700)
    for place in range(38):
        wide = 2 + (sha256(f"{tracking}{place}".encode()).digest()[0] % 4)
        draw.rectangle((126 + place * 6, 362, 126 + place * 6 + wide, 412), fill=INK)
    _write(draw, 124, 446, tracking, 22, INK, 700)
    _write(draw, 124, 484, f"{day} · {number}", 18, QUIET)
    return picture


def _goods(words: tuple[str, ...]) -> Image.Image:
    picture, draw, dye = _base(words)
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill="#e9e2d3")
    picture.paste(_cloth(dye).resize((360, 360)), (60, 120))
    draw.rectangle((60, 120, 420, 480), outline="#ffffff", width=6)
    _write(draw, 60, 548, words[0], 26, INK, 700)
    return picture


def draw_picture(kind: str, words: tuple[str, ...]) -> bytes:
    """Return a picture as a phone would send it: JPEG bytes, the same for the same words."""
    makers = {"parcel-photo": _parcel, "goods": _goods}
    picture = makers.get(kind, _order_page)(words)
    _write(
        ImageDraw.Draw(picture), 24, HEIGHT - 18, EXAMPLE, 18, "#ffffff" if kind == "parcel-photo" else QUIET
    )
    out = BytesIO()
    picture = picture.resize(KEPT_SIZE, Image.Resampling.BILINEAR)
    picture.save(out, "JPEG", quality=SENT_QUALITY)
    return out.getvalue()


def draw_plain_picture(kind: str, words: tuple[str, ...]) -> bytes:
    """Return a small picture in a tenth of the time: a weave that no other picture has, and the numbers.

    For programmes of tens of thousands, where drawing Thai letters would take longer than all the rest.
    """
    threads = shake_256("".join((kind, *words)).encode()).digest(PLAIN_COLUMNS * PLAIN_ROWS)
    cloth = Image.frombytes("L", (PLAIN_COLUMNS, PLAIN_ROWS), threads).resize(PLAIN_SIZE)
    picture = Image.merge("RGB", (cloth, cloth.point(lambda shade: shade // 2), cloth.point(lambda _: 96)))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, PLAIN_SIZE[0], 44), fill=PAPER)
    for place, word in enumerate(word for word in words if word.isascii() and word):
        draw.text((8, 4 + 13 * place), word, fill=INK)
    out = BytesIO()
    picture.save(out, "JPEG", quality=SENT_QUALITY)
    return out.getvalue()
