"""My shop: the steps to the first sale, and the forms that send their evidence."""

import uuid
from collections.abc import Iterable, Sequence
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
from courses.errors import Faults, Refused
from courses.milestones.actions import claim_milestone
from courses.milestones.brought import look_at_proof
from courses.milestones.claim_rules import read_order_number, require_possible_day
from courses.milestones.doubts import Doubt, doubts_about
from courses.milestones.evidence_rules import photo_field
from courses.milestones.examining import read_slips
from courses.milestones.follow_ups import open_question
from courses.milestones.forms import FORMS, ClaimForm
from courses.milestones.from_sales import add_sale_picture, asked_facts
from courses.milestones.kinds import FILES, KINDS, RARE
from courses.milestones.ladder import ladder_of
from courses.milestones.models import ROAD, SALES, Claim, ClaimState, EvidenceKind, MilestoneCode
from courses.milestones.order_files import FIELD as ORDER_FIELD
from courses.milestones.order_files import KEPT_FIELD as ORDER_KEPT
from courses.milestones.order_files import (
    OrderReport,
    kept_report,
    read_order_file,
    report_of,
    sign_report,
)
from courses.milestones.pictures import Pictures, kept_field, pictures_of, receive_pictures, sign
from courses.milestones.rungs import BY_THE_SYSTEM, rungs_of
from courses.milestones.steps import Step, shop_name_of, step_of, steps_of, written_in
from courses.milestones.tracking import read_tracking_number
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
        return self.kind in RARE


@require_safe
@learner_required
def shop(request: LearnerRequest) -> HttpResponseBase:
    """Show the steps, the one thing to do next, and what the seller keeps: goods, shops, sales."""
    at = now()
    today = bangkok_date(at)
    ladder = ladder_of(request.learner)
    steps = steps_of(request.learner, today=today, ladder=ladder)
    rungs, shown = rungs_of(ladder, []), {str(step.milestone) for step in steps}
    context = {
        "begun": [rung for rung in rungs if rung.code in BY_THE_SYSTEM],
        "road": steps[: len(ROAD)],
        "afterwards": steps[len(ROAD) :],
        "later": [rung for rung in rungs if rung.code not in BY_THE_SYSTEM and rung.code not in shown],
        "shop_name": shop_name_of(steps),
        "question": open_question(request.learner, at) if steps[len(ROAD) :] else None,
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
    return _form_page(request, step, form, pictures, orders=report_of(last))


def _send(request: LearnerRequest, step: Step) -> HttpResponseBase:
    at, milestone = now(), step.milestone
    form = FORMS[milestone](request.POST)
    claim_id = _claim_id(request.POST.get("claim_id", ""))
    if Claim.objects.filter(pk=claim_id, learner=request.learner).exists():
        return _sent(request)  # the same form once more: answered like the first time
    pictures = receive_pictures(
        request.user, kinds=_picture_kinds(milestone), names=request.POST, files=request.FILES, at=at
    )
    orders = _order_file(request, milestone, pictures)
    status, photos = 422, pictures.as_photos()
    doubts = _doubts(request, step, form) if form.is_valid() else []
    if form.is_valid() and not pictures.errors and not doubts:
        try:
            claim_milestone(
                request.learner,
                claim_id=claim_id,
                milestone=milestone,
                photos=photos,
                slips=read_slips(photos),
                orders=orders,
                at=at,
                **form.cleaned_data,
            )
        except Refused as refused:
            status = refused.status
            _place([refused, *refused.others], form, pictures)
        else:
            pictures.drop_unused()
            return _sent(request)
    else:
        _place(_further_faults(request, step, form, pictures, orders), form, pictures)
    return _form_page(
        request, step, form, pictures, claim_id=claim_id, status=status, doubts=doubts, orders=orders
    )


def _picture_kinds(milestone: str) -> list[EvidenceKind]:
    return [kind for kind in KINDS[milestone] if kind not in FILES]


def _order_file(request: LearnerRequest, milestone: str, pictures: Pictures) -> OrderReport | None:
    """Return the order file that came with the form, or that it carries from the try before."""
    if EvidenceKind.ORDER_FILE not in KINDS[milestone]:
        return None
    upload = request.FILES.get(ORDER_FIELD)
    if upload is None:
        return kept_report(request.POST.get(ORDER_KEPT, ""))
    try:
        return read_order_file(upload)
    except Refused as refused:
        pictures.errors.append((ORDER_FIELD, refused.message))
        return None


def _doubts(request: LearnerRequest, step: Step, form: ClaimForm) -> list[Doubt]:
    """Return why the day may be a slip, unless the person has said that it is right."""
    if "is_sure" in request.POST:
        return []
    return doubts_about(request.learner, step.milestone, form.cleaned_data["happened_on"])


def _claim_id(text: str) -> uuid.UUID:
    """Return the form's own id; a damaged one is replaced, for the rest of the form is still good."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _sent(request: LearnerRequest) -> HttpResponseBase:
    messages.success(request, _("Sent. We tell you here when it is checked."))
    return redirect("shop")


def _further_faults(
    request: LearnerRequest, step: Step, form: ClaimForm, pictures: Pictures, orders: OrderReport | None
) -> list[Refused]:
    """Return what the action would refuse besides what the form found: the day, and what the proof lacks."""
    typed, faults = form.cleaned_data, Faults()
    if "happened_on" not in typed:
        return []
    claim = Claim(learner=request.learner, milestone=step.milestone, happened_on=typed["happened_on"])
    faults.ask(require_possible_day, claim.learner, claim.milestone, claim.happened_on, bangkok_date(now()))
    if pictures.errors or {"tracking_number", "order_number"} & form.errors.keys():
        return faults.found
    number = read_tracking_number(typed.get("tracking_number", ""))
    claim.tracking_number = number.text if number else ""
    claim.order_number = faults.ask(read_order_number, claim.milestone, typed.get("order_number", "")) or ""
    photos = pictures.as_photos()
    # Of a link that is missing or no good the form has spoken.
    url, slips = typed.get("url") or "-", read_slips(photos)
    look_at_proof(claim, faults, url=url, photos=photos, slips=slips, orders=orders)
    return faults.found


def _place(refusals: Iterable[Refused], form: ClaimForm, pictures: Pictures) -> None:
    """Put refusals where the person mends them: at the field, at the pictures, or above the form."""
    for refused in refusals:
        if refused.field in form.fields:
            form.add_error(refused.field, str(refused.message))
        elif refused.field.startswith("photos-") or refused.field == ORDER_FIELD:
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
        for kind in _picture_kinds(milestone)
    ]


def _last_try(step: Step) -> dict[str, Any]:
    """Return what the learner wrote when the step was sent back, so that only the fault is mended."""
    last = step.claim
    return written_in(last) if last is not None and last.state == ClaimState.RETURNED else {}


def _form_page(
    request: LearnerRequest,
    step: Step,
    form: ClaimForm,
    pictures: Pictures,
    *,
    claim_id: uuid.UUID | None = None,
    status: int = 200,
    doubts: Sequence[Doubt] = (),
    orders: OrderReport | None = None,
) -> HttpResponseBase:
    for doubt in doubts:
        form.add_error("happened_on", str(doubt.sentence))
    fields = _picture_fields(step.milestone, pictures)
    context = {
        "step": step,
        "form": form,
        "claim_id": claim_id or uuid.uuid4(),
        "picture_fields": fields,
        "has_rare_pictures": any(one.is_rare and (one.kept or one.errors) for one in fields),
        "orders": orders,
        "orders_signed": sign_report(orders) if orders else "",
        "order_errors": [str(words) for field, words in pictures.errors if field == ORDER_FIELD],
        "is_sale": step.milestone in SALES,
        "is_bad": status != 200,
        "asks_if_sure": bool(doubts) or "is_sure" in request.POST,
        "is_sure": "is_sure" in request.POST,
    }
    return render(request, "courses/claim.html", context, status=status)
