"""Django's cache in files, made safe for counting: the rate limits of the sign-in live in it."""

import os
import tempfile
from typing import IO, TYPE_CHECKING, Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache

SETS_BETWEEN_CULLS = 200


class CountingFileCache(FileBasedCache):
    """Files that several processes of one machine count in.

    allauth counts a try under a lock that it takes with `add`. Django's own `add` looks and then
    writes, so two at once both get the lock, and a guesser who asks twenty times at once is counted
    fewer times. Here one of them gets it.
    """

    _sets = 0

    if TYPE_CHECKING:  # what Django's class has and its type stubs leave out
        _dir: str
        _max_entries: int

        def _createdir(self) -> None: ...
        def _key_to_file(self, key: str, version: int | None = None) -> str: ...
        def _write_content(self, file: IO[bytes], timeout: Any, value: Any) -> None: ...
        def _list_cache_files(self) -> list[str]: ...
        def _delete(self, fname: str) -> bool: ...
        def _is_expired(self, f: IO[bytes]) -> bool: ...

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value where there is none yet, and tell whether it was this call that kept it."""
        if self.has_key(key, version):
            return False
        self._createdir()
        handle, temporary = tempfile.mkstemp(dir=self._dir)
        try:
            with open(handle, "wb") as file:
                self._write_content(file, timeout, value)
            os.link(temporary, self._key_to_file(key, version))
        except FileExistsError:
            return False
        except OSError:  # a file system without links
            return super().add(key, value, timeout, version)
        finally:
            os.remove(temporary)
        return True

    def _cull(self) -> None:
        """Make room now and then: first what is over, then the oldest, never a random third.

        Django looks through the whole folder at every write and throws entries away by lot, which
        would forget failed tries that still count.
        """
        self._sets += 1
        if self._sets % SETS_BETWEEN_CULLS:
            return
        for path in self._list_cache_files():
            self._drop_if_over(path)
        left = self._list_cache_files()
        too_many = len(left) - self._max_entries
        if too_many > 0:
            for path in sorted(left, key=_age_of)[: too_many + self._max_entries // 10]:
                self._delete(path)

    def _drop_if_over(self, path: str) -> None:
        try:
            with open(path, "rb") as file:
                self._is_expired(file)
        except FileNotFoundError:
            return


def _age_of(path: str) -> float:
    try:
        return os.stat(path).st_mtime
    except FileNotFoundError:
        return 0.0
