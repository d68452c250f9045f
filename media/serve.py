"""Files over HTTP with Range, without which no phone can seek in a film and some refuse to play it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, http_date, quote_etag

from media import s3
from media.links import private_from_store, shown_in_place
from media.models import StoredFile
from media.store import private_path

CHUNK_BYTES = 64 * 1024
# Eighteen digits are an exabyte; a longer number is no position in a file.
_RANGE = re.compile(r"\s*bytes=(\d{0,18})-(\d{0,18})\s*\Z")


def private_file(request: HttpRequest, stored_file: StoredFile) -> HttpResponseBase:
    """Answer with a person's file. The caller's room has already asked whether this may be seen.

    The browser may keep it but must ask again every time, so that the permission is checked again.
    """
    path = private_path(stored_file.path)
    filename = f"{stored_file.kind}-{stored_file.id.hex[:8]}{path.suffix}"
    if s3.is_on() and not path.exists():  # what was sent before there was a store still lies on the disk
        return private_from_store(stored_file, filename)
    return file_answer(
        request,
        path,
        content_type=stored_file.content_type,
        # Another file of the same row has another name, as a light copy has.
        etag=path.stem,
        cache_control="private, no-cache",
        filename=filename,
        accel=f"private/{stored_file.path}",
    )


def file_answer(
    request: HttpRequest,
    path: Path,
    *,
    content_type: str,
    cache_control: str,
    filename: str,
    accel: str,
    etag: str = "",
) -> HttpResponseBase:
    """Answer GET or HEAD with a file or the part of it that was asked for (RFC 9110, section 14).

    200, 206, 304 or 416; raises Http404 where the file is gone. With `FILES_ACCEL` set the bytes come
    from the web server in front, which knows Range itself.
    """
    try:
        stat = path.stat()
    except (OSError, ValueError) as error:  # a name may hold what no file system takes
        raise Http404 from error
    headers = {
        "Content-Type": content_type,
        "ETag": quote_etag(etag or f"{stat.st_mtime_ns:x}-{stat.st_size:x}"),
        "Last-Modified": http_date(stat.st_mtime),
        "Cache-Control": cache_control,
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": content_disposition_header(not shown_in_place(content_type), filename)
        or "inline",
    }
    if settings.FILES_ACCEL:
        return HttpResponse(headers={**headers, "X-Accel-Redirect": f"{settings.FILES_ACCEL}{quote(accel)}"})
    if _is_known(request, headers):
        return _not_modified(headers)
    return _bytes(request, path, stat.st_size, headers)


def _is_known(request: HttpRequest, headers: dict[str, str]) -> bool:
    asked = request.headers.get("If-None-Match")
    if asked is None:
        return False
    known = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    return headers["ETag"] in known or "*" in known


def _not_modified(headers: dict[str, str]) -> HttpResponse:
    kept = {name: headers[name] for name in ("ETag", "Last-Modified", "Cache-Control")}
    return HttpResponseNotModified(headers=kept)


def _bytes(request: HttpRequest, path: Path, size: int, headers: dict[str, str]) -> HttpResponseBase:
    if request.method == "HEAD":
        return HttpResponse(headers={**headers, "Content-Length": str(size)})
    asked = _asked_range(request, headers)
    part = (0, size - 1)
    if asked is not None:
        found = _within(asked, size)
        if found is None:
            return HttpResponse(
                status=416,
                headers={
                    "Content-Range": f"bytes */{size}",
                    "Cache-Control": "no-store",
                    "Accept-Ranges": "bytes",
                },
            )
        part = found
        headers["Content-Range"] = f"bytes {part[0]}-{part[1]}/{size}"
    length = part[1] - part[0] + 1
    headers["Content-Length"] = str(length)
    try:
        file = path.open("rb")
    except OSError as error:
        raise Http404 from error
    return StreamingHttpResponse(
        _Part(file, part[0], length), status=200 if asked is None else 206, headers=headers
    )


def _asked_range(request: HttpRequest, headers: dict[str, str]) -> tuple[str, str] | None:
    """Return both ends of a single range as written, or None where the whole file is the answer."""
    condition = request.headers.get("If-Range")
    if condition is not None and condition not in (headers["ETag"], headers["Last-Modified"]):
        return None
    found = _RANGE.match(request.headers.get("Range", ""))
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first and last and int(first) > int(last):
        return None  # ends before it begins: not a range, so it is ignored
    return first, last


def _within(asked: tuple[str, str], size: int) -> tuple[int, int] | None:
    """Return the first and last byte of what was asked, or None where the file has no such byte."""
    first, last = asked
    if first == "":
        start, end = max(size - int(last), 0), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end else None


class _Part:
    """The bytes from `start` on, in chunks; closes its file also when the phone hangs up."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self.file, self.left = file, length
        file.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = self.file.read(min(CHUNK_BYTES, self.left)) if self.left else b""
        if not chunk:
            self.file.close()
            raise StopIteration
        self.left -= len(chunk)
        return chunk

    def close(self) -> None:
        """Close the file."""
        self.file.close()
