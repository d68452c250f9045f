"""Cohorts at the desk: the list, opening, changing, closing, and the poster."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.cohorts import actions
from courses.cohorts.desk_forms import CohortForm
from courses.cohorts.models import Cohort
from courses.cohorts.poster import join_url, qr_svg, typed_address
from courses.errors import Refused
from lms.accounts.models import User
from lms.dates import now, today
from lms.text import normalise_thai

A_PAGE = 50

shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])


def visible_cohort(user: User, pk: int) -> Cohort:
    """Return a cohort that a staff member may see, with how many are in; 404 for all others."""
    rows = Cohort.objects.visible_to(user).select_related("community", "trainer").with_taken()
    found: Cohort = get_object_or_404(rows, pk=pk)
    return found


@require_safe
@never_cache
@desk_required()
def cohorts(request: DeskRequest) -> HttpResponse:
    """List the cohorts that a staff member sees, the newest first."""
    query = normalise_thai(request.GET.get("q", "").replace("\x00", ""))[:60]
    rows = Cohort.objects.visible_to(request.user).select_related("community", "trainer").with_taken()
    if query:
        named = Q(community__name_th__icontains=query) | Q(community__name_en__icontains=query)
        rows = rows.filter(named | Q(title_th__icontains=query) | Q(trainer__name__icontains=query))
    page = Paginator(rows.order_by("-starts_on", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "query": query, "today": today()}
    return render(request, "cohorts/cohorts.html", context)


@shown_or_sent
@never_cache
@desk_required()
def cohort_new(request: DeskRequest) -> HttpResponse:
    """Open a cohort; its join code is made on the way."""
    if request.method != "POST":
        return _form_page(request, CohortForm.fresh(request.user))
    form = CohortForm(request.POST, user=request.user)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    facts: dict[str, Any] = dict(form.cleaned_data)
    trainer = facts.pop("trainer", None) or (request.user if request.user.is_trainer else None)
    try:
        cohort = actions.open_cohort(facts.pop("community"), trainer=trainer, at=now(), **facts)
    except Refused as error:
        form.refuse(error)
        return _form_page(request, form, status=error.status)
    messages.success(request, _("The cohort is open. Print the poster, or send the join code."))
    return redirect("roster", pk=cohort.pk)


@shown_or_sent
@never_cache
@desk_required()
def cohort_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a cohort's calendar, seats, title or trainer."""
    cohort = visible_cohort(request.user, pk)
    if request.method != "POST":
        return _form_page(request, CohortForm.of(cohort, request.user), cohort)
    form = CohortForm(request.POST, user=request.user, cohort=cohort)
    if not form.is_valid():
        return _form_page(request, form, cohort, status=422)
    facts: dict[str, Any] = {"trainer": cohort.trainer, **form.cleaned_data}
    try:
        actions.edit_cohort(cohort, **facts)
    except Refused as error:
        form.refuse(error)
        return _form_page(request, form, cohort, status=error.status)
    messages.success(request, _("Kept."))
    return redirect("roster", pk=cohort.pk)


@require_POST
@desk_required()
def cohort_state(request: DeskRequest, pk: int) -> HttpResponse:
    """Close a cohort for joining, open it again, or give it another join code."""
    cohort = visible_cohort(request.user, pk)
    asked = request.POST.get("do")
    try:
        if asked == "close":
            actions.close_cohort(cohort, at=now())
            messages.success(request, _("The code takes nobody more. Whoever is in goes on learning."))
        elif asked == "reopen":
            actions.reopen_cohort(cohort, at=now())
            messages.success(request, _("The code works again."))
        elif asked == "renew":
            actions.renew_code(cohort)
            messages.success(request, _("There is a new join code. Old posters no longer work."))
    except Refused as error:
        form = CohortForm.of(cohort, request.user)
        return _form_page(request, form, cohort, status=error.status, error=error)
    return redirect("cohort-edit", pk=cohort.pk)


@require_safe
@never_cache
@desk_required()
def poster(request: DeskRequest, pk: int) -> HttpResponse:
    """Show the A4 poster of a cohort, ready to print."""
    cohort = visible_cohort(request.user, pk)
    context = {"cohort": cohort, "address": typed_address(request), "is_over": cohort.is_over(today())}
    return render(request, "cohorts/poster.html", context)


@require_safe
@never_cache
@desk_required()
def qr(request: DeskRequest, pk: int) -> HttpResponse:
    """Draw the join link of a cohort as a QR code."""
    cohort = visible_cohort(request.user, pk)
    return HttpResponse(qr_svg(join_url(request, cohort.join_code)), content_type="image/svg+xml")


def _form_page(
    request: DeskRequest,
    form: CohortForm,
    cohort: Cohort | None = None,
    *,
    status: int = 200,
    error: Refused | None = None,
) -> HttpResponse:
    context = {"form": form, "cohort": cohort, "error": error, "today": today()}
    return render(request, "cohorts/cohort_form.html", context, status=status)
