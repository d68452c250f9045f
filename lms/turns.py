"""Short requests of one process take turns.

Threads are there for slow phones: a photo on its way in, a clip on its way out. Work in Python they
cannot share, and while several of them try, each answer costs half as much again; on SQLite they also
queue for the one writer by sleeping. So a request is read first, answered alone, and sent freely.
"""

import io
import threading
from collections.abc import Callable, Iterable
from typing import Any

# What is read before its turn comes: more than any form of ours without a picture.
SMALL_BODY_BYTES = 64 * 1024
# Pictures and clips take their time and hold nobody up.
LONG = ("/files/",)
# Whoever has waited so long goes ahead: one answer that waits for the database must not stop them all.
PATIENCE_S = 0.25
# What phones saved up takes a while each, and a hall full of them is done sooner one by one.
PATIENT = ("/api/v1/sync",)
SYNC_PATIENCE_S = 3.0

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class TakingTurns:
    """A WSGI application that answers one short request at a time."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.turn = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer in turn; what has a large body or is a file goes past the queue."""
        if environ["PATH_INFO"].startswith(LONG) or not _has_small_body(environ):
            return self.application(environ, start_response)
        is_patient = environ["PATH_INFO"].startswith(PATIENT)
        has_turn = self.turn.acquire(timeout=SYNC_PATIENCE_S if is_patient else PATIENCE_S)
        try:
            return self.application(environ, start_response)
        finally:
            if has_turn:
                self.turn.release()


def _has_small_body(environ: dict[str, Any]) -> bool:
    """Read a small body, however slowly it comes, and tell whether it was small."""
    try:
        size = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return False
    if environ.get("HTTP_TRANSFER_ENCODING") or not 0 <= size <= SMALL_BODY_BYTES:
        return False
    if size:
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(size))
    return True
