"""What a verified step brings to the ledgers, and what leaves them when its proof falls."""

from datetime import datetime
from typing import Any

from courses.ledgers.fallen_marks import bring_back_marks, take_out_marks
from courses.ledgers.fallen_orders import flag_orders, unflag_orders
from courses.milestones.models import Claim, MilestoneCode
from lms.accounts.models import User


def back_in_ledgers(claim: Claim, *, by: User, at: datetime) -> None:
    """Let a verified mark's rows count again, and take the flag from orders that name this sale abroad."""
    if claim.milestone == MilestoneCode.REGISTERED_MARK:
        bring_back_marks(claim.learner, claim.registration_number, by=by, at=at)
    elif claim.milestone == MilestoneCode.ABROAD:
        unflag_orders(claim.learner, **_order_of(claim), by=by, at=at)


def fall_in_ledgers(claim: Claim, *, by: User, at: datetime, reason: str) -> None:
    """Take the rows of a fallen mark out, and flag the orders that name a fallen sale abroad."""
    why: dict[str, Any] = {"claim_id": claim.pk, "reason": reason, "by": by, "at": at}
    if claim.milestone == MilestoneCode.REGISTERED_MARK:
        take_out_marks(claim.learner, claim.registration_number, **why)
    elif claim.milestone == MilestoneCode.ABROAD:
        flag_orders(claim.learner, **_order_of(claim), **why)


def _order_of(claim: Claim) -> dict[str, Any]:
    """Return what a sale abroad says of its order, as a row of the ledger may say it too."""
    return {"day": claim.happened_on, "country": claim.country, "order_number": claim.order_number}
