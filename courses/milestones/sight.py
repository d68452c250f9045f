"""Who sees which picture: the covered copy for everybody, the picture as sent for one first reviewer.

A learner sees their own. Of a picture about which nothing was said yet, only the first reviewer of the
undecided claim sees anything; for all others it is sealed. A manager may open what was sent, and that
is noted (`courses.milestones.redact.open_original`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.cohorts.querysets import learner_gate
from courses.milestones.deciders import why_not_decide
from courses.milestones.models import Claim, ClaimState, Evidence
from courses.milestones.querysets import ClaimQuerySet, own_pictures
from courses.milestones.redact_models import Covering, CoverOutcome, FirstLook
from courses.milestones.second_look_models import SecondLook
from lms.accounts.models import User
from media.models import StoredFile

AS_SENT, COVERED, CLEAN, SEALED, GONE = "as-sent", "covered", "clean", "sealed", "gone"


@dataclass(frozen=True)
class Seen:
    """A piece of evidence as one person sees it. `how` is one of the words above."""

    piece: Evidence
    how: str

    @property
    def is_shown(self) -> bool:
        """Tell whether there is a picture to show."""
        return self.how in (AS_SENT, COVERED, CLEAN)

    @property
    def covering(self) -> Covering | None:
        """Return what was said of the picture."""
        return covering_of(self.piece.stored_file)


def claims_open_to(user: User) -> ClaimQuerySet:
    """Return the claims whose pictures a staff member may see: in their area, or for a second look."""
    again = SecondLook.objects.visible_to(user).values("claim_id")
    return Claim.objects.filter(learner_gate(user) | Q(pk__in=again))


def covering_of(stored: StoredFile) -> Covering | None:
    """Return what was said of a picture; None while it is sealed."""
    found: Covering | None = getattr(stored, "covering", None)
    return found


def pictures_with_covering(claim: Claim) -> list[Evidence]:
    """Return the pictures of a claim with what was said of each, in one query."""
    rows: Any = claim.evidence.select_related(
        "stored_file__covering__covered_file", "stored_file__covering__by"
    )
    return list(rows.order_by("pk"))


def may_look_first(claim: Claim, user: User, *, at: datetime, hold: FirstLook | None) -> bool:
    """Tell whether this person is, or may become, the first reviewer. `hold` is who looks now."""
    if hold is not None and hold.reviewer_id != user.pk and is_fresh(hold, at):
        return False
    if claim.state == ClaimState.PENDING:
        return not why_not_decide(claim, user)
    # A manager who opened what was sent, of a claim that was decided before this rule.
    return (
        hold is not None and hold.reviewer_id == user.pk and is_fresh(hold, at) and _began_after(hold, claim)
    )


def is_fresh(hold: FirstLook, at: datetime) -> bool:
    """Tell whether a first reviewer opened a picture lately."""
    return hold.seen_at > at - timedelta(minutes=settings.FIRST_LOOK_MINUTES)


def _began_after(hold: FirstLook, claim: Claim) -> bool:
    return claim.decided_at is not None and hold.seen_at > claim.decided_at


def how_seen(covering: Covering | None, *, first: bool) -> str:
    """Return how a staff member sees a picture. `first`: they are its first reviewer."""
    if covering is None:
        return AS_SENT if first else SEALED
    return {CoverOutcome.COVERED: COVERED, CoverOutcome.CLEAN: CLEAN}.get(
        CoverOutcome(covering.outcome), GONE
    )


def hold_of(claim: Claim) -> FirstLook | None:
    """Return who looks at a claim's pictures first, if somebody does."""
    return FirstLook.objects.filter(claim=claim).select_related("reviewer").first()


@transaction.atomic
def take_first_look(claim: Claim, *, by: User, at: datetime) -> bool:
    """Become the claim's first reviewer, or stay it. Returns False where somebody else looks now."""
    hold, is_new = FirstLook.objects.get_or_create(claim=claim, defaults={"reviewer": by, "seen_at": at})
    if is_new:
        return True
    stale = Q(seen_at__lte=at - timedelta(minutes=settings.FIRST_LOOK_MINUTES))
    free = FirstLook.objects.filter(pk=hold.pk).filter(Q(reviewer=by) | stale)
    return bool(free.update(reviewer=by, seen_at=at))


@transaction.atomic
def open_picture(user: User, pk: UUID, *, at: datetime) -> StoredFile | None:
    """Return the file that a person gets to see of a picture, and note that staff opened it.

    None where there is nothing for them: not their area, sealed, or gone.
    """
    if user.is_learner:
        return _own(user, pk)
    pieces: Any = Evidence.objects.filter(stored_file_id=pk, claim__in=claims_open_to(user))
    pieces = pieces.select_related("claim__learner__user", "stored_file__covering__covered_file")
    for piece in pieces.order_by("-claim__sent_at"):
        covering = covering_of(piece.stored_file)
        if covering is None and not _becomes_first(piece.claim, user, at):
            continue
        how = how_seen(covering, first=True)
        if how == GONE:
            return None
        opened(piece, by=user, at=at, how=how)
        return covering.covered_file if covering and how == COVERED else piece.stored_file
    return None


def opened(piece: Evidence, *, by: User, at: datetime, how: str) -> None:
    """Note that somebody opened a picture of a learner's evidence."""
    note(
        Verb.OPENED_PICTURE,
        by=by,
        at=at,
        person=piece.claim.learner.public_id,
        subject=("claim", piece.claim_id),
        details={"picture": piece.pk, "how": how},
    )


def _becomes_first(claim: Claim, user: User, at: datetime) -> bool:
    if not may_look_first(claim, user, at=at, hold=hold_of(claim)):
        return False
    return take_first_look(claim, by=user, at=at)


def _own(user: User, pk: UUID) -> StoredFile | None:
    stored = own_pictures(user).filter(pk=pk).select_related("covering__covered_file").first()
    covering = covering_of(stored) if stored else None
    if covering and covering.original_removed_at:
        return covering.covered_file
    return stored
