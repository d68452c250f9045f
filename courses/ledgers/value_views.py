"""Amounts of orders abroad that wait for another person: confirmed in one tap, or sent back with a reason."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.cohorts.programme import is_demonstration
from courses.errors import Refused
from courses.ledgers.lists import A_PAGE, orders_in
from courses.ledgers.models import PromotionService
from courses.ledgers.values import confirm_value, send_back_value
from lms.accounts.models import Role
from lms.dates import fiscal_year_be, now, today

WRITERS = (Role.MANAGER, Role.ADMINISTRATOR)


@require_safe
@never_cache
@desk_required(*WRITERS)
def ledger_values(request: DeskRequest) -> HttpResponse:
    """List the amounts that wait: those that this person decides about, their own, and those sent back."""
    return _page(request)


@require_POST
@desk_required(*WRITERS)
def ledger_value(request: DeskRequest, pk: int) -> HttpResponse:
    """Confirm the amount of a service, or send it back with a reason; then show what is left."""
    rows = PromotionService.objects.visible_to(request.user).exclude(value_state="")
    service = get_object_or_404(rows, pk=pk, is_demonstration=is_demonstration())
    by, at = request.user, now()
    reason = request.POST.get("reason", "").replace("\x00", "")
    try:
        if request.POST.get("do") == "back":
            send_back_value(service, by=by, at=at, reason=reason)
            messages.success(request, _("Sent back. Whoever entered it reads the reason."))
        else:
            confirm_value(service, by=by, at=at, reason=reason)
            messages.success(request, _("Confirmed. The amount counts from now on."))
    except Refused as refused:
        return _page(request, refusal=refused, refused_pk=pk)
    return redirect("ledger-values")


def _page(
    request: DeskRequest, *, refusal: Refused | None = None, refused_pk: int | None = None
) -> HttpResponse:
    user = request.user
    kind = {"is_demonstration": is_demonstration()}
    seen = PromotionService.objects.visible_to(user).filter(**kind)
    mine = PromotionService.objects.amounts_to_decide(user).filter(**kind)
    names = ("operator__learner__user", "entered_by", "value_told_by", "value_by")
    year_be = fiscal_year_be(today())
    context = {
        "page": Paginator(mine.select_related(*names), A_PAGE).get_page(request.GET.get("page")),
        # What one told oneself, and what waits to be corrected: a page of each is enough to act upon.
        "own": seen.amounts_waiting()
        .exclude(pk__in=mine.order_by().values("pk"))
        .select_related(*names)[:A_PAGE],
        # Orders without an amount to decide about: each may be taken back on its own page.
        "fallen": seen.orders_of_fallen_sales().filter(value_state="").select_related(*names)[:A_PAGE],
        "sent_back": seen.amounts_sent_back().select_related(*names)[:A_PAGE],
        "orders": orders_in(year_be),
        "year_be": year_be,
        "refusal": refusal,
        "refused_pk": refused_pk,
        "here": "values",
        "may_write": True,
    }
    return render(request, "ledgers/values.html", context, status=refusal.status if refusal else 200)
