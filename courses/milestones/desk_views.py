"""The evidence pages of the desk: the queue, one claim, the verdicts, and taking a certification back."""

from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.errors import Refused
from courses.milestones.actions import return_claim, revoke_certification, verify_claim
from courses.milestones.desk import open_claim, queue_of
from courses.milestones.forms import ReturnForm, RevokeForm
from courses.milestones.models import Certification, Claim, ClaimState, MilestoneCode
from lms.accounts.models import Role
from lms.dates import now


def _claim(request: DeskRequest, pk: UUID) -> Claim:
    """Return a claim that this reviewer may see; anything else is a 404."""
    return get_object_or_404(Claim.objects.visible_to(request.user).with_people(), pk=pk)


@require_safe
@desk_required()
def evidence(request: DeskRequest) -> HttpResponseBase:
    """Show the queue; on a wide screen with its first claim opened."""
    show = request.GET.get("show", "")
    show = show if show in ClaimState.values else str(ClaimState.PENDING)
    queue = queue_of(request.user, show=show, page=request.GET.get("page"), at=now())
    rows = [*queue.page.object_list, *queue.later]
    opened = open_claim(rows[0], user=request.user) if rows else None
    context = {"queue": queue, "opened": opened, "return_form": ReturnForm(), "is_overview": True}
    return render(request, "courses/evidence.html", context)


@require_safe
@desk_required()
def evidence_claim(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Show one claim with its pictures, facts, flags and verdicts, beside the queue."""
    return _opened(request, _claim(request, pk))


def _opened(
    request: DeskRequest,
    claim: Claim,
    *,
    form: ReturnForm | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponseBase:
    user = request.user
    show = claim.state
    context = {
        "queue": queue_of(user, show=show, page=None, at=now()),
        "opened": open_claim(claim, user=user),
        "return_form": form or ReturnForm(),
        "refusal": refusal,
    }
    return render(request, "courses/evidence.html", context, status=refusal.status if refusal else status)


@require_POST
@desk_required()
def evidence_verify(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Accept a claim, then show the next one."""
    claim = _claim(request, pk)
    try:
        verify_claim(claim, by=request.user, at=now())
    except Refused as refused:
        return _opened(request, _claim(request, pk), refusal=refused)
    is_counted = claim.milestone == MilestoneCode.FIRST_SALE and not claim.learner.sold_before
    done = _("%(name)s is certified and counts.") if is_counted else _("Accepted: %(name)s.")
    messages.success(request, done % {"name": claim.learner.name})
    return redirect("evidence")


@require_POST
@desk_required()
def evidence_return(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Send a claim back with a reason, then show the next one."""
    claim = _claim(request, pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _opened(request, claim, form=form, status=422)
    try:
        return_claim(claim, by=request.user, at=now(), reason=form.text())
    except Refused as refused:
        return _opened(request, _claim(request, pk), form=form, refusal=refused)
    messages.success(request, _("Sent back to %(name)s with the reason.") % {"name": claim.learner.name})
    return redirect("evidence")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required(Role.MANAGER, Role.ADMINISTRATOR)
def certification_revoke(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Take back the certification that came of a claim, with a reason."""
    claim = _claim(request, pk)
    certification = get_object_or_404(Certification.objects.select_related("claim"), claim=claim)
    if certification.revoked_at:
        return redirect("evidence-claim", pk=pk)
    form, status, refusal = RevokeForm(request.POST or None), 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                revoke_certification(
                    certification, by=request.user, at=now(), reason=form.cleaned_data["reason"]
                )
            except Refused as refused:
                refusal, status = refused, refused.status
            else:
                messages.success(request, _("Taken back. The figure is one lower."))
                return redirect("evidence-claim", pk=pk)
    context = {"claim": claim, "certification": certification, "form": form, "refusal": refusal}
    return render(request, "courses/certification_revoke.html", context, status=status)
