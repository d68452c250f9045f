"""Covering pictures at the desk: cover, say that there is nothing, begin again, open what was sent."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from courses.access import DeskRequest, desk_required
from courses.errors import Refused
from courses.milestones.desk_views import opened_claim
from courses.milestones.errors import PartMissing
from courses.milestones.forms import CoverForm
from courses.milestones.models import Claim, Evidence
from courses.milestones.redact import begin_covering_again, cover_picture, open_original, say_nothing_to_cover
from courses.milestones.second_look_views import opened_look
from courses.milestones.sight import claims_open_to
from lms.accounts.models import Role
from lms.dates import now
from media.errors import MediaRefused
from media.serve import private_file


def _piece(request: DeskRequest, pk: UUID, piece: int) -> Evidence:
    """Return a picture of a claim whose pictures this person may see; anything else is a 404."""
    rows = Evidence.objects.filter(claim__in=claims_open_to(request.user)).select_related("claim")
    return get_object_or_404(rows, pk=piece, claim=pk)


def _answer(request: DeskRequest, pk: UUID, refusal: Refused | MediaRefused | None) -> HttpResponseBase:
    """Go back to the claim, or to the second look where that is all that a person may see."""
    claim = Claim.objects.visible_to(request.user).with_people().filter(pk=pk).first()
    if refusal is None:
        return redirect("evidence-claim" if claim else "second-look", pk=pk)
    return (
        opened_claim(request, claim, refusal=refusal) if claim else opened_look(request, pk, refusal=refusal)
    )


@require_POST
@desk_required()
def evidence_cover(request: DeskRequest, pk: UUID, piece: int) -> HttpResponseBase:
    """Cover parts of a picture for good."""
    found, refusal = _piece(request, pk, piece), None
    form = CoverForm(request.POST)
    try:
        if not form.is_valid():
            raise PartMissing(_("Fill in numbers from 0 to 100."))
        cover_picture(found, by=request.user, at=now(), parts=form.parts())
    except (Refused, MediaRefused) as refused:
        refusal = refused
    else:
        messages.success(request, _("Covered. Everybody else sees it like this."))
    return _answer(request, pk, refusal)


@require_POST
@desk_required()
def evidence_nothing_to_cover(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Say that the pictures of a claim show nothing of a customer."""
    claim = get_object_or_404(Claim.objects.visible_to(request.user).with_people(), pk=pk)
    try:
        said = say_nothing_to_cover(claim, by=request.user, at=now())
    except Refused as refused:
        return _answer(request, pk, refused)
    sentence = ngettext(
        "Noted: nothing to cover in %(n)s picture.", "Noted: nothing to cover in %(n)s pictures.", said
    )
    messages.success(request, sentence % {"n": said})
    return _answer(request, pk, None)


@require_POST
@desk_required()
def evidence_cover_again(request: DeskRequest, pk: UUID, piece: int) -> HttpResponseBase:
    """Take back what was covered, to begin again."""
    try:
        begin_covering_again(_piece(request, pk, piece), by=request.user, at=now())
    except Refused as refused:
        return _answer(request, pk, refused)
    return _answer(request, pk, None)


@require_POST
@desk_required(Role.MANAGER, Role.ADMINISTRATOR)
def evidence_original(request: DeskRequest, pk: UUID, piece: int) -> HttpResponseBase:
    """Open a picture as it was sent: for managers, and noted each time."""
    try:
        stored = open_original(_piece(request, pk, piece), by=request.user, at=now())
    except Refused as refused:
        return _answer(request, pk, refused)
    if stored is None:
        raise Http404
    return private_file(request, stored)
