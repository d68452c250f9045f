"""The ledgers at the desk: three lists, services, operators, and what is voided."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.audit.models import AuditEntry
from courses.cohorts.programme import is_demonstration
from courses.errors import Refused
from courses.ledgers import actions
from courses.ledgers.forms import OutsideForm, ReasonForm, ServiceForm, provinces
from courses.ledgers.lists import campaigns_tab, marks_tab, orders_in, services_tab
from courses.ledgers.models import DbdApplication, DbdStatus, PromotionService, ServiceKind, ValueState
from courses.ledgers.values import why_not_decide
from courses.ledgers.whom import find_people, may_write, same_person
from courses.ledgers.whom_views import choose_page, chosen, visible_learner, visible_operator
from lms.accounts.models import Role
from lms.dates import now

shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])
WRITERS = (Role.MANAGER, Role.ADMINISTRATOR)


@require_safe
@never_cache
@desk_required()
def ledgers(request: DeskRequest) -> HttpResponse:
    """List the cross-border promotion services, with K2."""
    tab = services_tab(request.user, request.GET)
    orders = orders_in(tab.asked.year_be)
    context = {"tab": tab, "here": "services", "kinds": ServiceKind.choices, "orders": orders}
    return _list(request, "ledgers/services.html", context)


@require_safe
@never_cache
@desk_required()
def ledger_marks(request: DeskRequest) -> HttpResponse:
    """List the applications for DBD Registered, with K3."""
    tab = marks_tab(request.user, request.GET)
    return _list(request, "ledgers/marks.html", {"tab": tab, "here": "marks", "states": DbdStatus.choices})


@require_safe
@never_cache
@desk_required(*WRITERS)
def ledger_campaigns(request: DeskRequest) -> HttpResponse:
    """List the influencer campaigns, with the verified reach."""
    tab = campaigns_tab(request.user, request.GET)
    return _list(request, "ledgers/campaigns.html", {"tab": tab, "here": "campaigns"})


def _list(request: DeskRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**context, "may_write": may_write(request.user)})


@shown_or_sent
@never_cache
@desk_required(*WRITERS)
def service_new(request: DeskRequest) -> HttpResponse:
    """Enter a service: first whom it was for, then what it was."""
    whom, title = chosen(request), _("A new service")
    if whom is None:
        return choose_page(request, title, "services")
    form = ServiceForm(request.POST or None)
    context = {"form": form, "whom": whom, "title": title, "tab": "services"}
    if request.method != "POST":
        return render(request, "ledgers/service_form.html", context)
    status = 422
    if whom.is_valid() & form.is_valid():
        sure, at = form.cleaned_data["is_sure"], now()
        try:
            operator = whom.get(by=request.user, at=at, is_sure=sure)
            actions.record_service(
                operator, facts=form.facts(), entry_id=form.entry(), by=request.user, at=at, is_sure=sure
            )
        except Refused as error:
            status = error.status
            refuse(error, form, whom.outside)
        else:
            messages.success(request, _("Kept: %(name)s.") % {"name": operator.label})
            return redirect("ledger-operator", pk=operator.pk)
    return render(request, "ledgers/service_form.html", context, status=status)


def refuse(error: Refused, form: Any, outside: OutsideForm | None) -> None:
    """Show the sentence where it belongs: at a field of the person, or of the row."""
    if outside is not None and error.field in outside.fields:
        outside.refuse(error)
    else:
        form.refuse(error)


@shown_or_sent
@never_cache
@desk_required()
def ledger_service(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a service with its history; who may write corrects it here."""
    rows = PromotionService.objects.visible_to(request.user).with_names()
    service = get_object_or_404(rows, pk=pk, is_demonstration=is_demonstration())
    writes = may_write(request.user)
    form = ServiceForm(request.POST) if request.method == "POST" and writes else ServiceForm.of(service)
    status = 200
    if request.method == "POST":
        status = 422 if writes else 404
        if writes and form.is_valid():
            try:
                actions.change_service(service, facts=form.facts(), by=request.user, at=now())
            except Refused as error:
                status = error.status
                form.refuse(error)
            else:
                messages.success(request, _("Kept."))
                return redirect("ledger-service", pk=service.pk)
    context = {
        "service": service,
        "may_decide": service.value_state == ValueState.WAITING and not why_not_decide(service, request.user),
        "form": form,
        "void": ReasonForm(),
        "may_write": writes and not service.is_void,
        "history": AuditEntry.objects.of("service", service.pk),
        "here": "services",
    }
    return render(request, "ledgers/service.html", context, status=status)


@require_POST
@desk_required(*WRITERS)
def ledger_service_void(request: DeskRequest, pk: int) -> HttpResponse:
    """Void a service, with a reason."""
    rows = PromotionService.objects.visible_to(request.user)
    service = get_object_or_404(rows, pk=pk, is_demonstration=is_demonstration())
    return void(request, service, "ledger-service")


def void(request: DeskRequest, row: Any, back_to: str) -> HttpResponse:
    """Void a row and go back to its page, with the reason or with what is missing."""
    try:
        actions.void_row(
            row, reason=request.POST.get("reason", "").replace("\x00", ""), by=request.user, at=now()
        )
    except Refused as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Voided. It counts no longer."))
    return redirect(back_to, pk=row.pk)


@shown_or_sent
@never_cache
@desk_required()
def ledger_operator(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one operator with all rows of the person; who may write links it to a learner or moves it."""
    operator = visible_operator(request.user, pk)
    writes = may_write(request.user)
    error = None
    if request.method == "POST" and writes:
        try:
            _change_operator(request, operator)
        except Refused as refused:
            error = refused
        else:
            messages.success(request, _("Kept."))
            return redirect("ledger-operator", pk=operator.pk)
    person = same_person(operator)
    context = {
        "operator": operator,
        "services": PromotionService.objects.filter(operator__in=person).order_by("-day", "-pk"),
        "marks": DbdApplication.objects.filter(operator__in=person).order_by("-pk"),
        "others": person.exclude(pk=operator.pk).with_names(),
        "history": AuditEntry.objects.of("operator", operator.pk),
        "provinces": provinces(request.user) if writes else [],
        "may_write": writes,
        "error": error,
        "here": "services",
        **_candidates(request, operator),
    }
    return render(request, "ledgers/operator.html", context, status=error.status if error else 200)


def _candidates(request: DeskRequest, operator: Any) -> dict[str, Any]:
    """Return the learners who may be this operator: by the words typed, else by its own phone."""
    if not may_write(request.user) or operator.learner_id is not None:
        return {}
    query = request.GET.get("q", "").replace("\x00", "")[:60].strip()
    return {"query": query, "learners": find_people(request.user, query or operator.phone)[1]}


def _change_operator(request: DeskRequest, operator: Any) -> None:
    asked, by, at = request.POST.get("do"), request.user, now()
    if asked == "link":
        learner = visible_learner(by, request.POST.get("learner", ""))
        actions.link_operator(operator, learner=learner, by=by, at=at)
    elif asked == "unlink":
        actions.unlink_operator(
            operator, reason=request.POST.get("reason", "").replace("\x00", ""), by=by, at=at
        )
    elif asked == "move":
        actions.move_operator(operator, area_code=request.POST.get("area_code", ""), by=by, at=at)
