"""Clips over the API: small, public, the same for everybody."""

import hashlib
import json
import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from ninja import Router, Schema

from lms.accounts.models import User
from lms.dates import now
from media.clip_actions import retry_clip
from media.failures import why_failed
from media.ingest.actions import cancel_clip
from media.models import Clip, ClipState
from media.progress import progress
from media.queries import ClipFacts, clip_with_facts
from media.uploads.api import session

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
    why: str
    queue_position: int
    seconds_left: int | None
    attempts: int
    is_playable: bool
    language: str
    duration_ms: int
    has_sound: bool
    cover_url: str
    cover_bytes: int
    renditions: list[RenditionOut]
    captions: list[CaptionOut]


class MakingOut(Schema):
    """How far the making of a clip is. `seconds_left` is null where nobody can tell."""

    state: str
    why: str
    step: str
    percent: int
    queue_position: int
    seconds_left: int | None
    attempts: int


@router.get("/clips/{key}", response=ClipOut, url_name="clip")
def clip(request: HttpRequest, key: str) -> HttpResponse:
    """Tell a clip's state, sizes and captions, and how far it is; 304 where the phone knows it already."""
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


@router.post("/clips/{key}/cancel", auth=session, response=MakingOut, url_name="clip-cancel")
def cancel(request: HttpRequest, key: str) -> HttpResponse:
    """Stop a clip that waits or is being made; for staff."""
    return _said(cancel_clip(_staffs(request, key), at=now()))


@router.post("/clips/{key}/retry", auth=session, response=MakingOut, url_name="clip-retry")
def retry(request: HttpRequest, key: str) -> HttpResponse:
    """Put a clip that failed or was stopped back in the queue; for staff."""
    return _said(retry_clip(_staffs(request, key), at=now()))


def _staffs(request: HttpRequest, key: str) -> Clip:
    user = request.user
    try:
        clip = Clip.objects.filter(key=uuid.UUID(key)).first()
    except ValueError as error:
        raise Http404 from error
    if clip is None or not (isinstance(user, User) and user.works_at_the_desk):
        raise Http404
    return clip


def _said(clip: Clip) -> HttpResponse:
    words = {"state": clip.state, "why": why_failed(clip), **progress(clip, at=now())}
    return JsonResponse(words, headers={"Cache-Control": "private, no-store"})


def _facts(key: str) -> ClipFacts:
    try:
        wanted = uuid.UUID(key)
    except ValueError as error:
        raise Http404 from error
    found = clip_with_facts(wanted)
    if found is None:
        raise Http404
    clip, facts = found
    return {**facts, **progress(clip, at=now()), "why": why_failed(clip)}
