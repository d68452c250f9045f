"""The second look at the desk: what waits for it, one claim, the verdict, and what did not stand."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.audit.actions import note_look
from courses.cohorts.programme import is_demonstration
from courses.errors import Refused
from courses.milestones.actions import take_back_claim
from courses.milestones.desk import PAGE_SIZE
from courses.milestones.flags import SENTENCES
from courses.milestones.forms import COVER_NUMBERS, SecondLookForm
from courses.milestones.models import ClaimState
from courses.milestones.parsed import Fact, facts_of
from courses.milestones.second_look_models import SecondLook
from courses.milestones.second_looks import (
    keep_certification,
    look_again,
    percent_on,
    second_look_rate,
    second_look_rates,
    why_not_look,
)
from courses.milestones.sight import Seen, covering_of, how_seen, pictures_with_covering
from courses.milestones.tracking import is_checked
from lms.accounts.models import Role, User
from lms.dates import bangkok_date, fiscal_year_be, now
from media.errors import MediaRefused


@dataclass(frozen=True)
class OpenedLook:
    """One claim as the second person sees it.

    `shows_name`: a trainer of another community looks at the evidence, not at the person.
    """

    look: SecondLook
    pictures: list[Seen]
    parsed: list[Fact]
    flags: list[str | Promise]
    number_is_checked: bool
    why_not: str | Promise
    shows_name: bool
    may_answer: bool


@require_safe
@desk_required()
def second_looks(request: DeskRequest) -> HttpResponseBase:
    """Show what this person may look at again, and to managers what did not stand."""
    at, user = now(), request.user
    rows = SecondLook.objects.to_look_at(user).with_people()
    pages: Paginator[SecondLook] = Paginator(rows, PAGE_SIZE)
    page: Page[SecondLook] = pages.get_page(request.GET.get("page"))
    today = bangkok_date(at)
    year_be = fiscal_year_be(today)
    context = {
        "page": page,
        "proposals": SecondLook.objects.proposals(user).with_people()[:PAGE_SIZE],
        "rate": second_look_rate(year_be, at, demonstration=is_demonstration()),
        "rates": [
            (code.label, rate)
            for code, rate in second_look_rates(year_be, at, demonstration=is_demonstration()).items()
        ],
        "percent": percent_on(today),
        "shows_name": not user.is_trainer,
    }
    return render(request, "courses/second_looks.html", context)


@require_safe
@desk_required()
def second_look(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Show one claim for a second look. `pk` is the claim's."""
    return opened_look(request, pk)


def opened_look(
    request: DeskRequest,
    pk: UUID,
    *,
    form: SecondLookForm | None = None,
    refusal: Refused | MediaRefused | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """Answer with a claim for a second look; with the sentence of a refusal, where there is one."""
    look = _look(request, pk)
    note_look(by=request.user, at=now(), person=look.claim.learner.public_id, subject=("claim", pk))
    context = {
        "opened": _opened(look, request.user),
        "form": form or SecondLookForm(),
        "refusal": refusal,
        "cover_numbers": COVER_NUMBERS,
    }
    status = refusal.status if refusal else status
    return render(request, "courses/second_look.html", context, status=status)


def _look(request: DeskRequest, pk: UUID) -> SecondLook:
    """Return a second look that this person may see; anything else is a 404."""
    return get_object_or_404(SecondLook.objects.visible_to(request.user).with_people(), claim=pk)


def _opened(look: SecondLook, user: User) -> OpenedLook:
    pieces = pictures_with_covering(look.claim)
    is_open = look.verdict == "falls" and not look.kept_at and look.claim.state == ClaimState.VERIFIED
    return OpenedLook(
        look=look,
        pictures=[Seen(piece, how_seen(covering_of(piece.stored_file), first=False)) for piece in pieces],
        parsed=facts_of(look.claim, pieces),
        flags=[SENTENCES[code] for code in look.claim.flags if code in SENTENCES],
        number_is_checked=is_checked(look.claim.tracking_number),
        why_not=why_not_look(look, user),
        shows_name=not user.is_trainer,
        may_answer=is_open and not user.is_trainer,
    )


@require_POST
@desk_required()
def second_look_verdict(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Give the second verdict, then show the next."""
    look, stands = _look(request, pk), request.POST.get("verdict") == "stands"
    form = SecondLookForm(request.POST)
    if not stands and not form.is_valid():
        return opened_look(request, pk, form=form, status=422)
    reason = "" if stands else form.cleaned_data["reason"]
    try:
        look_again(look, by=request.user, at=now(), stands=stands, reason=reason)
    except Refused as refused:
        return opened_look(request, pk, refusal=refused)
    done = _("Noted: it stands.") if stands else _("Noted: it does not stand. The manager gets the proposal.")
    messages.success(request, done)
    following = SecondLook.objects.to_look_at(request.user).first()
    return redirect("second-look", pk=following.claim_id) if following else redirect("second-looks")


@require_POST
@desk_required(Role.MANAGER, Role.ADMINISTRATOR)
def second_look_take_back(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Take back a later step that did not stand. A first sale goes back with its certification."""

    def take_back(look: SecondLook, reason: str) -> object:
        return take_back_claim(look.claim, by=request.user, at=now(), reason=reason)

    return _answer_proposal(request, pk, take_back, _("Taken back. The learner reads the reason."))


@require_POST
@desk_required(Role.MANAGER, Role.ADMINISTRATOR)
def second_look_keep(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Keep a certification that did not stand, with the manager's reason."""

    def keep(look: SecondLook, reason: str) -> object:
        return keep_certification(look, by=request.user, at=now(), reason=reason)

    return _answer_proposal(request, pk, keep, _("Kept. The reason stands beside the second look."))


def _answer_proposal(
    request: DeskRequest, pk: UUID, act: Callable[[SecondLook, str], object], done: str | Promise
) -> HttpResponseBase:
    """Do what a manager decided about what did not stand, with the reason typed; a refusal is shown."""
    look, form = _look(request, pk), SecondLookForm(request.POST)
    if not form.is_valid():
        return opened_look(request, pk, form=form, status=422)
    try:
        act(look, form.cleaned_data["reason"])
    except Refused as refused:
        return opened_look(request, pk, refusal=refused)
    messages.success(request, str(done))
    return redirect("second-looks")
