"""Servers under test: the same gunicorn configuration for the bare view and for the site."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60
PR_SET_PDEATHSIG = 1


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@dataclass
class Server:
    """A running server and how much of the processors it has used."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def cpu_s(self) -> float:
        """Return the processor seconds that all its processes have used so far."""
        master = psutil.Process(self.process.pid)
        times = [one.cpu_times() for one in (master, *master.children(recursive=True))]
        return sum(one.user + one.system for one in times)


def _end_with_parent() -> None:
    # A bench that is killed must not leave servers behind that slow the next one down.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def serving(application: str, *, path: str, environment: dict[str, str] | None = None) -> Iterator[Server]:
    """Serve an application until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:lms.gunicorn_conf"]
    command += ["--bind", f"127.0.0.1:{port}", "--graceful-timeout", "1", application]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
        preexec_fn=_end_with_parent,
    )
    server = Server(port, process)
    try:
        wait_for(server, path)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(server: Server, path: str) -> None:
    """Wait for the first good answer."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise RuntimeError("the server ended; its words stand above")
        try:
            with urlopen(server.address + path, timeout=10) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"no answer at {server.address}{path}")
