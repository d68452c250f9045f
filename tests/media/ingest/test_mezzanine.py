"""Whatever came in: upright, even, exactly as long, of one loudness, and silent about its maker."""

from pathlib import Path

import pytest

from media.film import FilmError
from media.ingest.mezzanine import make_mezzanine
from media.ingest.probe import Seen, examine
from tests.media import files
from tests.media.ingest import films
from tests.media.ingest.films import film, kept

pytestmark = pytest.mark.film


def even(tmp_path: Path, content: bytes, still: Path | None = None) -> tuple[Seen, Seen, Path]:
    """What was sent, what came of it, and where."""
    source, target = kept(tmp_path, content, "in"), tmp_path / "out.mp4"
    seen = examine(source)
    make_mezzanine(source, target, seen=seen, still=still, threads=1)
    made = examine(target)
    assert made.duration_ms == pytest.approx(seen.duration_ms, abs=100)
    assert (made.video_codec, made.rotation, made.bits) == ("h264", 0, 8)
    return seen, made, target


def is_red(colour: tuple[int, int, int]) -> bool:
    return colour[0] > 150 and colour[2] < 100


def is_blue(colour: tuple[int, int, int]) -> bool:
    return colour[2] > 150 and colour[0] < 100


@pytest.mark.parametrize(
    ("degrees", "red_at"), [(90, (0.5, 0.9)), (180, (0.9, 0.5)), (270, (0.5, 0.1)), (0, (0.1, 0.5))]
)
def test_a_turned_phone_gives_an_upright_film(
    tmp_path: Path, degrees: int, red_at: tuple[float, float]
) -> None:
    seen, made, target = even(tmp_path, films.turned(degrees, sound=False))
    assert (made.width_px > made.height_px) == (degrees % 180 == 0)
    assert (made.width_px, made.height_px) == (seen.width_px, seen.height_px)
    across, down = red_at
    assert is_red(films.pixel(target, across, down))
    assert is_blue(films.pixel(target, 0.98 - across, 0.98 - down))


@pytest.mark.parametrize(("rate", "expected"), [(3, 15), (15, 15), (25, 25), (30, 30), (120, 30)])
def test_any_rate_becomes_a_constant_one(tmp_path: Path, rate: int, expected: int) -> None:
    _seen, made, _target = even(tmp_path, film(rate=rate, sound=False))
    assert made.frame_rate == pytest.approx(expected, abs=0.1)


def test_a_variable_rate_keeps_its_quick_parts(tmp_path: Path) -> None:
    every_third = ("-vf", "select='not(mod(n,3))+lt(n,12)'", "-fps_mode", "vfr")
    seen, made, target = even(tmp_path, film("a.mp4", *every_third, rate=30, seconds=2))
    assert seen.frame_rate == pytest.approx(30, abs=0.5)
    assert made.frame_rate == pytest.approx(30, abs=0.1)
    assert "30 fps" in files.words_of(target)


def test_odd_sides_hevc_and_ten_bits(tmp_path: Path) -> None:
    odd = film("a.mkv", "-pix_fmt", "yuv444p", size="161x121", encode=("-c:v", "ffv1"))
    _seen, made, _target = even(tmp_path, odd)
    assert (made.width_px % 2, made.height_px % 2) == (0, 0)
    ten = film("a.mov", "-pix_fmt", "yuv420p10le", encode=films.X265)
    _seen, _made, target = even(tmp_path, ten)
    assert is_red(films.pixel(target, 0.2, 0.5))


def test_hdr_keeps_its_colours(tmp_path: Path) -> None:
    hlg = film("a.mov", "-pix_fmt", "yuv420p10le", "-vf", films.HLG, encode=films.X265)
    seen, _made, target = even(tmp_path, hlg)
    assert seen.is_hdr
    assert "bt709" in files.words_of(target)
    red = films.pixel(target, 0.2, 0.5)
    assert red[0] > 2 * max(red[1], red[2])


def test_a_large_picture_becomes_720p_and_a_small_one_stays(tmp_path: Path) -> None:
    _seen, made, _target = even(tmp_path, film(size="1080x1920", rate=10, seconds=0.5, sound=False))
    assert (made.width_px, made.height_px) == (720, 1280)
    _seen, made, _target = even(tmp_path, film(size="176x144", sound=False))
    assert (made.width_px, made.height_px) == (176, 144)


def test_a_quiet_market_and_a_loud_one_sound_alike(tmp_path: Path) -> None:
    for volume, channels in (("-34dB", "2"), ("-4dB", "1"), ("-20dB", "6")):
        sent = film("a.mkv", "-af", f"volume={volume}", "-ac", channels, seconds=4)
        _seen, made, target = even(tmp_path, sent)
        assert films.loudness(target) == pytest.approx(-16, abs=1)
        assert made.channels == 1


def test_silence_stays_silence(tmp_path: Path) -> None:
    _seen, made, target = even(tmp_path, film("a.mp4", "-af", "volume=0", seconds=2))
    assert made.audio_codec
    assert films.loudness(target) < -60


def test_sound_that_begins_late_and_ends_early_is_filled(tmp_path: Path) -> None:
    late = film("a.mp4", "-af", "adelay=300,atrim=end=0.6", seconds=1.5)
    _seen, _made, target = even(tmp_path, late)
    words = files.words_of(target)
    assert "alac" in words
    assert "Duration: 00:00:01.5" in words


def test_a_picture_that_ends_early_stays(tmp_path: Path) -> None:
    _seen, made, target = even(tmp_path, film("a.mp4", "-vf", "trim=end=0.5", seconds=2))
    assert made.duration_ms == pytest.approx(2000, abs=100)
    assert is_red(films.pixel(target, 0.2, 0.5, at_s=1.7))


def test_an_edit_list_is_obeyed(tmp_path: Path) -> None:
    # Cut without encoding: the film begins on the key frame before, and the edit list hides that part.
    hidden = films.changed(film(seconds=2), before=("-ss", "0.7"))
    assert b"elst" in hidden
    seen, made, _target = even(tmp_path, hidden)
    assert seen.duration_ms == pytest.approx(1300, abs=80)
    assert made.duration_ms == pytest.approx(1300, abs=100)


def test_sound_alone_gets_a_still(tmp_path: Path) -> None:
    still = kept(tmp_path, files.photo((640, 360)), "still.jpg")
    _seen, made, target = even(tmp_path, film("a.m4a", picture=False, seconds=2), still=still)
    assert (made.width_px, made.height_px, made.audio_codec) == (640, 360, "alac")
    assert films.loudness(target) == pytest.approx(-16, abs=1)


def test_place_and_names_are_left_behind(tmp_path: Path) -> None:
    content = film()
    assert b"loci" in content
    assert "สมใจ".encode() in content
    _seen, _made, target = even(tmp_path, content)
    left = target.read_bytes()
    assert b"loci" not in left
    assert "สมใจ".encode() not in left


def test_torn_pictures_are_an_error_that_names_the_input(tmp_path: Path) -> None:
    good = film("a.mp4", "-movflags", "+faststart", "-g", "1", seconds=2)
    begin = good.index(b"mdat") + 4
    middle = begin + (len(good) - begin) // 3
    torn = good[:middle] + bytes((number * 37 + 11) % 251 for number in range(len(good) - middle))
    source = kept(tmp_path, torn)
    with pytest.raises(FilmError) as caught:
        make_mezzanine(source, tmp_path / "out.mp4", seen=examine(source), threads=1)
    assert caught.value.is_bad_input
