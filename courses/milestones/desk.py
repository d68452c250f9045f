"""What the evidence pages of the desk show: the queue, and one claim with all that a reviewer needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.functional import Promise

from courses.cohorts.programme import is_demonstration
from courses.milestones.certifying import what_is_missing
from courses.milestones.deciders import why_not_decide, why_not_revoke
from courses.milestones.evidence_rules import STRONG, group_of
from courses.milestones.flag_codes import OVER_LIMIT, SENTENCES, Flag
from courses.milestones.flags import refresh_flags
from courses.milestones.models import SALES, Certification, Claim, ClaimState, Evidence, MilestoneCode
from courses.milestones.parsed import Fact, facts_of
from courses.milestones.person_models import WitnessStatement
from courses.milestones.querysets import ClaimQuerySet
from courses.milestones.redact_models import CoverOutcome, FirstLook
from courses.milestones.second_look_models import SecondLook
from courses.milestones.second_looks import SecondLookRate, percent_on, second_look_rate
from courses.milestones.sight import (
    Seen,
    covering_of,
    hold_of,
    how_seen,
    is_fresh,
    may_look_first,
    pictures_with_covering,
)
from courses.milestones.tracking import is_checked
from courses.milestones.trail import Trail, trail_of
from courses.milestones.walk import Walk, walk_from
from courses.milestones.way import WayStep, way_of
from courses.progress.models import CoreCompletion
from lms.accounts.models import User
from lms.dates import bangkok_date, fiscal_year_be

WAITS_TOO_LONG = timedelta(days=3)
PAGE_SIZE = 50


@dataclass(frozen=True)
class Queue:
    """One page of claims; `later` are those that this reviewer cannot accept now."""

    show: str
    page: Page[Claim]
    later: list[Claim]
    waiting: int
    late: int
    looked_at: dict[object, str]
    rate: SecondLookRate
    percent: int
    second_looks: int


@dataclass(frozen=True)
class Neighbour:
    """A claim that a flag is about; `is_open` tells whether this reviewer may open it.

    `picture` is the piece to show small: the same one where the flag is about a picture. It is None where
    nobody covered it yet.
    """

    claim: Claim
    is_open: bool
    picture: Evidence | None = None


@dataclass(frozen=True)
class SeenFlag:
    """A flag with its neighbours."""

    flag: Flag
    neighbours: list[Neighbour]


@dataclass(frozen=True)
class Opened:
    """One claim as the reviewer sees it."""

    claim: Claim
    pictures: list[Seen]
    # No picture came, but the platform's own file of orders: there is no link to open.
    has_order_file: bool
    parsed: list[Fact]
    flags: list[SeenFlag]
    core: CoreCompletion | None
    shop_claim: Claim | None
    earlier: list[Claim]
    way: list[WayStep]
    walk: Walk
    number_is_checked: bool
    is_strong: bool
    witnesses: list[WitnessStatement]
    counts: bool
    why_not: str | Promise
    waits_for: str | Promise
    trail: Trail | None
    second_look: SecondLook | None
    may_revoke: bool
    may_open_original: bool
    is_first: bool
    looked_at_by: str

    @property
    def certification(self) -> Certification | None:
        """Return what came of the claim; None of every claim but a first sale."""
        return self.trail.certification if self.trail else None

    @property
    def is_first_sale(self) -> bool:
        """Tell whether accepting this claim counts a person."""
        return self.claim.milestone == MilestoneCode.FIRST_SALE

    @property
    def is_sale(self) -> bool:
        """Tell whether the claim tells of a sale: the first, or one after it."""
        return self.claim.milestone in SALES

    @property
    def is_pending(self) -> bool:
        """Tell whether there is something to decide."""
        return self.claim.state == ClaimState.PENDING

    @property
    def unsaid(self) -> int:
        """Return of how many pictures nobody said anything yet."""
        return sum(seen.covering is None for seen in self.pictures)


def queue_of(user: User, *, show: str, page: str | None, at: datetime) -> Queue:
    """Return the claims that wait, flagged first and then oldest; or those with one verdict, newest first."""
    seen: ClaimQuerySet = Claim.objects.visible_to(user).with_people()
    waiting = Claim.objects.visible_to(user).waiting().decidable_by(user)
    counts = waiting.aggregate(all=Count("pk"), late=Count("pk", filter=Q(sent_at__lt=at - WAITS_TOO_LONG)))
    later: list[Claim] = []
    if show == ClaimState.PENDING:
        rows = seen.waiting().decidable_by(user).flagged_first()
        later = list(seen.waiting().undecidable_by(user)[:PAGE_SIZE])
    else:
        rows = seen.decided(show)
    pages: Paginator[Claim] = Paginator(rows, PAGE_SIZE)
    shown = pages.get_page(page)
    today = bangkok_date(at)
    return Queue(
        show,
        shown,
        later,
        waiting=counts["all"],
        late=counts["late"],
        looked_at=looked_at_by_others(shown.object_list, user, at),
        rate=second_look_rate(fiscal_year_be(today), at, demonstration=is_demonstration()),
        percent=percent_on(today),
        second_looks=SecondLook.objects.to_look_at(user).count(),
    )


def looked_at_by_others(claims: Iterable[Claim], user: User, at: datetime) -> dict[object, str]:
    """Return whose pictures somebody else looks at first just now: the claim's key and who it is."""
    held = FirstLook.objects.filter(claim__in=[claim.pk for claim in claims], claim__state=ClaimState.PENDING)
    held = held.exclude(reviewer=user).select_related("reviewer")
    return {hold.claim_id: hold.reviewer.name for hold in held if is_fresh(hold, at)}


def open_claim(claim: Claim, *, user: User, at: datetime) -> Opened:
    """Return one claim with its pictures, facts, flags and what this reviewer may do with it."""
    learner = claim.learner
    pieces = pictures_with_covering(claim)
    hold = hold_of(claim)
    is_first = may_look_first(claim, user, at=at, hold=hold)
    is_sale = claim.milestone == MilestoneCode.FIRST_SALE
    is_pending = claim.state == ClaimState.PENDING
    trail = trail_of(claim, user)
    certification = trail.certification if trail else None
    way = way_of(learner)
    may_revoke = not why_not_revoke(claim, user)
    other = hold is not None and hold.reviewer_id != user.pk and is_fresh(hold, at) and is_pending
    return Opened(
        claim=claim,
        pictures=[Seen(piece, how_seen(covering_of(piece.stored_file), first=is_first)) for piece in pieces],
        has_order_file=not pieces and hasattr(claim, "order_file"),
        parsed=facts_of(claim, pieces),
        flags=_seen(refresh_flags(claim), user) if is_pending else _kept_flags(claim, user),
        core=way.core,
        shop_claim=way.shop_claim,
        earlier=way.earlier(claim),
        way=way.steps,
        walk=walk_from(claim, user),
        number_is_checked=is_checked(claim.tracking_number),
        is_strong=claim.milestone in SALES and group_of(claim) == STRONG,
        witnesses=_witnesses(claim),
        counts=not learner.sold_before,
        why_not=why_not_decide(claim, user) if is_pending else "",
        waits_for=what_is_missing(learner) if is_sale and is_pending else "",
        trail=trail,
        second_look=SecondLook.objects.filter(claim=claim).select_related("looked_by").first()
        if certification
        else None,
        may_revoke=bool(certification and not certification.revoked_at and may_revoke),
        may_open_original=may_revoke,
        is_first=is_first,
        looked_at_by=hold.reviewer.name if other and hold else "",
    )


def _witnesses(claim: Claim) -> list[WitnessStatement]:
    """Return what trainers say who saw the sale of that day."""
    if claim.milestone not in SALES:
        return []
    seen = WitnessStatement.objects.filter(learner=claim.learner_id, happened_on=claim.happened_on)
    return list(seen.select_related("witness"))


def _kept_flags(claim: Claim, user: User) -> list[SeenFlag]:
    """What a decided claim was flagged with. The hurry of a reviewer is for managers to see."""
    codes = [code for code in claim.flags if code in SENTENCES]
    if user.is_trainer:
        codes = [code for code in codes if code != OVER_LIMIT]
    return [SeenFlag(Flag(code), []) for code in codes]


def _seen(flags: list[Flag], user: User) -> list[SeenFlag]:
    """A neighbour outside the reviewer's area is told of, but neither named, linked nor shown."""
    wanted = [claim.pk for flag in flags for claim in flag.neighbours]
    visible = set(Claim.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True))
    pictures = _said_pictures(visible)
    return [
        SeenFlag(flag, [Neighbour(c, c.pk in visible, pictures.get(c.pk)) for c in flag.neighbours])
        for flag in flags
    ]


def _said_pictures(claims: set[UUID]) -> dict[UUID, Evidence]:
    """Return one picture of each claim that everybody may see, in one query."""
    rows = Evidence.objects.filter(
        claim__in=claims, stored_file__covering__outcome__in=(CoverOutcome.COVERED, CoverOutcome.CLEAN)
    )
    return {piece.claim_id: piece for piece in rows.order_by("-pk")}
