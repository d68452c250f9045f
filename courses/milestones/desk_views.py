"""The evidence pages of the desk: the queue, one claim, the verdicts, and taking a certification back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.audit.actions import note_look
from courses.errors import Refused
from courses.milestones.actions import return_claim, revoke_certification, verify_claim
from courses.milestones.claim_rules import read_baht
from courses.milestones.desk import Opened, open_claim, queue_of
from courses.milestones.forms import COVER_NUMBERS, ReturnForm, RevokeForm
from courses.milestones.models import Certification, Claim, ClaimState, MilestoneCode
from courses.milestones.reasons import ReasonKind, offered_reasons
from courses.milestones.redact_models import FirstLook
from courses.milestones.sight import is_fresh
from courses.milestones.walk import next_after
from lms.accounts.models import Role
from lms.dates import now
from media.errors import MediaRefused


def _claim(request: DeskRequest, pk: UUID) -> Claim:
    """Return a claim that this reviewer may see; anything else is a 404."""
    return get_object_or_404(Claim.objects.visible_to(request.user).with_people(), pk=pk)


@require_safe
@desk_required()
def evidence(request: DeskRequest) -> HttpResponseBase:
    """Show the queue; on a wide screen with its first claim opened that nobody else looks at."""
    at = now()
    show = request.GET.get("show", "")
    show = show if show in ClaimState.values else str(ClaimState.PENDING)
    queue = queue_of(request.user, show=show, page=request.GET.get("page"), at=at)
    rows = [*queue.page.object_list, *queue.later]
    first = next((row for row in rows if row.pk not in queue.looked_at), rows[0] if rows else None)
    opened = _look(request, first, at) if first else None
    context = {"queue": queue, "opened": opened, "is_overview": True, **_forms()}
    return render(request, "courses/evidence.html", context)


@require_safe
@desk_required()
def evidence_claim(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Show one claim with its pictures, facts, flags and verdicts, beside the queue."""
    return opened_claim(request, _claim(request, pk))


def opened_claim(
    request: DeskRequest,
    claim: Claim,
    *,
    form: ReturnForm | None = None,
    refusal: Refused | MediaRefused | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """Answer with a claim beside its queue; with the sentence of a refusal, where there is one."""
    at = now()
    context = {
        "queue": queue_of(request.user, show=claim.state, page=None, at=at),
        "opened": _look(request, claim, at),
        "refusal": refusal,
        **_forms(form),
    }
    return render(request, "courses/evidence.html", context, status=refusal.status if refusal else status)


def _look(request: DeskRequest, claim: Claim, at: datetime) -> Opened:
    note_look(by=request.user, at=at, person=claim.learner.public_id, subject=("claim", claim.pk))
    return open_claim(claim, user=request.user, at=at)


def _forms(sent: ReturnForm | None = None) -> dict[str, Any]:
    """Return the two forms that send a claim back; what was sent takes the place of its own kind."""
    offered = offered_reasons()
    fresh = [ReturnForm(kind=kind, offered=offered) for kind in (ReasonKind.NO, ReasonKind.MORE)]
    forms = [sent if sent and (sent.kind or ReasonKind.MORE) == form.kind else form for form in fresh]
    return {"return_forms": forms, "cover_numbers": COVER_NUMBERS}


def _go_on(after: UUID | None) -> HttpResponseBase:
    return redirect("evidence-claim", pk=after) if after else redirect("evidence")


def _after(request: DeskRequest, claim: Claim, at: datetime) -> UUID | None:
    held = FirstLook.objects.exclude(reviewer=request.user).filter(claim__state=ClaimState.PENDING)
    busy = [hold.claim_id for hold in held if is_fresh(hold, at)]
    return next_after(claim, request.user, but=busy)


@require_POST
@desk_required()
def evidence_verify(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Accept a claim, then show the next one."""
    claim, at = _claim(request, pk), now()
    after = _after(request, claim, at)
    try:
        amount = read_baht(request.POST.get("confirmed_baht", ""))
        verify_claim(claim, by=request.user, at=at, confirmed_baht=amount)
    except Refused as refused:
        return opened_claim(request, _claim(request, pk), refusal=refused)
    is_counted = claim.milestone == MilestoneCode.FIRST_SALE and not claim.learner.sold_before
    done = _("%(name)s is certified and counts.") if is_counted else _("Accepted: %(name)s.")
    messages.success(request, done % {"name": claim.learner.name})
    return _go_on(after)


@require_POST
@desk_required()
def evidence_return(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Send a claim back with a reason, then show the next one."""
    claim, at = _claim(request, pk), now()
    kind = request.POST.get("kind", "")
    form = ReturnForm(request.POST, kind=kind if kind in ReasonKind.values else "")
    if not form.is_valid():
        return opened_claim(request, claim, form=form, status=422)
    after = _after(request, claim, at)
    try:
        return_claim(claim, by=request.user, at=at, reason=form.text())
    except Refused as refused:
        return opened_claim(request, _claim(request, pk), form=form, refusal=refused)
    messages.success(request, _("Sent back to %(name)s with the reason.") % {"name": claim.learner.name})
    return _go_on(after)


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
