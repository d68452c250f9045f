"""What a human must look at before deciding: computed from the register, each with its neighbours.

Found when a claim arrives, when its pictures were looked into, when it is opened, and a last time when it
is decided, because a copy may arrive later than its original. A flag never decides anything (programme
document, section 3.2).
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import Q

from courses.milestones import flag_codes as codes
from courses.milestones import sale_flags
from courses.milestones.flag_codes import MOST_NEIGHBOURS, SENTENCES, Flag
from courses.milestones.likeness_models import Likeness
from courses.milestones.models import (
    NO_LONGER,
    SALES,
    Claim,
    ClaimState,
    Evidence,
    MilestoneCode,
    ReferenceKind,
    UsedReference,
)
from courses.milestones.tracking import is_checked
from lms.accounts.models import User
from lms.dates import bangkok_date, fiscal_year_be
from lms.prepared import Prepared

__all__ = ["SENTENCES", "Flag", "find_flags", "refresh_flags"]

# Asked of every claim: built once (a plain queryset costs several times what answering it does).
_pieces = Prepared(lambda: Evidence.objects.filter(claim=UUID(int=0)))
_with_link = Prepared(
    lambda: (
        Claim.objects.filter(url_key="x")
        .exclude(learner=0)
        .select_related("learner__user")
        .order_by("-sent_at")[:MOST_NEIGHBOURS]
    )
)


def find_flags(claim: Claim, *, reviewer: User | None = None) -> list[Flag]:
    """Return the flags of a claim as the register stands now. Asks a fixed number of queries.

    With a `reviewer`, also whether this person stands too near to decide.
    """
    return list(_found(claim, _pieces.all(claim.pk), reviewer))


def refresh_flags(claim: Claim, *, reviewer: User | None = None) -> list[Flag]:
    """Find the flags again, keep their codes with the claim, and return them with neighbours."""
    found = find_flags(claim, reviewer=reviewer)
    # What nobody will decide asks nobody to look; its neighbours still want to know of it.
    flag_codes = [flag.code for flag in found] if claim.state != ClaimState.REPLACED else []
    if flag_codes != claim.flags:
        claim.flags = flag_codes
        claim.save(update_fields=["flags"])
    return found


def _found(claim: Claim, pieces: Sequence[Evidence], reviewer: User | None) -> Iterator[Flag]:
    yield from _same_picture(claim, pieces)
    yield from _same_link(claim)
    yield from _same_tracking_number(claim)
    yield from sale_flags.slip_flags(claim, pieces)
    yield from sale_flags.same_numbers(claim)
    yield from sale_flags.buyer_takes_part(claim, pieces)
    yield from _shop_and_sale(claim)
    yield from _other_fiscal_year(claim)
    yield from sale_flags.closed_month(claim)
    yield from sale_flags.missing_part(claim, pieces)
    yield from sale_flags.suspended(claim)
    yield from sale_flags.reviewer_conflict(claim, reviewer)
    yield from _unchecked_number(claim)


def _same_picture(claim: Claim, pieces: Sequence[Evidence]) -> Iterator[Flag]:
    if not pieces:
        return
    same = Q(sha256__in=[piece.sha256 for piece in pieces])
    looked_into = [piece.stored_file_id for piece in pieces if piece.examined_at]
    if looked_into:
        same |= Q(stored_file__in=Likeness.objects.filter(picture__in=looked_into).values("like"))
    found = Evidence.objects.filter(same).exclude(claim=claim.pk)
    if neighbours := codes.first(codes.others(claim).filter(pk__in=found.values("claim_id"))):
        yield Flag(codes.DUP_HASH, neighbours, _likeness(pieces, neighbours) if looked_into else {})


def _likeness(pieces: Sequence[Evidence], neighbours: Sequence[Claim]) -> dict[UUID, str]:
    """Tell for each neighbour whether one of its pictures is one of these byte for byte."""
    shas = {piece.sha256 for piece in pieces}
    exact = set(
        Evidence.objects.filter(claim__in=neighbours, sha256__in=shas).values_list("claim_id", flat=True)
    )
    return {claim.pk: codes.EXACT if claim.pk in exact else codes.NEAR for claim in neighbours}


def _same_link(claim: Claim) -> Iterator[Flag]:
    if claim.url_key and (neighbours := tuple(_with_link.all(claim.url_key, claim.learner_id))):
        yield Flag(codes.DUP_URL, neighbours)


def _same_tracking_number(claim: Claim) -> Iterator[Flag]:
    if not claim.tracking_number:
        return
    used = UsedReference.objects.filter(kind=ReferenceKind.TRACKING, value=claim.tracking_number)
    used = used.exclude(certification__learner=claim.learner_id)
    same = Q(tracking_number=claim.tracking_number) | Q(pk__in=used.values("certification__claim_id"))
    if neighbours := codes.first(codes.others(claim).filter(same)):
        yield Flag(codes.DUP_TRACKING, neighbours)


def _shop_and_sale(claim: Claim) -> Iterator[Flag]:
    if claim.milestone not in SALES:
        return
    opened = (
        Claim.objects.filter(learner=claim.learner_id, milestone=MilestoneCode.SHOP_OPEN)
        .exclude(state__in=NO_LONGER)
        .select_related("learner__user")
        .first()
    )
    if opened is None:
        return
    if claim.happened_on < opened.happened_on:
        yield Flag(codes.BEFORE_SHOP_OPEN, (opened,))
    # The days are what people say; the minutes between the two messages are what we saw ourselves.
    is_same_day = claim.happened_on == opened.happened_on
    if is_same_day and abs(claim.sent_at - opened.sent_at) < codes.TOO_FAST_BELOW:
        yield Flag(codes.TOO_FAST, (opened,))


def _other_fiscal_year(claim: Claim) -> Iterator[Flag]:
    if claim.milestone != MilestoneCode.FIRST_SALE:
        return  # only the first sale counts in a year; a shop may be older than the course
    if fiscal_year_be(claim.happened_on) != fiscal_year_be(bangkok_date(claim.sent_at)):
        yield Flag(codes.OUTSIDE_FY_WINDOW)


def _unchecked_number(claim: Claim) -> Iterator[Flag]:
    if claim.tracking_number and not is_checked(claim.tracking_number):
        yield Flag(codes.UNCHECKED_TRACKING)
