"""The monthly report as a page and as PDF, and signing it."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.cohorts.programme import is_demonstration
from courses.errors import Refused
from courses.exports import report
from courses.exports.files import short_hash
from courses.exports.models import MonthlyReport
from lms.accounts.models import Role
from lms.dates import bangkok_date, now
from lms.geo import known_code


def _asked(request: DeskRequest) -> tuple[date, str]:
    values = request.POST if request.method == "POST" else request.GET
    area = values.get("area", "")
    try:
        month = report.read_month(values.get("month", ""), at=now())
    except ValueError:
        raise Http404 from None
    if area and not known_code(area):
        raise Http404
    return month, known_code(area)


@require_safe
@never_cache
@desk_required()
def monthly_report(request: DeskRequest) -> HttpResponse:
    """Show the report of a month: as it was signed, else as a draft of this moment."""
    return _page(request, *_asked(request))


@require_safe
@never_cache
@desk_required()
def report_pdf(request: DeskRequest) -> HttpResponse:
    """Hand out the report of a month as PDF: the signed one as it was kept."""
    month, area = _asked(request)
    kept = report.signed(month, area=area, demonstration=is_demonstration())
    content = bytes(kept.pdf) if kept else report.pdf_of(report.figures_of(month, area=area, at=now()))
    name = f"khaipen-{month:%Y-%m}{'-' + area if area else ''}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_POST
@desk_required(Role.MANAGER, Role.ADMINISTRATOR)
def report_sign(request: DeskRequest) -> HttpResponse:
    """Sign the report of a month that is over."""
    month, area = _asked(request)
    name, position = request.POST.get("name", ""), request.POST.get("position", "")
    try:
        report.sign_report(month, area=area, name=name, position=position, by=request.user, at=now())
    except Refused as error:
        return _page(request, month, area, error=error)
    return redirect(f"{reverse('monthly-report')}?month={month:%Y-%m}&area={area}")


def _page(request: DeskRequest, month: date, area: str, *, error: Refused | None = None) -> HttpResponse:
    kept: MonthlyReport | None = report.signed(month, area=area, demonstration=is_demonstration())
    figures = kept.figures if kept else report.figures_of(month, area=area, at=now())
    before = (month.replace(day=1) - timedelta(days=1)).replace(day=1)
    after = report.last_day_of(month) + timedelta(days=1)
    is_over = bangkok_date(now()) >= after
    context = {
        "f": figures,
        "kept": kept,
        "snapshot": kept.snapshot if kept else short_hash(figures),
        "tables": [
            (_("Month by month"), _("Month"), *_summed(figures["cells"]["month"])),
            (_("Province by province"), _("Province"), *_summed(figures["cells"]["province"])),
            (_("Community by community"), _("Community"), *_summed(figures["cells"]["community"])),
        ],
        "error": error,
        "month": month,
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}" if is_over else "",
        "may_sign": kept is None and is_over and report.may_sign(request.user, area),
    }
    return render(request, "exports/report.html", context, status=error.status if error else 200)


def _summed(cells: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int, int]:
    """Return the rows of a table with its totals, as the PDF adds them up."""
    return cells, sum(cell["certified"] for cell in cells), sum(cell["pending"] for cell in cells)
