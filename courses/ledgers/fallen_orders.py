"""A seller's proof of a sale abroad that falls: orders of the ledger that may rest on it say so.

A service of the ledger has no field for an order's number, so the two are never said to be one row. What a
person can see is that they name the same order: its number stands in the note, or the same person sold to
the same country on the same day. Then the order is flagged, and a person decides about it.
"""

from datetime import date, datetime
from uuid import UUID

from courses.ledgers.actions import LONGEST_REASON, note_change
from courses.ledgers.models import MatchOutcome, PromotionService, ValueState
from courses.ledgers.whom import operators_of
from courses.people.models import Learner
from lms.accounts.models import User
from lms.text import fold

# A shorter number stands in a note by chance: a price, a day, a house.
LEAST_NUMBER = 6
FLAG = ["fallen_claim", "fallen_at", "fallen_reason"]
DECISION = ["value_state", "value_by", "value_at"]


def flag_orders(
    learner: Learner,
    *,
    day: date,
    country: str,
    order_number: str,
    claim_id: UUID,
    reason: str,
    by: User,
    at: datetime,
) -> list[PromotionService]:
    """Say on each order that names a sale that its proof was taken back; returns them.

    A confirmed amount waits anew: it counts again once somebody confirms it with a reason. Nothing is
    voided, because two rows that name one order may still be two. Runs inside the transaction that takes
    the claim back.
    """
    orders = [row for row in _orders(learner, day, country, order_number) if row.fallen_claim is None]
    for row in orders:
        changed = ["its proof was taken back"]
        if row.value_state == ValueState.CONFIRMED:
            changed.append("value_state: confirmed → waiting")
            row.value_state, row.value_by, row.value_at = ValueState.WAITING, None, None
        row.fallen_claim, row.fallen_at, row.fallen_reason = claim_id, at, reason[:LONGEST_REASON]
        row.save(update_fields=[*FLAG, *DECISION])
        note_change(row, row.operator, changed, by, at, reason=row.fallen_reason, claim=str(claim_id))
    return orders


def unflag_orders(
    learner: Learner, *, day: date, country: str, order_number: str, by: User, at: datetime
) -> list[PromotionService]:
    """Take the flag away from the orders of a sale that is verified after all; their amounts still wait."""
    orders = [row for row in _orders(learner, day, country, order_number) if row.fallen_claim is not None]
    for row in orders:
        row.fallen_claim, row.fallen_at, row.fallen_reason = None, None, ""
        row.save(update_fields=FLAG)
        note_change(row, row.operator, ["its proof stands again"], by, at)
    return orders


def _orders(learner: Learner, day: date, country: str, order_number: str) -> list[PromotionService]:
    """Return a person's living orders that name a sale, locked."""
    rows = PromotionService.objects.select_for_update(of=("self",)).select_related("operator__learner")
    living = rows.filter(
        operator__in=operators_of(learner), outcome=MatchOutcome.ORDER, voided_at__isnull=True
    ).exclude(country="TH")
    return [
        row
        for row in living.order_by("pk")
        if (row.day, row.country) == (day, country) or _names(row.note, order_number)
    ]


def _names(note: str, order_number: str) -> bool:
    number = fold(order_number)
    return len(number) >= LEAST_NUMBER and number in fold(note)
