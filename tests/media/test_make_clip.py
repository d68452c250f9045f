"""Making a clip with the real moviepy and the real ffmpeg."""

from datetime import timedelta
from pathlib import Path

import pytest

from media import holding, making, publishing, tasks
from media.failures import MakingFailed
from media.lease import LEASE, claim
from media.models import CaptionTrack, Clip, ClipState, Rendition
from media.probe import probe
from media.store import clip_path
from tests import build
from tests.media import clips

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.film]


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path: Path) -> None:
    settings.CLIP_ROOT = tmp_path / "clips"
    settings.CLIP_THREADS = 1


def test_a_clip_is_made_checked_and_published(settings) -> None:
    clip = clips.waiting(enqueued_at=build.NOON, revision=1)
    old = clips.file(clip, "240p.mp4", b"the old one", revision=1)
    assert tasks.make_clip.func() == "made"

    clip.refresh_from_db()
    assert (clip.state, clip.revision, clip.percent, clip.attempts) == (ClipState.READY, 2, 100, 1)
    assert (clip.lease_token, clip.failure, clip.has_sound) == (None, "", False)
    assert 20_000 <= clip.duration_ms <= 40_000
    sizes = {rendition.name: rendition for rendition in clip.renditions.all()}
    assert set(sizes) == {"240p", "360p"}
    for name, (width, height) in {"240p": (426, 240), "360p": (640, 360)}.items():
        path = clip_path(sizes[name].path)
        facts = probe(path)
        assert facts is not None
        assert (facts.width_px, facts.height_px, facts.video_codec, facts.audio_codec) == (
            width,
            height,
            "h264",
            "",
        )
        assert abs(facts.duration_ms - clip.duration_ms) <= 200
        assert path.stat().st_size == sizes[name].size_bytes < 1_500_000
        # The index stands before the pictures: playing begins with the first bytes.
        head = path.read_bytes()[:2000]
        assert b"moov" in head
        assert b"mdat" not in head[: head.index(b"moov")]
    texts = {track.language: clip_path(track.path).read_text("utf-8") for track in clip.captions.all()}
    assert set(texts) == {"th", "en"}
    assert clips.POINTS[0] in texts["th"]
    assert clip_path(clip.cover_path).read_bytes()[8:12] == b"WEBP"
    assert clip_path(clip.cover_path).stat().st_size == clip.cover_bytes < 40_000
    assert not old.exists()
    assert list((settings.CLIP_ROOT / holding.WORK_FOLDER).iterdir()) == []
    assert tasks.make_clip.func() == "nothing"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A making that writes small files at once."""

    def made(clip: Clip, lease: object, folder: Path) -> making.Made:
        (folder / "240p.mp4").write_bytes(b"film")
        facts = making.Facts("mp4", 20_000, "h264", "", 426, 240)
        (folder / making.COVER).write_bytes(b"cover")
        return making.Made(folder, [making.MadeFile("240p", "240p.mp4", "video/mp4", 4, facts)], [], 5)

    monkeypatch.setattr(making, "_made", made)


def files_in(settings) -> list[str]:
    root = Path(settings.CLIP_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_worker_that_lost_its_lease_publishes_nothing(quick, settings) -> None:
    clip = clips.waiting(enqueued_at=build.NOON)
    slow = claim(clip.key, at=build.NOON)
    assert slow is not None
    Clip.objects.update(state=ClipState.QUEUED, lease_token=None, lease_until=None)
    other = claim(clip.key, at=build.NOON)
    assert other is not None
    with pytest.raises(making.LeaseLost):
        making.make(clip, slow)
    assert files_in(settings) == []
    making.make(clip, other)
    with pytest.raises(making.LeaseLost):
        making.make(clip, slow)
    clip.refresh_from_db()
    assert (clip.state, clip.revision, Rendition.objects.count()) == (ClipState.READY, 1, 1)
    assert files_in(settings) == [f"{clip.key}/1/240p.mp4", f"{clip.key}/1/cover.webp"]


def test_what_a_killed_publisher_left_is_stepped_over_and_removed(quick, settings) -> None:
    clip = clips.waiting(enqueued_at=build.NOON)
    clips.file(clip, "240p.mp4", b"never had a row", revision=1)
    assert tasks.make_clip.func() == "made"
    clip.refresh_from_db()
    assert clip.revision == 2
    assert files_in(settings) == [f"{clip.key}/2/240p.mp4", f"{clip.key}/2/cover.webp"]


def test_no_file_stays_when_the_row_cannot_be_written(
    quick, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("no row")

    monkeypatch.setattr(CaptionTrack.objects, "bulk_create", fails)
    clip = clips.waiting(enqueued_at=build.NOON)
    assert tasks.make_clip.func() == "other"
    clip.refresh_from_db()
    assert (clip.state, clip.revision, Rendition.objects.count()) == (ClipState.QUEUED, 0, 0)
    assert files_in(settings) == []


def test_files_stay_when_the_worker_is_stopped_right_after_the_row(
    quick, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(*_args: object) -> None:
        raise SystemExit

    monkeypatch.setattr(publishing, "remove_other_revisions", stops)
    clip = clips.waiting(enqueued_at=build.NOON)
    with pytest.raises(SystemExit):
        tasks.make_clip.func()
    clip.refresh_from_db()
    assert (clip.state, clip.revision) == (ClipState.READY, 1)
    assert files_in(settings) == [f"{clip.key}/1/240p.mp4", f"{clip.key}/1/cover.webp"]


def test_three_failures_are_enough_and_the_reason_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object) -> None:
        raise MakingFailed("encode", "ffmpeg said no")

    monkeypatch.setattr(making, "_made", fails)
    clip = clips.waiting(enqueued_at=build.NOON)
    for state in (ClipState.QUEUED, ClipState.QUEUED, ClipState.FAILED):
        Clip.objects.update(enqueued_at=build.NOON)
        assert tasks.make_clip.func() == "encode"
        clip.refresh_from_db()
        assert (clip.state, clip.failure) == (state, "encode")
        assert state == ClipState.FAILED or clip.enqueued_at is None


def test_a_script_without_points_fails_at_once() -> None:
    clip = clips.waiting(enqueued_at=build.NOON, script=clips.script(points=[]))
    assert tasks.make_clip.func() == "bad_script"
    clip.refresh_from_db()
    assert (clip.state, clip.attempts) == (ClipState.FAILED, 1)


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "_made", fails)
    clips.waiting(enqueued_at=build.NOON)
    assert tasks.make_clip.func() == "disk"


def test_a_worker_that_is_asked_to_stop_gives_the_clip_back(
    monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    def stops(*_args: object) -> None:
        raise SystemExit

    monkeypatch.setattr(making, "_made", stops)
    clip = clips.waiting(enqueued_at=build.NOON)
    with pytest.raises(SystemExit):
        tasks.make_clip.func()
    clip.refresh_from_db()
    assert (clip.state, clip.attempts, clip.lease_token) == (ClipState.QUEUED, 0, None)
    assert files_in(settings) == []


def test_a_file_that_is_not_as_long_as_planned_is_not_published(tmp_path: Path) -> None:
    from tests.media import files

    film = tmp_path / "240p.mp4"
    film.write_bytes(files.recording("a.mp4", "-c:v", "libx264", sound=False, seconds=2))
    assert making._read_back(film, "240p", 2100)[0] == film.stat().st_size
    with pytest.raises(MakingFailed, match="check"):
        making._read_back(film, "240p", 3000)
    film.write_bytes(b"")
    with pytest.raises(MakingFailed, match="check"):
        making._read_back(film, "240p", 2000)


def test_the_lease_is_renewed_and_tells_the_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    from media import lease as leases

    monkeypatch.setattr(leases, "LOOK_SECONDS", 0.05)
    clip = clips.waiting(enqueued_at=build.NOON)
    with claim(clip.key, at=build.NOON) as lease:  # type: ignore[union-attr]
        lease.report("encode", 60, 98)(0.5)
        until = time.monotonic() + 10
        while time.monotonic() < until and Clip.objects.get().percent != 79:
            time.sleep(0.05)
        clip.refresh_from_db()
        assert (clip.step, clip.percent) == ("encode", 79)
        assert clip.lease_until is not None
        assert clip.lease_until > build.NOON + LEASE - timedelta(minutes=1)
        Clip.objects.update(lease_token="00000000-0000-0000-0000-000000000000")
        lease.percent = 80
        assert lease.is_lost.wait(10)
        with pytest.raises(making.LeaseLost):
            lease.report("encode", 60, 98)(0.9)
