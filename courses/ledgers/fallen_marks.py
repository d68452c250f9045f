"""A seller's proof of a mark that falls: the mark leaves the ledger, and comes back with its proof."""

import re
from datetime import datetime
from uuid import UUID

from courses.ledgers.actions import LONGEST_REASON, note_change
from courses.ledgers.models import DbdApplication
from courses.ledgers.whom import operators_of
from courses.people.models import Learner
from lms.accounts.models import User
from lms.text import fold

_BETWEEN = re.compile(r"[^0-9A-Z]")


def take_out_marks(
    learner: Learner, number: str, *, claim_id: UUID, reason: str, by: User, at: datetime
) -> list[DbdApplication]:
    """Void the rows of a person's mark, renewals included: K3 and the ladder lose them. Returns them.

    Runs inside the transaction that takes the claim back. Rows of other people and numbers stay.
    """
    marks = [row for row in _marks(learner, number) if not row.is_void]
    for row in marks:
        row.voided_at, row.voided_by, row.void_reason = at, by, reason[:LONGEST_REASON]
        row.fallen_claim, row.back_at = claim_id, None
        row.save(update_fields=["voided_at", "voided_by", "void_reason", "fallen_claim", "back_at"])
        note_change(row, row.operator, ["voided"], by, at, reason=row.void_reason, claim=str(claim_id))
    return marks


def bring_back_marks(learner: Learner, number: str, *, by: User, at: datetime) -> list[DbdApplication]:
    """Let the rows that went with a fallen claim count again, once the mark is verified after all.

    What was entered anew in the meantime stays as it is, and the old row with it stays out.
    """
    back = []
    for row in _marks(learner, number):
        if row.fallen_claim is None or _is_entered_anew(row):
            continue
        row.voided_at, row.voided_by, row.void_reason = None, None, ""
        row.fallen_claim, row.back_at = None, at
        row.save(update_fields=["voided_at", "voided_by", "void_reason", "fallen_claim", "back_at"])
        note_change(row, row.operator, ["counts again"], by, at)
        back.append(row)
    return back


def _marks(learner: Learner, number: str) -> list[DbdApplication]:
    """Return a person's marks with a number, however it was spelt, locked; the first mark comes first."""
    rows = DbdApplication.objects.select_for_update(of=("self",)).select_related("operator__learner")
    mine = rows.filter(operator__in=operators_of(learner)).exclude(number="").order_by("granted_on", "pk")
    return [row for row in mine if _bare(row.number) == _bare(number)]


def _is_entered_anew(row: DbdApplication) -> bool:
    living = DbdApplication.objects.filter(voided_at__isnull=True, is_demonstration=row.is_demonstration)
    if row.renewal_of_id is not None:
        return living.filter(renewal_of=row.renewal_of_id).exists()
    return living.filter(number=row.number, renewal_of__isnull=True).exists()


def _bare(number: str) -> str:
    return _BETWEEN.sub("", fold(number).upper())
