"""DBD marks at the desk: opening an application, ticking, sending, granting, refusing, going back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.audit.models import AuditEntry
from courses.cohorts.programme import is_demonstration
from courses.errors import Refused
from courses.ledgers import dbd_actions
from courses.ledgers.checklists import checklist_on, items_of, next_item
from courses.ledgers.desk_views import WRITERS, refuse, shown_or_sent, void
from courses.ledgers.forms import GrantForm, MarkForm, ReasonForm, SubmitForm
from courses.ledgers.models import DbdApplication, DbdStatus, Operator
from courses.ledgers.whom import may_write, same_person
from courses.ledgers.whom_views import choose_page, chosen
from courses.people.forms import RefusableForm
from lms.accounts.models import User
from lms.dates import now, today


def visible_mark(user: User, pk: int) -> DbdApplication:
    """Return an application of this site's kind that a person may see; 404 for all others."""
    rows = DbdApplication.objects.visible_to(user).with_names().select_related("renewal_of", "entered_by")
    found: DbdApplication = get_object_or_404(rows, pk=pk, is_demonstration=is_demonstration())
    return found


@shown_or_sent
@never_cache
@desk_required(*WRITERS)
def mark_new(request: DeskRequest) -> HttpResponse:
    """Begin an application, or enter a mark that DBD granted already."""
    whom, title = chosen(request), _("A new DBD application")
    if whom is None:
        return choose_page(request, title, "marks")
    newest = checklist_on(today())
    form = MarkForm(request.POST or None, marks=_renewable(whom.known()), initial=_asked(request, newest.pk))
    context = {"form": form, "whom": whom, "title": title, "tab": "marks"}
    if request.method != "POST":
        return render(request, "ledgers/mark_form.html", context)
    status = 422
    if whom.is_valid() & form.is_valid():
        at = now()
        try:
            operator = whom.get(by=request.user, at=at, is_sure=form.cleaned_data["is_sure"])
            mark = _open(operator, form, request.user, at)
        except Refused as error:
            status = error.status
            refuse(error, form, whom.outside)
        else:
            messages.success(request, _("Kept: %(name)s.") % {"name": operator.label})
            return redirect("ledger-mark", pk=mark.pk)
    return render(request, "ledgers/mark_form.html", context, status=status)


def _asked(request: DeskRequest, checklist: int) -> dict[str, Any]:
    return {"checklist": checklist, "renewal_of": request.GET.get("renewal_of", "")}


def _renewable(operator: Operator | None) -> Any:
    if operator is None:
        return DbdApplication.objects.none()
    marks = DbdApplication.objects.filter(operator__in=same_person(operator), voided_at__isnull=True)
    return marks.filter(status__in=(DbdStatus.GRANTED, DbdStatus.EXPIRED)).exclude(
        renewals__voided_at__isnull=True, renewals__isnull=False
    )


def _open(operator: Operator, form: MarkForm, by: User, at: datetime) -> DbdApplication:
    facts = form.cleaned_data
    common: dict[str, Any] = {
        "checklist": facts["checklist"],
        "renewal_of": facts.get("renewal_of"),
        "entry_id": form.entry(),
        "is_sure": facts["is_sure"],
        "by": by,
        "at": at,
    }
    if not facts["number"]:
        return dbd_actions.open_application(operator, **common)
    return dbd_actions.enter_granted_mark(
        operator,
        number=facts["number"],
        granted_on=facts["granted_on"],
        expires_on=facts["expires_on"],
        **common,
    )


@require_safe
@never_cache
@desk_required()
def ledger_mark(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one application: what is ready, the next step, what happened."""
    return _mark_page(request, visible_mark(request.user, pk))


def _mark_page(
    request: DeskRequest, mark: DbdApplication, *, status: int = 200, **forms: RefusableForm
) -> HttpResponse:
    items = items_of(mark)
    context = {
        "mark": mark,
        "items": items,
        "missing": next_item(items),
        "days_left": mark.days_left(today()),
        "may_write": may_write(request.user) and not mark.is_void,
        "submit": SubmitForm(initial={"on": today()}),
        "grant": GrantForm(),
        "reason": ReasonForm(),
        "void": ReasonForm(),
        "history": AuditEntry.objects.of("dbd", mark.pk),
        "renewed_by": mark.renewals.filter(voided_at__isnull=True).first(),
        "here": "marks",
        **forms,
    }
    return render(request, "ledgers/mark.html", context, status=status)


@require_POST
@desk_required(*WRITERS)
def ledger_mark_step(request: DeskRequest, pk: int) -> HttpResponse:
    """Do what the pressed button asks for: tick, send, grant, refuse, go back, void."""
    mark = visible_mark(request.user, pk)
    asked = request.POST.get("do", "")
    if asked == "void":
        return void(request, mark, "ledger-mark")
    made = {"submit": SubmitForm, "grant": GrantForm, "refuse": ReasonForm, "back": ReasonForm}.get(asked)
    form = made(request.POST) if made else RefusableForm(request.POST)
    if not form.is_valid():
        return _mark_page(request, mark, status=422, **{_place(asked): form})
    try:
        _step(asked, mark, form, request, now())
    except Refused as error:
        form.refuse(error)
        return _mark_page(request, mark, status=error.status, **{_place(asked): form})
    return redirect("ledger-mark", pk=mark.pk)


def _place(asked: str) -> str:
    return {"submit": "submit", "grant": "grant", "refuse": "reason", "back": "reason"}.get(asked, "refused")


def _step(asked: str, mark: DbdApplication, form: RefusableForm, request: DeskRequest, at: datetime) -> None:
    by, facts = request.user, form.cleaned_data
    if asked in ("tick", "untick"):
        key = request.POST.get("key", "")
        dbd_actions.tick_item(mark, key=key, is_ready=asked == "tick", by=by, at=at)
    elif asked == "submit":
        dbd_actions.submit(mark, on=facts["on"], by=by, at=at)
    elif asked == "grant":
        dbd_actions.grant(mark, **facts, by=by, at=at)
    elif asked == "refuse":
        dbd_actions.refuse(mark, reason=facts["reason"], by=by, at=at)
    elif asked == "back":
        dbd_actions.step_back(mark, reason=facts["reason"], by=by, at=at)
