"""Clips over the API: small, public, the same for everybody."""

import hashlib
import json
import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from ninja import Router, Schema

from media.models import ClipState
from media.queries import ClipFacts, clip_facts

router = Router(tags=["clips"])

# While a clip is being made the page asks every few seconds; a finished one may be remembered longer.
MOVING_SECONDS, SETTLED_SECONDS = 2, 15


class RenditionOut(Schema):
    """One size of a clip."""

    name: str
    url: str
    content_type: str
    size_bytes: int
    width_px: int
    height_px: int


class CaptionOut(Schema):
    """Captions in one language: its BCP 47 tag and its own name."""

    language: str
    label: str
    url: str


class ClipOut(Schema):
    """What a player needs to know of a clip. States are put into words by the page."""

    key: uuid.UUID
    title: str
    state: str
    step: str
    percent: int
    failure: str
    is_playable: bool
    language: str
    duration_ms: int
    has_sound: bool
    cover_url: str
    cover_bytes: int
    renditions: list[RenditionOut]
    captions: list[CaptionOut]


@router.get("/clips/{key}", response=ClipOut, url_name="clip")
def clip(request: HttpRequest, key: str) -> HttpResponse:
    """Tell a clip's state, sizes and captions; 304 where the phone knows it already."""
    facts = _facts(key)
    body = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()
    settled = facts["state"] in (ClipState.READY, ClipState.FAILED)
    headers = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"',
        "Cache-Control": f"public, max-age={SETTLED_SECONDS if settled else MOVING_SECONDS}",
    }
    if request.headers.get("If-None-Match", "").removeprefix("W/") == headers["ETag"]:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(body, content_type="application/json; charset=utf-8", headers=headers)


def _facts(key: str) -> ClipFacts:
    try:
        wanted = uuid.UUID(key)
    except ValueError as error:
        raise Http404 from error
    facts = clip_facts([wanted]).get(wanted)
    if facts is None:
        raise Http404
    return facts
