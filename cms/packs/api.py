"""Packs over the API: public, the same for everybody, 304 where the phone has them."""

import hashlib
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import get_language
from ninja import Router, Schema

from cms.packs.stored import all_packs, find_pack
from courses.models import Track

router = Router(tags=["packs"])
# Short: a lesson that was withdrawn or mended is known by the next day's phone, and by this one soon.
CACHE_CONTROL = "public, max-age=60"


class SizesOut(Schema):
    """Bytes over the wire: clips as sound, small and clear; pages and what they need apart."""

    audio: int
    saving: int
    clear: int
    shared: int


class PackOut(Schema):
    """A course that can be kept on a phone."""

    key: str
    title: str
    lessons: int
    version: str
    sizes: SizesOut


class EnvelopeOut(Schema):
    """A manifest's exact text and its signature: ECDSA P-256 over its UTF-8, base64url of 64 bytes."""

    manifest: str
    key: str
    signature: str


@router.get("/packs", response=list[PackOut], url_name="packs")
def packs(request: HttpRequest) -> HttpResponse:
    """List the courses that can be kept; `?lang=en` speaks English."""
    body = json.dumps([pack.line for pack in all_packs(get_language() or "th")], ensure_ascii=False)
    return _answer(request, body.encode(), f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"')


@router.get("/packs/{slug:track}", response=EnvelopeOut, url_name="pack")
def pack(request: HttpRequest, track: str) -> HttpResponse:
    """Answer with the signed manifest of one course; `?lang=en` speaks English."""
    row = Track.objects.filter(code=track).first()
    found = find_pack(row, get_language() or "th") if row else None
    if found is None:
        raise Http404
    return _answer(request, found.envelope, found.etag)


def _answer(request: HttpRequest, body: bytes, etag: str) -> HttpResponse:
    headers: dict[str, Any] = {"ETag": etag, "Cache-Control": CACHE_CONTROL}
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(body, content_type="application/json; charset=utf-8", headers=headers)
