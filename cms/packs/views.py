"""The pages on which a course is kept and removed: the same for everybody, so they may be kept as well."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.pages.course import CoursePage
from cms.shared.answers import CACHE_CONTROL
from cms.shared.render import neutral_request
from cms.shared.store import etag_of
from courses.models import Lesson


@require_safe
def keep(request: HttpRequest, track: str) -> HttpResponse:
    """Offer one course: its sizes first, then the download with each lesson's state."""
    lesson = Lesson.objects.live().filter(track=track).first()
    if lesson is None:
        raise Http404
    row = lesson.track
    course = CoursePage.objects.live().filter(code=track).first()
    there = course.in_language(get_language() or "th") or course if course else None
    return _same_for_all(
        request, {"track": row.code, "title": row.title, "back": there.path_here if there else "/lessons/"}
    )


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """Show all courses on this phone, its room and its data budget."""
    back = "/en/lessons/" if get_language() == "en" else "/lessons/"
    return _same_for_all(request, {"track": "", "title": _("On this phone"), "back": back})


def _same_for_all(request: HttpRequest, context: dict[str, str]) -> HttpResponse:
    neutral = neutral_request(request.path, get_language() or "th")
    html = render_to_string("packs/keep.html", context, request=neutral).encode()
    headers = {"Cache-Control": CACHE_CONTROL, "ETag": etag_of(html)}
    if headers["ETag"] in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(html, headers=headers)
