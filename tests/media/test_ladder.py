"""The ladder takes any upright source: with sound or without, tall or wide, large or tiny."""

from pathlib import Path

import pytest

from media.film import FilmError
from media.ladder import make_ladder, outputs
from media.probe import probe
from tests.media import files

pytestmark = pytest.mark.film


def source(tmp_path: Path, size: str, sound: bool = True) -> Path:
    path = tmp_path / "source.mp4"
    path.write_bytes(
        files.recording("a.mp4", "-vf", f"scale={size}", "-c:v", "libx264", sound=sound, seconds=1)
    )
    return path


@pytest.mark.parametrize(
    ("size", "sound", "expected"),
    [
        ("640:480", True, {"240p": (320, 240), "360p": (480, 360), "480p": (640, 480), "audio": (0, 0)}),
        ("480:854", True, {"240p": (240, 426), "360p": (360, 640), "480p": (480, 854), "audio": (0, 0)}),
        ("854:480", False, {"240p": (426, 240), "360p": (640, 360), "480p": (854, 480)}),
        ("426:240", False, {"240p": (426, 240)}),
        ("160:120", False, {"240p": (160, 120)}),
    ],
)
def test_every_size_that_the_source_can_give(
    tmp_path: Path, size: str, sound: bool, expected: dict[str, tuple[int, int]]
) -> None:
    path = source(tmp_path, size, sound)
    facts = probe(path)
    assert facts is not None
    shares: list[float] = []
    made = make_ladder(path, tmp_path, source=facts, threads=1, on_progress=shares.append)
    assert made == outputs(facts)
    assert {out.name for out in made} == set(expected)
    for out in made:
        kept = probe(tmp_path / out.file)
        assert kept is not None
        width, height = expected[out.name]
        assert min(kept.width_px, kept.height_px) == out.short_side_px
        assert (kept.width_px, kept.height_px) == pytest.approx((width, height), abs=2)
        assert abs(kept.duration_ms - facts.duration_ms) <= 200
        assert bool(kept.audio_codec) == sound
    assert shares
    assert 0.5 < shares[-1] <= 1


def test_progress_may_stop_it(tmp_path: Path) -> None:
    path = source(tmp_path, "640:480")
    facts = probe(path)
    assert facts is not None

    def stop(_share: float) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        make_ladder(path, tmp_path, source=facts, on_progress=stop)


def test_a_time_limit_ends_it(tmp_path: Path) -> None:
    path = source(tmp_path, "640:480")
    facts = probe(path)
    assert facts is not None
    with pytest.raises(FilmError, match="too slow"):
        make_ladder(path, tmp_path, source=facts, timeout=0.01)


def test_a_broken_source_is_an_error_with_words(tmp_path: Path) -> None:
    path = source(tmp_path, "640:480")
    facts = probe(path)
    assert facts is not None
    path.write_bytes(b"nothing")
    with pytest.raises(FilmError, match="failed"):
        make_ladder(path, tmp_path, source=facts)
