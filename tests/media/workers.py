"""Real workers on the test's own database and store, for tests that kill them."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import psutil
from django.conf import settings as django_settings
from django.db import connection

DATABASE_BACKEND = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "clips"]}}


class Start(Protocol):
    """Starts a worker; `dying_at` names the place where it kills itself (`tests.media.dying`).

    `largest_file` in bytes is all that fits on its disk. `nice` as the command's own option.
    """

    def __call__(self, *, dying_at: str = "", largest_file: int = 0, nice: int = 0) -> psutil.Popen: ...


@contextmanager
def workers(tmp_path: Path, settings: Any) -> Iterator[Start]:
    """Hand out the way to start workers; whatever still runs at the end is killed."""
    settings.CLIP_ROOT, settings.SOURCE_ROOT = tmp_path / "files" / "clips", tmp_path / "files" / "sources"
    settings.TASKS = DATABASE_BACKEND
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lms.settings",
        "LMS_DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_url(),
    }
    started: list[psutil.Popen] = []

    def start(*, dying_at: str = "", largest_file: int = 0, nice: int = 0) -> psutil.Popen:
        def limit() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        if largest_file and connection.vendor == "sqlite":
            with connection.cursor() as cursor:  # what was written before the test must not fill that disk
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        command = [sys.executable, "-m", "tests.media.dying", dying_at]
        if not dying_at:
            command = [sys.executable, "manage.py", "worker", "--skip-checks", "--nice", str(nice)]
        with (tmp_path / f"worker-{len(started)}.log").open("w") as log:
            process = psutil.Popen(
                command,
                cwd=django_settings.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=limit if largest_file else None,
            )
        started.append(process)
        return process

    try:
        yield start
    finally:
        for process in started:
            if process.is_running():
                process.kill()
            process.wait(60)


def database_url() -> str:
    """The address of the test's own database, for another process."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def until(is_true: Callable[[], bool], what: str, seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end, f"waited too long until {what}"
        time.sleep(0.1)


def films_of(worker: psutil.Popen) -> list[psutil.Process]:
    try:
        return [child for child in worker.children(recursive=True) if "ffmpeg" in child.name()]
    except psutil.NoSuchProcess:
        return []


def gone(processes: list[psutil.Process]) -> bool:
    return not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in processes)
