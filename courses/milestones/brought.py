"""What a claim brings: the pictures of its sender, looked at before it is written and kept with it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.milestones.errors import ClaimRefused
from courses.milestones.evidence_rules import Given, is_witnessed, photo_field
from courses.milestones.kinds import FILES
from courses.milestones.models import SALES, Claim, Evidence, EvidenceKind
from courses.milestones.order_files import OrderReport
from courses.milestones.slips import key_of
from courses.people.models import Learner
from media.models import FileKind, StoredFile

Photos = Sequence[tuple[str, StoredFile]]
# What was read in the slips among the photos, see `courses.milestones.examining.read_slips`.
Slips = Mapping[UUID, dict[str, Any]]


def given_with(claim: Claim, url: str, photos: Photos, slips: Slips, orders: OrderReport | None) -> Given:
    """Return what a claim that is being sent brings, before any of it is stored. Raises `ClaimRefused`."""
    return Given(
        milestone=claim.milestone,
        happened_on=claim.happened_on,
        url=url,
        tracking_number=claim.tracking_number,
        order_number=claim.order_number,
        pieces=(
            *((kind, _photo_of(claim.learner, kind, stored).sent_sha256) for kind, stored in photos),
            *([(EvidenceKind.ORDER_FILE.value, orders.sha256)] if orders else []),
        ),
        slips=frozenset(filter(None, (key_of(slips.get(stored.pk, {})) for _kind, stored in photos))),
        is_witnessed=claim.milestone in SALES and is_witnessed(claim.learner_id, claim.happened_on),
    )


def keep_evidence(claim: Claim, photos: Photos, slips: Slips) -> None:
    """Keep the pictures of a claim that was written; raises `ClaimRefused` for one that is taken."""
    if not photos:
        return
    try:
        with transaction.atomic():
            Evidence.objects.bulk_create(
                Evidence(
                    claim=claim,
                    kind=kind,
                    stored_file=stored,
                    sha256=stored.sent_sha256,
                    parsed=slips.get(stored.pk, {}),
                    slip_reference=key_of(slips.get(stored.pk, {})),
                )
                for kind, stored in photos
            )
    except IntegrityError as error:
        raise ClaimRefused(_("Choose the picture again.")) from error


def _photo_of(learner: Learner, kind: str, stored: StoredFile) -> StoredFile:
    # A picture is never the platform's own file, whatever it is called.
    is_theirs = stored.owner_id == learner.user_id and stored.kind == FileKind.PHOTO and kind not in FILES
    if not is_theirs or Evidence.objects.bound(learner.user).filter(stored_file=stored).exists():
        raise ClaimRefused(_("Choose the picture again."), field=photo_field(kind))
    return stored
