"""What the evidence pages of the desk show: the queue, and one claim with all that a reviewer needs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.functional import Promise

from courses.milestones.certifying import what_is_missing
from courses.milestones.deciders import why_not_decide, why_not_revoke
from courses.milestones.evidence_rules import STRONG, evidence_group
from courses.milestones.flags import Flag, refresh_flags
from courses.milestones.models import Certification, Claim, ClaimState, Evidence, MilestoneCode
from courses.milestones.querysets import ClaimQuerySet
from courses.milestones.tracking import is_checked
from courses.progress.models import CoreCompletion
from lms.accounts.models import User

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


@dataclass(frozen=True)
class SeenFlag:
    """A flag with its neighbours; `open` tells which of them this reviewer may open."""

    flag: Flag
    neighbours: list[tuple[Claim, bool]]


@dataclass(frozen=True)
class Opened:
    """One claim as the reviewer sees it."""

    claim: Claim
    pictures: list[Evidence]
    flags: list[SeenFlag]
    core: CoreCompletion | None
    shop_claim: Claim | None
    earlier: list[Claim]
    number_is_checked: bool
    is_strong: bool
    counts: bool
    why_not: str | Promise
    waits_for: str | Promise
    certification: Certification | None
    may_revoke: bool

    @property
    def is_first_sale(self) -> bool:
        """Tell whether accepting this claim counts a person."""
        return self.claim.milestone == MilestoneCode.FIRST_SALE

    @property
    def is_pending(self) -> bool:
        """Tell whether there is something to decide."""
        return self.claim.state == ClaimState.PENDING


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
    return Queue(show, pages.get_page(page), later, waiting=counts["all"], late=counts["late"])


def open_claim(claim: Claim, *, user: User) -> Opened:
    """Return one claim with its pictures, facts, flags and what this reviewer may do with it."""
    learner = claim.learner
    pictures = list(claim.evidence.select_related("stored_file").order_by("pk"))
    group = evidence_group(claim.tracking_number, [(piece.kind, piece.sha256) for piece in pictures])
    is_sale = claim.milestone == MilestoneCode.FIRST_SALE
    is_pending = claim.state == ClaimState.PENDING
    certification = Certification.objects.filter(claim=claim).select_related("revoked_by").first()
    tries = Claim.objects.filter(learner=learner, milestone=claim.milestone, sent_at__lt=claim.sent_at)
    return Opened(
        claim=claim,
        pictures=pictures,
        flags=_seen(refresh_flags(claim), user) if is_pending else [],
        core=CoreCompletion.objects.filter(learner=learner).first(),
        shop_claim=Claim.objects.filter(
            learner=learner, milestone=MilestoneCode.SHOP_OPEN, state=ClaimState.VERIFIED
        ).first(),
        earlier=list(tries.order_by("-sent_at")[:5]),
        number_is_checked=is_checked(claim.tracking_number),
        is_strong=group == STRONG,
        counts=not learner.sold_before,
        why_not=why_not_decide(claim, user) if is_pending else "",
        waits_for=what_is_missing(learner) if is_sale and is_pending else "",
        certification=certification,
        may_revoke=bool(certification and not certification.revoked_at and not why_not_revoke(claim, user)),
    )


def _seen(flags: list[Flag], user: User) -> list[SeenFlag]:
    """A neighbour outside the reviewer's area is told of, but neither named nor linked."""
    wanted = [claim.pk for flag in flags for claim in flag.neighbours]
    visible = set(Claim.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True))
    return [SeenFlag(flag, [(claim, claim.pk in visible) for claim in flag.neighbours]) for flag in flags]
