"""The open data: a page that everybody may read, and its two files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.exports import open_data
from lms.dates import now
from media.serve import file_answer

KINDS = {"figures.csv": "text/csv; charset=utf-8", "figures.json": "application/json; charset=utf-8"}


@require_safe
def open_data_page(request: HttpRequest) -> HttpResponse:
    """Say what the open data hold, what each column means, and under which licence."""
    context = {
        "least": open_data.LEAST_PEOPLE,
        "attribution": open_data.ATTRIBUTION,
        "licence": open_data.LICENCE,
    }
    return render(request, "exports/open_data.html", context)


@require_safe
def open_data_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Hand out one of the files; the first one asked for on a new site is made on the way."""
    if name not in KINDS:
        raise Http404
    path = open_data.folder() / name
    if not path.exists():
        open_data.write_open_data(now())
    return file_answer(
        request,
        path,
        content_type=KINDS[name],
        cache_control="public, max-age=3600",
        filename=f"khaipen-{name}",
        accel=f"open/{name}",
    )
