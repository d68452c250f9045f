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
from courses.ledgers.importing import Report, import_rows, refused_lines
from lms.dates import now
from lms.sheets import Sheet, SheetRefused, read_sheet, read_text

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
            sheet = _sheet(form)
            report = _run(request, form, sheet, is_dry)
        except SheetRefused as refused:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", str(refused.message))
        except Refused as error:
            status = error.status
            form.refuse(error)
        else:
            status = 200
            if request.POST.get("do") == "refused":
                return _refused_file(sheet, report)
            context |= {"report": report, "is_dry": is_dry, "text": sheet.as_text()}
            if not is_dry:
                messages.success(request, _("%(n)s rows are entered.") % {"n": report.counts["new"]})
    return render(request, "ledgers/import.html", context, status=status)


def _refused_file(sheet: Sheet, report: Report) -> HttpResponseBase:
    """Hand out the rows that are refused, with the reasons, as a file to mend and send again."""
    headers = {"Content-Disposition": 'attachment; filename="refused.csv"'}
    lines = refused_lines(sheet, report)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _sheet(form: ImportForm) -> Sheet:
    upload = form.cleaned_data["file"]
    if upload:
        return read_sheet(upload.name, upload.read())
    if not form.cleaned_data["pasted"].strip():
        raise SheetRefused("empty", _("Choose a file, or paste the cells."))
    # The second press brings back what the first one read: always between tabs.
    return read_text(form.cleaned_data["pasted"], separator="\t" if form.data.get("do") in AGAIN else "")


def _run(request: DeskRequest, form: ImportForm, sheet: Sheet, is_dry: bool) -> Report:
    return import_rows(sheet, kind=form.cleaned_data["kind"], by=request.user, at=now(), is_dry=is_dry)
