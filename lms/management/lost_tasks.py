"""Tasks of killed workers go back into the queue.

django-tasks-db leaves the task of a killed worker «running» for ever (its issue 5). Here a worker's
name tells its machine, its process and when that began, so that a dead one is recognised.
"""

import os
import socket
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

# On another machine nobody can look: no task of ours takes this long without a lease of its own.
SURELY_DEAD = timedelta(hours=6)
KEEP = timedelta(days=7)
MOST_RUNS = 3


def worker_name() -> str:
    """Return the name of this worker process, unlike that of any other."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{_started(os.getpid())}"


def look_after_tasks(at: datetime) -> None:
    """Put tasks of dead workers back and forget finished ones after a week."""
    if "DatabaseBackend" not in settings.TASKS["default"]["BACKEND"]:
        return
    for task in DBTaskResult.objects.running():
        if _is_alive(task.worker_ids[-1] if task.worker_ids else "", task.started_at, at):
            continue
        again = len(task.worker_ids) < MOST_RUNS
        # Only what is still running is put back: it may have ended meanwhile.
        DBTaskResult.objects.running().filter(pk=task.pk).update(
            status=TaskResultStatus.READY if again else TaskResultStatus.FAILED,
            finished_at=None if again else at,
        )
    DBTaskResult.objects.finished().filter(finished_at__lt=at - KEEP).delete()


def give_back(worker: str) -> None:
    """Put back what a worker holds while it ends: a signal can arrive between two of its steps."""
    for task in DBTaskResult.objects.running():
        if task.worker_ids and task.worker_ids[-1] == worker:
            DBTaskResult.objects.running().filter(pk=task.pk).update(status=TaskResultStatus.READY)


def _is_alive(worker: str, started_at: datetime | None, at: datetime) -> bool:
    host, _, process = worker.partition(":")
    number, _, began = process.partition(":")
    if host == socket.gethostname()[:32] and number.isdigit():
        return _started(int(number)) == began != ""
    return started_at is None or at - started_at < SURELY_DEAD


def _started(process: int) -> str:
    """Return the moment when a process began, in the kernel's ticks; empty when there is none."""
    try:
        words = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    # The command's name stands in brackets and may hold spaces: count from behind it.
    return words.rpartition(")")[2].split()[19]
