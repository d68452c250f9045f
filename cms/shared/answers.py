"""Answering with a shared page: from the shelf, from the store, or rendered now."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from cms.shared.build import build_mark
from cms.shared.models import SharedPage
from cms.shared.render import published_html
from cms.shared.shelf import Entry, shelf
from cms.shared.store import etag_of, generation, keep
from lms.dates import now

# A phone or a CDN may keep the page and asks each time whether it still holds: a withdrawn lesson
# is gone at once, and a repeat costs one answer of some 200 bytes.
CACHE_CONTROL = "public, max-age=0, must-revalidate"


def answer(page: Any, request: HttpRequest) -> HttpResponse:
    """Answer with a page that Wagtail's routing has found, and put it where the next one finds it."""
    path, pages = page.path_here, shelf.pages()
    entry, is_kept = entry_of(page)
    if is_kept:
        pages[path] = entry
    return entry_response(entry, request)


def entry_of(page: Any) -> tuple[Entry, bool]:
    """Return a published page as everybody sees it, and whether the store has it like this."""
    path, seen = page.path_here, generation()
    row = SharedPage.objects.filter(path=path, build=build_mark()).first()
    if row is None:
        html, language = published_html(page), page.locale.language_code
        row = keep(path=path, language=language, page_id=page.pk, html=html, seen_generation=seen, at=now())
        if row is None:  # something was published meanwhile: right for this reader, not worth keeping
            return Entry(etag_of(html), language, b"", html), False
    return Entry.of(row), True


def entry_response(entry: Entry, request: HttpRequest) -> HttpResponse:
    """Answer 304 where the reader has this version, else the page, packed where they can unpack it."""
    meta = request.META
    tags = meta.get("HTTP_IF_NONE_MATCH", "")
    if tags and (entry.etag in tags or tags.strip() == "*"):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        packed = bool(entry.packed) and "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "")
        body = entry.packed if packed else entry.plain
        response = HttpResponse(b"" if request.method == "HEAD" else body)
        response.headers["Content-Length"] = str(len(body))
        if packed:
            response.headers["Content-Encoding"] = "gzip"
    headers = response.headers
    headers["ETag"] = entry.etag
    headers["Cache-Control"] = CACHE_CONTROL
    headers["Vary"] = "Accept-Encoding"
    headers["Content-Language"] = entry.language
    headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def from_shelf(request: HttpRequest) -> HttpResponseBase | None:
    """Return the answer for a path that this process has in memory, None for everything else."""
    if request.method not in ("GET", "HEAD"):
        return None
    # Only the search on the list of courses reads the query; marks of shared links change nothing.
    if "q=" in request.META.get("QUERY_STRING", ""):
        return None
    entry = shelf.find(request.path_info)
    return entry_response(entry, request) if entry else None
