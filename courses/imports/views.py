"""Bringing a list of learners into a cohort: send, look, correct, confirm, done."""

import uuid
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.audit.models import AuditEntry
from courses.cohorts.desk_views import visible_cohort
from courses.cohorts.models import Enrolment
from courses.errors import Refused
from courses.imports import actions
from courses.imports.forms import ColumnsForm, ListForm
from courses.imports.models import ImportBatch, ImportState
from courses.imports.reasons import Reason
from courses.imports.show import dry_run_page, in_words, left_out_csv, unread_columns
from courses.people.notice import NOTICE_VERSION
from courses.sheets.tables import told
from lms.dates import now

LOOK_AGAIN_SECONDS = 3
MOST_REASONS_SHOWN = 300


def _form_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid.uuid4()


def _batch(request: DeskRequest, key: UUID) -> ImportBatch:
    rows = ImportBatch.objects.visible_to(request.user).select_related("cohort__community", "by")
    return get_object_or_404(rows, pk=key)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@desk_required()
def import_(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a list: a file, or what was pasted on a phone."""
    cohort = visible_cohort(request.user, pk)
    form = ListForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and not form.is_bound:
        form = ListForm({"pasted": ""})
    if form.is_bound and form.is_valid():
        try:
            table, content = form.read()
            batch = actions.keep_list(
                cohort,
                table,
                content,
                batch_id=_form_id(request.POST.get("form_id", "")),
                by=request.user,
                at=now(),
            )
            return redirect("import-list", key=batch.pk)
        except Refused as error:
            form.refuse(error)
            status = error.status
    elif form.is_bound:
        status = 422
    sent = cohort.imports.select_related("by").defer("rows")[:10]
    context = {"cohort": cohort, "form": form, "form_id": uuid.uuid4(), "sent": sent}
    return render(request, "imports/import.html", context, status=status)


@require_safe
@never_cache
@desk_required()
def import_list(request: DeskRequest, key: UUID) -> HttpResponse:
    """Show where a list stands: the dry run, the progress, or what became of it."""
    return _page(request, _batch(request, key))


@require_POST
@desk_required()
def import_columns(request: DeskRequest, key: UUID) -> HttpResponse:
    """Correct what the columns mean."""
    batch = _batch(request, key)
    form = ColumnsForm(batch, request.POST)
    if not form.is_valid():
        return _page(request, batch, columns=form, status=422)
    fields, headings = form.chosen()
    actions.set_columns(batch, fields=fields, headings=headings)
    return redirect("import-list", key=batch.pk)


@require_POST
@desk_required()
def import_confirm(request: DeskRequest, key: UUID) -> HttpResponse:
    """Add the people of a list."""
    batch = _batch(request, key)
    told = NOTICE_VERSION if request.POST.get("notice") else ""
    try:
        actions.confirm(batch, notice_version=told, at=now())
    except Refused as error:
        return _page(request, batch, error=error, status=error.status)
    return redirect("import-list", key=batch.pk)


@require_safe
@never_cache
@desk_required()
def import_left_out(request: DeskRequest, key: UUID) -> HttpResponseBase:
    """Hand out the rows that are left out, with the reasons, as a file to mend and send again."""
    batch = _batch(request, key)
    lines = left_out_csv(batch, _left_out(batch))
    headers = {"Content-Disposition": 'attachment; filename="left-out.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@never_cache
@desk_required()
def import_cards(request: DeskRequest, key: UUID) -> HttpResponse:
    """Show a card for each person who came in with a list: how they get in for the first time."""
    batch = _batch(request, key)
    came = AuditEntry.objects.of("import", batch.pk).values("person")
    people = Enrolment.objects.active().filter(cohort=batch.cohort_id, learner__public_id__in=came)
    rows = people.select_related("learner__user").order_by("learner__user__name")
    return render(request, "imports/cards.html", {"batch": batch, "cohort": batch.cohort, "rows": rows})


def _left_out(batch: ImportBatch) -> list[tuple[int, Reason]]:
    if batch.state == ImportState.CHECKED:
        if not actions.has_columns(batch):
            raise Http404
        verdicts = actions.dry_run(batch, at=now())
        return [(one.line.row, one.line.problem) for one in verdicts if one.line.problem]
    return [(number, Reason(*reason)) for number, reason in batch.left_out]


def _page(
    request: DeskRequest,
    batch: ImportBatch,
    *,
    columns: ColumnsForm | None = None,
    error: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    cohort = visible_cohort(request.user, batch.cohort_id)
    context: dict[str, Any] = {"batch": batch, "cohort": cohort, "error": error}
    context["told"] = told(batch.notes)
    context["unread"], context["doubled"] = unread_columns(batch)
    if batch.state == ImportState.CHECKED:
        context["columns"] = columns or ColumnsForm(batch)
        context["ready"] = actions.has_columns(batch)
        if context["ready"]:
            context["page"] = dry_run_page(batch, actions.dry_run(batch, at=now()))
    else:
        reasons = [(number, in_words(batch, Reason(*why))) for number, why in batch.left_out]
        context["reasons"] = reasons[:MOST_REASONS_SHOWN]
    answer = render(request, "imports/import_list.html", context, status=status)
    if batch.state == ImportState.WORKING:
        answer["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return answer
