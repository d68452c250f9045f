"""Light copies made by real workers that are killed: what was sent plays until its copy is whole."""

import os
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lms.dates import now
from media.actions import store_recording
from media.light_copies import tasks
from media.light_copies.actions import ask_for_light_copy
from media.light_copies.periodic import look_after_light_copies
from media.models import ClipState, LightCopy, StoredFile
from media.periodic import remove_left_overs
from media.probe import probe
from media.store import private_path
from tests import build
from tests.media import dying_task, files
from tests.media.ingest.films import film
from tests.media.test_worker import start
from tests.media.workers import films_of, gone, until

__all__ = ["start"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.film]

TASK = "media.light_copies.tasks.make_light_copy"


def sent(tmp_path: Path, settings: Any, seconds: float = 2.5) -> StoredFile:
    settings.PRIVATE_ROOT = tmp_path / "files" / "private"
    # Noise takes long enough to be killed in every step.
    noise = film("a.mp4", "-vf", "noise=alls=40:allf=t", size="1280x720", rate=30, seconds=seconds)
    owner = build.learner().user
    stored = store_recording(owner, upload=files.upload(noise, "a.mp4"), kind="video", at=now())
    ask_for_light_copy(stored, at=now())
    return stored


def step() -> tuple[str, str]:
    copy = LightCopy.objects.get()
    return copy.state, copy.step


def all_files(settings: Any) -> list[Path]:
    return [path for path in Path(settings.PRIVATE_ROOT).parent.rglob("*") if path.is_file()]


def test_killed_in_each_step_and_made_by_the_next_worker(start, tmp_path: Path, settings: Any) -> None:
    # A fast machine must not be through a step between two looks at it.
    stored = sent(tmp_path, settings, seconds=10)
    first = private_path(stored.path)
    content = first.read_bytes()
    for attempt, wanted in enumerate(("mezzanine", "encode"), start=1):
        worker = start()
        until(lambda wanted=wanted: step() == ("working", wanted), f"the worker is at {wanted}")
        children = films_of(worker)
        worker.send_signal(signal.SIGKILL)
        worker.wait(60)
        until(lambda children=children: gone(children), "ffmpeg died with its worker", 10)
        assert (LightCopy.objects.get().attempts, StoredFile.objects.get().path) == (attempt, stored.path)
        assert first.read_bytes() == content
        # What a minute of waiting does: the lease runs out.
        LightCopy.objects.update(lease_until=now() - timedelta(seconds=1))
    start()
    until(lambda: step()[0] == ClipState.READY, "the third worker made it")
    stored.refresh_from_db()
    facts = probe(private_path(stored.path))
    assert facts is not None
    assert (facts.width_px, facts.height_px, stored.light_copy.attempts) == (854, 480, 3)
    assert not first.exists()


@pytest.mark.parametrize("place", ["publish", "keep_private", "_take_the_place", "remove_private"])
def test_killed_between_file_and_row_leaves_nothing_for_ever(
    place: str, tmp_path: Path, settings: Any
) -> None:
    stored = sent(tmp_path, settings, seconds=0.5)
    settings.CLIP_ROOT = tmp_path / "files" / "clips"
    LightCopy.objects.update(enqueued_at=now())
    dying_task.killed_at(TASK, f"media.light_copies.making.{place}", data=tmp_path)
    stored.refresh_from_db()
    assert probe(private_path(stored.path)) is not None, "whatever the row points to plays"
    LightCopy.objects.filter(state="working").update(lease_until=now() - timedelta(seconds=1))
    look_after_light_copies(now())
    assert tasks.make_light_copy.func() == ("nothing" if place == "remove_private" else "made")
    stored.refresh_from_db()
    for path in Path(settings.PRIVATE_ROOT).rglob("*.*"):
        os.utime(path, (0, 0))
    remove_left_overs(now())
    films = [path for path in all_files(settings) if path.suffix in {".mp4", ".part"}]
    assert [path for path in films if path.is_relative_to(settings.PRIVATE_ROOT)] == [
        private_path(stored.path)
    ]


def test_two_workers_make_a_copy_once(start, tmp_path: Path, settings: Any) -> None:
    stored = sent(tmp_path, settings, seconds=1)
    start()
    start()
    until(lambda: step()[0] == ClipState.READY, "one of them made it")
    assert LightCopy.objects.get().attempts == 1
    stored.refresh_from_db()
    until(
        lambda: (
            [path for path in all_files(settings) if path.suffix == ".mp4"] == [private_path(stored.path)]
        ),
        "nothing else is left",
        10,
    )
