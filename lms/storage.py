"""Static files under names that carry their hash, so a phone may keep them for ever."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile

TEXT_SUFFIXES = {".css", ".js", ".json", ".mjs", ".svg", ".webmanifest"}
SMALLEST_WORTH_BYTES = 400
LEVEL = 9
# Our own modules: what is written in them for readers is not sent to phones.
OURS = ("lms/", "cms/", "courses/", "media/")
_COMMENT = re.compile(r"^[ \t]*(//[^\n]*|/\*\*.*?\*/)\n", re.MULTILINE | re.DOTALL)


def without_comments(source: str) -> str:
    """Return a module of ours without the comments that have lines of their own."""
    return _COMMENT.sub("", source)


def write_compressed(path: Path) -> None:
    """Write `path` once more as `.gz` beside it, which WhiteNoise then sends to whoever reads gzip."""
    content = path.read_bytes()
    if len(content) >= SMALLEST_WORTH_BYTES:
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, LEVEL, mtime=0))


class StaticStorage(ManifestStaticFilesStorage):
    """Hashed names; an unknown file keeps its plain name, so a page never fails for a picture."""

    manifest_strict = False
    # A module that imports another names its hashed file: no half of an upgrade is ever mixed with the other.
    support_js_module_import_aggregation = True

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Keep a file; a module of ours without its comments."""
        if name and name.startswith(OURS) and name.endswith(".js"):
            content = ContentFile(without_comments(content.read().decode()).encode())
        return str(super().save(name, content, max_length))

    def post_process(self, *args: Any, **options: Any) -> Iterator[Any]:
        """Give files their hashed names, then compress the texts among them once for all visitors."""
        for name, hashed_name, processed in super().post_process(*args, **options):
            yield name, hashed_name, processed
        for hashed_name in set(self.hashed_files.values()):
            path = Path(self.path(hashed_name))
            if path.suffix in TEXT_SUFFIXES and not path.with_name(path.name + ".gz").exists():
                write_compressed(path)
