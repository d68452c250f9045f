"""My shop: the steps to the first sale, and the forms that send their evidence."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.access import LearnerRequest, learner_required
from courses.errors import Refused
from courses.milestones.actions import claim_milestone
from courses.milestones.evidence_rules import photo_field
from courses.milestones.examining import read_slips
from courses.milestones.follow_ups import open_question
from courses.milestones.forms import FORMS, ClaimForm
from courses.milestones.from_sales import add_sale_picture, asked_facts
from courses.milestones.kinds import KINDS
from courses.milestones.models import ROAD, SALES, Claim, ClaimState, EvidenceKind, MilestoneCode
from courses.milestones.pictures import Pictures, kept_field, pictures_of, receive_pictures, sign
from courses.milestones.steps import Step, shop_name_of, step_of, steps_of
from courses.shops.cards import shop_cards
from lms.dates import bangkok_date, now
from media.models import StoredFile

PICTURE_HELP: dict[str, str | Promise] = {
    EvidenceKind.SHOP_SCREENSHOT: _(
        "It may stay empty, but a picture with the shop's name is checked faster."
    ),
    EvidenceKind.CONTENT_SCREENSHOT: _("A picture of the screen that shows your name and the live or clip."),
    EvidenceKind.ORDER_SCREENSHOT: _("A picture of the order with the goods, the price and the day."),
    EvidenceKind.PARCEL_PHOTO: _("Needed if the number is not of Thailand Post, or if there is no number."),
    EvidenceKind.PAYMENT_SLIP: _("The whole slip from the bank's app, with its QR."),
    EvidenceKind.ORDER_REPORT: _("The list of orders of the platform. Put in the order number as well."),
    EvidenceKind.MARK_PICTURE: _("It may stay empty, but a picture of the mark is checked faster."),
}


@dataclass(frozen=True)
class PictureField:
    """One place for pictures in the form, with those that arrived already."""

    kind: EvidenceKind
    name: str
    kept_name: str
    help: str | Promise
    kept: list[tuple[str, StoredFile]]
    errors: list[str]

    @property
    def is_rare(self) -> bool:
        """Tell whether few people send such pictures, so that their place stands folded up."""
        return self.kind in (EvidenceKind.PAYMENT_SLIP, EvidenceKind.ORDER_REPORT)


@require_safe
@learner_required
def shop(request: LearnerRequest) -> HttpResponseBase:
    """Show the steps, the one thing to do next, and what the seller keeps: goods, shops, sales."""
    at = now()
    today = bangkok_date(at)
    steps = steps_of(request.learner, today=today)
    context = {
        "road": steps[: len(ROAD)],
        "afterwards": steps[len(ROAD) :],
        "shop_name": shop_name_of(steps),
        "question": open_question(request.learner, at),
        **shop_cards(request.learner, today),
    }
    return render(request, "courses/shop.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@learner_required
def claim(request: LearnerRequest, milestone: str) -> HttpResponseBase:
    """Show the form of one step; take it in with its pictures."""
    if milestone not in MilestoneCode.values:
        raise Http404
    step = step_of(request.learner, milestone, today=bangkok_date(now()))
    if step is None:
        return redirect("shop")
    if request.method == "POST":
        return _send(request, step)
    if not step.can_be_sent:
        return redirect("shop")
    last = step.claim if step.state == ClaimState.RETURNED else None
    form = FORMS[milestone](initial=_last_try(step) | asked_facts(request.GET))
    pictures = pictures_of(last)
    add_sale_picture(request.learner, request.GET, pictures)
    return _form_page(request, step, form, pictures)


def _send(request: LearnerRequest, step: Step) -> HttpResponseBase:
    at, milestone = now(), step.milestone
    form = FORMS[milestone](request.POST)
    claim_id = _claim_id(request.POST.get("claim_id", ""))
    if Claim.objects.filter(pk=claim_id, learner=request.learner).exists():
        return _sent(request)  # the same form once more: answered like the first time
    pictures = receive_pictures(
        request.user, kinds=KINDS[milestone], names=request.POST, files=request.FILES, at=at
    )
    status, photos = 422, pictures.as_photos()
    if form.is_valid() and not pictures.errors:
        try:
            claim_milestone(
                request.learner,
                claim_id=claim_id,
                milestone=milestone,
                photos=photos,
                slips=read_slips(photos),
                at=at,
                **form.cleaned_data,
            )
        except Refused as refused:
            status = refused.status
            _place(refused, form, pictures)
        else:
            pictures.drop_unused()
            return _sent(request)
    return _form_page(request, step, form, pictures, claim_id=claim_id, status=status)


def _claim_id(text: str) -> uuid.UUID:
    """Return the form's own id; a damaged one is replaced, for the rest of the form is still good."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _sent(request: LearnerRequest) -> HttpResponseBase:
    messages.success(request, _("Sent. We tell you here when it is checked."))
    return redirect("shop")


def _place(refused: Refused, form: ClaimForm, pictures: Pictures) -> None:
    """Put a refusal where the person mends it: at the field, at the pictures, or above the form."""
    if refused.field in form.fields:
        form.add_error(refused.field, str(refused.message))
    elif refused.field.startswith("photos-"):
        pictures.errors.append((refused.field, refused.message))
    else:
        form.add_error(None, str(refused.message))


def _picture_fields(milestone: str, pictures: Pictures) -> list[PictureField]:
    return [
        PictureField(
            kind=kind,
            name=photo_field(kind),
            kept_name=kept_field(kind),
            help=PICTURE_HELP[kind],
            kept=[(sign(stored), stored) for stored in pictures.by_kind.get(kind, [])],
            errors=[str(sentence) for field, sentence in pictures.errors if field == photo_field(kind)],
        )
        for kind in KINDS[milestone]
    ]


def _last_try(step: Step) -> dict[str, Any]:
    """Return what the learner wrote when the step was sent back, so that only the fault is mended."""
    last = step.claim
    if last is None or last.state != ClaimState.RETURNED:
        return {}
    names = (
        "happened_on",
        "url",
        "tracking_number",
        "order_number",
        "registration_number",
        "country",
        "note",
    )
    facts = {name: getattr(last, name) for name in names}
    shop = {"platform": last.shop.platform, "shop_name": last.shop.name} if last.shop else {}
    return facts | shop


def _form_page(
    request: LearnerRequest,
    step: Step,
    form: ClaimForm,
    pictures: Pictures,
    *,
    claim_id: uuid.UUID | None = None,
    status: int = 200,
) -> HttpResponseBase:
    fields = _picture_fields(step.milestone, pictures)
    context = {
        "step": step,
        "form": form,
        "claim_id": claim_id or uuid.uuid4(),
        "picture_fields": fields,
        "has_rare_pictures": any(one.is_rare and (one.kept or one.errors) for one in fields),
        "is_sale": step.milestone in SALES,
        "is_bad": status != 200,
    }
    return render(request, "courses/claim.html", context, status=status)
