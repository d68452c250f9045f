"""The question that comes before a lesson appears without its clip."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from cms.pages.lesson import LessonPage
from cms.publishing.awaited import clips_not_ready, publish_when_ready
from lms.accounts.models import User
from lms.dates import now
from media.failures import why_failed


def ask_first(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Send the editor to the question where a chosen clip is not ready; the revision is saved already."""
    if not isinstance(page, LessonPage) or (page.go_live_at and page.go_live_at > now()):
        return None
    return redirect("lesson-waits", page.pk) if clips_not_ready(page) else None


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_waits(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask: publish by itself when the clip is ready, or now without it."""
    page = get_object_or_404(LessonPage, pk=pk)
    revision = page.latest_revision
    if revision is None or not page.permissions_for_user(request.user).can_publish():
        raise Http404
    if request.method == "POST":
        user = request.user if isinstance(request.user, User) else None
        if request.POST.get("when") == "now":
            revision.publish(user=user)
            messages.success(request, _("The lesson is published. Its clip shows as soon as it is ready."))
        else:
            publish_when_ready(page, revision, by=user, at=now())
            messages.success(request, _("The lesson will appear by itself when its clip is ready."))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    context = {
        "page": page,
        "clips": [(clip, why_failed(clip)) for clip in clips_not_ready(revision.as_object())],
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
    return render(request, "cms/lesson_waits.html", context)
