"""Beside a list of sellers: what counts each of them, so that the number can be followed from the list."""

from courses.milestones.models import Certification
from courses.reports.drill_people import PeoplePage
from courses.reports.drill_state import REACHED, DrillState
from courses.reports.way_sql import SALE


def proofs_of(people: PeoplePage, state: DrillState) -> dict[int, Certification]:
    """Return the live certification of each person listed, by the learner's id; nobody's before a sale.

    One query for a page of a list, none for the lists of earlier stages.
    """
    if state.stage < SALE or state.who != REACHED:
        return {}
    rows = Certification.objects.live().filter(learner_id__in=[one.id for one in people.people])
    return {row.learner_id: row for row in rows.select_related("certified_by", "rule")}
