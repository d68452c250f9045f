"""Flags about who stands behind a claim: buyer, reviewer, suspension; and about slips and months."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q

from courses.cohorts.models import Enrolment
from courses.milestones import flag_codes as codes
from courses.milestones.evidence_rules import group_of
from courses.milestones.flag_codes import Flag
from courses.milestones.models import SALES, Claim, ClaimState, Evidence, EvidenceKind
from courses.milestones.months import month_is_closed
from courses.milestones.order_models import OrderFile, ReportedOrder
from courses.milestones.person_models import Suspension, WitnessStatement
from courses.people.models import Learner
from lms.accounts.models import User
from lms.prepared import Prepared
from lms.text import fold, normalise_thai

if TYPE_CHECKING:
    from uuid import UUID

TITLES = ("นาย", "นางสาว", "นาง", "น.ส.", "ด.ช.", "ด.ญ.")
_suspended = Prepared(lambda: Suspension.objects.filter(learner=0).filter(lifted_at__isnull=True))


def bare_name(name: str) -> str:
    """Return a person's name without its title, in one spelling."""
    bare = normalise_thai(name)
    title = next((title for title in TITLES if bare.startswith(title)), "")
    return bare.removeprefix(title).strip()


def suspended(claim: Claim) -> Iterator[Flag]:
    """A manager asked to look twice at this learner."""
    if _suspended.all(claim.learner_id):
        yield Flag(codes.SUSPENDED)


def reviewer_conflict(claim: Claim, reviewer: User | None) -> Iterator[Flag]:
    """Who decides about a sale trains the learner, saw the sale, or sent the claim."""
    if reviewer is None or claim.milestone not in SALES:
        return
    saw = WitnessStatement.objects.filter(
        learner=claim.learner_id, witness=reviewer, happened_on=claim.happened_on
    )
    trains = Enrolment.objects.filter(learner=claim.learner_id, cohort__trainer=reviewer)
    if reviewer.pk == claim.submitted_by_id or saw.exists() or trains.exists():
        yield Flag(codes.REVIEWER_CONFLICT)


def closed_month(claim: Claim) -> Iterator[Flag]:
    """The sale lies in a month whose figures are closed: it counts as a restatement."""
    if claim.milestone in SALES and month_is_closed(claim.happened_on):
        yield Flag(codes.OUTSIDE_CLOSED_MONTH)


def slip_flags(claim: Claim, pieces: Sequence[Evidence]) -> Iterator[Flag]:
    """A slip that is forged or broken, or that proved another sale already."""
    slips = [piece.parsed["slip"] for piece in pieces if piece.parsed.get("slip")]
    if any(slip.get("fault") for slip in slips):
        yield Flag(codes.BAD_SLIP)
    references = {piece.slip_reference for piece in pieces if piece.slip_reference}
    if references:
        same = Evidence.objects.filter(slip_reference__in=references).values("claim_id")
        if neighbours := codes.first(codes.others(claim).filter(pk__in=same)):
            yield Flag(codes.DUP_TXN_REF, neighbours)


def same_numbers(claim: Claim) -> Iterator[Flag]:
    """The order's number, or that of the mark, stands in the claim of another person or another sale."""
    others = codes.others(claim)
    if claim.order_number and (found := codes.first(others.filter(_same_order(claim)))):
        yield Flag(codes.DUP_ORDER, found)
    if claim.registration_number:
        same = others.filter(registration_number=claim.registration_number)
        if found := codes.first(same.exclude(learner=claim.learner_id)):
            yield Flag(codes.DUP_NUMBER, found)


def _same_order(claim: Claim) -> Q:
    """Match whoever told of the same order; of other people also any order that both their files hold.

    One's own later files hold one's earlier orders, so of those the claimed number alone is compared.
    """
    mine = ReportedOrder.objects.filter(file__claim=claim.pk).values("number")
    files = OrderFile.objects.filter(Q(orders__number=claim.order_number) | Q(orders__number__in=mine))
    of_others = Q(order_number__in=mine) | Q(pk__in=files.values("claim"))
    return Q(order_number=claim.order_number) | (~Q(learner=claim.learner_id) & of_others)


def missing_part(claim: Claim, pieces: Sequence[Evidence]) -> Iterator[Flag]:
    """What was sent is not enough by now, or a slip shows nothing that can be read."""
    if claim.milestone not in SALES:
        return
    unread = any(
        piece.kind == EvidenceKind.PAYMENT_SLIP and piece.examined_at and not piece.parsed.get("slip")
        for piece in pieces
    )
    was_looked_into = bool(pieces) and all(piece.examined_at for piece in pieces)
    if unread or (was_looked_into and not group_of(claim)):
        yield Flag(codes.MISSING_PART)


def buyer_takes_part(claim: Claim, pieces: Sequence[Evidence]) -> Iterator[Flag]:
    """The buyer, or whoever the money went to, is a learner of the programme."""
    people = set(_buyers(claim)) | _paid(pieces)
    if not people:
        return
    theirs = Claim.objects.filter(learner__in=people).exclude(pk=claim.pk).exclude(state=ClaimState.REPLACED)
    neighbours = codes.first(theirs.select_related("learner__user").order_by("-sent_at"))
    yield Flag(codes.BUYER_IS_PARTICIPANT, neighbours)


def _buyers(claim: Claim) -> list[int]:
    wanted = Q()
    if claim.buyer_phone:
        wanted |= Q(user__phone=claim.buyer_phone)
    if name := bare_name(claim.buyer_name):
        wanted |= Q(user__name__in=[name, *(f"{title}{gap}{name}" for title in TITLES for gap in ("", " "))])
    if not wanted:
        return []
    found = Learner.objects.filter(wanted, merged_into=None)
    if claim.buyer_phone:
        # A family shares a phone: with a name, it is that person; without one, anybody on the phone.
        on_phone = found.filter(user__phone=claim.buyer_phone).select_related("user")
        named = [one.pk for one in on_phone if name and fold(bare_name(one.name)) == fold(name)]
        return named or list(found.values_list("pk", flat=True)[: codes.MOST_NEIGHBOURS])
    return list(found.values_list("pk", flat=True)[: codes.MOST_NEIGHBOURS])


def _paid(pieces: Sequence[Evidence]) -> set[int]:
    ids: set[str | UUID] = {one for piece in pieces for one in piece.parsed.get("participants", ())}
    return set(Learner.objects.filter(public_id__in=ids).values_list("pk", flat=True)) if ids else set()
