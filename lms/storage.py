"""Static files under names that carry their hash, so a phone may keep them for ever."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import minify
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile, File

TEXT_SUFFIXES = {".css", ".js", ".json", ".mjs", ".svg", ".webmanifest"}
SMALLEST_WORTH_BYTES = 400
LEVEL = 9
OURS = ("lms/", "courses/", "cms/", "media/")
KINDS = {".js": "application/javascript", ".css": "text/css"}


def write_compressed(path: Path) -> None:
    """Write `path` once more as `.gz` beside it, which WhiteNoise then sends to whoever reads gzip."""
    content = path.read_bytes()
    if len(content) >= SMALLEST_WORTH_BYTES:
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, LEVEL, mtime=0))


def minified(source: str, suffix: str = ".js") -> str:
    """Return a script or a style sheet of ours as phones get it: every byte costs them.

    Raises `minify.MinifyError` for what is no JavaScript, so a slip ends `collectstatic` and not a page.
    """
    return str(minify.string(KINDS[suffix], source))


class StaticStorage(ManifestStaticFilesStorage):
    """Hashed names; an unknown file keeps its plain name, so a page never fails for a picture."""

    manifest_strict = False
    # A module that imports another names its hashed file: no half of an upgrade is ever mixed with the other.
    support_js_module_import_aggregation = True

    def _save(self, name: str, content: File) -> str:
        suffix = Path(name).suffix
        if suffix in KINDS and name.startswith(OURS):
            content.seek(0)
            content = ContentFile(minified(content.read().decode(), suffix).encode())
        saved: str = super()._save(name, content)  # type: ignore[misc]
        return saved

    def post_process(self, *args: Any, **options: Any) -> Iterator[Any]:
        """Give files their hashed names, then compress the texts among them once for all visitors."""
        for name, hashed_name, processed in super().post_process(*args, **options):
            yield name, hashed_name, processed
        for hashed_name in set(self.hashed_files.values()):
            path = Path(self.path(hashed_name))
            if path.suffix in TEXT_SUFFIXES and not path.with_name(path.name + ".gz").exists():
                write_compressed(path)
