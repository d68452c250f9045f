"""What happens to claims: sent, verified, sent back; and to the certification that comes of them.

Every action locks the learner first and the claim second, so that two people acting at once wait
for each other and never for one another in a ring.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.append import make_way
from courses.audit.actions import Details
from courses.audit.actions import note as note_act
from courses.audit.models import Verb
from courses.errors import Faults
from courses.milestones import claim_rules
from courses.milestones.brought import Photos, Slips, keep_evidence, look_at_proof, set_shop_and_link, shop_of
from courses.milestones.certifying import (
    certify,
    release_references,
    release_references_of,
    require_new_amount,
    use_references,
)
from courses.milestones.deciders import require_decider, why_not_revoke
from courses.milestones.errors import (
    AlreadyDecided,
    ClaimRefused,
    NotReady,
    NotYours,
    ReasonMissing,
    ReferenceUsed,
)
from courses.milestones.evidence_rules import given_of, require_evidence
from courses.milestones.fallen import tell_fallen
from courses.milestones.flag_codes import OVER_LIMIT
from courses.milestones.flags import refresh_flags
from courses.milestones.follow_ups import take_evidence
from courses.milestones.in_ledgers import back_in_ledgers, fall_in_ledgers
from courses.milestones.models import (
    SALES,
    Certification,
    Claim,
    ClaimState,
    MilestoneCode,
)
from courses.milestones.order_files import OrderReport, keep_report
from courses.milestones.pace import require_pace
from courses.milestones.redact import require_pictures_said
from courses.milestones.second_looks import LOOKED_AGAIN, draw_second_look
from courses.milestones.tracking import read_tracking_number
from courses.people.models import Learner
from courses.shops.links import tidy_link
from lms.accounts.models import User
from lms.dates import bangkok_date
from lms.prepared import Prepared

LONGEST_NOTE, LONGEST_BUYER = 1000, 120
# A hall full of phones asks these of every claim that it kept.
_claim = Prepared(lambda: Claim.objects.filter(pk=UUID(int=0)))
_claims_of = Prepared(lambda: Claim.objects.filter(learner=0).select_related("learner__user"))


@transaction.atomic
def claim_milestone(
    learner: Learner,
    *,
    claim_id: UUID,
    milestone: str,
    happened_on: date,
    platform: str = "",
    shop_name: str = "",
    url: str = "",
    tracking_number: str = "",
    order_number: str = "",
    registration_number: str = "",
    country: str = "",
    buyer_name: str = "",
    buyer_phone: str = "",
    note: str = "",
    amount_baht: Decimal | None = None,
    photos: Photos = (),
    slips: Slips | None = None,
    orders: OrderReport | None = None,
    by: User | None = None,
    at: datetime,
    arrived_at: datetime | None = None,
    known: Faults | None = None,
) -> Claim:
    """Send a milestone with its evidence to be checked; the same `claim_id` again changes nothing.

    A first sale may be sent before the lessons are finished or the shop is checked: it waits. `slips` holds
    what was read in pictures of slips before the transaction; the other pictures are looked into later.
    `orders` is what was read in the platform's order file: the order of the claim must stand in it.
    `by` is the trainer who sends it for the learner, and then never decides about it.
    `arrived_at` is given for a claim that a phone made at `at` without a network: it is not refused
    because another one waits or was verified, the latest waits and the others are `replaced`.
    Raises a subclass of `Refused` whose `field` names the place to mend, and whose `others` all else that is
    wrong, with what is `known` to be so already; nothing is written then.
    """
    faults = known or Faults()
    learner = Learner.objects.select_for_update(of=("self",)).select_related("user").get(pk=learner.pk)
    if (sent := _claim.get(claim_id)) is not None:
        return _as_answered_before(sent, learner)
    claim_rules.require_milestone(learner, milestone)
    if arrived_at is None:
        claim_rules.require_open_milestone(learner, milestone)
    today = bangkok_date(arrived_at or at)
    faults.ask(claim_rules.require_possible_day, learner, milestone, happened_on, today)
    number = faults.ask(read_tracking_number, tracking_number) if milestone in SALES else None
    claim = Claim(
        id=claim_id,
        learner=learner,
        submitted_by=by or learner.user,
        milestone=milestone,
        happened_on=happened_on,
        tracking_number=number.text if number else "",
        order_number=faults.ask(claim_rules.read_order_number, milestone, order_number) or "",
        registration_number=faults.ask(claim_rules.read_mark_number, milestone, registration_number) or "",
        country=faults.ask(claim_rules.read_country, milestone, country) or "",
        buyer_name=buyer_name.strip()[:LONGEST_BUYER] if milestone in SALES else "",
        buyer_phone=faults.ask(claim_rules.read_buyer_phone, milestone, buyer_phone) or "",
        note=note.strip()[:LONGEST_NOTE],
        amount_baht=faults.ask(claim_rules.read_amount, milestone, amount_baht),
        sent_at=at,
    )
    look_at_proof(claim, faults, url=url.strip(), photos=photos, slips=slips or {}, orders=orders)
    if url.strip():
        faults.ask(tidy_link, url.strip())
    faults.require_none()
    set_shop_and_link(claim, platform=platform, shop_name=shop_name, url=url.strip(), at=at)
    if arrived_at is not None:
        _make_way(claim)
    claim.save(force_insert=True)
    keep_evidence(claim, photos, slips or {})
    if orders is not None and milestone in SALES:
        keep_report(claim, orders)
    take_evidence(claim)
    _settle(claim)
    if by is not None:
        _note(Verb.SENT_FOR, claim, by=by, at=at)
    return claim


@transaction.atomic
def verify_claim(claim: Claim, *, by: User, at: datetime, confirmed_baht: Decimal | None = None) -> Claim:
    """Accept a claim. A first sale certifies the person, once for ever.

    `confirmed_baht` is the amount that the reviewer read in the evidence of a sale whose seller stated
    one; without it the sale counts and its amount does not (K8).

    The same person verifying twice is answered like the first time; a second person gets
    `AlreadyDecided`. Raises `NotYours`, `NotReady`, `ReferenceUsed`, `PictureNotSaid` or
    `TooManyApprovals` and changes nothing then.
    """
    claim = _locked(claim)
    require_decider(claim, by)
    if claim.state == ClaimState.VERIFIED and claim.decided_by_id == by.pk:
        return claim
    _require_pending(claim)
    require_evidence(given_of(claim))
    require_pictures_said(claim)
    confirmed_baht = claim_rules.require_stated(claim, confirmed_baht)
    require_new_amount(claim, confirmed_baht)
    is_over_limit = require_pace(by, at=at)
    refresh_flags(claim, reviewer=by)
    if is_over_limit:
        claim.flags = [*claim.flags, OVER_LIMIT]
        claim.save(update_fields=["flags"])
    _require_free_number(claim)
    claim.confirmed_baht = confirmed_baht
    _decide(claim, ClaimState.VERIFIED, by=by, at=at)
    if claim.milestone == MilestoneCode.FIRST_SALE:
        certify(claim, by=by, at=at)
    elif claim.milestone in SALES:
        use_references(_first_sale_of(claim), claim)
    back_in_ledgers(claim, by=by, at=at)
    draw_second_look(claim, by=by, at=at)
    _note(Verb.VERIFIED, claim, by=by, at=at)
    return claim


@transaction.atomic
def return_claim(claim: Claim, *, by: User, at: datetime, reason: str) -> Claim:
    """Send a claim back with the reason that the learner reads; the learner then sends another."""
    claim = _locked(claim)
    require_decider(claim, by)
    reason = _reason(reason)
    if claim.state == ClaimState.RETURNED and claim.decided_by_id == by.pk:
        return claim
    _require_pending(claim)
    refresh_flags(claim, reviewer=by)
    _decide(claim, ClaimState.RETURNED, by=by, at=at, reason=reason)
    _note(Verb.RETURNED, claim, by=by, at=at)
    return claim


@transaction.atomic
def revoke_certification(
    certification: Certification, *, by: User, at: datetime, reason: str
) -> Certification:
    """Take a certification back: the figure falls by one, what it used is free, the claim goes back.

    The person may be certified again; a sale of a profile that was merged away stands then (`tell_fallen`).
    Revoking twice changes nothing.
    """
    claim = _locked(certification.claim)
    if sentence := why_not_revoke(claim, by):
        raise NotYours(sentence)
    reason = _reason(reason)
    certification = Certification.objects.select_for_update().get(pk=certification.pk)
    if certification.revoked_at is not None:
        return certification
    certification.revoked_at, certification.revoked_by, certification.revoked_reason = at, by, reason
    certification.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    release_references(certification)
    _fall(claim, by=by, at=at, reason=reason)
    return certification


@transaction.atomic
def take_back_claim(claim: Claim, *, by: User, at: datetime, reason: str) -> Claim:
    """Take back a verified step: it goes back to the learner, what it used is free, what it brought leaves.

    With a mark its rows leave the ledger (they come back when the mark is verified again); an order of the
    ledger that names the same sale abroad is flagged; with the shop goes the certification that rests on
    it. A first sale goes by `revoke_certification`. Raises `NotYours`, `AlreadyDecided` or `ReasonMissing`.
    """
    claim = _locked(claim)
    if sentence := why_not_revoke(claim, by):
        raise NotYours(sentence)
    reason = _reason(reason)
    if claim.state == ClaimState.RETURNED:
        return claim
    if claim.state != ClaimState.VERIFIED or claim.milestone not in LOOKED_AGAIN[1:]:
        raise AlreadyDecided(_("There is nothing here to take back."))
    fall_in_ledgers(claim, by=by, at=at, reason=reason)
    if claim.milestone in SALES:
        release_references_of(claim)
    _fall(claim, by=by, at=at, reason=reason)
    if claim.milestone == MilestoneCode.SHOP_OPEN:
        for resting in list(Certification.objects.live().filter(learner=claim.learner_id)):
            revoke_certification(resting, by=by, at=at, reason=reason)
    return claim


def _fall(claim: Claim, *, by: User, at: datetime, reason: str) -> None:
    _decide(claim, ClaimState.RETURNED, by=by, at=at, reason=reason)
    _note(Verb.REVOKED, claim, by=by, at=at)
    tell_fallen(claim)


def _as_answered_before(sent: Claim, learner: Learner) -> Claim:
    if sent.learner_id != learner.pk:
        raise ClaimRefused(_("Open the form again and send it once more."))
    return sent


def _make_way(claim: Claim) -> None:
    """Find the place of a claim that a phone kept for a while among those of the same step."""
    same = [one for one in _claims_of.all(claim.learner_id) if one.milestone == claim.milestone]
    # Later sales are many: a verified one ends nothing.
    final = "" if claim.milestone == MilestoneCode.LATER_SALE else ClaimState.VERIFIED
    if outdated := make_way(claim, same, final=final):
        Claim.objects.filter(pk__in=outdated).update(
            state=ClaimState.REPLACED, flags=[], buyer_name="", buyer_phone=""
        )
    if claim.state == ClaimState.REPLACED:
        claim.buyer_name = claim.buyer_phone = ""


def _settle(claim: Claim) -> None:
    """Work out again what follows from all claims together, so that the order of arrival decides nothing.

    That is the shop of the learner's undecided claims, their flags, and those of the waiting claims that
    the new one makes suspicious.
    """
    own = [one for one in _claims_of.all(claim.learner_id) if one.decided_at is None and one.pk != claim.pk]
    later = [other.pk for other in own if other.milestone != MilestoneCode.SHOP_OPEN]
    if later and claim.milestone == MilestoneCode.SHOP_OPEN:
        Claim.objects.filter(pk__in=later, decided_at__isnull=True).update(shop=shop_of(claim.learner))
    neighbours = {other.pk: other for flag in refresh_flags(claim) for other in flag.neighbours}
    neighbours |= {other.pk: other for other in own}
    for other in _waiting(neighbours.values()):
        refresh_flags(other)


def _waiting(claims: Iterable[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.state == ClaimState.PENDING]


def _locked(claim: Claim) -> Claim:
    Learner.objects.select_for_update().get(pk=claim.learner_id)
    return Claim.objects.select_for_update(of=("self",)).select_related("learner__user").get(pk=claim.pk)


def _require_pending(claim: Claim) -> None:
    if claim.state == ClaimState.REPLACED:
        raise AlreadyDecided(_("Newer evidence of this learner has arrived. Look at that instead."))
    if claim.state != ClaimState.PENDING:
        raise AlreadyDecided(_("Another person has decided about this claim in the meantime."))


def _reason(reason: str) -> str:
    reason = reason.strip()[:LONGEST_NOTE]
    if not reason:
        raise ReasonMissing(_("Say why, so that the person knows what to do next."), field="reason")
    return reason


def _decide(claim: Claim, state: ClaimState, *, by: User, at: datetime, reason: str = "") -> None:
    claim.state, claim.decided_by, claim.decided_at, claim.reason = state, by, at, reason
    # The flag stays; whom it was about is not kept longer than it is needed.
    claim.buyer_name = claim.buyer_phone = ""
    if state != ClaimState.VERIFIED:
        claim.confirmed_baht = None
    fields = ["state", "decided_by", "decided_at", "reason", "buyer_name", "buyer_phone", "confirmed_baht"]
    claim.save(update_fields=fields)


def _first_sale_of(claim: Claim) -> Certification:
    """Return the certification that a later sale follows, and hold its days once more."""
    certification: Certification | None = (
        Certification.objects.live().filter(learner=claim.learner_id).first()
    )
    if claim.milestone in claim_rules.AFTER_THE_FIRST:
        return claim_rules.require_after_the_first(claim.learner, claim.milestone, claim.happened_on)
    if certification is None:
        raise NotReady(_("This step opens when the first sale is verified."))
    return certification


def _require_free_number(claim: Claim) -> None:
    taken = Claim.objects.filter(
        state=ClaimState.VERIFIED, registration_number=claim.registration_number
    ).exclude(registration_number="")
    if taken.exclude(pk=claim.pk).exists():
        raise ReferenceUsed(_("This registration number stands with another person already."))


def _note(verb: Verb, claim: Claim, *, by: User, at: datetime) -> None:
    details: Details = {"milestone": claim.milestone, "flags": list(claim.flags)}
    if claim.confirmed_baht is not None:
        details = {**details, "confirmed_baht": str(claim.confirmed_baht)}
    subject = ("claim", claim.pk)
    note_act(verb, by=by, at=at, person=claim.learner.public_id, subject=subject, details=details)
