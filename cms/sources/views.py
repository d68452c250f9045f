"""The page where staff send a film or sound for a lesson, in parts, from any phone."""

from django.conf import settings
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.access import DeskRequest, desk_required
from media.models import Clip, SourceFile

MOST_SHOWN = 20


@never_cache
@require_safe
@desk_required()
def clip_new(request: DeskRequest) -> HttpResponseBase:
    """Show the field that sends in parts, and below it what this person sent before."""
    sources = SourceFile.objects.filter(owner=request.user)[:MOST_SHOWN]
    clips = Clip.objects.in_bulk([source.pk for source in sources])
    context = {
        # The clip of a source has the source's own key.
        "sources": [(source, clips.get(source.pk)) for source in sources],
        "most_megabytes": settings.UPLOAD_LESSON_BYTES // 1_000_000,
    }
    return render(request, "cms/clip_new.html", context)
