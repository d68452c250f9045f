"""Static files as a phone keeps them: their address, hash, size, and what they themselves need."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from lms.storage import LEVEL, SMALLEST_WORTH_BYTES, TEXT_SUFFIXES

IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)""")
IN_MODULE = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
# `house.3f2a9c1b77de.css`: the name changes with the content.
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


@dataclass(frozen=True)
class Asset:
    """One static file. `wire_bytes` is what it weighs as it is sent: texts go out compressed."""

    url: str
    size_bytes: int
    wire_bytes: int
    sha256: str
    needs: tuple[str, ...]

    @property
    def is_hashed(self) -> bool:
        """Tell whether the address changes with the content."""
        return HASHED.search(self.url) is not None


def asset(url: str) -> Asset | None:
    """Return the static file at an address of this site, None where there is none."""
    path = _file_of(url)
    return _read(url, path, path.stat().st_mtime_ns) if path else None


def static_url(name: str) -> str:
    """Return the address of a static file by its name in the source, «lms/house.css»."""
    return str(staticfiles_storage.url(name))


def with_needs(urls: list[str]) -> list[Asset]:
    """Return the files at these addresses with all that they need: fonts of a style, imports of a module."""
    found: dict[str, Asset] = {}
    waiting = list(urls)
    while waiting:
        url = waiting.pop(0)
        if url in found or (one := asset(url)) is None:
            continue
        found[url] = one
        waiting += one.needs
    return list(found.values())


def wire_size(content: bytes, *, is_text: bool) -> int:
    """Return how many bytes a file is on the wire, its headers apart."""
    if not is_text or len(content) < SMALLEST_WORTH_BYTES:
        return len(content)
    return len(gzip.compress(content, LEVEL, mtime=0))


def _file_of(url: str) -> Path | None:
    if not url.startswith(settings.STATIC_URL):
        return None
    name = normpath(unquote(urlsplit(url).path)[len(settings.STATIC_URL) :])
    if name.startswith((".", "/")):
        return None
    collected = Path(settings.STATIC_ROOT) / name
    if collected.is_file():
        return collected
    found = finders.find(name)
    return Path(str(found)) if found else None


@cache
def _read(url: str, path: Path, changed_ns: int) -> Asset:
    content = path.read_bytes()
    is_text = path.suffix in TEXT_SUFFIXES
    names = []
    if path.suffix == ".css":
        names = [name for name in IN_STYLE.findall(content.decode()) if not name.startswith(("data:", "#"))]
    elif path.suffix == ".js":
        names = IN_MODULE.findall(content.decode())
    needs = tuple(dict.fromkeys(normpath(join(dirname(url), name)) for name in names))
    digest = hashlib.sha256(content).hexdigest()
    return Asset(url, len(content), wire_size(content, is_text=is_text), digest, needs)
