"""The desk page on which a trainer helps a learner who forgot the PIN."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.access import DeskRequest, desk_required
from courses.cohorts.models import Enrolment
from courses.cohorts.role_views import form_id_of
from courses.people.models import Learner
from lms.accounts.codes import CODE_MINUTES, issue_pin_code
from lms.accounts.errors import AccountRefused
from lms.dates import now


def _learner(request: DeskRequest, pk: int) -> Learner:
    """Return a learner whom the staff member may see; 404 for all others."""
    seen = Enrolment.objects.visible_to(request.user).filter(learner_id=pk)
    if not seen.exists():
        raise Http404
    return get_object_or_404(Learner.objects.select_related("user"), pk=pk, merged_into=None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_required()
def reset_pin(request: DeskRequest, pk: int) -> HttpResponse:
    """Make a one-time code for a learner and show it, once."""
    learner = _learner(request, pk)
    context = {"learner": learner, "minutes": CODE_MINUTES, "form_id": uuid.uuid4()}
    if request.method != "POST":
        return render(request, "roles/reset_pin.html", context)
    try:
        issued = issue_pin_code(learner.user, code_id=form_id_of(request), by=request.user, at=now())
    except AccountRefused as refusal:
        context["refusal"] = refusal
        return render(request, "roles/reset_pin.html", context, status=refusal.status)
    return render(request, "roles/reset_pin.html", {**context, "issued": issued})
