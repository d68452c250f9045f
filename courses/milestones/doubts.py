"""Days that may be right and are often a slip: told to the seller before they are taken, never refused.

A sale before the shop opened, or in a month whose figures are closed, may be true: then a reviewer sees it
flagged (`courses.milestones.flag_codes`). The day itself is refused only where it cannot be
(`courses.milestones.claim_rules.require_possible_day`).
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.milestones.flag_codes import BEFORE_SHOP_OPEN, OUTSIDE_CLOSED_MONTH
from courses.milestones.models import NO_LONGER, SALES, Claim, MilestoneCode
from courses.milestones.months import month_is_closed
from courses.people.models import Learner

SENTENCES: dict[str, str | Promise] = {
    BEFORE_SHOP_OPEN: _(
        "You sold before the day on which you opened your shop. Look at the day once more; "
        "if it is right, say so below."
    ),
    OUTSIDE_CLOSED_MONTH: _(
        "The figures of this month are closed. Look at the day once more; if it is right, say so below: "
        "it counts as a correction."
    ),
}
# The same, for what has arrived already.
TOLD: dict[str, str | Promise] = {
    BEFORE_SHOP_OPEN: _(
        "It has arrived. Its day lies before the day on which you opened your shop: whoever checks it looks "
        "at that. If the day is wrong, tell your trainer."
    ),
    OUTSIDE_CLOSED_MONTH: _(
        "It has arrived. The figures of its month are closed: it counts as a correction. "
        "If the day is wrong, tell your trainer."
    ),
}


@dataclass(frozen=True)
class Doubt:
    """One reason to look at the day again; `code` is that of the reviewer's flag."""

    code: str

    @property
    def sentence(self) -> str | Promise:
        """Return what the seller reads before sending."""
        return SENTENCES[self.code]

    @property
    def told(self) -> str | Promise:
        """Return what the seller reads of a claim that was kept on a phone and has arrived."""
        return TOLD[self.code]


def doubts_about(learner: Learner, milestone: str, day: date) -> list[Doubt]:
    """Return why the day of a sale may be a slip, as the register stands now."""
    if milestone not in SALES:
        return []
    opened_on = shop_opened_on(learner)
    found = [BEFORE_SHOP_OPEN] if opened_on and day < opened_on else []
    if month_is_closed(day):
        found.append(OUTSIDE_CLOSED_MONTH)
    return [Doubt(code) for code in found]


def shop_opened_on(learner: Learner) -> date | None:
    """Return the day on which the learner says to have opened the shop; None before that."""
    opened = Claim.objects.filter(learner=learner, milestone=MilestoneCode.SHOP_OPEN)
    day: date | None = opened.exclude(state__in=NO_LONGER).values_list("happened_on", flat=True).first()
    return day
