"""The plan of a clip: 20 to 40 seconds, one point at a time, captions at the same times."""

import pytest

from media.compose.captions import caption_files
from media.compose.plan import FRAME_RATE, plan_clip
from tests.media.clips import POINTS, script


@pytest.mark.parametrize(
    "points", [["สั้น"], POINTS, ["ก" * 30] * 5, ["ก" * 400] * 5, ["ก"] * 8, ["ข" * 90] * 20]
)
def test_a_clip_lasts_20_to_40_seconds(points: list[str]) -> None:
    plan = plan_clip(script(points=points))
    assert 20_000 <= plan.duration_ms <= 40_000
    assert len(plan.points) == min(len(points), 8)
    edges = [scene.start_ms for scene in plan.scenes] + [plan.duration_ms]
    assert edges[0] == 0
    for scene, begins, ends in zip(plan.scenes, edges, edges[1:], strict=False):
        assert (scene.start_ms, scene.end_ms) == (begins, ends)
        assert scene.end_ms - scene.start_ms >= 2000
        assert scene.start_ms * FRAME_RATE % 1000 == 0


def test_longer_points_stand_longer() -> None:
    short, long, _other = plan_clip(script(points=["ก" * 20, "ก" * 80, "ก" * 20])).points
    assert long.end_ms - long.start_ms > short.end_ms - short.start_ms


@pytest.mark.parametrize("changes", [{"title": ""}, {"points": []}, {"points": ["", "  "]}])
def test_nothing_to_show_is_no_clip(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="title"):
        plan_clip(script(**changes))


def test_captions_stand_as_long_as_their_card() -> None:
    given = script()
    plan = plan_clip(given)
    files = caption_files(plan, given)
    assert set(files) == {"th", "en"}
    first, second = plan.points[:2]
    assert files["en"].startswith("WEBVTT\n\n1\n00:00:00.000 --> 00:00:03.500\nThe title\n")
    assert f"--> 00:00:{first.end_ms // 1000:02d}.{first.end_ms % 1000:03d}\nOne &amp; two\n" in files["en"]
    assert f"00:00:{second.start_ms // 1000:02d}.{second.start_ms % 1000:03d} -->" in files["th"]
    assert files["th"].count("-->") == 4


def test_captions_without_a_title_begin_with_the_first_point() -> None:
    given = script(captions={"th": POINTS})
    plan = plan_clip(given)
    assert caption_files(plan, given)["th"].splitlines()[3].startswith("00:00:03.500 -->")


def test_the_clips_own_language_needs_no_list() -> None:
    given = script(captions={})
    files = caption_files(plan_clip(given), given)
    assert set(files) == {"th"}
    assert all(point in files["th"] for point in POINTS)


def test_captions_cannot_smuggle_markup_or_times() -> None:
    given = script(captions={"en": ["a\n\n2\n00:00:00.000 --> 09:00:00.000\nb", "<b>x</b>", "y", "z"]})
    text = caption_files(plan_clip(given), given)["en"]
    assert text.count("-->") == 4
    assert "<b>" not in text
