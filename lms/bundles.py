"""One style sheet out of a few small files, so that a first visit asks for one file and not for four.

The sources stay small and apart, one a room. There is no build step: `collectstatic` finds the
joined file like any other, and so does a server that reads the sources directly.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

# Addresses inside the sources are relative to `lms/`, where the joined file stands.
BUNDLES = {"lms/house.css": ("lms/tokens.css", "lms/base.css", "cms/cms.css", "media/player.css")}
COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)


class BundleFinder(finders.BaseFinder):
    """Finds joined files, writing them into the data directory whenever a source is newer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "bundles")
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        """Find nothing to complain about: a missing source is said when the file is joined."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return where the joined file lies; nothing for every other path."""
        if path not in BUNDLES:
            return []
        joined = str(self._joined(path))
        return [joined] if find_all or kwargs.get("all") else joined

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """Yield the joined files for `collectstatic`."""
        for name in BUNDLES:
            self._joined(name)
            yield name, self.storage

    def _joined(self, name: str) -> Path:
        sources = [_source(source) for source in BUNDLES[name]]
        target = Path(self.storage.path(name))
        newest = max(source.stat().st_mtime_ns for source in (*sources, Path(__file__)))
        if not target.exists() or target.stat().st_mtime_ns < newest:
            text = "".join(COMMENT.sub("", source.read_text(encoding="utf-8")) for source in sources)
            target.parent.mkdir(parents=True, exist_ok=True)
            half = target.with_suffix(".new")
            half.write_text(text, encoding="utf-8")
            half.replace(target)
        return target


def _source(name: str) -> Path:
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(f"{name} is missing: it is a part of a joined style sheet (lms/bundles.py)")
    return Path(found)
