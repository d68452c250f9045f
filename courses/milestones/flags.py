"""What a human must look at before deciding: computed from the register, each with its neighbours.

Found when a claim arrives, again when it is opened, and a last time when it is decided, because a
copy may arrive later than its original. A flag never decides anything (programme document,
section 3.2).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.milestones.models import (
    NO_LONGER,
    Claim,
    ClaimState,
    Evidence,
    MilestoneCode,
    ReferenceKind,
    UsedReference,
)
from courses.milestones.tracking import is_checked
from lms.dates import bangkok_date, fiscal_year_be
from lms.prepared import Prepared

DUP_HASH = "dup_hash"
DUP_URL = "dup_url"
DUP_TRACKING = "dup_tracking"
BEFORE_SHOP_OPEN = "before_shop_open"
OUTSIDE_FY_WINDOW = "outside_fy_window"
TOO_FAST = "too_fast"
UNCHECKED_TRACKING = "unchecked_tracking"
OVER_LIMIT = "over_limit"  # put on with the verdict, see `courses.milestones.pace`

TOO_FAST_BELOW = timedelta(minutes=10)
MOST_NEIGHBOURS = 10
SENTENCES: dict[str, str | Promise] = {
    DUP_HASH: _("The same picture was sent before"),
    DUP_URL: _("The same link was sent by another person"),
    DUP_TRACKING: _("The same tracking number was sent by another person"),
    BEFORE_SHOP_OPEN: _("The sale is dated before the shop opened"),
    OUTSIDE_FY_WINDOW: _("The event lies in another fiscal year than the day it was sent"),
    TOO_FAST: _("Opening the shop and the first sale were sent within 10 minutes, on the same day"),
    UNCHECKED_TRACKING: _("This carrier's number has no check digit: compare it with the picture"),
    OVER_LIMIT: _("Its reviewer accepted a great many claims within an hour"),
}


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


@dataclass(frozen=True)
class Flag:
    """One thing to look at. `neighbours` are the claims that it is about, newest first."""

    code: str
    neighbours: tuple[Claim, ...] = ()

    @property
    def sentence(self) -> str | Promise:
        """Return what the flag says to the reviewer."""
        return SENTENCES[self.code]


def find_flags(claim: Claim) -> list[Flag]:
    """Return the flags of a claim as the register stands now. Asks a fixed number of queries."""
    return [flag for rule in _RULES for flag in rule(claim)]


def refresh_flags(claim: Claim) -> list[Flag]:
    """Find the flags again, keep their codes with the claim, and return them with neighbours."""
    found = find_flags(claim)
    # What nobody will decide asks nobody to look; its neighbours still want to know of it.
    codes = [flag.code for flag in found] if claim.state != ClaimState.REPLACED else []
    if codes != claim.flags:
        claim.flags = codes
        claim.save(update_fields=["flags"])
    return found


def _others(claim: Claim) -> QuerySet[Claim]:
    """Return what may be a neighbour: anything but this person's own earlier try at the same step."""
    own_tries = Q(learner=claim.learner_id, milestone=claim.milestone)
    return Claim.objects.exclude(own_tries).select_related("learner__user").order_by("-sent_at")


def _first(claims: QuerySet[Claim]) -> tuple[Claim, ...]:
    return tuple(claims[:MOST_NEIGHBOURS])


def _same_picture(claim: Claim) -> Iterator[Flag]:
    hashes = [piece.sha256 for piece in _pieces.all(claim.pk)]
    if not hashes:
        return
    same = Evidence.objects.filter(sha256__in=hashes).values("claim_id")
    if neighbours := _first(_others(claim).filter(pk__in=same)):
        yield Flag(DUP_HASH, neighbours)


def _same_link(claim: Claim) -> Iterator[Flag]:
    if claim.url_key and (neighbours := tuple(_with_link.all(claim.url_key, claim.learner_id))):
        yield Flag(DUP_URL, neighbours)


def _same_tracking_number(claim: Claim) -> Iterator[Flag]:
    if not claim.tracking_number:
        return
    others = _others(claim).exclude(learner=claim.learner_id)
    used = UsedReference.objects.filter(kind=ReferenceKind.TRACKING, value=claim.tracking_number)
    used = used.exclude(certification__learner=claim.learner_id)
    same = Q(tracking_number=claim.tracking_number) | Q(pk__in=used.values("certification__claim_id"))
    if neighbours := _first(others.filter(same)):
        yield Flag(DUP_TRACKING, neighbours)


def _shop_and_sale(claim: Claim) -> Iterator[Flag]:
    if claim.milestone != MilestoneCode.FIRST_SALE:
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
        yield Flag(BEFORE_SHOP_OPEN, (opened,))
    # The days are what people say; the minutes between the two messages are what we saw ourselves.
    if claim.happened_on == opened.happened_on and abs(claim.sent_at - opened.sent_at) < TOO_FAST_BELOW:
        yield Flag(TOO_FAST, (opened,))


def _other_fiscal_year(claim: Claim) -> Iterator[Flag]:
    if claim.milestone != MilestoneCode.FIRST_SALE:
        return  # only the sale counts in a year; a shop may be older than the course
    if fiscal_year_be(claim.happened_on) != fiscal_year_be(bangkok_date(claim.sent_at)):
        yield Flag(OUTSIDE_FY_WINDOW)


def _unchecked_number(claim: Claim) -> Iterator[Flag]:
    if claim.tracking_number and not is_checked(claim.tracking_number):
        yield Flag(UNCHECKED_TRACKING)


_RULES: tuple[Callable[[Claim], Iterator[Flag]], ...] = (
    _same_picture,
    _same_link,
    _same_tracking_number,
    _shop_and_sale,
    _other_fiscal_year,
    _unchecked_number,
)
