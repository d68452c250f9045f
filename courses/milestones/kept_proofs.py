"""What the site still has of a claim that was sent back: a phone names it again, and sends nothing twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from courses.milestones.brought import Photos
from courses.milestones.errors import ClaimRefused
from courses.milestones.evidence_rules import photo_field
from courses.milestones.models import Claim, ClaimState, Evidence, EvidenceKind
from courses.milestones.order_files import FIELD as ORDER_FIELD
from courses.milestones.order_files import OrderReport, report_of
from courses.milestones.querysets import EvidenceQuerySet
from courses.milestones.redact_models import CoverOutcome
from courses.people.models import Learner


@dataclass(frozen=True)
class Kept:
    """A picture of a claim that was sent back by its file's id; an order file by the id of that claim."""

    file: UUID
    evidence: str
    size: int = 0


def proofs_of(claim: Claim) -> list[Kept]:
    """Return what may go along with the next try after a claim that was sent back."""
    rows = _free(claim.learner, claim.milestone).filter(claim=claim).order_by("pk")
    found = [Kept(row.stored_file_id, row.kind, row.stored_file.size_bytes) for row in rows]
    return found + ([Kept(claim.pk, EvidenceKind.ORDER_FILE)] if report_of(claim) else [])


def named_again(learner: Learner, milestone: str, named: Iterable[Kept]) -> tuple[Photos, OrderReport | None]:
    """Return the pictures and the order file that the next try names. Raises `ClaimRefused` at the field.

    Only what came with this learner's own claims of the same step, all sent back, can be named.
    """
    pictures = {one.file: one.evidence for one in named if one.evidence != EvidenceKind.ORDER_FILE}
    sheets = [one.file for one in named if one.evidence == EvidenceKind.ORDER_FILE]
    rows = _free(learner, milestone).filter(stored_file__in=pictures)
    stored = {row.stored_file_id: row.stored_file for row in rows}
    for file, kind in pictures.items():
        if file not in stored:
            raise ClaimRefused(_("Choose the picture again."), field=photo_field(kind))
    photos = [(kind, stored[file]) for file, kind in pictures.items()]
    return photos, _orders(learner, milestone, sheets[0]) if sheets else None


def _free(learner: Learner, milestone: str) -> EvidenceQuerySet:
    """Return the pictures of a learner's claims of one step that no other claim holds."""
    bound = Evidence.objects.bound(learner.user).values("stored_file")
    back = Evidence.objects.filter(
        claim__learner=learner, claim__milestone=milestone, claim__state=ClaimState.RETURNED
    )
    mine = back.filter(stored_file__owner=learner.user).exclude(stored_file__in=bound)
    free: EvidenceQuerySet = mine.exclude(stored_file__covering__outcome=CoverOutcome.REMOVED)
    return free.select_related("stored_file")


def _orders(learner: Learner, milestone: str, claim_id: UUID) -> OrderReport:
    back = Claim.objects.filter(learner=learner, milestone=milestone, state=ClaimState.RETURNED)
    report = report_of(back.filter(pk=claim_id).first())
    if report is None:
        raise ClaimRefused(_("Choose the order file."), field=ORDER_FIELD)
    return report
