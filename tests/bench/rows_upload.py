"""Row "upload": a film of 200 MB through Django, beside a plain copy through the same web server."""

import hashlib
import http.client
import json
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import psutil

from tests.bench.server import Server, serving
from tests.bench.site import TOKEN, cookie_of
from tests.bench.table import Figure, at_least, at_most, told

BYTES = 200_000_000
ROUNDS = 3
LOOK_S = 0.02


def row_upload(site: Server) -> list[Figure]:
    """Send the same bytes both ways in turn; the best round of each counts, the worst memory.

    Memory is watched in a round of its own: to look at it fifty times a second takes time as well.
    """
    from lms.accounts.models import Role, User

    staff = User.objects.filter(role=Role.ADMINISTRATOR).first() or User.objects.get(
        email="manager@example.org"
    )
    content = Random(1).randbytes(BYTES)
    cookie = cookie_of(staff)
    ours, plain, grown = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        copied = str(Path(folder) / "copy")
        with serving(
            "tests.bench.copying:application", path="/", environment={"BENCH_COPY_TO": copied}
        ) as bare:
            _send(site, cookie, content[: 2 * 5 * 1024 * 1024])  # the first one loads what all need
            for _ in range(ROUNDS):
                plain.append(_copy(bare, content))
                ours.append(_send(site, cookie, content))
                with _memory(site) as most:
                    _send(site, cookie, content)
                grown.append(most())
    _tidy()
    return [
        told("upload", "200 MB plainly copied over loopback HTTP", _speed(min(plain))),
        told("upload", "200 MB in parts through Django, checked twice", _speed(min(ours))),
        at_least("upload", "speed / plain copy", min(plain) / min(ours), 0.5),
        at_most("upload", "memory more than before", max(grown) / 1e6, 60, " MB", 0),
    ]


def _speed(seconds: float) -> str:
    return f"{BYTES / seconds / 1e6:.0f} MB/s"


def _copy(server: Server, content: bytes) -> float:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    began = time.perf_counter()
    line.request("PUT", "/", content)
    assert line.getresponse().read() == b""
    seconds = time.perf_counter() - began
    line.close()
    return seconds


def _send(server: Server, cookie: str, content: bytes) -> float:
    """Send in parts over one connection; hashing on the phone's side is done before."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    headers = {"Cookie": cookie, "X-CSRFToken": TOKEN}
    size = 5 * 1024 * 1024
    parts = [content[start : start + size] for start in range(0, len(content), size)]
    hashes = [hashlib.sha256(part).hexdigest() for part in parts]
    key = str(uuid.uuid4())

    def ask(method: str, path: str, body: bytes, **more: str) -> None:
        line.request(method, f"/api/v1/uploads{path}", body, {**headers, **more})
        answer = line.getresponse()
        said = answer.read()
        assert answer.status == 200, said

    as_json = {"Content-Type": "application/json"}
    wanted = {"id": key, "name": "film.mp4", "size_bytes": len(content), "purpose": "lesson"}
    began = time.perf_counter()
    ask("POST", "", json.dumps(wanted).encode(), **as_json)
    for number, (part, digest) in enumerate(zip(parts, hashes, strict=True), 1):
        ask("PUT", f"/{key}/parts/{number}", part, **{"X-Part-Sha256": digest})
    ask("POST", f"/{key}/finish", json.dumps({"sha256": hashes}).encode(), **as_json)
    seconds = time.perf_counter() - began
    line.close()
    return seconds


@contextmanager
def _memory(server: Server) -> Iterator[Callable[[], int]]:
    """Watch the memory of all processes of a server; the function tells the most bytes above the start."""
    master = psutil.Process(server.process.pid)
    everyone = [master, *master.children(recursive=True)]

    def used() -> int:
        # Private memory: what the processes share is counted once for each otherwise.
        return sum(one.memory_full_info().uss for one in everyone if one.is_running())

    before = most = used()
    stop = threading.Event()

    def look() -> None:
        nonlocal most
        while not stop.wait(LOOK_S):
            most = max(most, used())

    watch = threading.Thread(target=look, daemon=True)
    watch.start()
    try:
        yield lambda: most - before
    finally:
        stop.set()
        watch.join()


def _tidy() -> None:
    """Take away what was sent: it is no film, and the day's amount is not for measuring."""
    from media.models import Clip, SourceFile, Upload
    from media.uploads.disk import source_path

    for source in SourceFile.objects.filter(name="film.mp4"):
        Clip.objects.filter(source_path=source.path).delete()
        source_path(source.path).unlink(missing_ok=True)
        source.delete()
    Upload.objects.filter(name="film.mp4").delete()
