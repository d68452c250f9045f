"""Desk page: a trainer sends the platform's order file for a learner who sits beside them."""

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from courses.access import DeskRequest, desk_required
from courses.errors import Refused
from courses.fields import DayField
from courses.milestones.actions import claim_milestone
from courses.milestones.deciders import is_own_trainer
from courses.milestones.errors import ClaimRefused
from courses.milestones.from_sales import step_for_a_sale
from courses.milestones.models import Claim
from courses.milestones.order_files import OrderReport, kept_report, read_order_file, sign_report
from courses.milestones.person_views import learner_in_sight
from courses.people.models import Learner
from lms.accounts.models import Role, User
from lms.dates import bangkok_date, now


class OrderFileForm(forms.Form):
    """The day of the sale, the order's number if the trainer knows it, and the file."""

    claim_id = forms.UUIDField(widget=forms.HiddenInput)
    happened_on = DayField(
        label=_("On which day did the learner sell it?"), help_text=_("For example 17/11/2569")
    )
    order_number = forms.CharField(
        label=_("Order number (may stay empty)"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required(Role.TRAINER)
def learner_orders(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Let the learner's trainer send an order file as the evidence of a sale, in the trainer's own name."""
    learner = learner_in_sight(request, pk)
    if not is_own_trainer(request.user, learner):
        raise Http404
    form = OrderFileForm(request.POST or None, initial={"claim_id": uuid.uuid4()})
    orders, order_errors, status = None, [], 200
    if request.method == "POST":
        status = 422
        try:
            orders = _orders(request)
            if form.is_valid():
                _send(learner, form, orders, by=request.user)
                messages.success(request, _("Sent for the learner. Another person checks it."))
                return redirect("learner", pk=pk)
        except Refused as refused:
            status = refused.status
            for one in (refused, *refused.others):
                if one.field == "order-file":
                    order_errors.append(str(one.message))
                else:
                    form.is_valid()
                    form.add_error(one.field if one.field in form.fields else None, str(one.message))
    context = {
        "learner": learner,
        "form": form,
        "orders": orders,
        "orders_signed": sign_report(orders) if orders else "",
        "order_errors": order_errors,
    }
    return render(request, "courses/learner_orders.html", context, status=status)


def _orders(request: DeskRequest) -> OrderReport:
    upload = request.FILES.get("order-file")
    found = read_order_file(upload) if upload else kept_report(request.POST.get("kept-order-file", ""))
    if found is None:
        raise ClaimRefused(_("Choose the order file."), field="order-file")
    return found


def _send(learner: Learner, form: OrderFileForm, orders: OrderReport, *, by: User) -> None:
    at, facts = now(), form.cleaned_data
    if Claim.objects.filter(pk=facts["claim_id"], learner=learner).exists():
        return  # the same form once more
    step = step_for_a_sale(learner, facts["happened_on"], bangkok_date(at))
    if step is None:
        raise ClaimRefused(_("No step of this learner needs evidence of a sale now."))
    claim_milestone(learner, milestone=step.milestone, orders=orders, at=at, by=by, **facts)
