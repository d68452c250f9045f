"""The pages of closed months: what was frozen, what changed since, closing the next one."""

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.cohorts import programme
from courses.errors import Refused
from courses.reports.months.actions import close_month
from courses.reports.months.calendar import Month
from courses.reports.months.models import ClosedPeriod, MonthClose, YearClose
from courses.reports.months.page import months_page, name_of, period_page
from lms.accounts.models import Role
from lms.dates import now

managers = desk_required(Role.MANAGER, Role.ADMINISTRATOR)


class MonthForm(forms.Form):
    """The month that the pressed button names."""

    year = forms.IntegerField(min_value=2000, max_value=2199)
    month = forms.IntegerField(min_value=1, max_value=12)


def _page(request: DeskRequest, *, refusal: Refused | None = None) -> HttpResponseBase:
    context = {"page": months_page(at=now()), "refusal": refusal}
    return render(request, "months/months.html", context, status=refusal.status if refusal else 200)


@require_safe
@never_cache
@managers
def months(request: DeskRequest) -> HttpResponseBase:
    """List the closed months and years with what has changed since, and offer the next month."""
    return _page(request)


@require_POST
@managers
def month_close(request: DeskRequest) -> HttpResponseBase:
    """Close the month that the form names."""
    form = MonthForm(request.POST)
    if not form.is_valid():
        return _page(request, refusal=Refused(_("Open the page again and press the button once more.")))
    month = Month(form.cleaned_data["year"], form.cleaned_data["month"])
    try:
        row = close_month(month, demonstration=programme.is_demonstration(), by=request.user, at=now())
    except Refused as refused:
        return _page(request, refusal=refused)
    messages.success(request, _("Closed: %(month)s. It stays as it is now.") % {"month": name_of(row)})
    return redirect("months")


@require_safe
@never_cache
@managers
def month_closed(request: DeskRequest, year: int, month: int) -> HttpResponseBase:
    """Show one closed month with its parts and the people behind each change."""
    return _period(request, get_object_or_404(_of_this_site(MonthClose), year=year, month=month))


@require_safe
@never_cache
@managers
def year_closed(request: DeskRequest, year_be: int) -> HttpResponseBase:
    """Show one closed fiscal year."""
    return _period(request, get_object_or_404(_of_this_site(YearClose), year_be=year_be))


def _of_this_site(model: type[ClosedPeriod]) -> "QuerySet[ClosedPeriod]":
    return model._default_manager.filter(is_demonstration=programme.is_demonstration())


def _period(request: DeskRequest, period: ClosedPeriod) -> HttpResponseBase:
    page = period_page(period, user=request.user)
    return render(request, "months/period.html", {"page": page, "is_year": isinstance(period, YearClose)})
