"""What one process keeps in memory of the store: finished answers, found by their path alone."""

import gzip
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from cms.shared.build import build_mark
from cms.shared.models import SharedPage
from cms.shared.store import generation

# Every process must show a new version within two seconds; asking a little earlier leaves time to answer.
SECONDS_BETWEEN_LOOKS = 1.5


@dataclass(frozen=True, slots=True)
class Entry:
    """One page, ready to send in both packings."""

    etag: str
    language: str
    packed: bytes
    plain: bytes

    @classmethod
    def of(cls, row: SharedPage) -> "Entry":
        """Read an entry from its row."""
        packed = bytes(row.html_gzip)
        return cls(row.etag, row.language, packed, gzip.decompress(packed))


class Shelf:
    """Pages of one process, by path. Reading takes no lock and, but once in 1.5 s, no query.

    When the generation changes, the pages that this process has shown are read again in one
    query and the dictionary is replaced whole; a thread that still puts an older page down then
    puts it into the dictionary that nobody reads any more.
    """

    def __init__(self) -> None:
        self._pages: dict[str, Entry] = {}
        self._generation = -1
        self._looked_at = float("-inf")
        self._lock = threading.Lock()

    def find(self, path: str) -> Entry | None:
        """Return the page at a path; None where this process has not shown it or it is gone."""
        if path not in self._pages:
            return None
        if time.monotonic() - self._looked_at > SECONDS_BETWEEN_LOOKS:
            self._look()
        return self._pages.get(path)

    def pages(self) -> dict[str, Entry]:
        """Return the dictionary to put a page into; ask for it before reading what goes in."""
        return self._pages

    def clear(self) -> None:
        """Forget everything, as a fresh process."""
        with self._lock:
            self._pages, self._generation, self._looked_at = {}, -1, float("-inf")

    def _look(self) -> None:
        # One thread asks, the others go on with what they have: it is at most a moment older.
        if not self._lock.acquire(blocking=False):
            return
        try:
            looked_at, number = time.monotonic(), generation()
            if number != self._generation:
                self._pages = _read(self._pages)
                self._generation = number
            self._looked_at = looked_at
        finally:
            self._lock.release()


def _read(paths: Iterable[str]) -> dict[str, Entry]:
    rows = SharedPage.objects.filter(path__in=list(paths), build=build_mark())
    return {row.path: Entry.of(row) for row in rows}


shelf = Shelf()
