"""From one claim of the queue to the next and back, in the order in which the queue stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from courses.milestones.models import Claim, ClaimState
from courses.milestones.querysets import ClaimQuerySet
from lms.accounts.models import User


@dataclass(frozen=True)
class Walk:
    """The neighbours of a claim in the queue; None at its ends."""

    before: UUID | None = None
    after: UUID | None = None


def walk_from(claim: Claim, user: User) -> Walk:
    """Return what stands before and after a claim in this person's queue. Two queries, however long it is.

    Works as well for a claim that has just left the queue. Claims that were decided are not walked through.
    """
    if claim.state != ClaimState.PENDING:
        return Walk()
    rows = _queue(user).exclude(pk=claim.pk)
    return Walk(_first(rows.filter(_before(claim)), backwards=True), _first(rows.filter(~_before(claim))))


def next_after(claim: Claim, user: User, *, but: Iterable[UUID] = ()) -> UUID | None:
    """Return the claim to open when this one is decided: the next, or the first when there is none.

    `but` are left out: another person looks at those just now.
    """
    rows = _queue(user).exclude(pk=claim.pk).exclude(pk__in=list(but))
    return _first(rows.filter(~_before(claim))) or _first(rows)


def _queue(user: User) -> ClaimQuerySet:
    rows: ClaimQuerySet = Claim.objects.visible_to(user).waiting().decidable_by(user)
    return rows


def _before(claim: Claim) -> Q:
    """Return what stands before a claim: flagged before clean, then the oldest."""
    older = Q(sent_at__lt=claim.sent_at) | Q(sent_at=claim.sent_at, pk__lt=claim.pk)
    return (Q(flags=[]) & older) | ~Q(flags=[]) if not claim.flags else ~Q(flags=[]) & older


def _first(rows: ClaimQuerySet, *, backwards: bool = False) -> UUID | None:
    ordered = rows.flagged_first()
    found: UUID | None = (ordered.reverse() if backwards else ordered).values_list("pk", flat=True).first()
    return found
