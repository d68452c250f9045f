"""What must be true before any work starts: a free port, a data directory that can be written."""

import os
import socket
import tempfile
from pathlib import Path

from lms.demo.errors import DemoRefused, sentence_for

LOWEST_PORT, HIGHEST_PORT = 1, 65_535
# The whole demonstration with its fifteen clips needs about 60 MB.
NEEDED_BYTES = 80_000_000


def read_port(raw: str) -> int:
    """Return the port that PORT names; raises DemoRefused on anything but a port."""
    text = raw.strip()
    if text.isascii() and text.isdigit() and LOWEST_PORT <= int(text) <= HIGHEST_PORT:
        return int(text)
    raise DemoRefused(f"PORT must be a number from {LOWEST_PORT} to {HIGHEST_PORT}, not {raw!r}.")


def reserve_port(host: str, port: int) -> socket.socket:
    """Bind the address now and keep it, so that nobody can take it while the site is prepared.

    Nothing listens yet, so an early visitor is told at once; gunicorn gets the socket and listens.
    """
    reserved = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        reserved.bind((host, port))
    except PermissionError:
        reserved.close()
        raise DemoRefused(
            f"Port {port} is reserved for the system: choose another, for example PORT=8000."
        ) from None
    except OSError:
        reserved.close()
        raise DemoRefused(
            f"Port {port} is in use: stop the other program, "
            f"or choose another port, for example PORT={_other(port)}."
        ) from None
    return reserved


def _other(port: int) -> int:
    return port + 1 if port < HIGHEST_PORT else 8000


def prepare_directory(directory: Path) -> None:
    """Make the data directory and prove that it can be written; raises DemoRefused where it cannot."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=directory, prefix=".try-") as trial:
            trial.write(b"x" * 4096)
            trial.flush()
            os.fsync(trial.fileno())
    except OSError as error:
        raise DemoRefused(
            sentence_for(error, directory) or f"{directory} cannot be used: {error}."
        ) from error


def see_that_there_is_room(directory: Path) -> None:
    """Refuse at once where the disk is almost full, rather than half-way through the work."""
    disk = os.statvfs(directory)
    if disk.f_bavail * disk.f_frsize < NEEDED_BYTES:
        raise DemoRefused(
            f"The disk that holds {directory} is full: the demonstration needs "
            f"{NEEDED_BYTES // 1_000_000} MB there. Make room, or set LMS_DATA_DIR to another disk."
        )
