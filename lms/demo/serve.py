"""Serving: gunicorn and the background worker as two children that live and end with this process."""

import contextlib
import ctypes
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings

from lms.demo.certificate import Certificate
from lms.demo.errors import DemoRefused

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_TO_STOP = 8.0
SECONDS_TO_ANSWER = 60.0
SECONDS_BEFORE_RESTART = 5.0
SECONDS_BETWEEN_LOOKS = 0.5
WORKER_LOG = "worker.log"
PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    """Ask the kernel to end this child should its parent be killed outright (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(
    command: list[str],
    *,
    environment: dict[str, str],
    keep: tuple[int, ...] = (),
    log: IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own, so that it can be ended with all its children."""
    return subprocess.Popen(  # noqa: S603  # the command is our own
        command,
        env=environment,
        cwd=settings.BASE_DIR,
        pass_fds=keep,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=_end_with_parent,  # one thread at this time
    )


def _signal_group(child: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """End the children: asked first, then forced, with everything that they started."""
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
    end = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.1, end - time.monotonic()))
        _signal_group(child, signal.SIGKILL)
        child.wait()


class Stopped(BaseException):
    """Ctrl-C or a polite kill: the way out of whatever is being done."""


def _stopped(number: int, frame: FrameType | None) -> None:
    # A second signal must not break the tidying up that the first one started.
    for one in STOP_SIGNALS:
        signal.signal(one, signal.SIG_IGN)
    raise Stopped


def stop_on_signals() -> None:
    """Turn Ctrl-C, TERM and HUP into `Stopped` from now on."""
    for one in STOP_SIGNALS:
        signal.signal(one, _stopped)


def gunicorn_command(listening: socket.socket, certificate: Certificate | None = None) -> list[str]:
    """Return the command that serves on a socket that this process holds, by https with a certificate."""
    options = ["-c", "python:lms.gunicorn_conf", "--bind", f"fd://{listening.fileno()}"]
    if certificate:
        options += ["--certfile", str(certificate.certificate), "--keyfile", str(certificate.key)]
    # Ctrl-C means now: a demonstration has nobody whose answer must be waited for.
    return [sys.executable, "-m", "gunicorn", *options, "--graceful-timeout", "1", "lms.wsgi"]


def wait_until_it_answers(
    address: str, web: subprocess.Popen[bytes], certificate: Certificate | None = None
) -> None:
    """Wait for the first answer; raises DemoRefused if the server ends or stays silent."""
    trust = ssl.create_default_context(cafile=str(certificate.authority)) if certificate else None
    end = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < end:
        if web.poll() is not None:
            raise DemoRefused("The web server did not start: its own words stand above.")
        try:
            with urlopen(f"{address}/healthz", timeout=5, context=trust):  # noqa: S310  # our own address
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise DemoRefused(f"The web server does not answer at {address}.")


def serve(
    listening: socket.socket,
    address: str,
    *,
    environment: dict[str, str],
    ready: Callable[[], None],
    certificate: Certificate | None = None,
) -> None:
    """Serve until stopped. The worker is started again should it die; without the web server all ends."""
    command = gunicorn_command(listening, certificate)
    web = start(command, environment=environment, keep=(listening.fileno(),))
    listening.close()
    children = [web]
    try:
        wait_until_it_answers(address, web, certificate)
        # The worker composes clips on every core it gets: it starts after the first page.
        children.append(start_worker(environment))
        ready()
        while web.poll() is None:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            if children[-1].poll() is not None:
                time.sleep(SECONDS_BEFORE_RESTART)
                children[-1] = start_worker(environment)
        raise DemoRefused("The web server ended: its own words stand above.")
    finally:
        stop(children)


def start_worker(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start the background worker; what it says goes to a file, for it talks while people read."""
    # This command has looked at the settings; looking again loads every page's code into the worker.
    command = [sys.executable, "manage.py", "worker", "--skip-checks"]
    with (Path(settings.DATA_DIR) / WORKER_LOG).open("wb") as log:
        return start(command, environment=environment, log=log)
