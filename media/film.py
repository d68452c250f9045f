"""The one place that starts ffmpeg: always with a time limit, never outliving the process that asked.

The binary is the one that imageio-ffmpeg ships, or `IMAGEIO_FFMPEG_EXE`.
"""

import ctypes
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from functools import lru_cache

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)
# The last words of ffmpeg that go into a log or an error.
TAIL_CHARACTERS = 600
MOST_LINES = 5000
LOOK_SECONDS = 0.2
FULL_DISK = (
    "No space left on device",
    "File too large",
    "Disk quota exceeded",
    "Read-only file system",
    "Permission denied",
)
BAD_INPUT = ("Invalid data found", "Decode error rate", "partial file", "moov atom not found")


class FilmError(Exception):
    """ffmpeg did not do what was asked. `said` holds the end of what it printed."""

    def __init__(self, reason: str, said: str = "", *, signal_number: int = 0) -> None:
        super().__init__(f"{reason}: {said[-TAIL_CHARACTERS:]}" if said else reason)
        self.reason = reason
        self.said = said
        self.signal_number = signal_number

    @property
    def is_full_disk(self) -> bool:
        """Tell whether the file could not be written for want of room or of permission."""
        return self.signal_number == signal.SIGXFSZ or any(words in self.said for words in FULL_DISK)

    @property
    def is_bad_input(self) -> bool:
        """Tell whether what was read could not be decoded."""
        return any(words in self.said for words in BAD_INPUT)


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
    stop: threading.Event | None = None,
) -> tuple[dict[str, str], str]:
    """Run ffmpeg and return its last progress report and everything it said.

    `on_progress` receives each report as it comes (keys as ffmpeg names them: frame, out_time_us);
    an exception in it stops ffmpeg, and so does `stop` once it is set, whether ffmpeg speaks or not.
    Raises FilmError when ffmpeg fails, is stopped or takes over `timeout` seconds.
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
    watch = _Watch(process, timeout, stop)
    watch.start()
    try:
        report = _follow(process.stdout, on_progress)
        code = process.wait()
    finally:
        watch.is_over.set()
        process.kill()
        process.wait()
        listener.join()
        watch.join()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
    text = "".join(said)
    if watch.reason:
        raise FilmError(watch.reason, text)
    if code != 0:
        raise FilmError("failed", text, signal_number=max(-code, 0))
    return report, text


class _Watch(threading.Thread):
    """Kills an ffmpeg that takes too long, or that somebody no longer wants. `reason` says which."""

    def __init__(
        self, process: "subprocess.Popen[str]", timeout: float, stop: threading.Event | None
    ) -> None:
        super().__init__(name="ffmpeg watch", daemon=True)
        self.process, self.stop = process, stop
        self.ends_at = time.monotonic() + timeout
        self.is_over = threading.Event()
        self.reason = ""

    def run(self) -> None:
        """Look five times a second."""
        while not self.is_over.wait(min(LOOK_SECONDS, max(self.ends_at - time.monotonic(), 0))):
            if self.stop is not None and self.stop.is_set():
                self.reason = "stopped"
            elif time.monotonic() >= self.ends_at:
                self.reason = "too slow"
            if self.reason:
                self.process.kill()
                return


def _drain(stream: object, into: list[str]) -> None:
    # Keeps the pipe empty, so that a talkative ffmpeg never waits for us. What it says first and last
    # counts: its input, and what it measured.
    for line in stream:  # type: ignore[attr-defined]
        into.append(line[:2000])
        if len(into) > MOST_LINES:
            del into[MOST_LINES // 2]


def _follow(stream: object, on_progress: Callable[[dict[str, str]], None] | None) -> dict[str, str]:
    report: dict[str, str] = {}
    for line in stream:  # type: ignore[attr-defined]
        name, _, value = line.strip().partition("=")
        report[name] = value
        if name == "progress" and on_progress is not None:
            on_progress(report)
    return report
