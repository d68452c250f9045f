"""On SQLite batches take turns at writing, by a lock that wakes the next one at once.

SQLite has one writer, and whoever finds it busy sleeps and looks again, longer each time: with a hall
full of phones most of the time is slept away, and the unlucky wait for seconds. PostgreSQL needs none of
this. Whoever is killed lets go.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

LOCK = "sync-lock"


@contextmanager
def writing() -> Iterator[None]:
    """Open a transaction when it is this batch's turn to write."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with (Path(settings.DATA_DIR) / LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with transaction.atomic():
            yield
