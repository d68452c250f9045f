"""The cards: Thai marks stacked, all words on them, nothing outside the frame."""

import pytest
from PIL import Image, ImageChops, ImageDraw

from media.compose import cards
from media.compose.typeset import Face, draw_line, fit, lines, writable

WORDS = "พี่ เครื่อง ขั้น ปั้น กี่ น้ำ ซื้อ ผู้ผ่าน".split()


def drawn(text: str, size_px: int = 60) -> Image.Image:
    picture = Image.new("L", (400, 160), 0)
    draw_line(ImageDraw.Draw(picture), (20, 110), text, Face(700, size_px), "white")
    return picture


def ink_top(text: str) -> int:
    box = drawn(text).getbbox()
    assert box
    return box[1]


@pytest.mark.parametrize(
    ("with_mark", "without"), [("พี่", "พี"), ("ปั้น", "ปัน"), ("กี่", "กี"), ("น้ำ", "นำ"), ("ซื้อ", "ซือ")]
)
def test_a_tone_mark_stands_above_the_vowel_and_not_on_it(with_mark: str, without: str) -> None:
    # A font or layout that stacks wrongly draws the mark into the vowel: then nothing reaches higher.
    assert ink_top(with_mark) <= ink_top(without) - 5


def test_every_test_word_is_drawn_from_the_font() -> None:
    missing = drawn("\u0e5f")  # no letter of Thai: shows what a hole looks like
    for word in WORDS:
        assert ImageChops.difference(drawn(word), missing).getbbox()


def test_thai_and_latin_stand_on_one_line_in_their_own_fonts() -> None:
    face = Face(700, 60)
    mixed = "พิมพ์ “CF” ลด 10%"
    assert face.width(mixed) == pytest.approx(
        face.width("พิมพ์") + face.width(" “CF” ") + face.width("ลด") + face.width(" 10%"), abs=1
    )


def test_lines_fit_and_keep_every_letter() -> None:
    text = "หักค่าธรรมเนียมของช่องทางขายทุกครั้ง ค่าธรรมเนียมเปลี่ยนได้ ให้ดูหน้าประกาศล่าสุดของแพลตฟอร์ม"
    face = Face(700, 60)
    found = lines(text, face, 800)
    assert all(face.width(line) <= 800 for line in found)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")


def test_a_very_long_point_ends_with_dots_and_stays_inside() -> None:
    block = fit("ยาว" * 500, weight=700, sizes_px=(60, 44), width_px=800, height_px=400)
    assert block.height_px <= 400
    assert block.lines[-1].endswith("…")
    assert all(block.face.width(line) <= 800 for line in block.lines)


def test_what_the_face_lacks_is_replaced_or_left_out() -> None:
    assert writable("ผ้า 2 m² ราคา 90 ฿ 🙂 Café") == "ผ้า 2 m2 ราคา 90 ฿  Café"
    assert writable("พี่ เครื่อง “CF” ๒๕๖๙ (1 − 0.10) ÷ 3–5 …") == "พี่ เครื่อง “CF” ๒๕๖๙ (1 − 0.10) ÷ 3–5 …"


@pytest.mark.parametrize("text", ["", "   ", "ก", "x" * 300, "🙂 ไม่มีในฟอนต์", "\u200b"])
def test_odd_texts_make_cards_too(text: str) -> None:
    for card in (
        cards.title_card(text, text),
        cards.cover(text, text),
        cards.point_card(text, number=3, of=8, title=text),
        cards.closing_card(text, text),
    ):
        assert card.size == cards.SIZE


def test_the_ikat_band_closes_every_card() -> None:
    for card in (
        cards.title_card("ก", ""),
        cards.cover("ก", ""),
        cards.point_card("ก", number=1, of=3, title="ก"),
    ):
        colours = {card.getpixel((x, cards.SIZE[1] - cards.BAND_PX // 2)) for x in range(0, 400, 2)}
        assert {(227, 162, 26), (180, 50, 60), (251, 248, 241)} <= colours


def test_the_middle_of_the_cover_is_free_for_the_button() -> None:
    plain, titled = cards.cover("", ""), cards.cover("มือถือเครื่องเดียวก็เริ่มขายออนไลน์ได้ " * 2, "พื้นฐาน")
    middle = (440, 250, 840, 480)
    assert ImageChops.difference(plain.crop(middle), titled.crop(middle)).getbbox() is None
    assert ImageChops.difference(plain, titled).getbbox()
