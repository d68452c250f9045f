"""Corrections that people asked for, and erasures begun by an administrator."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.cohorts.querysets import learner_gate
from courses.errors import Refused
from courses.people.corrections import answer_correction
from courses.people.erasure import ask_erasure, stop_erasure, waiting_erasure
from courses.people.models import Correction, CorrectionState
from courses.reports.learner_page import find_learner
from lms.accounts.models import Role
from lms.dates import now

PAGE_SIZE = 50


@require_safe
@never_cache
@desk_required()
def corrections(request: DeskRequest) -> HttpResponseBase:
    """List what people of one's area ask to have corrected, the oldest first; or what was answered."""
    rows = _visible(request)
    is_done = request.GET.get("state") == "answered"
    if is_done:
        rows = rows.exclude(state=CorrectionState.ASKED).order_by("-answered_at", "pk")
    else:
        rows = rows.filter(state=CorrectionState.ASKED)
    page = Paginator(rows.select_related("learner__user", "answered_by"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(request, "rights/corrections.html", {"page": page, "is_done": is_done})


@require_POST
@desk_required()
def correction_answer(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Answer one: mended, or not and why."""
    found = get_object_or_404(_visible(request), pk=pk)
    try:
        answer_correction(
            found,
            state=request.POST.get("state", ""),
            answer=request.POST.get("answer", ""),
            by=request.user,
            at=now(),
        )
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Answered. The person reads it on their own page."))
    return redirect("corrections")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@desk_required(Role.ADMINISTRATOR)
def erasure_desk(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Let an administrator have a person's data erased, or stop it within the days to think it over."""
    learner = find_learner(request.user, pk)
    if learner is None:
        raise Http404
    if request.method == "POST":
        act = stop_erasure if request.POST.get("answer") == "stop" else ask_erasure
        try:
            act(learner, by=request.user, at=now())
        except Refused as refused:
            messages.error(request, str(refused.message))
        return redirect("erasure-desk", pk=learner.pk)
    context = {"learner": learner, "waiting": waiting_erasure(learner), "days": settings.ERASURE_DAYS}
    return render(request, "rights/erasure_desk.html", context)


def _visible(request: DeskRequest) -> "QuerySet[Correction]":
    return Correction.objects.filter(learner_gate(request.user)).order_by("asked_at", "pk")
