"""However it was recorded, one hears it: one loudness for the quiet market and the loud one."""

from pathlib import Path

import pytest

from media.ingest import loudness
from media.ingest.mezzanine import GUARDED
from tests.media.ingest import films
from tests.media.ingest.films import kept, written

pytestmark = pytest.mark.film
TONE = "0.2*sin(2*PI*300*t)"
SPEECH = "(random(0)-0.5)*{loud}*(0.1+gt(sin(2*PI*0.7*t),0))*(0.3+abs(sin(2*PI*3*t)))"
SOUNDS = {
    "a whisper": SPEECH.format(loud=0.02),
    "a shout": SPEECH.format(loud=2),
    "a whisper beside dropped pots": SPEECH.format(loud=0.3) + "+0.9*sin(2*PI*900*t)*lt(mod(t,2.3),0.01)",
    "a tone that is far too loud": "clip(5*sin(2*PI*300*t),-1,1)",
    "silence first": f"{TONE}*gt(t,4)",
    "two sides against each other": f"{TONE}|-{TONE}",
    "two sides nearly against each other": f"{TONE}|-0.9*{TONE}",
    "one side only": f"0|{TONE}",
    "six channels, one filled": f"0|0|0|0|{TONE}|0:c=5.1",
    "six channels, only the one for thunder": "0|0|0|0.3*sin(2*PI*90*t)|0|0:c=5.1",
    "three microphones without a name": f"0|{TONE}|0:c=3 channels",
}


def recorded(tmp_path: Path, sound: str) -> Path:
    expression, _, layout = sound.partition(":c=")
    named = f":c={layout}" if layout and "channels" not in layout else ""
    return kept(tmp_path, written(["-f", "lavfi", "-i", f"aevalsrc='{expression}'{named}:d=8"], "a.wav"))


def levelled(source: Path, tmp_path: Path) -> Path:
    level = loudness.measure(source, guarded=GUARDED, timeout=60)
    filters = ["-i", str(source), "-af", loudness.levelled(level)]
    return kept(tmp_path, written(filters, "a.wav"), "out.wav")


@pytest.mark.parametrize("name", SOUNDS)
def test_it_comes_out_as_loud_as_all_others(name: str, tmp_path: Path) -> None:
    out = levelled(recorded(tmp_path, SOUNDS[name]), tmp_path)
    assert films.loudness(out) == pytest.approx(-16, abs=0.5)


def test_hiss_and_silence_stay_what_they_are(tmp_path: Path) -> None:
    for sound in ("0", "0.0004*(random(0)-0.5)"):
        assert loudness.measure(recorded(tmp_path, sound), guarded=GUARDED, timeout=60) is None


def test_a_hole_in_the_sound_changes_nothing_about_the_rest(tmp_path: Path) -> None:
    from tests.media.ingest.odd import with_a_hole

    assert films.loudness(levelled(kept(tmp_path, with_a_hole()), tmp_path)) == pytest.approx(-16, abs=0.5)
