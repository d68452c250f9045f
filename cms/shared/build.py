"""The name of what pages are rendered with: templates, words, drawings and static files."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

# Everything in these folders can change a page's HTML.
FOLDERS = ("cms", "lms", "media/templates", "courses/templates", "locale")
SUFFIXES = {".html", ".py", ".mo", ".css", ".js", ".svg"}


@cache
def build_mark() -> str:
    """Return a short hash of the code that renders pages, worked out once in each process.

    Sizes and times of files are enough here: an upgrade replaces files, and a wrong "changed"
    only renders some pages once more.
    """
    digest = hashlib.sha256()
    digest.update(str(getattr(staticfiles_storage, "manifest_hash", "")).encode())
    for folder in FOLDERS:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if path.suffix in SUFFIXES:
                stat = path.stat()
                digest.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]
