"""What stops the demonstration, said in one plain sentence each."""

import errno
from collections.abc import Iterator

FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FULL_WORDS = ("disk is full", "disk i/o error", "no space left", "diskfull")
READ_ONLY_ERRNOS = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR}
READ_ONLY_WORDS = ("unable to open database file", "readonly database", "read-only")
FULL = "The disk that holds {directory} is full: make room there, or set LMS_DATA_DIR to another disk."
READ_ONLY = (
    "The data directory {directory} cannot be written: set LMS_DATA_DIR to a folder that you may write."
)


class DemoRefused(Exception):
    """The demonstration cannot be prepared or served; the message says what to do."""


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and everything that led to it, each once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]


def _matches(error: BaseException, errnos: set[int], words: tuple[str, ...]) -> bool:
    return any(
        (isinstance(one, OSError) and one.errno in errnos)
        or (type(one).__module__.startswith(("sqlite3", "django.db", "psycopg")) and _says(one, words))
        for one in _chain(error)
    )


def _says(error: BaseException, words: tuple[str, ...]) -> bool:
    text = f"{type(error).__name__} {error}".lower()
    return any(word in text for word in words)


def sentence_for(error: BaseException, directory: object) -> str | None:
    """Return one sentence for a full disk or an unwritable directory, None for any other error."""
    if _matches(error, FULL_ERRNOS, FULL_WORDS):
        return (
            f"The disk that holds {directory} is full: make room there, or set LMS_DATA_DIR to another disk."
        )
    if _matches(error, READ_ONLY_ERRNOS, READ_ONLY_WORDS):
        return READ_ONLY.format(directory=directory)
    return None
