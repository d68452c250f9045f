"""The seller's own page about DBD Registered: what to prepare next, and where the application stands."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.access import LearnerRequest, learner_required
from courses.errors import Refused
from courses.ledgers import dbd_actions
from courses.ledgers.checklists import checklist_on, items_of, next_item
from courses.ledgers.forms import EntryForm
from courses.ledgers.models import DbdApplication
from courses.ledgers.whom import operator_of_learner, operators_of
from courses.people.models import Learner
from lms.dates import now, today


def applications_of(learner: Learner) -> list[DbdApplication]:
    """Return the applications of one person that were not voided, the newest first."""
    rows = DbdApplication.objects.filter(operator__in=operators_of(learner), voided_at__isnull=True)
    return list(rows.select_related("checklist", "operator__learner__user").order_by("-pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@learner_required
def my_dbd(request: LearnerRequest) -> HttpResponse:
    """Show the one next step towards the mark; the seller ticks what is ready."""
    if request.method == "POST":
        try:
            _do(request)
        except Refused as error:
            messages.error(request, str(error.message))
        return redirect("my-dbd")
    return render(request, "ledgers/my_dbd.html", _page(request.learner))


def _page(learner: Learner) -> dict[str, object]:
    rows = applications_of(learner)
    current = next((row for row in rows if row.is_open), None)
    held = next((row for row in rows if row.status in ("granted", "expired")), None)
    shown = current or (rows[0] if rows else None)
    items = items_of(shown) if shown else []
    return {
        "application": shown,
        "items": items,
        "next": next_item(items) if shown and shown.status == "draft" else None,
        "ready": sum(item.ticked_at is not None for item in items),
        "held": held,
        "days_left": held.days_left(today()) if held else None,
        "may_begin": current is None,
        "is_renewal": held is not None,
        "form": EntryForm(),
    }


def _do(request: LearnerRequest) -> None:
    """Begin, or tick and untick: a seller's own steps. Sending and granting are an officer's."""
    asked, by, at = request.POST.get("do", ""), request.user, now()
    rows = applications_of(request.learner)
    if asked == "begin":
        form = EntryForm(request.POST)
        form.is_valid()
        held = next((row for row in rows if row.status in ("granted", "expired")), None)
        dbd_actions.open_application(
            operator_of_learner(request.learner, by=by, at=at),
            checklist=checklist_on(today()),
            entry_id=form.entry(),
            renewal_of=held,
            by=by,
            at=at,
        )
        messages.success(request, _("The list is ready. Begin with the first thing."))
        return
    draft = next((row for row in rows if row.status == "draft"), None)
    if draft is not None and asked in ("tick", "untick"):
        key = request.POST.get("key", "")
        dbd_actions.tick_item(draft, key=key, is_ready=asked == "tick", by=by, at=at)
