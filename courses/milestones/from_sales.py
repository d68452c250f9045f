"""From the sales of a month to the evidence of a sale: the form opens with what was told already."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.access import LearnerRequest, learner_required
from courses.milestones.models import EvidenceKind, MilestoneCode
from courses.milestones.pictures import Pictures
from courses.milestones.steps import Step, step_of, steps_of
from courses.people.models import Learner
from courses.shops.models import MonthlySales
from lms.dates import bangkok_date, now, read_day
from media.models import StoredFile


@require_safe
@learner_required
def sale_evidence(request: LearnerRequest, pk: UUID) -> HttpResponseBase:
    """Lead from one told sale to the form of the step that takes the picture of an order, filled in."""
    sale = get_object_or_404(MonthlySales, pk=pk, learner=request.learner)
    today = bangkok_date(now())
    first = sale.month_on
    last = first.replace(day=monthrange(first.year, first.month)[1])
    step = step_for_a_sale(request.learner, min(last, today), today)
    if step is None:
        messages.info(request, _("No step needs evidence of a sale now."))
        return redirect("shop")
    facts = {
        "kind": EvidenceKind.ORDER_SCREENSHOT.value,
        "day": min(last, today).isoformat(),
        "amount": f"{sale.amount_baht.normalize():f}",
    }
    if sale.picture_id:
        facts["sale"] = str(sale.pk)
    return redirect(f"{resolve_url('claim', step.milestone)}?{urlencode(facts)}")


def asked_facts(asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the first values of a claim's form from its address: `day`, `amount`; never damaged ones."""
    facts: dict[str, Any] = {}
    if day := _day(asked.get("day", "")):
        facts["happened_on"] = day
    amount = asked.get("amount", "")
    if amount.replace(".", "", 1).isdigit() and len(amount) <= 20:
        facts["note"] = _("Sold for %(baht)s baht") % {"baht": amount}
        facts["amount_baht"] = amount
    return facts


def add_sale_picture(learner: Learner, asked: Mapping[str, str], pictures: Pictures) -> None:
    """Let the picture of a told sale stand in the form as one that has arrived already."""
    try:
        sale = MonthlySales.objects.filter(pk=UUID(asked.get("sale", "")), learner=learner).first()
    except ValueError:
        return
    stored: StoredFile | None = sale.picture if sale else None
    if stored is not None:
        pictures.by_kind.setdefault(EvidenceKind.ORDER_SCREENSHOT, []).append(stored)


def step_for_a_sale(learner: Learner, day: date, today: date) -> Step | None:
    """Return the step that takes the evidence of a sale of this day: M6, M7 in its window, or K9."""
    for step in steps_of(learner, today=today):
        if step.milestone == MilestoneCode.FIRST_SALE and step.can_be_sent:
            return step
        if step.milestone == MilestoneCode.STILL_SELLING and step.can_be_sent and step.takes(day):
            return step
    later = step_of(learner, MilestoneCode.LATER_SALE, today=today)
    return later if later and later.can_be_sent else None


def _day(text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        return None
