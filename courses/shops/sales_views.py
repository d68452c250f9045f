"""Sales of a month: two numbers, in under a minute."""

import uuid
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.access import LearnerRequest, learner_required
from courses.errors import Refused
from courses.shops.errors import SalesUnlikely
from courses.shops.forms import SalesForm, month_key
from courses.shops.models import MonthlySales, Shop
from courses.shops.photos import Photos, receive_photos
from courses.shops.sales_actions import month_to_ask, months_open, tell_sales
from courses.shops.sales_year import draw_year, sales_year
from lms.dates import bangkok_date, month_name, now


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@learner_required
def sales(request: LearnerRequest) -> HttpResponseBase:
    """Show the two fields of a month with the year so far; keep what is told."""
    if request.method == "POST":
        return _tell(request)
    day = bangkok_date(now())
    open_months = {month_key(*month): month for month in months_open(day)}
    month = open_months.get(request.GET.get("month", ""), month_to_ask(request.learner, day))
    told = _told(request, *month)
    first: dict[str, Any] = {"month": month_key(*month)}
    if len(told) == 1:
        first |= {name: getattr(told[0], name) for name in ("orders", "amount_baht", "channel")}
    return _page(request, _form(request, initial=first), Photos(), month=month)


def _tell(request: LearnerRequest) -> HttpResponseBase:
    at, form = now(), _form(request, request.POST)
    photos = receive_photos(
        request.user,
        signed=request.POST.getlist("kept"),
        uploads=request.FILES.getlist("photos"),
        most=1,
        at=at,
    )
    status, doubt = 422, ""
    try:
        sales_id = uuid.UUID(request.POST.get("sales_id", ""))
    except ValueError:
        sales_id = uuid.uuid4()
    if form.is_valid() and not photos.errors:
        try:
            kept = tell_sales(
                request.learner,
                sales_id=sales_id,
                **form.said(),
                picture=photos.files[0] if photos.files else None,
                is_sure=request.POST.get("is_sure") == "yes",
                at=at,
            )
        except SalesUnlikely as unlikely:
            doubt = str(unlikely.message)
        except Refused as refused:
            form.refuse(refused)
        else:
            name = month_name(kept.year_be, kept.month, get_language() or "th")
            messages.success(request, _("Kept for %(month)s. Thank you.") % {"month": name})
            return redirect("shop-sales")
    return _page(request, form, photos, sales_id=sales_id, doubt=doubt, status=status)


def _form(request: LearnerRequest, data: Any = None, **kwargs: Any) -> SalesForm:
    shops = Shop.objects.filter(learner=request.learner).open().order_by("created_at", "pk")
    return SalesForm(data, months=months_open(bangkok_date(now())), shops=shops, **kwargs)


def _told(request: LearnerRequest, year_be: int, month: int) -> list[MonthlySales]:
    mine = MonthlySales.objects.filter(learner=request.learner, year_be=year_be, month=month)
    return list(mine.current().select_related("channel"))


def _page(
    request: LearnerRequest,
    form: SalesForm,
    photos: Photos,
    *,
    month: tuple[int, int] | None = None,
    sales_id: uuid.UUID | None = None,
    doubt: str = "",
    status: int = 200,
) -> HttpResponseBase:
    year = sales_year(request.learner, bangkok_date(now()))
    mine = MonthlySales.objects.filter(learner=request.learner)
    context = {
        "form": form,
        "photos": photos,
        "sales_id": sales_id or uuid.uuid4(),
        "doubt": doubt,
        "told": _told(request, *month) if month else [],
        "month_name": month_name(*month, get_language() or "th") if month else "",
        "year": year,
        "picture": draw_year(year),
        # The newest sale with money in it can go along as evidence.
        "newest": mine.current().filter(amount_baht__gt=0).order_by("-year_be", "-month", "-sent_at").first(),
        "is_bad": status != 200,
    }
    return render(request, "shops/sales.html", context, status=status)
