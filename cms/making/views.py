"""All clips and how far they are; one clip with everything that can be done with it. For all staff."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.making.forms import CutForm
from cms.making.trimming import trim_of
from courses.access import DeskRequest, desk_required
from lms.dates import now
from media.actions import retry_clip
from media.errors import MediaRefused
from media.failures import why_failed
from media.ingest.actions import cancel_clip, cover_paths, edit_clip, pick_cover
from media.ingest.whole import whole_picture
from media.models import Clip
from media.progress import progress
from media.queries import file_url
from media.serve import file_answer

MOST_SHOWN = 200


@require_safe
@desk_required()
def clips(request: DeskRequest) -> HttpResponseBase:
    """Show the clips, the newest first, with their state and sizes."""
    found = Clip.objects.prefetch_related("renditions").order_by("-queued_at", "key")[:MOST_SHOWN]
    rows = [(clip, file_url(clip.cover_path) if clip.cover_path else "", why_failed(clip)) for clip in found]
    return render(request, "cms/clips_desk.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required()
def clip(request: DeskRequest, key: UUID) -> HttpResponseBase:
    """Show one clip and how far it is; stop it, start it again, choose its cover, cut it anew."""
    found = get_object_or_404(Clip.objects.select_related("owner"), key=key)
    if request.method != "POST":
        return _page(request, found, CutForm.of(found))
    form = CutForm(request.POST)
    try:
        if not _done(request, found, form):
            return _page(request, found, form, status=422)
    except MediaRefused as refused:
        return _page(request, found, form, status=422, refused=str(refused.message))
    return redirect("clip-making", key=found.key)


@require_safe
@desk_required()
def whole(request: DeskRequest, key: UUID) -> HttpResponseBase:
    """Answer with a picture of the whole film as it was sent, over which the crop is laid."""
    found = get_object_or_404(Clip, key=key)
    path = whole_picture(found)
    if path is None:
        raise Http404
    return file_answer(
        request,
        path,
        content_type="image/webp",
        cache_control="private, no-cache",
        filename=path.name,
        accel=f"clips/{found.key}/{path.name}",
    )


def _done(request: DeskRequest, found: Clip, form: CutForm) -> bool:
    verb, at = request.POST.get("do", ""), now()
    if verb == "cancel":
        cancel_clip(found, at=at)
        messages.info(request, _("Stopped. You can start it again at any time."))
    elif verb == "retry":
        retry_clip(found, at=at)
    elif verb == "cover":
        number = request.POST.get("cover", "")
        pick_cover(found, int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0)
        messages.success(request, _("The cover was changed."))
    elif verb != "cut" or not form.is_valid():
        return False
    else:
        edit_clip(found, form.cut(), at=at)
        messages.success(request, _("The clip is being cut. The old one plays meanwhile."))
    return True


def _page(
    request: DeskRequest, found: Clip, form: CutForm, *, status: int = 200, refused: str = ""
) -> HttpResponseBase:
    covers = [(number, path, file_url(path)) for number, path in enumerate(cover_paths(found), start=1)]
    context = {
        "clip": found,
        "form": form,
        "refused": refused,
        "progress": progress(found, at=now()),
        "why": why_failed(found),
        "covers": covers,
        "renditions": found.renditions.all(),
        "trim": trim_of(found),
    }
    return render(request, "cms/clip_making.html", context, status=status)
