"""Covering customers' names, phones and addresses before anybody else sees a picture.

The first reviewer says of each picture that it is covered, or that there is nothing to cover; a claim
cannot be verified before. What was sent stays sealed for the audit window, then its hash alone stays.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.milestones.deciders import why_not_revoke
from courses.milestones.errors import NotYours, PartMissing, PictureNotSaid
from courses.milestones.models import Claim, ClaimState, Evidence
from courses.milestones.redact_models import Covering, CoverOutcome
from courses.milestones.sight import (
    claims_open_to,
    covering_of,
    hold_of,
    how_seen,
    may_look_first,
    opened,
    take_first_look,
)
from courses.people.models import Learner
from lms.accounts.models import User
from media.covering import MOST_PARTS, Part, make_covered
from media.models import StoredFile
from media.store import remove_private

ORIGINAL = "original"


def require_pictures_said(claim: Claim) -> None:
    """Raise `PictureNotSaid` while nobody covered a picture or said that there is nothing to cover."""
    if claim.evidence.filter(stored_file__covering__isnull=True).exists():
        raise PictureNotSaid(
            _("First cover the customers' data in the pictures, or say that there is nothing to cover.")
        )


def cover_picture(piece: Evidence, *, by: User, at: datetime, parts: Sequence[Sequence[float]]) -> Covering:
    """Cover parts of a picture for good, on top of what is covered already.

    `parts` are [left, top, width, height] in per cent. Whoever sees the picture may cover more of it. The
    file is made before the transaction; a refusal leaves nothing behind. Raises `PartMissing`, `NotYours`
    or the film room's `MediaRefused`.
    """
    wanted = _parts(parts)
    piece = _fresh(piece)
    _require_sight(piece, by, at)
    before = covering_of(piece.stored_file)
    source, burnt = piece.stored_file, wanted
    if before and before.covered_file:
        known = [Part.of(numbers) for numbers in before.parts]
        # From what was sent while it is there, so that the rest of the picture stays as sharp as it was.
        source, burnt = (
            (before.covered_file, wanted) if before.original_removed_at else (source, known + wanted)
        )
    copy = make_covered(source, parts=burnt, at=at)
    try:
        return _cover(piece, copy, wanted, by=by, at=at, seen=before)
    except BaseException:
        remove_private(copy.path)
        raise


@transaction.atomic
def _cover(
    piece: Evidence, copy: StoredFile, parts: Sequence[Part], *, by: User, at: datetime, seen: Covering | None
) -> Covering:
    Learner.objects.select_for_update().get(pk=piece.claim.learner_id)
    covering = Covering.objects.filter(stored_file=piece.stored_file_id).first()
    if (covering and covering.covered_file_id) != (seen and seen.covered_file_id):
        raise NotYours(_("Another person covered this picture in the meantime. Look at it again."))
    copy.save(force_insert=True)
    covering = covering or Covering(stored_file_id=piece.stored_file_id)
    old, covering.covered_file = covering.covered_file, copy
    covering.outcome, covering.by, covering.at = CoverOutcome.COVERED, by, at
    covering.parts = [*covering.parts, *(part.as_list() for part in parts)]
    covering.save()
    if old:
        old.delete()
    _noted(piece.claim, by, at, {"picture": piece.pk, "outcome": CoverOutcome.COVERED, "parts": len(parts)})
    return covering


@transaction.atomic
def say_nothing_to_cover(claim: Claim, *, by: User, at: datetime) -> int:
    """State that the pictures about which nothing was said yet show nothing of a customer.

    Only who sees them as they were sent can say so. Returns how many they are; twice changes nothing.
    """
    Learner.objects.select_for_update().get(pk=claim.learner_id)
    unsaid = list(claim.evidence.filter(stored_file__covering__isnull=True))
    if not unsaid:
        return 0
    _require_first(claim, by, at)
    Covering.objects.bulk_create(
        Covering(stored_file_id=piece.stored_file_id, outcome=CoverOutcome.CLEAN, by=by, at=at)
        for piece in unsaid
    )
    pieces = [piece.pk for piece in unsaid]
    _noted(claim, by, at, {"outcome": CoverOutcome.CLEAN, "pictures": pieces})
    return len(unsaid)


@transaction.atomic
def begin_covering_again(piece: Evidence, *, by: User, at: datetime) -> bool:
    """Take back what this person said of a picture, while the claim is undecided: too much was covered.

    Returns False where there was nothing to take back. Raises `NotYours` for everybody else.
    """
    piece = _fresh(piece)
    Learner.objects.select_for_update().get(pk=piece.claim.learner_id)
    covering = (
        Covering.objects.filter(stored_file=piece.stored_file_id).select_related("covered_file").first()
    )
    if covering is None:
        return False
    is_pending = piece.claim.state == ClaimState.PENDING
    if covering.by_id != by.pk or not is_pending or covering.original_removed_at:
        raise NotYours(_("Only the first reviewer begins again, while the claim is undecided."))
    _require_first(piece.claim, by, at)
    covering.delete()
    if covering.covered_file:
        covering.covered_file.delete()
    _noted(piece.claim, by, at, {"picture": piece.pk, "outcome": "taken-back"})
    return True


@transaction.atomic
def open_original(piece: Evidence, *, by: User, at: datetime) -> StoredFile | None:
    """Let a manager see a picture as it was sent; that is noted. None where its bytes are gone.

    Nobody having said anything about it yet, the manager becomes its first reviewer unless there is one.
    """
    piece = _fresh(piece)
    if sentence := why_not_revoke(piece.claim, by):
        raise NotYours(sentence)
    covering = covering_of(piece.stored_file)
    if covering and covering.original_removed_at:
        return None
    if covering is None:
        take_first_look(piece.claim, by=by, at=at)
    opened(piece, by=by, at=at, how=ORIGINAL)
    return piece.stored_file


def _parts(parts: Sequence[Sequence[float]]) -> list[Part]:
    try:
        wanted = [Part.of(numbers) for numbers in parts]
    except (TypeError, ValueError) as error:
        raise PartMissing(_("This part lies outside the picture. Draw it again.")) from error
    if not wanted:
        raise PartMissing(_("Draw over what is to be covered, or fill in the numbers."))
    if len(wanted) > MOST_PARTS:
        raise PartMissing(_("Cover at most %(most)s parts at a time.") % {"most": MOST_PARTS})
    return wanted


def _fresh(piece: Evidence) -> Evidence:
    rows = Evidence.objects.select_related("claim__learner__user", "stored_file__covering__covered_file")
    found: Evidence = rows.get(pk=piece.pk)
    return found


def _require_sight(piece: Evidence, by: User, at: datetime) -> None:
    """Raise `NotYours` unless this person sees the picture, covered or not."""
    if not claims_open_to(by).filter(pk=piece.claim_id).exists():
        raise NotYours(_("This learner is not in your area. Another person has to look at it."))
    covering = covering_of(piece.stored_file)
    if covering is None:
        _require_first(piece.claim, by, at)
    elif how_seen(covering, first=False) not in (CoverOutcome.COVERED, CoverOutcome.CLEAN):
        raise NotYours(_("This picture was removed after the audit window. There is nothing to cover."))


def _require_first(claim: Claim, by: User, at: datetime) -> None:
    hold = hold_of(claim)
    if may_look_first(claim, by, at=at, hold=hold) and take_first_look(claim, by=by, at=at):
        return
    if hold is not None and hold.reviewer_id != by.pk:
        raise NotYours(_("Another person looks at these pictures first. You see them when they are covered."))
    raise NotYours(_("The pictures are sealed. A manager may open what was sent."))


def _noted(claim: Claim, by: User, at: datetime, details: dict[str, str | int | list[int]]) -> None:
    note(
        Verb.REDACTED,
        by=by,
        at=at,
        person=claim.learner.public_id,
        subject=("claim", claim.pk),
        details={
            key: str(value) if isinstance(value, CoverOutcome) else value for key, value in details.items()
        },
    )
