"""The page where staff send a film for a lesson: in parts, from any phone, or with a plain form."""

import uuid
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.access import DeskRequest, desk_required
from lms.dates import now
from media.errors import MediaRefused
from media.models import Clip, ClipState, FileKind, SourceFile
from media.progress import progress
from media.uploads.models import Purpose
from media.uploads.whole import send_whole

MOST_SHOWN = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required()
def clip_new(request: DeskRequest) -> HttpResponseBase:
    """Show the field that sends in parts, and what this person sent before; take a whole file by POST.

    Without JavaScript the form carries the file itself: the same checks, the same clip.
    """
    if request.method != "POST":
        return _page(request)
    file = request.FILES.get("clip")
    if file is None:
        return _page(request, refused=_("Choose the clip first, then send it."), status=422)
    upload_id = uuid.uuid4()
    with suppress(ValueError):
        upload_id = uuid.UUID(request.POST.get("upload_id", ""))
    try:
        send_whole(
            request.user,
            upload_id=upload_id,
            file=file,
            purpose=Purpose.LESSON,
            kind=FileKind.VIDEO,
            at=now(),
        )
    except MediaRefused as error:
        return _page(request, refused=error.message, status=error.status)
    return redirect("clip-new")


def _page(request: DeskRequest, *, refused: str | Promise = "", status: int = 200) -> HttpResponseBase:
    sources = SourceFile.objects.filter(owner=request.user)[:MOST_SHOWN]
    clips = Clip.objects.in_bulk([source.pk for source in sources])
    # The clip of a source has the source's own key.
    rows = [(source, clip := clips.get(source.pk), _progress(clip)) for source in sources]
    context = {
        "sources": rows,
        "most_megabytes": settings.UPLOAD_LESSON_BYTES // 1_000_000,
        "upload_id": uuid.uuid4(),
        "refused": refused,
    }
    return render(request, "cms/clip_new.html", context, status=status)


def _progress(clip: Clip | None) -> dict[str, Any] | None:
    """Return how far a clip is that waits or is being made; None for any other."""
    is_moving = clip is not None and clip.state in (ClipState.QUEUED, ClipState.WORKING)
    return progress(clip, at=now()) if clip is not None and is_moving else None
