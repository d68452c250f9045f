"""Taking lists out: the page of lists, CSV at once, workbooks at once or by the worker."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.access import DeskRequest, desk_required
from courses.errors import Refused
from courses.exports import jobs
from courses.exports.columns import Asked
from courses.exports.files import cover_of, csv_lines, note_export, workbook
from courses.exports.filters import NAMES, filters_of, query_of
from courses.exports.lists import LISTS, Listing, listing
from courses.exports.models import ExportJob, JobState
from lms.dates import bangkok_date, now

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOOK_AGAIN_SECONDS = 3
LONGEST_FILTER = 40


@require_safe
@never_cache
@desk_required()
def exports(request: DeskRequest) -> HttpResponse:
    """Show which lists can be taken out, what they can be narrowed to, and the files being made."""
    try:
        filters = filters_of(Asked(request.user, _filters(request), now()))
    except Refused as error:
        return _refused(request, error)
    lists = [
        {
            "code": one.code,
            "title": one.title,
            "query": query_of(filters, one.filters),
            "knows": [NAMES[name] for name in NAMES if name in one.filters],
        }
        for one in LISTS.values()
        if not one.opens_on
    ]
    made = ExportJob.objects.filter(by=request.user).defer("content").order_by("-asked_at")[:10]
    titles = {code: one.title for code, one in LISTS.items()}
    named = [(job, titles.get(job.listing, job.listing)) for job in made]
    context = {"lists": lists, "made": named, "filters": filters}
    return render(request, "exports/exports.html", context)


@require_safe
@never_cache
@desk_required()
def export_csv(request: DeskRequest, code: str) -> HttpResponseBase:
    """Stream a list as CSV: the first bytes come before the first row is read."""
    try:
        wanted, asked = _asked(request, code)
        cover = cover_of(wanted, asked)
        wanted.refuse(asked)  # says now, not in the middle of the file, what cannot be asked for
    except Refused as error:
        return _refused(request, error)
    note_export(wanted, asked, cover, "csv")
    answer = StreamingHttpResponse(
        csv_lines(wanted, asked, cover),
        content_type="text/csv; charset=utf-8",
        headers=_name(wanted, asked, "csv"),
    )
    answer["X-Accel-Buffering"] = "no"
    return answer


@require_safe
@never_cache
@desk_required()
def export_xlsx(request: DeskRequest, code: str) -> HttpResponseBase:
    """Hand out a list as a workbook, or have the worker make it where there are many rows."""
    try:
        wanted, asked = _asked(request, code)
        wanted.refuse(asked)
        rows = wanted.size(asked)
        if rows > jobs.MOST_AT_ONCE or wanted.is_slow(asked):
            return redirect("export-job", key=jobs.ask_for(wanted, asked, rows=rows).pk)
        cover = cover_of(wanted, asked)
        content = workbook(wanted, asked, cover)
    except Refused as error:
        return _refused(request, error)
    note_export(wanted, asked, cover, "xlsx")
    return HttpResponse(content, content_type=XLSX, headers=_name(wanted, asked, "xlsx"))


@require_safe
@never_cache
@desk_required()
def export_job(request: DeskRequest, key: UUID) -> HttpResponse:
    """Show how far a file is; it is its asker's alone."""
    job = get_object_or_404(ExportJob.objects.defer("content"), pk=key, by=request.user)
    answer = render(request, "exports/export_job.html", {"job": job, "title": listing(job.listing).title})
    if job.state == JobState.WORKING:
        answer["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return answer


@require_safe
@never_cache
@desk_required()
def export_file(request: DeskRequest, key: UUID) -> HttpResponse:
    """Hand out a file that the worker made, to whoever asked for it."""
    job = get_object_or_404(ExportJob, pk=key, by=request.user, state=JobState.READY)
    asked = Asked(request.user, job.filters, job.asked_at)
    headers = _name(listing(job.listing), asked, "xlsx")
    return HttpResponse(bytes(job.content or b""), content_type=XLSX, headers=headers)


def _asked(request: DeskRequest, code: str) -> tuple[Listing, Asked]:
    return listing(code), Asked(request.user, _filters(request), now())


def _filters(request: HttpRequest) -> dict[str, str]:
    return {
        name: str(value).replace("\x00", "")[:LONGEST_FILTER] for name, value in request.GET.dict().items()
    }


def _name(wanted: Listing, asked: Asked, suffix: str) -> dict[str, str]:
    day = bangkok_date(asked.at).isoformat()
    return {"Content-Disposition": f'attachment; filename="khaipen-{wanted.code}-{day}.{suffix}"'}


def _refused(request: DeskRequest, error: Refused) -> HttpResponse:
    return render(request, "exports/refused.html", {"error": error}, status=error.status)
