"""Killed at any moment: real workers, real ffmpeg, a film that was sent. Nothing half there, nothing lost."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from django.conf import settings as django_settings

from lms.dates import now
from media import making
from media.ingest.actions import ask_for_clip_from, cancel_clip
from media.models import Clip, ClipState, Rendition
from media.probe import probe
from media.store import clip_path
from media.uploads.disk import source_path
from tests.media.ingest.films import film, kept
from tests.media.test_worker import DATABASE_BACKEND, database_url, films_of, gone, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.film]
STEPS = ("mezzanine", "encode")


@pytest.fixture
def start(tmp_path: Path, settings) -> Iterator[Callable[..., psutil.Popen]]:
    """Start workers on the test's own database and store; whatever still runs at the end is killed."""
    settings.CLIP_ROOT, settings.SOURCE_ROOT = tmp_path / "files" / "clips", tmp_path / "files" / "sources"
    settings.TASKS = DATABASE_BACKEND
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lms.settings",
        "LMS_DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_url(),
    }
    started: list[psutil.Popen] = []

    def worker(largest_file: int = 0) -> psutil.Popen:
        def limit() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        command = [sys.executable, str(django_settings.BASE_DIR / "manage.py"), "worker"]
        with (tmp_path / f"worker-{len(started)}.log").open("w") as log:
            process = psutil.Popen(
                command,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=limit if largest_file else None,
            )
        started.append(process)
        return process

    yield worker
    for process in started:
        if process.is_running():
            process.kill()
        process.wait(60)


def sent(tmp_path: Path, seconds: float = 2.5) -> Clip:
    # Noise takes long enough to be killed in every step.
    noise = film("a.mp4", "-vf", "noise=alls=40:allf=t", size="1280x720", rate=30, seconds=seconds)
    return ask_for_clip_from(kept(tmp_path, noise), owner=None, title="ขายผ้า")


def step() -> tuple[str, str]:
    clip = Clip.objects.get()
    return clip.state, clip.step


def is_whole(clip: Clip) -> bool:
    clip.refresh_from_db()
    for rendition in clip.renditions.all():
        path = clip_path(rendition.path)
        facts = probe(path)
        assert facts is not None
        assert path.stat().st_size == rendition.size_bytes
        assert abs(facts.duration_ms - clip.duration_ms) <= making.TOLERANCE_MS
    folders = [path.name for path in (django_settings.CLIP_ROOT / str(clip.key)).iterdir()]
    return folders == [str(clip.revision)]


def test_killed_in_each_step_and_made_by_the_next_worker(start, tmp_path: Path) -> None:
    clip = sent(tmp_path)
    for attempt, wanted in enumerate(STEPS, start=1):
        worker = start()
        until(lambda wanted=wanted: step() == ("working", wanted), f"the worker is at {wanted}")
        children = films_of(worker)
        worker.send_signal(signal.SIGKILL)
        worker.wait(60)
        until(lambda children=children: gone(children), "ffmpeg died with its worker", 10)
        clip.refresh_from_db()
        assert (clip.attempts, clip.revision, Rendition.objects.count()) == (attempt, 0, 0)
        assert source_path(clip.source_path).exists()
        # What a minute of waiting does: the lease runs out.
        Clip.objects.update(lease_until=now() - timedelta(seconds=1))
    start()
    until(lambda: step()[0] == "ready", "the third worker made it")
    clip.refresh_from_db()
    assert (clip.attempts, clip.revision, clip.failure) == (3, 1, "")
    assert {rendition.name for rendition in clip.renditions.all()} == {"240p", "360p", "480p", "audio"}
    assert is_whole(clip)


def test_a_clip_that_is_cancelled_stops_its_ffmpeg_at_once(start, tmp_path: Path, settings) -> None:
    clip = sent(tmp_path, seconds=8)
    worker = start()
    until(lambda: bool(films_of(worker)), "ffmpeg runs")
    children = films_of(worker)
    cancel_clip(clip, at=now())
    began = time.monotonic()
    until(lambda: gone(children) and not films_of(worker), "ffmpeg ended", 10)
    assert time.monotonic() - began < 4
    clip.refresh_from_db()
    assert (clip.state, clip.failure) == (ClipState.FAILED, "cancelled")
    until(lambda: not list((settings.CLIP_ROOT / making.WORK_FOLDER).iterdir()), "the work is cleared", 10)
    assert worker.is_running()


def test_a_full_disk_fails_with_its_reason_and_is_made_when_there_is_room(start, tmp_path: Path) -> None:
    clip = sent(tmp_path)
    full = start(largest_file=400_000)
    until(lambda: Clip.objects.get().failure == "disk", "the full disk was named")
    full.kill()
    full.wait(60)
    assert Rendition.objects.count() == 0
    assert not (django_settings.CLIP_ROOT / str(clip.key)).exists()
    Clip.objects.filter(state=ClipState.WORKING).update(lease_until=now() - timedelta(seconds=1))
    start()
    until(lambda: step()[0] == "ready", "the worker with room made it")
    assert is_whole(clip)


def test_two_workers_make_a_clip_once(start, tmp_path: Path) -> None:
    clip = sent(tmp_path, seconds=2)
    start()
    start()
    until(lambda: step()[0] == "ready", "one of them made it")
    clip.refresh_from_db()
    assert (clip.attempts, clip.revision) == (1, 1)
    assert is_whole(clip)
