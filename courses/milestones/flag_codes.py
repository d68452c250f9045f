"""The flags by name: what each says to the reviewer, and who counts as a neighbour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.milestones.models import NO_LONGER, SALES, Claim, MilestoneCode

DUP_HASH = "dup_hash"
DUP_URL = "dup_url"
DUP_TRACKING = "dup_tracking"
DUP_TXN_REF = "dup_txn_ref"
DUP_ORDER = "dup_order"
DUP_NUMBER = "dup_number"
BAD_SLIP = "bad_slip"
BUYER_IS_PARTICIPANT = "buyer_is_participant"
BEFORE_SHOP_OPEN = "before_shop_open"
OUTSIDE_FY_WINDOW = "outside_fy_window"
OUTSIDE_CLOSED_MONTH = "outside_closed_month"
TOO_FAST = "too_fast"
MISSING_PART = "missing_part"
REVIEWER_CONFLICT = "reviewer_conflict"
SUSPENDED = "suspended"
OVER_LIMIT = "over_limit"
UNCHECKED_TRACKING = "unchecked_tracking"

TOO_FAST_BELOW = timedelta(minutes=10)
MOST_NEIGHBOURS = 10
EXACT, NEAR = "exact", "near"
SENTENCES: dict[str, str | Promise] = {
    DUP_HASH: _("The same picture was sent before"),
    DUP_URL: _("The same link was sent by another person"),
    DUP_TRACKING: _("The same tracking number was sent before"),
    DUP_TXN_REF: _("The same transfer slip was sent before"),
    DUP_ORDER: _("The same order number was sent before"),
    DUP_NUMBER: _("The same registration number was sent by another person"),
    BAD_SLIP: _("The QR of the slip is not right: the slip may be forged"),
    BUYER_IS_PARTICIPANT: _("The buyer is a learner of the programme"),
    BEFORE_SHOP_OPEN: _("The sale is dated before the shop opened"),
    OUTSIDE_FY_WINDOW: _("The event lies in another fiscal year than the day it was sent"),
    OUTSIDE_CLOSED_MONTH: _("The sale lies in a month that is closed: it counts as a correction"),
    TOO_FAST: _("Opening the shop and the first sale were sent within 10 minutes, on the same day"),
    MISSING_PART: _("A part of the evidence is missing or cannot be read"),
    REVIEWER_CONFLICT: _("Who decides trains this learner, saw the sale or sent the claim"),
    SUSPENDED: _("This learner is suspended: look very carefully"),
    OVER_LIMIT: _("The reviewer decided about very many claims within an hour"),
    UNCHECKED_TRACKING: _("This carrier's number has no check digit: compare it with the picture"),
}
ALIKE = _("A picture that looks like it was sent before (cropped or saved again)")
SAME_AND_ALIKE = _("The same picture, and one that looks like it, were sent before")


@dataclass(frozen=True)
class Flag:
    """One thing to look at. `neighbours` are the claims that it is about, newest first.

    `likeness` tells for each neighbour of `dup_hash` whether a picture is the same byte for byte («exact»)
    or only looks alike («near»).
    """

    code: str
    neighbours: tuple[Claim, ...] = ()
    likeness: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str | Promise:
        """Return what the flag says to the reviewer."""
        kinds = set(self.likeness.values())
        if kinds == {NEAR}:
            return ALIKE
        return SAME_AND_ALIKE if NEAR in kinds else SENTENCES[self.code]


def others(claim: Claim) -> QuerySet[Any]:
    """Return what may be a neighbour: anything but this person's own earlier try at the same step.

    One order may be a person's first sale and their sale abroad.
    """
    own = Q(learner=claim.learner_id)
    tries = Q(milestone=claim.milestone)
    if claim.milestone == MilestoneCode.LATER_SALE:
        tries = Q(pk=claim.pk) | Q(milestone=claim.milestone, state__in=NO_LONGER)
    if claim.milestone in SALES:
        tries |= Q(milestone=MilestoneCode.ABROAD)
    if claim.milestone == MilestoneCode.ABROAD:
        tries |= Q(milestone__in=SALES)
    return Claim.objects.exclude(own & tries).select_related("learner__user").order_by("-sent_at")


def first(claims: QuerySet[Any]) -> tuple[Claim, ...]:
    """Return the newest neighbours, not more than a reviewer can look at."""
    return tuple(claims[:MOST_NEIGHBOURS])
