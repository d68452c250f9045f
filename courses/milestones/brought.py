"""What a claim brings: the pictures of its sender, looked at before it is written and kept with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.errors import Faults
from courses.milestones.errors import ClaimRefused
from courses.milestones.evidence_rules import Given, is_witnessed, photo_field, require_evidence
from courses.milestones.kinds import FILES
from courses.milestones.models import NO_LONGER, SALES, Claim, Evidence, EvidenceKind, MilestoneCode
from courses.milestones.order_files import FIELD as ORDER_FIELD
from courses.milestones.order_files import OrderReport
from courses.milestones.slips import key_of
from courses.people.models import Learner
from courses.shops.actions import open_shop
from courses.shops.links import tidy_link
from courses.shops.models import Shop
from media.models import FileKind, StoredFile

Photos = Sequence[tuple[str, StoredFile]]
# What was read in the slips among the photos, see `courses.milestones.examining.read_slips`.
Slips = Mapping[UUID, dict[str, Any]]
# Which proof of a sale is enough depends on these: where one is wrong nothing is said of the proof yet.
PROOF_RESTS_ON = ("", "happened_on", "tracking_number", "order_number", ORDER_FIELD)


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


def look_at_proof(
    claim: Claim, faults: Faults, *, url: str, photos: Photos, slips: Slips, orders: OrderReport | None
) -> None:
    """Find what the proof of a claim that is being sent lacks; the platform's file tells its order."""
    if claim.milestone in SALES and not faults.spare(*PROOF_RESTS_ON):
        return
    if orders is not None and claim.milestone in SALES:
        order = faults.ask(orders.order_for, claim.order_number, claim.happened_on)
        if order is None:
            return
        claim.order_number = order.number
    given = faults.ask(given_with, claim, url, photos, slips, orders)
    if given is not None:
        faults.ask(require_evidence, given)


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


def set_shop_and_link(claim: Claim, *, platform: str, shop_name: str, url: str, at: datetime) -> None:
    """Give a claim the shop it is of and its link in one spelling; the claim of an open shop opens it."""
    if claim.milestone == MilestoneCode.SHOP_OPEN:
        shop = open_shop(claim.learner, url=url, platform=platform, name=shop_name, at=at)
        # The claim's own spelling: that of the shop may have come with another claim.
        claim.shop, claim.url, claim.url_key = shop, tidy_link(url).url, shop.url_key
        return
    if url:
        link = tidy_link(url)
        claim.url, claim.url_key = link.url, link.key
    claim.shop = shop_of(claim.learner)


def shop_of(learner: Learner) -> Shop | None:
    """Return the shop of the learner's live claim «shop open», else the newest shop."""
    opened = Claim.objects.filter(learner=learner, milestone=MilestoneCode.SHOP_OPEN, shop__isnull=False)
    live = opened.exclude(state__in=NO_LONGER).select_related("shop").first()
    shops = Shop.objects.filter(learner=learner).order_by("-created_at", "-url_key")
    return live.shop if live else shops.first()
