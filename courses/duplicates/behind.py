"""What stayed behind with a profile that was merged away, and stands once nothing else does.

Of two verified steps of one kind a merge lets the earlier one stand for the person (`joining`). The other
was checked as well: where the one that stands falls, the person still has it.
"""

from typing import Any

from django.db import transaction

from courses.duplicates.journal import Journal
from courses.duplicates.models import Merge
from courses.milestones.counting_rules import baseline_is_excluded
from courses.milestones.models import Certification, Claim, ClaimState, MilestoneCode
from courses.people.models import Learner


@transaction.atomic
def let_the_next_stand(fallen: Claim) -> None:
    """Let the same step of a merged profile stand for the person; a first sale brings its certification.

    The newest merge of the person keeps it in its journal, so undoing gives everything back. A first sale
    stands on a checked shop only.
    """
    person = fallen.learner_id
    merges = Merge.objects.standing().select_for_update(of=("self",)).filter(survivor=person)
    merge = merges.order_by("-merged_at", "-pk").first()
    behind = _verified(fallen.milestone, learner__merged_into=person)
    if merge is None or behind is None:
        return
    is_sale = fallen.milestone == MilestoneCode.FIRST_SALE
    if is_sale and not _verified(MilestoneCode.SHOP_OPEN, learner=person):
        return
    journal = Journal()
    journal.set(behind, learner_id=person)
    for row in Certification.objects.filter(claim=behind, revoked_at__isnull=True):
        had_sold = Learner.objects.get(pk=person).sold_before
        is_beside = had_sold and baseline_is_excluded(row.fiscal_year_be)
        journal.set(row, learner_id=person, merged_away_at=None, is_baseline_seller=is_beside)
    merge.changes += journal.lines
    merge.save(update_fields=["changes"])


def _verified(milestone: str, **whose: Any) -> Claim | None:
    found = Claim.objects.filter(milestone=milestone, state=ClaimState.VERIFIED, **whose)
    return found.order_by("happened_on", "sent_at", "pk").first()
