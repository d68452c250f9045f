"""From a sent file to a published clip, with the real tools."""

from collections.abc import Callable
from pathlib import Path

import pytest

from media import holding, publishing, tasks
from media.errors import MediaRefused
from media.film import FilmError
from media.ingest import refusals
from media.ingest.actions import ask_for_clip_from, cancel_clip, cover_paths, edit_clip, pick_cover
from media.ingest.cuts import Cut
from media.models import Clip, ClipState
from media.probe import probe
from media.store import clip_path
from media.uploads.disk import source_path
from tests import build
from tests.media.ingest import films, odd
from tests.media.ingest.films import film, kept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.film]


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path: Path) -> None:
    settings.CLIP_ROOT = tmp_path / "clips"
    settings.SOURCE_ROOT = tmp_path / "sources"
    settings.CLIP_THREADS = 1


def made_from(tmp_path: Path, content: bytes, cut: Cut | None = None) -> Clip:
    clip = ask_for_clip_from(kept(tmp_path, content), owner=None, title="ขายผ้า", cut=cut, at=build.NOON)
    assert tasks.make_clip.func() == "made"
    clip.refresh_from_db()
    return clip


def files_in(root: Path) -> list[str]:
    return sorted(path.name for path in Path(root).rglob("*") if path.is_file())


def test_a_phones_film_becomes_a_clip_in_all_its_sizes(tmp_path: Path, settings) -> None:
    source = films.turned(270, size="854x480", seconds=2, rate=15)
    clip = made_from(tmp_path, source)
    assert (clip.state, clip.percent, clip.attempts, clip.has_sound) == (ClipState.READY, 100, 1, True)
    assert clip.duration_ms == pytest.approx(2000, abs=100)
    sizes = {rendition.name: rendition for rendition in clip.renditions.all()}
    assert set(sizes) == {"240p", "360p", "480p", "audio"}
    for name, rendition in sizes.items():
        path = clip_path(rendition.path)
        facts = probe(path)
        assert facts is not None
        assert path.stat().st_size == rendition.size_bytes
        assert abs(facts.duration_ms - 2000) <= 200
        assert (facts.width_px, facts.height_px) == (rendition.width_px, rendition.height_px)
        assert films.loudness(path) == pytest.approx(-16, abs=1)
        head = path.read_bytes()
        assert head.index(b"moov") < head.index(b"mdat")
        if name != "audio":
            assert facts.is_portrait
            assert facts.width_px == int(name[:3])
    # Thirty-two kilobits a second, and the index.
    assert sizes["audio"].size_bytes < 32_000 / 8 * 2 + 4000
    assert files_in(settings.CLIP_ROOT) == sorted(
        ["240p.mp4", "360p.mp4", "480p.mp4", "audio.m4a", "cover-1.webp", "cover-2.webp", "cover-3.webp"]
    )
    assert source_path(clip.source_path).read_bytes() == source
    assert not (settings.CLIP_ROOT / holding.WORK_FOLDER / "x").exists()


@pytest.mark.parametrize(
    "make", [odd.dolby_vision, odd.one_pixel, odd.another_size_half_way, odd.one_picture_and_long_sound]
)
def test_an_odd_film_becomes_a_clip_as_well(make: Callable[[], bytes], tmp_path: Path) -> None:
    clip = made_from(tmp_path, make())
    for rendition in clip.renditions.all():
        facts = probe(clip_path(rendition.path))
        assert facts is not None
        assert abs(facts.duration_ms - clip.duration_ms) <= 200
        assert films.loudness(clip_path(rendition.path)) == pytest.approx(-16, abs=1)


def test_a_cover_is_picked_and_stays_picked(tmp_path: Path, settings) -> None:
    clip = made_from(tmp_path, film())
    assert len(cover_paths(clip)) == 3
    assert clip.cover_path in cover_paths(clip)
    clip = pick_cover(clip, 2)
    assert (clip.cover_path, clip.cover_bytes) == (
        cover_paths(clip)[1],
        clip_path(cover_paths(clip)[1]).stat().st_size,
    )
    with pytest.raises(MediaRefused, match="no_such_cover"):
        pick_cover(clip, 4)
    edit_clip(clip, Cut(end_ms=1000), at=build.NOON)
    assert tasks.make_clip.func() == "made"
    clip.refresh_from_db()
    assert clip.cover_path == f"{clip.key}/2/cover-2.webp"


def test_a_part_of_it_upright_with_a_title(tmp_path: Path) -> None:
    wanted = Cut(start_ms=500, end_ms=2000, shape="portrait", centre=1.0, title="ขายผ้า")
    clip = made_from(tmp_path, film(seconds=3, size="320x240", rate=15), wanted)
    assert clip.duration_ms == pytest.approx(2500 + 1500, abs=200)
    small = clip.renditions.get(name="240p")
    assert small.height_px / small.width_px == pytest.approx(16 / 9, abs=0.05)
    red, _green, blue = films.pixel(clip_path(small.path), 0.5, 0.5, at_s=3.2)
    assert blue > 150 > red


def test_a_cut_that_leaves_nothing_is_refused_and_keeps_nothing(tmp_path: Path, settings) -> None:
    for wanted in (
        Cut(start_ms=5000),
        Cut(start_ms=900, end_ms=200),
        Cut(shape="round"),
        Cut(centre=2, title="x"),
    ):
        with pytest.raises(MediaRefused, match="bad_cut"):
            ask_for_clip_from(kept(tmp_path, film()), owner=None, title="x", cut=wanted)
    assert (Clip.objects.count(), files_in(settings.SOURCE_ROOT)) == (0, [])


def test_sound_without_a_picture_becomes_an_audio_lesson(tmp_path: Path) -> None:
    clip = made_from(tmp_path, film("a.m4a", picture=False, seconds=2))
    assert clip.has_sound
    assert {"240p", "audio"} <= {rendition.name for rendition in clip.renditions.all()}
    assert clip_path(clip.cover_path).read_bytes()[8:12] == b"WEBP"
    assert clip.renditions.get(name="240p").size_bytes < 40_000


def test_a_film_without_sound_has_no_sound_file(tmp_path: Path) -> None:
    clip = made_from(tmp_path, film(sound=False))
    assert not clip.has_sound
    assert [rendition.name for rendition in clip.renditions.all()] == ["240p"]
    assert clip.renditions.get().width_px == 160  # never made larger


def test_what_is_refused_leaves_nothing(tmp_path: Path, settings) -> None:
    with pytest.raises(MediaRefused, match="not_media"):
        ask_for_clip_from(kept(tmp_path, b"no film"), owner=None, title="x")
    assert (Clip.objects.count(), files_in(settings.SOURCE_ROOT)) == (0, [])


def test_a_file_that_turns_out_torn_fails_at_once_with_its_reason(tmp_path: Path, settings) -> None:
    good = film("a.mp4", "-movflags", "+faststart", "-g", "1", seconds=2)
    begin = good.index(b"mdat") + 4
    middle = begin + (len(good) - begin) // 3
    torn = good[:middle] + bytes((number * 37 + 11) % 251 for number in range(len(good) - middle))
    clip = ask_for_clip_from(kept(tmp_path, torn), owner=None, title="x", at=build.NOON)
    assert tasks.make_clip.func() == refusals.DAMAGED
    clip.refresh_from_db()
    assert (clip.state, clip.attempts, clip.failure) == (ClipState.FAILED, 1, "damaged")
    assert files_in(settings.CLIP_ROOT) == []


def test_a_sent_file_that_is_gone_is_named(tmp_path: Path) -> None:
    clip = ask_for_clip_from(kept(tmp_path, film()), owner=None, title="x", at=build.NOON)
    source_path(clip.source_path).unlink()
    assert tasks.make_clip.func() == "source_gone"


def test_only_what_waits_or_is_made_can_be_cancelled(tmp_path: Path) -> None:
    clip = ask_for_clip_from(kept(tmp_path, film()), owner=None, title="x", at=build.NOON)
    assert cancel_clip(clip, at=build.NOON).failure == "cancelled"
    assert tasks.make_clip.func() == "nothing"
    Clip.objects.update(state=ClipState.QUEUED, failure="", enqueued_at=build.NOON)
    assert tasks.make_clip.func() == "made"
    assert cancel_clip(clip, at=build.NOON).state == ClipState.READY


def test_a_full_disk_is_named_whoever_notices_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import media.ingest.making as steps

    def fails(*_args: object, **_kwargs: object) -> None:
        raise FilmError("failed", "av_interleaved_write_frame(): No space left on device")

    monkeypatch.setattr(steps, "make_mezzanine", fails)
    clip = ask_for_clip_from(kept(tmp_path, film()), owner=None, title="x", at=build.NOON)
    assert tasks.make_clip.func() == "disk"
    clip.refresh_from_db()
    assert clip.state == ClipState.QUEUED


def test_a_worker_that_is_stopped_just_behind_the_commit_leaves_the_clip_playing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_arguments: object) -> None:
        raise SystemExit(0)

    monkeypatch.setattr(publishing, "remove_other_revisions", stop)
    clip = ask_for_clip_from(kept(tmp_path, film()), owner=None, title="x", at=build.NOON)
    with pytest.raises(SystemExit):
        tasks.make_clip.func()
    clip.refresh_from_db()
    assert (clip.state, clip.revision) == (ClipState.READY, 1)
    assert all(clip_path(rendition.path).exists() for rendition in clip.renditions.all())
