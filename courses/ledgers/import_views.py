"""Ledger rows from a file or from pasted cells: a dry run first, then the same for real."""

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from courses.access import DeskRequest, desk_required
from courses.errors import Refused
from courses.ledgers.desk_views import WRITERS, shown_or_sent
from courses.ledgers.forms import ImportForm
from courses.ledgers.import_columns import COLUMNS
from courses.ledgers.importing import MOST_ROWS, Report, import_rows, refused_lines
from courses.sheets.errors import ListRefused
from courses.sheets.tables import Table, read_again, read_file, read_pasted, told
from lms.dates import now

# What the page asks with the table that it read itself.
AGAIN = ("import", "refused")


@shown_or_sent
@never_cache
@desk_required(*WRITERS)
def ledger_import(request: DeskRequest) -> HttpResponseBase:
    """Take a table, say what would happen, and on the second press do it, or hand out what was refused."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form, "columns": COLUMNS, "here": "import"}
    if request.method != "POST":
        return render(request, "ledgers/import.html", context)
    status = 422
    if form.is_valid():
        is_dry = request.POST.get("do") != "import"
        try:
            table = _table(form)
            report = _run(request, form, table, is_dry)
        except ListRefused as refusal:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", str(refusal.message))
        except Refused as error:
            status = error.status
            form.refuse(error)
        else:
            status = 200
            if request.POST.get("do") == "refused":
                return _refused_file(table, report)
            context |= {"report": report, "is_dry": is_dry, "text": table.as_text()}
            context["told"] = told(table.notes)
            if not is_dry:
                messages.success(request, _("%(n)s rows are entered.") % {"n": report.counts["new"]})
    return render(request, "ledgers/import.html", context, status=status)


def _refused_file(table: Table, report: Report) -> HttpResponseBase:
    """Hand out the rows that are refused, with the reasons, as a file to mend and send again."""
    headers = {"Content-Disposition": 'attachment; filename="refused.csv"'}
    lines = refused_lines(table, report)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _table(form: ImportForm) -> Table:
    upload, pasted = form.cleaned_data["file"], form.cleaned_data["pasted"]
    if upload:
        return read_file(upload.read(), most_rows=MOST_ROWS)
    # The second press brings back what the first one read: always between tabs.
    read = read_again if form.data.get("do") in AGAIN else read_pasted
    return read(pasted, most_rows=MOST_ROWS)


def _run(request: DeskRequest, form: ImportForm, table: Table, is_dry: bool) -> Report:
    return import_rows(table, kind=form.cleaned_data["kind"], by=request.user, at=now(), is_dry=is_dry)
