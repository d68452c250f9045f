"""A process that does one task of the worker and is killed outright at a named place."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.media.workers import database_url

SCRIPT = """
import os, signal, sys, django
django.setup()
from importlib import import_module
from unittest import mock
module, _, name = sys.argv[1].rpartition(".")
times = int(sys.argv[3])
where, _, place = sys.argv[2].rpartition(".")
real = getattr(import_module(where), place)
def dies(*arguments, **more):
    global times
    times -= 1
    if not times:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **more)
with mock.patch(sys.argv[2], dies):
    getattr(import_module(module), name).func()
"""


def killed_at(task: str, place: str, *, data: Path, times: int = 1, **environment: str) -> None:
    """Run a task on the test's own database; it dies when the function `place` is called that many times."""
    own = {
        "DJANGO_SETTINGS_MODULE": "lms.settings",
        "LMS_DATA_DIR": str(data),
        "DATABASE_URL": database_url(),
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, task, place, str(times)],
        env={**os.environ, **own, **environment},
        cwd=settings.BASE_DIR,
        timeout=180,
    )
    assert done.returncode == -signal.SIGKILL
