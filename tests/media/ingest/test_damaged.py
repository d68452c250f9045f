"""Torn, cut and gnawed films: a clip or a reason, and never a crash, a hang or a mystery."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from django.conf import settings

from media.errors import MediaRefused
from media.film import FilmError
from media.ingest import limits, refusals
from media.ingest.probe import examine, judge
from tests.media.ingest import odd
from tests.media.ingest.films import evened, film, kept

pytestmark = pytest.mark.film
SEEDS = 300
# Many looks in one child: PyAV takes longer to start than a small film to be read.
LOOK_AT_ALL = """
import json, sys, av
from media.ingest.looking import look
av.logging.set_level(av.logging.PANIC)
for path in sys.stdin.read().split():
    print(json.dumps(look(path)), flush=True)
"""
FRONT = ("-movflags", "+faststart", "-g", "5")


def gnawed(made: bytes, seed: int) -> bytes:
    """A film with some bytes changed: a fifth of them in the index, where each one counts."""
    chance, out = Random(seed), bytearray(made)
    index = made.index(b"moov")
    for _byte in range(chance.choice((1, 4, 30))):
        place = chance.randrange(len(made)) if chance.random() < 0.8 else index + chance.randrange(600)
        out[place % len(out)] = chance.randrange(256)
    return bytes(out)


def test_three_hundred_gnawed_films_each_have_an_answer(tmp_path: Path) -> None:
    whole = [film("a.mp4", *FRONT), odd.iphone(), odd.recorded_in_a_browser(odd.VP9) + b"moov" + bytes(700)]
    paths = [kept(tmp_path, gnawed(whole[seed % 3], seed), str(seed)) for seed in range(SEEDS)]
    done = subprocess.run(
        [sys.executable, "-c", LOOK_AT_ALL],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        timeout=limits.LOOK_SECONDS,
        cwd=settings.BASE_DIR,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, len(answers)) == (0, SEEDS), done.stderr[-500:]
    accepted = sum(_is_accepted(found) for found in answers)
    assert SEEDS * 0.2 < accepted < SEEDS, "most films bear a scratch, not all of them everything"


def _is_accepted(found: dict) -> bool:
    if "error" in found:
        return False
    try:
        seen = judge(found)
    except MediaRefused as refused:
        assert refused.code in refusals.SENTENCES  # noqa: PT017
        return False
    assert 0 < seen.duration_ms <= limits.LONGEST_MS
    return True


@pytest.mark.parametrize("seed", range(8))
def test_a_gnawed_film_becomes_a_clip_or_is_called_damaged(seed: int, tmp_path: Path) -> None:
    answer = told(kept(tmp_path, gnawed(film("a.mp4", *FRONT, size="320x240", seconds=2), seed)), 2000)
    assert answer in {"", *refusals.SENTENCES}


@pytest.mark.parametrize("percent", [10, 50, 90, 99])
@pytest.mark.parametrize("place", ["in front", "behind", "none"])
def test_a_film_cut_off_becomes_what_is_left_or_is_called_damaged(
    place: str, percent: int, tmp_path: Path
) -> None:
    films = {
        "in front": lambda: film("a.mp4", *FRONT, "-qp", "10", seconds=4),
        "behind": lambda: film("a.mp4", "-qp", "10", seconds=4),
        "none": lambda: film("a.ts", "-qp", "10", seconds=4),
    }
    made = films[place]()
    answer = told(kept(tmp_path, made[: len(made) * percent // 100]), 4000 * percent / 100)
    if place == "behind":
        assert answer == refusals.DAMAGED, "without its index nobody can play it"
    if place == "in front" and percent < 90:
        assert answer == refusals.DAMAGED, "it promised more than came"


def told(source: Path, most_ms: float) -> str:
    """Put a torn film through; return its refusal, or nothing where it became a clip."""
    try:
        target, seen = evened(source)
    except MediaRefused as refused:
        assert refused.code in refusals.SENTENCES  # noqa: PT017
        return refused.code
    except FilmError as error:
        assert error.is_bad_input, error  # noqa: PT017
        return refusals.DAMAGED
    assert examine(target).duration_ms == pytest.approx(seen.duration_ms, abs=200)
    assert seen.duration_ms < most_ms + 500
    return ""
