"""Files that belong to a pack, each with its address, size and hash."""

import hashlib
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.utils._os import safe_join

from lms.assets import with_needs

PICTURES = "/files/public/images/"


class _Needs(HTMLParser):
    """Collects what a page loads to look as it should: styles, scripts, pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the address that a tag loads."""
        told = dict(attrs)
        is_style = tag == "link" and told.get("rel") == "stylesheet"
        url = told.get("href") if is_style else told.get("src") if tag in ("script", "img") else None
        if url:
            self.urls[url] = None


def fact(url: str, content: bytes, wire_bytes: int | None = None) -> dict[str, Any]:
    """Return a file's entry in a manifest. `wire` stands there where it is sent smaller than it is."""
    return _entry(url, len(content), hashlib.sha256(content).hexdigest(), wire_bytes)


def needs_of(pages: Iterable[bytes]) -> list[str]:
    """Return the addresses of the styles, scripts and pictures that pages load, each once."""
    needs = _Needs()
    for html in pages:
        needs.feed(html.decode())
    return list(needs.urls)


def shared_files(pages: Iterable[bytes]) -> list[dict[str, Any]]:
    """Return the static files and pictures that pages load, each once, in a lasting order."""
    urls = needs_of(pages)
    entries = [_entry(one.url, one.size_bytes, one.sha256, one.wire_bytes) for one in with_needs(urls)]
    pictures = [_picture(url) for url in urls if url.startswith(PICTURES)]
    return sorted(entries + [one for one in pictures if one], key=lambda one: str(one["url"]))


def _picture(url: str) -> dict[str, Any] | None:
    path = Path(safe_join(str(settings.MEDIA_ROOT), "images", unquote(url[len(PICTURES) :])))
    return fact(url, path.read_bytes()) if path.is_file() else None


def _entry(url: str, size_bytes: int, sha256: str, wire_bytes: int | None) -> dict[str, Any]:
    entry = {"url": url, "bytes": size_bytes, "sha256": sha256}
    return entry if wire_bytes in (None, size_bytes) else {**entry, "wire": wire_bytes}
