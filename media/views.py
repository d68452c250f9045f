"""Public files of clips, pictures of lessons, and a clip's own page for phones without JavaScript."""

import uuid
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

from media import s3
from media.kinds import CLIP_TYPES
from media.links import FOR_EVER, clip_from_store
from media.models import CaptionTrack, Clip, ClipState
from media.queries import DIGEST_LETTERS, clip_facts
from media.serve import file_answer
from media.store import clip_path

PICTURE_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
}
FIRST_CHOICE = "240p"


@require_safe
def clip_file(request: HttpRequest, key: uuid.UUID, revision: int, name: str) -> HttpResponseBase:
    """Answer with one file of a clip, or the part of it that was asked for; or say where the store has it."""
    content_type = CLIP_TYPES.get(Path(name).suffix)
    if content_type is None or name.startswith("."):
        raise Http404
    relative = f"{key}/{revision}/{name}"
    path = clip_path(relative)
    if s3.is_on() and not path.exists():
        if not Clip.objects.filter(key=key, revision=revision).exists():
            raise Http404
        return clip_from_store(relative, content_type=content_type)
    return file_answer(
        request,
        path,
        content_type=content_type,
        etag=f"{key.hex[:12]}-{revision}-{name}",
        cache_control=FOR_EVER,
        filename=name,
        accel=f"clips/{relative}",
    )


@require_safe
def sent_captions(request: HttpRequest, key: uuid.UUID, language: str, digest: str) -> HttpResponse:
    """Answer with captions that a person sent; a changed text has another address."""
    if len(digest) != DIGEST_LETTERS:
        raise Http404
    track = get_object_or_404(
        CaptionTrack, clip_id=key, language=language, text_sha256__startswith=digest, sent_by__isnull=False
    )
    headers = {"Cache-Control": FOR_EVER, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(track.text, content_type=CLIP_TYPES[".vtt"], headers=headers)


@require_safe
def picture_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with a picture of a lesson; a changed picture gets another name."""
    content_type = PICTURE_TYPES.get(Path(name).suffix.lower())
    try:
        path = Path(safe_join(str(settings.MEDIA_ROOT), "images", name))
    except (SuspiciousFileOperation, ValueError) as error:
        raise Http404 from error
    if content_type is None:
        raise Http404
    return file_answer(
        request,
        path,
        content_type=content_type,
        cache_control=FOR_EVER,
        filename=path.name,
        accel=f"public/images/{name}",
    )


@require_safe
def clip(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show a clip on a page of its own, its sizes as links. Works without JavaScript."""
    facts = clip_facts([key]).get(key)
    if facts is None:
        raise Http404
    by_name = {rendition["name"]: rendition for rendition in facts["renditions"]}
    chosen = by_name.get(request.GET.get("size", "")) or by_name.get(FIRST_CHOICE)
    if chosen is None and by_name:
        chosen = facts["renditions"][0]
    context = {"clip": facts, "chosen": chosen, "states": ClipState}
    return render(request, "media/clip.html", context)
