"""Killed at any moment: real workers, real ffmpeg, a film that was sent. Nothing half there, nothing lost."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import psutil
import pytest
from django.conf import settings as django_settings

from lms.dates import now
from media import failures, holding, making
from media.clip_actions import retry_clip
from media.failures import why_failed
from media.ingest.actions import ask_for_clip_from, cancel_clip, edit_clip
from media.ingest.cuts import Cut
from media.models import Clip, ClipState, Rendition
from media.probe import probe
from media.store import clip_path
from media.uploads.disk import source_path
from tests.media.ingest.films import film, kept
from tests.media.workers import Start, films_of, gone, until, workers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.film]
CUT = Cut(start_ms=200, title="ขายผ้า")
# Where the worker dies, in the order in which a film that is cut comes by. ffmpeg already runs in four
# of them: it is followed while it listens, evens out, makes the sizes and reads a finished file back.
STEPS = [
    ("media.ingest.making.examine", "media.film._follow", "media.film._follow@2"),
    ("media.compose.film.Progress.bars_callback@9", "media.ingest.editing._worth@2", "media.film._follow@6"),
    ("media.film._follow@8", "media.making.publish", "media.publishing.os.rename@3"),
]
BEFORE_THE_ROW = "media.publishing._write_rows"
BEFORE_THE_COMMIT, AFTER_THE_ROW = "media.publishing.partial", "media.publishing.remove_other_revisions"
# No clock is moved. A dead worker is recognised on its own disk; where it cannot, its lease runs out.
SECONDS_TO_RESUME = 60


@pytest.fixture
def start(tmp_path: Path, settings: Any) -> Iterator[Start]:
    with workers(tmp_path, settings) as one:
        yield one


def sent(tmp_path: Path, name: str = "a", **options: Any) -> Clip:
    small = film("a.mp4", "-g", "5", **{"seconds": 1.5, **options})
    return ask_for_clip_from(kept(tmp_path, small, f"{name}.mp4"), owner=None, title=name, cut=CUT)


def state() -> str:
    return Clip.objects.get().state


def made_by(worker: psutil.Popen, clip: Clip) -> None:
    until(lambda: state() == ClipState.READY, "the clip is ready")
    clip.refresh_from_db()
    until(lambda: revisions(clip) == {str(clip.revision)}, "no other files are left", 10)
    worker.send_signal(signal.SIGTERM)
    worker.wait(60)


def killed(worker: psutil.Popen) -> None:
    assert worker.wait(120) == -signal.SIGKILL
    until(lambda: not Path(f"/proc/{worker.pid}").exists(), "the worker is gone")


def assert_whole(clip: Clip) -> None:
    """What the rows promise lies in the store, all of it and nothing else."""
    clip.refresh_from_db()
    assert clip.renditions.exists()
    for rendition in clip.renditions.all():
        path = clip_path(rendition.path)
        facts = probe(path)
        assert facts is not None
        assert path.stat().st_size == rendition.size_bytes
        assert abs(facts.duration_ms - clip.duration_ms) <= making.TOLERANCE_MS
        assert path.parent.name == str(clip.revision)
    assert clip_path(clip.cover_path).stat().st_size == clip.cover_bytes


def revisions(clip: Clip) -> set[str]:
    folder = django_settings.CLIP_ROOT / str(clip.key)
    return {one.name for one in folder.iterdir()} if folder.exists() else set()


def work_folders() -> list[Path]:
    return list((django_settings.CLIP_ROOT / holding.WORK_FOLDER).iterdir())


@pytest.mark.parametrize("places", STEPS)
def test_three_kills_are_told_and_a_retry_makes_the_clip(
    places: tuple[str, ...], start: Start, tmp_path: Path
) -> None:
    clip = sent(tmp_path)
    for attempt, place in enumerate(places, start=1):
        killed(start(dying_at=place))
        clip.refresh_from_db()
        assert (clip.state, clip.attempts, clip.revision) == (ClipState.WORKING, attempt, 0)
        assert not Rendition.objects.exists()
        assert source_path(clip.source_path).exists()
        assert len(work_folders()) <= 1, "what earlier ones left is cleared away"
    worker = start()
    until(lambda: state() == ClipState.FAILED, "the three attempts are over", SECONDS_TO_RESUME)
    clip.refresh_from_db()
    assert (clip.failure, bool(why_failed(clip))) == (failures.WORKER_LOST, True)
    retry_clip(clip, at=now())
    made_by(worker, clip)
    assert_whole(clip)
    assert work_folders() == []


def test_killed_around_publishing_the_old_clip_plays_until_the_new_one_does(
    start: Start, tmp_path: Path
) -> None:
    clip = sent(tmp_path)
    made_by(start(), clip)
    edit_clip(clip, Cut(end_ms=1200), at=now())
    killed(start(dying_at=BEFORE_THE_COMMIT))
    clip.refresh_from_db()
    assert (clip.state, clip.revision) == (ClipState.WORKING, 1)
    assert_whole(clip)
    assert revisions(clip) == {"1", "2"}, "the new files lie there, and nothing shows them"
    # Its folder has its place already, so that only the lease tells that its worker is dead.
    Clip.objects.update(lease_until=now())
    killed(start(dying_at=AFTER_THE_ROW))
    clip.refresh_from_db()
    assert (clip.state, clip.revision, clip.duration_ms) == (ClipState.READY, 3, pytest.approx(1200, abs=100))
    assert_whole(clip)
    edit_clip(clip, CUT, at=now())
    made_by(start(), clip)
    assert_whole(clip)
    assert clip.revision == 4


@pytest.mark.patient
def test_a_killed_workers_clip_is_made_again_within_a_minute_of_its_return(
    start: Start, tmp_path: Path
) -> None:
    clip = sent(tmp_path)
    killed(start(dying_at=BEFORE_THE_ROW))
    clip.refresh_from_db()
    assert (clip.state, clip.revision, revisions(clip)) == (ClipState.WORKING, 0, {"1"})
    assert not Rendition.objects.exists()
    returned = time.monotonic()
    start()
    until(lambda: Clip.objects.get().attempts == 2, "it is being made again", 120)
    assert time.monotonic() - returned < SECONDS_TO_RESUME
    until(lambda: state() == ClipState.READY, "it is ready")
    assert_whole(clip)


@pytest.mark.patient
def test_twenty_kills_at_random_moments_lose_nothing(start: Start, tmp_path: Path) -> None:
    seed = 20
    print(f"seed {seed}")
    chance, clips = Random(seed), [sent(tmp_path, f"clip {number}") for number in range(4)]
    for kill in range(20):
        worker, log = start(), tmp_path / f"worker-{kill}.log"
        until(lambda log=log: "ready" in log.read_text(), "the worker works", 60)
        time.sleep(chance.uniform(0, 2))
        worker.kill()
        worker.wait(60)
        for clip in Clip.objects.exclude(revision=0):
            assert_whole(clip)
        for clip in Clip.objects.filter(state=ClipState.FAILED):
            assert (clip.failure, clip.attempts) == (failures.WORKER_LOST, failures.MOST_ATTEMPTS)
            retry_clip(clip, at=now())
        if not Clip.objects.exclude(state=ClipState.READY).exists():
            edit_clip(clips[kill % len(clips)], Cut(end_ms=1200), at=now())
    start()
    until(_all_ready, "all are ready")
    for clip in clips:
        assert_whole(clip)
        assert str(clip.revision) in revisions(clip)
        assert source_path(clip.source_path).exists()


def _all_ready() -> bool:
    for clip in Clip.objects.filter(state=ClipState.FAILED, failure=failures.WORKER_LOST):
        retry_clip(clip, at=now())
    return not Clip.objects.exclude(state=ClipState.READY).exists()


def test_a_clip_that_is_cancelled_stops_its_ffmpeg_at_once(start: Start, tmp_path: Path) -> None:
    clip = sent(tmp_path, size="1280x720", rate=30, seconds=30)
    worker = start()
    until(lambda: bool(films_of(worker)), "ffmpeg runs")
    until(lambda: Clip.objects.get().step == "mezzanine", "the long step has begun")
    children = films_of(worker)
    cancel_clip(clip, at=now())
    began = time.monotonic()
    until(lambda: gone(children) and not films_of(worker), "ffmpeg ended", 10)
    assert time.monotonic() - began < 4
    clip.refresh_from_db()
    assert (clip.state, clip.failure) == (ClipState.FAILED, "cancelled")
    until(lambda: not work_folders(), "the work is cleared", 10)
    assert worker.is_running()


def test_a_full_disk_fails_with_its_reason_and_is_made_when_there_is_room(
    start: Start, tmp_path: Path
) -> None:
    clip = sent(
        tmp_path, size="640x360", encode=("-c:v", "mpeg4", "-q:v", "2", "-vf", "noise=alls=40:allf=t")
    )
    full = start(largest_file=400_000)
    until(lambda: Clip.objects.get().failure == "disk", "the full disk was named")
    full.kill()
    full.wait(60)
    assert Rendition.objects.count() == 0
    assert revisions(clip) == set()
    made_by(start(), clip)
    assert_whole(clip)


def test_two_workers_make_a_clip_once(start: Start, tmp_path: Path) -> None:
    clip = sent(tmp_path)
    start()
    start()
    until(lambda: state() == ClipState.READY, "one of them made it")
    clip.refresh_from_db()
    assert (clip.attempts, clip.revision) == (1, 1)
    assert_whole(clip)
