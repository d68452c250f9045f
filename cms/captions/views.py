"""Which clips have captions in which languages; sending, replacing and removing them.

At the desk and not in the content admin: who speaks a dialect is a trainer, and trainers do not enter
the admin. A clip is the same for everybody, so every member of staff may help; the row says who did.
"""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.captions.forms import CaptionsForm
from courses.access import DeskRequest, desk_required
from lms.dates import now
from media.caption_actions import remove_captions, send_captions
from media.captions.languages import native_name
from media.captions.problems import CaptionsRefused
from media.models import CaptionTrack, Clip
from media.queries import captions_url, shown_captions


@require_safe
@desk_required()
def captions(request: DeskRequest) -> HttpResponseBase:
    """Show all clips with the languages of their captions."""
    rows = [(clip, shown_captions(clip.captions.all())) for clip in _clips().order_by("title", "key")]
    return render(request, "cms/captions.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required()
def clip_captions(request: DeskRequest, key: UUID) -> HttpResponseBase:
    """Show the captions of one clip; take a file in or take one away."""
    clip = get_object_or_404(_clips(), key=key)
    if request.method != "POST":
        return _page(request, clip, CaptionsForm())
    if language := request.POST.get("remove", ""):
        return _remove(request, clip, language)
    return _send(request, clip)


def _clips() -> QuerySet[Clip]:
    tracks = CaptionTrack.objects.defer("text").select_related("sent_by")
    return Clip.objects.prefetch_related(Prefetch("captions", tracks))


def _remove(request: DeskRequest, clip: Clip, language: str) -> HttpResponseBase:
    if remove_captions(clip, language=language):
        messages.success(
            request, _("Removed: captions in %(language)s.") % {"language": native_name(language)}
        )
    return redirect("clip-captions-desk", key=clip.key)


def _send(request: DeskRequest, clip: Clip) -> HttpResponseBase:
    form = CaptionsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, clip, form, status=422)
    asked = form.cleaned_data
    try:
        track = send_captions(
            clip, language=asked["language"], upload=asked["file"], sender=request.user, at=now()
        )
    except CaptionsRefused as refused:
        return _page(request, clip, form, refused=refused, status=refused.status)
    told = {"language": track.native_name, "count": track.cues}
    messages.success(request, _("Kept: %(count)s captions in %(language)s.") % told)
    return redirect("clip-captions-desk", key=clip.key)


def _page(
    request: DeskRequest,
    clip: Clip,
    form: CaptionsForm,
    *,
    refused: CaptionsRefused | None = None,
    status: int = 200,
) -> HttpResponseBase:
    tracks = [(track, captions_url(track)) for track in shown_captions(clip.captions.all())]
    context = {"clip": clip, "tracks": tracks, "form": form, "refused": refused}
    return render(request, "cms/clip_captions.html", context, status=status)
