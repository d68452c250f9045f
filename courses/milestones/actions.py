"""What happens to claims: sent, verified, sent back; and to the certification that comes of them.

Every action locks the learner first and the claim second, so that two people acting at once wait
for each other and never for one another in a ring.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.append import make_way
from courses.audit.actions import Details
from courses.audit.actions import note as note_act
from courses.audit.models import Verb
from courses.milestones import claim_rules
from courses.milestones.certifying import certify, release_references, use_references
from courses.milestones.deciders import require_decider, why_not_revoke
from courses.milestones.errors import (
    AlreadyDecided,
    ClaimRefused,
    NotReady,
    NotYours,
    ReasonMissing,
    ReferenceUsed,
)
from courses.milestones.evidence_rules import Given, given_of, is_witnessed, photo_field, require_evidence
from courses.milestones.flag_codes import OVER_LIMIT
from courses.milestones.flags import refresh_flags
from courses.milestones.follow_ups import take_evidence
from courses.milestones.models import (
    NO_LONGER,
    SALES,
    Certification,
    Claim,
    ClaimState,
    Evidence,
    MilestoneCode,
)
from courses.milestones.pace import require_pace
from courses.milestones.redact import require_pictures_said
from courses.milestones.second_looks import draw_second_look
from courses.milestones.slips import key_of
from courses.milestones.tracking import read_tracking_number
from courses.people.models import Learner
from courses.shops.actions import open_shop
from courses.shops.links import tidy_link
from courses.shops.models import Shop
from lms.accounts.models import User
from lms.dates import bangkok_date
from lms.prepared import Prepared
from media.models import FileKind, StoredFile

LONGEST_NOTE, LONGEST_BUYER = 1000, 120
Photos = Sequence[tuple[str, StoredFile]]
# What was read in the slips among the photos, see `courses.milestones.examining.read_slips`.
Slips = Mapping[UUID, dict[str, Any]]
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
    photos: Photos = (),
    slips: Slips | None = None,
    at: datetime,
    arrived_at: datetime | None = None,
) -> Claim:
    """Send a milestone with its evidence to be checked; the same `claim_id` again changes nothing.

    A first sale may be sent before the lessons are finished or the shop is checked: it waits. `slips` holds
    what was read in pictures of slips before the transaction; the other pictures are looked into later.
    `arrived_at` is given for a claim that a phone made at `at` without a network: it is not refused
    because another one waits or was verified, the latest waits and the others are `replaced`.
    Raises a subclass of `Refused` whose `field` names the place to mend; nothing is written then.
    """
    learner = Learner.objects.select_for_update(of=("self",)).select_related("user").get(pk=learner.pk)
    if (sent := _claim.get(claim_id)) is not None:
        return _as_answered_before(sent, learner)
    claim_rules.require_milestone(learner, milestone)
    if arrived_at is None:
        claim_rules.require_open_milestone(learner, milestone)
    claim_rules.require_possible_day(learner, milestone, happened_on, bangkok_date(arrived_at or at))
    number = read_tracking_number(tracking_number) if milestone in SALES else None
    claim = Claim(
        id=claim_id,
        learner=learner,
        submitted_by=learner.user,
        milestone=milestone,
        happened_on=happened_on,
        tracking_number=number.text if number else "",
        order_number=claim_rules.read_order_number(milestone, order_number),
        registration_number=claim_rules.read_mark_number(milestone, registration_number),
        country=claim_rules.read_country(milestone, country),
        buyer_name=buyer_name.strip()[:LONGEST_BUYER] if milestone in SALES else "",
        buyer_phone=claim_rules.read_buyer_phone(milestone, buyer_phone),
        note=note.strip()[:LONGEST_NOTE],
        sent_at=at,
    )
    require_evidence(_given(claim, url.strip(), photos, slips or {}))
    _set_shop_and_link(claim, platform=platform, shop_name=shop_name, url=url.strip(), at=at)
    if arrived_at is not None:
        _make_way(claim)
    claim.save(force_insert=True)
    _keep_evidence(claim, photos, slips or {})
    take_evidence(claim)
    _settle(claim)
    return claim


@transaction.atomic
def verify_claim(claim: Claim, *, by: User, at: datetime) -> Claim:
    """Accept a claim. A first sale certifies the person, once for ever.

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
    is_over_limit = require_pace(by, at=at)
    refresh_flags(claim, reviewer=by)
    if is_over_limit:
        claim.flags = [*claim.flags, OVER_LIMIT]
        claim.save(update_fields=["flags"])
    _require_free_number(claim)
    _decide(claim, ClaimState.VERIFIED, by=by, at=at)
    if claim.milestone == MilestoneCode.FIRST_SALE:
        certify(claim, by=by, at=at)
        draw_second_look(claim, by=by, at=at)
    elif claim.milestone in SALES:
        use_references(_first_sale_of(claim), claim)
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

    The person may send a new first sale and be certified again. Revoking twice changes nothing.
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
    _decide(claim, ClaimState.RETURNED, by=by, at=at, reason=reason)
    _note(Verb.REVOKED, claim, by=by, at=at)
    return certification


def _as_answered_before(sent: Claim, learner: Learner) -> Claim:
    if sent.learner_id != learner.pk:
        raise ClaimRefused(_("Open the form again and send it once more."))
    return sent


def _given(claim: Claim, url: str, photos: Photos, slips: Slips) -> Given:
    """Return what a claim that is being sent brings, before any of it is stored."""
    return Given(
        milestone=claim.milestone,
        happened_on=claim.happened_on,
        url=url,
        tracking_number=claim.tracking_number,
        order_number=claim.order_number,
        pieces=tuple((kind, _photo_of(claim.learner, kind, stored).sent_sha256) for kind, stored in photos),
        slips=frozenset(filter(None, (key_of(slips.get(stored.pk, {})) for _kind, stored in photos))),
        is_witnessed=claim.milestone in SALES and is_witnessed(claim.learner_id, claim.happened_on),
    )


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


def _photo_of(learner: Learner, kind: str, stored: StoredFile) -> StoredFile:
    is_theirs = stored.owner_id == learner.user_id and stored.kind == FileKind.PHOTO
    if not is_theirs or Evidence.objects.bound(learner.user).filter(stored_file=stored).exists():
        raise ClaimRefused(_("Choose the picture again."), field=photo_field(kind))
    return stored


def _set_shop_and_link(claim: Claim, *, platform: str, shop_name: str, url: str, at: datetime) -> None:
    if claim.milestone == MilestoneCode.SHOP_OPEN:
        shop = open_shop(claim.learner, url=url, platform=platform, name=shop_name, at=at)
        # The claim's own spelling: that of the shop may have come with another claim.
        claim.shop, claim.url, claim.url_key = shop, tidy_link(url).url, shop.url_key
        return
    if url:
        link = tidy_link(url)
        claim.url, claim.url_key = link.url, link.key
    claim.shop = _shop_of(claim.learner)


def _shop_of(learner: Learner) -> Shop | None:
    """Return the shop of the learner's live claim «shop open», else the newest shop."""
    opened = Claim.objects.filter(learner=learner, milestone=MilestoneCode.SHOP_OPEN, shop__isnull=False)
    live = opened.exclude(state__in=NO_LONGER).select_related("shop").first()
    shops = Shop.objects.filter(learner=learner).order_by("-created_at", "-url_key")
    return live.shop if live else shops.first()


def _keep_evidence(claim: Claim, photos: Photos, slips: Slips) -> None:
    if not photos:
        return
    try:
        with transaction.atomic():
            Evidence.objects.bulk_create(
                Evidence(
                    claim=claim,
                    kind=kind,
                    stored_file=stored,
                    sha256=stored.sent_sha256,
                    parsed=slips.get(stored.pk, {}),
                    slip_reference=key_of(slips.get(stored.pk, {})),
                )
                for kind, stored in photos
            )
    except IntegrityError as error:
        raise ClaimRefused(_("Choose the picture again.")) from error


def _settle(claim: Claim) -> None:
    """Work out again what follows from all claims together, so that the order of arrival decides nothing.

    That is the shop of the learner's undecided claims, their flags, and those of the waiting claims that
    the new one makes suspicious.
    """
    own = [one for one in _claims_of.all(claim.learner_id) if one.decided_at is None and one.pk != claim.pk]
    later = [other.pk for other in own if other.milestone != MilestoneCode.SHOP_OPEN]
    if later and claim.milestone == MilestoneCode.SHOP_OPEN:
        Claim.objects.filter(pk__in=later, decided_at__isnull=True).update(shop=_shop_of(claim.learner))
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


def _decide(claim: Claim, state: ClaimState, *, by: User, at: datetime, reason: str = "") -> Claim:
    claim.state, claim.decided_by, claim.decided_at, claim.reason = state, by, at, reason
    # The flag stays; whom it was about is not kept longer than it is needed.
    claim.buyer_name = claim.buyer_phone = ""
    claim.save(update_fields=["state", "decided_by", "decided_at", "reason", "buyer_name", "buyer_phone"])
    return claim


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
    subject = ("claim", claim.pk)
    note_act(verb, by=by, at=at, person=claim.learner.public_id, subject=subject, details=details)
