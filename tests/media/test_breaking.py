"""Thai lines break between words only."""

import pytest
import yaml
from django.conf import settings

from media.compose.breaking import pieces


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("มือถือเครื่องเดียวก็เริ่มขายออนไลน์ได้", ["มือถือ", "เครื่อง", "ออนไลน์"]),
        ("ไม่รู้ให้บอกว่าจะหาคำตอบให้", ["บอก", "คำตอบ"]),
        ("กรมพัฒนาธุรกิจการค้า และมีวันหมดอายุ", ["ธุรกิจ", "วันหมดอายุ"]),
        ("ถ่ายคลิปด้วยมือถือให้นิ่ง", ["มือถือ", "คลิป"]),
        ("ราคา 200 บาท ลด 10%", ["200 บาท", "10%"]),
        ("พิมพ์ “CF” ตามด้วยรหัส (เช่น A1)", ["“CF”", "(เช่น"]),
        ("ถ่ายให้เห็นใกล้ ๆ แล้วพูดช้า ๆ", ["ใกล้ ๆ", "ช้า ๆ"]),
    ],
)
def test_words_stay_whole(text: str, whole: list[str]) -> None:
    found = pieces(text)
    assert "".join(found) == text
    for word in whole:
        assert any(word in piece for piece in found), (word, found)


def test_no_line_begins_with_a_mark_that_hangs_on_a_letter() -> None:
    for piece in pieces("พี่ เครื่อง ขั้น ปั้น กี่ น้ำ ซื้อ ผู้ผ่าน ที่ปั้นกุ้งน้ำดี้ญู่ ฟู้ดส์ กำลังซื้อ"):
        assert piece[0] not in "ะัาำิีึืฺุู็่้๊๋์ํๆ"
        assert piece.strip()[-1] not in "เแโใไ"


def test_unknown_letters_stay_in_one_piece() -> None:
    assert pieces("ซฌฌฎฏฐฑ") == ["ซฌฌฎฏฐฑ"]


def test_a_formula_is_begun_with_its_sign() -> None:
    assert "+ ค่าแรง" in "".join(pieces("วัตถุดิบ + ค่าแรง"))
    assert not any(piece.strip() == "+" for piece in pieces("วัตถุดิบ + ค่าแรง + กล่อง"))


@pytest.mark.parametrize("text", ["", " ", "ก", "abc", "a b", "เ", "์์์", "ๆ"])
def test_odd_texts_do_no_harm(text: str) -> None:
    assert "".join(pieces(text)) == text


def test_every_break_in_the_curriculum_is_one_that_pythainlp_makes_too() -> None:
    tokenize = pytest.importorskip("pythainlp.tokenize")
    lessons = (settings.BASE_DIR / "cms/curriculum/lessons.yaml").read_text(encoding="utf-8")
    for lesson in yaml.safe_load_all(lessons):
        for text in (
            [lesson["title"]["th"], *(point["th"] for point in lesson["key_points"])] if lesson else []
        ):
            ends, at = set(), 0
            for word in tokenize.word_tokenize(text, engine="newmm"):
                at += len(word)
                ends.add(at)
            at = 0
            for piece in pieces(text):
                at += len(piece)
                assert at in ends, (text, piece)
