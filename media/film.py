"""The one place that starts ffmpeg: always with a time limit, never outliving the process that asked.

The binary is the one that imageio-ffmpeg ships, or `IMAGEIO_FFMPEG_EXE`.
"""

import ctypes
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)
# The last words of ffmpeg that go into a log or an error.
TAIL_CHARACTERS = 600


class FilmError(Exception):
    """ffmpeg did not do what was asked. `said` holds the end of what it printed."""

    def __init__(self, reason: str, said: str = "") -> None:
        super().__init__(f"{reason}: {said[-TAIL_CHARACTERS:]}" if said else reason)
        self.reason = reason
        self.said = said


@lru_cache(maxsize=1)
def ffmpeg_exe() -> str:
    """Return the path of ffmpeg."""
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


def die_with_parent() -> None:
    """Ask the kernel to kill this child when its parent dies, also by kill -9 (Linux).

    Runs between fork and exec, so it touches nothing but one system call resolved beforehand.
    """
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def run_ffmpeg(
    arguments: Sequence[str],
    *,
    timeout: float,
    on_progress: Callable[[dict[str, str]], None] | None = None,
) -> tuple[dict[str, str], str]:
    """Run ffmpeg and return its last progress report and everything it said.

    `on_progress` receives each report as it comes (keys as ffmpeg names them: frame, out_time_us);
    an exception in it stops ffmpeg. Raises FilmError when ffmpeg fails or takes over `timeout` seconds.
    """
    command = [ffmpeg_exe(), "-hide_banner", "-nostdin", "-nostats", "-progress", "pipe:1", *arguments]
    process = subprocess.Popen(  # noqa: S603 - our own binary, arguments never pass a shell
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        preexec_fn=die_with_parent,
    )
    said: list[str] = []
    listener = threading.Thread(target=_drain, args=(process.stderr, said), daemon=True)
    listener.start()
    too_slow = threading.Event()
    watch = threading.Timer(timeout, _stop_late, args=(process, too_slow))
    watch.start()
    try:
        report = _follow(process.stdout, on_progress)
        code = process.wait()
    finally:
        watch.cancel()
        process.kill()
        process.wait()
        listener.join()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
    text = "".join(said)
    if too_slow.is_set():
        raise FilmError("too slow", text)
    if code != 0:
        raise FilmError("failed", text)
    return report, text


def _stop_late(process: "subprocess.Popen[str]", too_slow: threading.Event) -> None:
    too_slow.set()
    process.kill()


def _drain(stream: object, into: list[str]) -> None:
    # Keeps the pipe empty, so that a talkative ffmpeg never waits for us; 1 MB of words is enough.
    for count, line in enumerate(stream):  # type: ignore[arg-type, var-annotated]
        if count < 5000:
            into.append(line[:2000])


def _follow(stream: object, on_progress: Callable[[dict[str, str]], None] | None) -> dict[str, str]:
    report: dict[str, str] = {}
    for line in stream:  # type: ignore[attr-defined]
        name, _, value = line.strip().partition("=")
        report[name] = value
        if name == "progress" and on_progress is not None:
            on_progress(report)
    return report
