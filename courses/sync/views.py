"""What could not be stored: on the learner's own page, and at the desk with a button to try again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.access import DeskRequest, LearnerRequest, desk_required, learner_required
from courses.sync.actions import replay
from courses.sync.models import RejectedItem
from courses.sync.show import text_of, title_of
from lms.dates import now

PAGE_SIZE = 50


@require_safe
@never_cache
@learner_required
def my_rejected(request: LearnerRequest) -> HttpResponseBase:
    """Tell a learner in words what of their phone's could not be stored, and why."""
    rows = RejectedItem.objects.visible_to(request.user).waiting()[:PAGE_SIZE]
    shown = [(title_of(row), row) for row in rows]
    return render(request, "sync/my_rejected.html", {"rows": shown, "tab": "profile"})


@require_safe
@never_cache
@desk_required()
def rejected(request: DeskRequest) -> HttpResponseBase:
    """Show what of phones could not be stored, of the learners whom this person may see."""
    rows = RejectedItem.objects.visible_to(request.user).waiting().with_people()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [(title_of(row), row, text_of(row)) for row in page]
    return render(request, "sync/rejected.html", {"rows": shown, "page": page})


@require_POST
@desk_required()
def rejected_replay(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Try one item again and say what became of it."""
    seen = RejectedItem.objects.visible_to(request.user).select_related("learner__user")
    row = get_object_or_404(seen, pk=pk)
    if row.replayed_at is None:
        entry = replay(row, by=request.user, at=now())
        if entry.refusal:
            messages.error(request, _("Still not stored: %(why)s") % {"why": entry.refusal.message})
            return redirect("rejected")
    messages.success(request, _("Stored now. Nothing is missing any more."))
    return redirect("rejected")
