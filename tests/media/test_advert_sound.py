"""Films from phones in a seller's clip: upright, in ordinary colours, and heard where they are seen."""

import math
from pathlib import Path

import numpy
import pytest
from moviepy import AudioFileClip

from media.compose import advert_film
from media.compose.advert_plan import TICKS_A_SECOND, AdvertScene, plan_advert
from media.compose.advert_sound import Stretch, stretches
from media.errors import MediaRefused
from media.ingest.mezzanine import make_mezzanine
from media.ingest.probe import examine
from media.probe import probe
from tests.media.files import photo
from tests.media.ingest import films
from tests.media.test_advert import advert


def scenes(*parts: tuple[int, int]) -> list[AdvertScene]:
    """Scenes of photos: which, and for how many ticks."""
    return [AdvertScene("opening", 30), *(AdvertScene("photo", ticks, which) for which, ticks in parts)]


def test_a_film_is_heard_where_it_is_seen_and_goes_on_where_it_ended() -> None:
    plan = scenes((0, 20), (1, 24), (0, 20), (1, 18))
    assert stretches(plan, {1}) == [Stretch(1, 0, 50, 24), Stretch(1, 24, 94, 18)]


def test_scenes_of_one_film_that_follow_each_other_have_no_join() -> None:
    plan = scenes((0, 20), (0, 24), (1, 10), (1, 5))
    assert stretches(plan, {0, 1}) == [Stretch(0, 0, 30, 44), Stretch(1, 0, 74, 15)]


def test_photos_are_silent() -> None:
    assert stretches(scenes((0, 20), (1, 24)), set()) == []


@pytest.mark.film
def test_only_the_beginning_is_evened_out_and_small_where_that_will_do(tmp_path: Path) -> None:
    source, target = films.kept(tmp_path, films.film(seconds=8, size="640x480")), tmp_path / "m.mp4"
    make_mezzanine(source, target, seen=examine(source), short_side_px=240, most_ms=1500)
    made = probe(target)
    assert made is not None
    assert (made.width_px, made.height_px) == (320, 240)
    assert abs(made.duration_ms - 1500) <= 50


@pytest.fixture
def phone_film(tmp_path: Path) -> Path:
    """HEVC, ten bits, HLG, labelled as held upright, at an uneven rate: above it is red when upright."""
    uneven = f"{films.HLG},select='not(mod(n,3))+lt(n,40)'"
    flat = films.film(
        "a.mov",
        "-pix_fmt",
        "yuv420p10le",
        "-vf",
        uneven,
        "-fps_mode",
        "vfr",
        rate=30,
        seconds=3,
        encode=films.X265,
    )
    content = films.changed(flat, "-tag:v", "hvc1", name="a.mov", before=("-display_rotation", "-90"))
    return films.kept(tmp_path, content, "phone.mp4")


def made(tmp_path: Path, photos: list[Path], **facts: object) -> Path:
    target = tmp_path / "film.mp4"
    advert_film.compose_advert(
        advert(photos=photos, **facts),
        target,
        quality=advert_film.PREVIEW,
        threads=1,
        on_progress=lambda share: None,
        work=tmp_path,
    )
    return target


def loud(path: Path, at_s: float) -> float:
    """How loud a tenth of a second is, in dB."""
    with AudioFileClip(str(path)) as sound:
        part = sound.subclipped(at_s, at_s + 0.1).to_soundarray(fps=44_100)
    return 20 * math.log10(max(float(numpy.sqrt(numpy.mean(part**2))), 1e-6))


@pytest.mark.film
def test_a_phones_film_is_upright_in_ordinary_colours_and_heard_while_it_is_seen(
    tmp_path: Path, phone_film: Path
) -> None:
    assert examine(phone_film).is_hdr
    still = films.kept(tmp_path, photo(size=(900, 1200)), "a.jpg")
    plan = plan_advert(advert(photos=[still, phone_film], words=[]))
    begins = [sum(one.ticks for one in plan[:n]) / TICKS_A_SECOND for n in range(len(plan))]
    shown = begins[2]
    film = made(tmp_path, [still, phone_film], words=[])
    facts = probe(film)
    assert facts is not None
    assert (facts.width_px, facts.height_px, facts.audio_codec) == (360, 640, "aac")
    assert abs(facts.duration_ms - 15_000) <= 100
    up, down = films.pixel(film, 0.5, 0.15, shown + 0.6), films.pixel(film, 0.5, 0.5, shown + 0.6)
    assert up[0] > 2 * max(up[1], up[2]), "what was left of the phone is above"
    assert down[2] > 2 * max(down[0], down[1])
    assert loud(film, shown + 0.8) > -25
    assert loud(film, shown + 0.02) < loud(film, shown + 0.4) - 6, "it is faded in"
    assert loud(film, begins[1] + 0.5) < -60, "the photo is silent"
    assert loud(film, 14) < -60
    assert not list(tmp_path.glob("advert-*"))


@pytest.mark.film
def test_who_does_not_want_the_sound_gets_a_silent_clip(tmp_path: Path, phone_film: Path) -> None:
    facts = probe(made(tmp_path, [phone_film], words=[], keeps_sound=False))
    assert facts is not None
    assert facts.audio_codec == ""


@pytest.mark.film
def test_a_film_without_sound_makes_a_silent_clip(tmp_path: Path) -> None:
    facts = probe(made(tmp_path, [films.kept(tmp_path, films.film(sound=False))], words=[]))
    assert facts is not None
    assert facts.audio_codec == ""


@pytest.mark.film
def test_a_film_that_is_no_good_after_all_says_why(tmp_path: Path) -> None:
    torn = films.kept(tmp_path, films.film(seconds=2)[:3000], "torn.mp4")
    with pytest.raises(MediaRefused, match="damaged"):
        made(tmp_path, [torn], words=[])
    assert not list(tmp_path.glob("advert-*"))
