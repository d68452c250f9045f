"""Films as phones, cameras and browsers really make them: each becomes the clip that a player would show."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from media.ingest.probe import examine
from tests.media.ingest import films, odd
from tests.media.ingest.films import X265, evened, film, kept, turned

pytestmark = pytest.mark.film
ALONE = {"picture": False, "seconds": 2}
RED, BLUE, CARD = "red", "blue", ""


@dataclass(frozen=True)
class Shown:
    """What a player shows: size, length in ms, and the colour left of the middle (none: not looked at)."""

    size: tuple[int, int] = (160, 120)
    duration_ms: int = 2000
    colour: str = RED
    has_sound: bool = True


FILMS: dict[str, tuple[Callable[[], bytes], Shown]] = {
    "iPhone, upright, HLG": (odd.iphone, Shown((120, 160), 1600, CARD)),
    "iPhone, Dolby Vision": (odd.dolby_vision, Shown((120, 160), 1600, CARD)),
    "Android, uneven rate": (odd.android, Shown()),
    "Galaxy, notes behind the index": (odd.samsung, Shown(duration_ms=1000)),
    "HDR10": (partial(film, "a.mov", *odd.TEN_BITS, "-vf", odd.PQ, seconds=2, encode=X265), Shown()),
    "HLG that says nothing else": (odd.half_told_hdr, Shown()),
    "4K at 60": (partial(film, size="3840x2160", rate=60, seconds=0.5), Shown((1280, 720), 500)),
    "slow motion": (partial(film, rate=240, seconds=2), Shown()),
    "one picture a second": (partial(film, rate=1, seconds=2), Shown()),
    "browser, AV1": (odd.recorded_in_a_browser, Shown()),
    "browser, VP9": (partial(odd.recorded_in_a_browser, odd.VP9), Shown()),
    "browser, MP4 in fragments": (partial(film, "a.mp4", *odd.FRAGMENTS, seconds=2), Shown()),
    "browser, size changes half-way": (odd.another_size_half_way, Shown((640, 360))),
    "VP9, ten bits, 4:4:4": (odd.vp9_ten_bits, Shown(duration_ms=1000)),
    "interlaced camcorder": (odd.interlaced, Shown()),
    "camcorder, narrow pixels": (odd.narrow_pixels, Shown((640, 360), 1000)),
    "colours in full range": (partial(film, "a.mp4", "-pix_fmt", "yuvj420p", seconds=2), Shown()),
    "old phone": (odd.old_phone, Shown((192, 144))),
    "old camera": (partial(film, "a.avi", "-c:a", "pcm_s16le", seconds=2, encode=("-c:v", "mjpeg")), Shown()),
    "MPEG-TS": (partial(film, "a.ts", seconds=2), Shown()),
    "mirrored": (partial(films.changed, film(), before=("-display_hflip",)), Shown((160, 120), 1000, BLUE)),
    "a little askew": (partial(turned, 45), Shown(duration_ms=1000, colour=CARD)),
    "one picture, long sound": (odd.one_picture_and_long_sound, Shown(duration_ms=4000)),
    "sound goes on": (partial(film, "a.mp4", "-vf", "trim=end=0.5", seconds=4), Shown(duration_ms=4000)),
    "a hole in the middle": (odd.with_a_hole, Shown(duration_ms=5000)),
    "picture comes later": (odd.picture_after_sound, Shown(duration_ms=4000)),
    "begins at five seconds": (odd.begins_at_five_seconds, Shown(has_sound=False)),
    "times below zero": (odd.negative_times, Shown()),
    "says twelve hours": (odd.says_twelve_hours, Shown()),
    "empty sound track": (odd.empty_sound_track, Shown(duration_ms=1000, has_sound=False)),
    "one pixel": (odd.one_pixel, Shown((16, 16), 1000, CARD)),
    "a thread": (partial(film, size="16x3840", rate=5), Shown((16, 3840), 1000)),
    "MP3 with a cover": (odd.with_a_cover, Shown((640, 360), 2000)),
    "AAC without a container": (partial(film, "a.aac", **ALONE), Shown((640, 360), 2000)),
    "FLAC": (partial(film, "a.flac", **ALONE), Shown((640, 360), 2000)),
    "voice note": (partial(film, "a.webm", "-live", "1", *odd.OPUS, **ALONE), Shown((640, 360), 2000)),
    "voice of an old phone": (partial(film, "a.amr", *odd.AMR, **ALONE), Shown((640, 360), 2000)),
}


@pytest.mark.parametrize("name", FILMS)
def test_it_becomes_what_a_player_shows(name: str, tmp_path: Path) -> None:
    make, shown = FILMS[name]
    # A name says nothing: each is sent as what it is not.
    target, _seen = evened(kept(tmp_path, make(), "sent.bin"))
    made = examine(target)
    assert (made.width_px, made.height_px) == shown.size
    assert made.duration_ms == pytest.approx(shown.duration_ms, abs=150)
    assert (bool(made.audio_codec), made.rotation, made.bits) == (shown.has_sound, 0, 8)
    if shown.has_sound:
        assert films.loudness(target) == pytest.approx(-16, abs=0.5)
    if shown.colour:
        red, _green, blue = films.pixel(target, 0.3, 0.5)
        assert (red > blue) == (shown.colour == RED)


def test_an_upright_iphone_film_stands_upright(tmp_path: Path) -> None:
    target, seen = evened(kept(tmp_path, odd.iphone()))
    assert (seen.is_hdr, seen.bits, seen.rotation) == (True, 10, 270)
    top, bottom = films.pixel(target, 0.5, 0.1), films.pixel(target, 0.5, 0.9)
    assert (top[0] > 150 > top[2]) != (bottom[0] > 150 > bottom[2])
    assert max(top) > 2 * sorted(top)[1], "its colours are not washed out"


def test_what_changes_its_size_is_fitted_in_and_not_distorted(tmp_path: Path) -> None:
    target, _seen = evened(kept(tmp_path, odd.another_size_half_way()))
    assert films.pixel(target, 0.05, 0.5, at_s=0.3)[0] > 150
    assert max(films.pixel(target, 0.05, 0.5, at_s=1.7)) < 20, "bars at the sides"
    assert films.pixel(target, 0.45, 0.5, at_s=1.7)[0] > 150


def test_half_pictures_are_put_together(tmp_path: Path) -> None:
    assert evened(kept(tmp_path, odd.interlaced()))[1].is_interlaced
    assert not examine(tmp_path / "out.mp4").is_interlaced
