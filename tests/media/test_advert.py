"""A seller's clip: planned to the tick, drawn with a QR that reads back, written upright and silent."""

from decimal import Decimal
from pathlib import Path

import numpy
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from media.compose import advert_cards as cards
from media.compose import advert_film
from media.compose.advert_plan import SIZE, TICKS_A_SECOND, Advert, plan_advert, written_price
from media.film import run_ffmpeg
from media.probe import probe
from tests.media.files import photo

LINK = "https://shopee.co.th/mae.somjai"


def advert(**changes: object) -> Advert:
    facts = {
        "product": "น้ำพริกปลาร้าสับ สูตรแม่สมใจ",
        "price": "59 บาท / กระปุก",
        "place": "บ้านนาข่า อุดรธานี",
        "link": LINK,
        "words": ["ตำมือทุกเช้า", "พี่ ๆ กี่กระปุกก็ส่ง"],
        "photos": [Path("a.jpg"), Path("b.jpg")],
        "length_ms": 15_000,
    }
    return Advert(**{**facts, **changes})  # type: ignore[arg-type]


@settings(max_examples=200)
@given(
    some.sampled_from([15, 30, 45]),
    some.integers(1, 5),
    some.lists(some.text("กขคง ", min_size=1, max_size=40).filter(str.strip), max_size=5),
)
def test_the_scenes_last_exactly_as_long_as_was_asked_for(
    seconds: int, photos: int, words: list[str]
) -> None:
    plan = plan_advert(
        advert(length_ms=seconds * 1000, photos=[Path(f"{n}.jpg") for n in range(photos)], words=words)
    )
    assert sum(scene.ticks for scene in plan) == seconds * TICKS_A_SECOND
    assert (plan[0].kind, plan[-1].kind) == ("opening", "closing")
    shown = plan[1:-1]
    assert {scene.photo for scene in shown} == set(range(photos))
    assert [scene.text for scene in shown][: len(words)] == words
    assert all(scene.ticks >= TICKS_A_SECOND and scene.text for scene in shown)


@pytest.mark.parametrize(
    ("baht", "unit", "written"),
    [
        ("1250", "ผืน", "1,250 บาท / ผืน"),
        ("59.00", "", "59 บาท"),
        ("39.5", "ถุง", "39.50 บาท / ถุง"),
        ("1000000", "", "1,000,000 บาท"),
    ],
)
def test_a_price_is_written_as_people_read_it(baht: str, unit: str, written: str) -> None:
    assert written_price(Decimal(baht), unit) == written


def modules(picture: Image.Image, count: int) -> list[list[int]]:
    """Read the dark modules back out of a picture of a code with its quiet zone of four."""
    step = picture.width / count
    grey = numpy.asarray(picture.convert("L"))
    return [
        [int(grey[int((row + 0.5) * step), int((column + 0.5) * step)] < 128) for column in range(count)]
        for row in range(count)
    ]


@pytest.mark.parametrize("link", [LINK, "https://shopee.co.th/" + "a" * 179])
def test_the_qr_reads_back_and_each_module_is_large_enough_for_a_phone(link: str) -> None:
    picture = cards.qr(link, cards.QR_PX)
    matrix = [list(row) for row in segno.make(link, error="m", micro=False).matrix_iter(border=4)]
    assert modules(picture, len(matrix)) == [[int(dark) for dark in row] for row in matrix]
    assert picture.width // len(matrix) >= 7


def test_the_closing_card_holds_the_whole_code_even_with_the_longest_words() -> None:
    long = advert(product="ผ้าไหมมัดหมี่ย้อมครามธรรมชาติ " * 3, place="ต.นาข่า อ.เมืองอุดรธานี จ.อุดรธานี " * 2)
    card = numpy.asarray(cards.closing_card(long))
    code = numpy.asarray(cards.qr(LINK, cards.QR_PX))
    rows = [
        top
        for top in range(SIZE[1] - code.shape[0])
        if (card[top : top + code.shape[0], cards.MARGIN : cards.MARGIN + code.shape[1]] == code).all()
    ]
    assert len(rows) == 1
    assert rows[0] + code.shape[0] < 1100


def test_a_wide_photo_is_shown_whole_and_a_near_one_fills_the_frame() -> None:
    wide = Image.new("RGB", (1600, 600), "red")
    shown = cards.filling(wide, (720, 820))
    assert shown.size == (720, 820)
    assert shown.getpixel((2, 410)) == (255, 0, 0)
    assert shown.getpixel((360, 10)) != (255, 0, 0)
    near = Image.new("RGB", (1200, 1600), "red")
    assert cards.filling(near, (720, 820)).getpixel((1, 1)) == (255, 0, 0)


@pytest.mark.film
@pytest.mark.parametrize("quality", [advert_film.PREVIEW, advert_film.FINAL])
def test_a_film_is_upright_silent_and_as_long_as_planned(tmp_path: Path, quality) -> None:
    photos = []
    for number, shape in enumerate([{"size": (900, 1200)}, {"size": (1200, 700)}]):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(photo(**shape))
        photos.append(path)
    target, shares = tmp_path / "film.mp4.part", []
    advert_film.compose_advert(
        advert(photos=photos), target, quality=quality, threads=1, on_progress=shares.append
    )
    facts = probe(target)
    assert facts is not None
    assert (facts.width_px, facts.height_px, facts.audio_codec) == (*quality.size, "")
    assert abs(facts.duration_ms - 15_000) <= 50
    assert max(shares) > 0.9
    head = target.read_bytes()[:4000]
    assert head.index(b"moov") < (head.index(b"mdat") if b"mdat" in head else len(head))
    still = tmp_path / "still.png"
    run_ffmpeg(["-ss", "4", "-i", str(target), "-frames:v", "1", str(still)], timeout=60)
    with Image.open(still) as picture:
        red = picture.convert("RGB").getpixel((quality.size[0] // 8, quality.size[1] // 4))
        blue = picture.convert("RGB").getpixel((quality.size[0] * 7 // 8, quality.size[1] // 4))
    assert red[0] > 200 > 100 > red[2]
    assert blue[2] > 200 > 100 > blue[0]


@pytest.mark.film
def test_a_turned_film_stands_upright_and_its_scenes_follow_each_other(tmp_path: Path) -> None:
    """A film lying on its side, as phones write it: its left half is red and the rest blue when upright."""
    flat, lying = tmp_path / "flat.mp4", tmp_path / "lying.mp4"
    sides = "color=red:s=320x240:d=2:r=10[a];color=blue:s=320x240:d=2:r=10[b];[a][b]vstack,transpose=2"
    run_ffmpeg(["-filter_complex", sides, "-y", str(flat)], timeout=60)
    turn = ["-display_rotation", "-90", "-i", str(flat), "-c", "copy"]
    run_ffmpeg([*turn, "-y", str(lying)], timeout=60)
    upright = probe(lying)
    assert upright is not None
    assert upright.is_portrait
    still = tmp_path / "still.png"
    run_ffmpeg(["-i", str(lying), "-frames:v", "1", "-y", str(still)], timeout=60)
    with Image.open(still) as picture:
        shown = picture.convert("RGB")
    target = tmp_path / "film.mp4"
    advert_film.compose_advert(
        advert(photos=[lying], words=[]),
        target,
        quality=advert_film.PREVIEW,
        threads=1,
        on_progress=lambda share: None,
        work=tmp_path,
    )
    facts = probe(target)
    assert facts is not None
    assert abs(facts.duration_ms - 15_000) <= 50
    run_ffmpeg(["-ss", "8", "-i", str(target), "-frames:v", "1", "-y", str(still)], timeout=60)
    with Image.open(still) as picture:
        film = picture.convert("RGB")
    for share in (0.25, 0.75):
        expected = shown.getpixel((shown.width // 2, round(shown.height * share)))
        got = film.getpixel((180, round(410 * share)))
        assert max(abs(a - b) for a, b in zip(expected, got, strict=True)) < 60
    assert not list(tmp_path.glob("advert-*"))
