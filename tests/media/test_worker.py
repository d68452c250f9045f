"""The real worker in a process of its own: it ends quickly, and what it leaves is done by another."""

import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from lms.dates import now
from lms.management import draining
from lms.management.lost_tasks import give_back, look_after_tasks, worker_name
from media.models import Clip, ClipState, Rendition
from tests.media import clips
from tests.media.workers import DATABASE_BACKEND, Start, films_of, gone, until, workers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.film]


@pytest.fixture
def start(tmp_path: Path, settings: Any) -> Iterator[Start]:
    with workers(tmp_path, settings) as one:
        yield one


def test_a_clip_whose_worker_was_killed_is_made_once_by_another(start, settings) -> None:
    clip = clips.waiting(priority=3)
    first = start(nice=15)
    children: list[psutil.Process] = []
    until(lambda: bool(children) or children.extend(films_of(first)) or bool(children), "ffmpeg runs")
    assert [one.nice() for one in (psutil.Process(first.pid), children[0])] == [15, 15]
    first.send_signal(signal.SIGKILL)
    first.wait(60)
    until(lambda: gone(children), "ffmpeg died with its worker", 10)
    clip.refresh_from_db()
    assert (clip.state, Rendition.objects.count()) == (ClipState.WORKING, 0)
    assert DBTaskResult.objects.running().count() == 1

    # What a minute of waiting does: the lease runs out.
    Clip.objects.update(lease_until=now() - timedelta(seconds=1))
    second = start()
    until(lambda: Clip.objects.get().state == ClipState.READY, "the other worker made it")
    clip.refresh_from_db()
    assert (clip.attempts, clip.revision, clip.failure) == (2, 1, "")
    assert sorted(rendition.name for rendition in clip.renditions.all()) == ["240p", "360p"]
    made = sorted(path.name for path in (settings.CLIP_ROOT / str(clip.key)).iterdir())
    assert made == ["1"]

    second.send_signal(signal.SIGTERM)
    assert second.wait(60) == 0
    assert not DBTaskResult.objects.running().exists()


def test_a_worker_that_is_asked_to_stop_ends_at_once_and_gives_its_clip_back(start, settings) -> None:
    clip = clips.waiting()
    worker = start()
    until(lambda: bool(films_of(worker)), "ffmpeg runs")
    children = films_of(worker)
    began = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(15) == 0
    assert time.monotonic() - began < 10
    assert gone(children)
    clip.refresh_from_db()
    assert (clip.state, clip.attempts, clip.lease_token) == (ClipState.QUEUED, 0, None)
    assert [path for path in settings.CLIP_ROOT.rglob("*") if path.is_file()] == []
    assert "Traceback" not in (settings.CLIP_ROOT.parent.parent / "worker-0.log").read_text()


def test_a_busy_database_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = draining.CalmWorker()
    looks: list[str] = []

    class Busy:
        def ready(self) -> None:
            looks.append("look")
            if len(looks) == 3:
                worker.running = False
            raise OperationalError("database is locked")

    monkeypatch.setattr(draining, "BUSY_DATABASE_SECONDS", 0.01)
    monkeypatch.setattr(draining.DBTaskResult, "objects", Busy())
    worker.run()
    assert len(looks) == 3


def task_of(worker: str, **fields: object) -> DBTaskResult:
    return DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="media.tasks.make_clip",
        backend_name="default",
        run_after=now(),
        **{"status": "RUNNING", "started_at": now(), "worker_ids": [worker], **fields},
    )


def test_tasks_of_dead_workers_go_back_into_the_queue(settings) -> None:
    settings.TASKS = DATABASE_BACKEND
    host, own, _began = worker_name().split(":")
    alive = task_of(worker_name())
    dead = task_of(f"{host}:{2**22 + 1}:77")
    same_number_other_process = task_of(f"{host}:{own}:1")
    elsewhere = task_of("another-machine:1:1")
    long_ago = task_of("another-machine:1:1", started_at=now() - timedelta(hours=7))
    hopeless = task_of(f"{host}:{2**22 + 1}:77", worker_ids=["a:1:1", "b:1:1", f"{host}:{2**22 + 1}:77"])
    for _twice in range(2):
        look_after_tasks(now())
        state = dict(DBTaskResult.objects.values_list("id", "status"))
        assert state[alive.id] == state[elsewhere.id] == "RUNNING"
        assert state[dead.id] == state[same_number_other_process.id] == state[long_ago.id] == "READY"
        assert state[hopeless.id] == "FAILED"


def test_a_worker_that_ends_gives_back_what_it_holds_and_nothing_else(settings) -> None:
    settings.TASKS = DATABASE_BACKEND
    own = task_of(worker_name())
    done = task_of(worker_name(), status="SUCCESSFUL", finished_at=now())
    other = task_of("another-machine:1:1")
    give_back(worker_name())
    state = dict(DBTaskResult.objects.values_list("id", "status"))
    assert state == {own.id: "READY", done.id: "SUCCESSFUL", other.id: "RUNNING"}


def test_finished_tasks_are_forgotten_after_a_week(settings) -> None:
    settings.TASKS = DATABASE_BACKEND
    old = task_of("a:1:1", status="SUCCESSFUL", finished_at=now() - timedelta(days=8))
    new = task_of("a:1:1", status="SUCCESSFUL", finished_at=now())
    look_after_tasks(now())
    assert set(DBTaskResult.objects.values_list("id", flat=True)) == {new.id}
    assert old.id != new.id


def test_a_sellers_film_whose_worker_was_killed_is_made_by_another(start, settings, tmp_path, people) -> None:
    from media.shop_clips.actions import ask_for_final
    from media.shop_clips.models import ShopFilm
    from tests.clips import things

    settings.PRIVATE_ROOT = tmp_path / "files" / "private"
    clip = things.clip(people.learner, length_s=15)
    ask_for_final(clip, at=now())
    first = start()
    until(lambda: ShopFilm.objects.get(quality="preview").state == ClipState.READY, "the preview is made")
    until(lambda: bool(films_of(first)), "the film to post is being made")
    children = films_of(first)
    first.send_signal(signal.SIGKILL)
    first.wait(60)
    until(lambda: gone(children), "ffmpeg died with its worker", 10)
    film = ShopFilm.objects.get(quality="final")
    assert (film.state, film.file) == (ClipState.WORKING, None)
    ShopFilm.objects.filter(pk=film.pk).update(lease_until=now() - timedelta(seconds=1))
    start()
    until(lambda: ShopFilm.objects.get(pk=film.pk).state == ClipState.READY, "the other worker made it")
    film.refresh_from_db()
    assert (film.attempts, film.file.duration_ms, film.file.width_px) == (2, 15_000, 720)
