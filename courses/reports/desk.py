"""What waits for a staff member: the counts in the desk's menu and on its first page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

from courses.cohorts.models import Community
from lms.accounts.models import Role, User


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits in the two queues that this person may decide about."""

    work: int
    claims: int


# The gate is the rooms' own, `Community.visible_to`; what stands around it is written by hand because
# every desk page shows these counts, and building them of querysets takes ten times as long.
SEEN = """EXISTS (SELECT 1 FROM courses_enrolment e JOIN courses_cohort k ON k.id = e.cohort_id
  WHERE e.learner_id = waiting.learner_id AND k.community_id IN ({gate}))"""
WORK = f"SELECT COUNT(*) FROM courses_submission waiting WHERE waiting.state = 'pending' AND {SEEN}"  # noqa: S608
CLAIMS = f"""SELECT COUNT(*) FROM courses_claim waiting WHERE waiting.state = 'pending' AND {SEEN}
  AND NOT (waiting.milestone = 'M6' AND EXISTS (
    SELECT 1 FROM courses_enrolment o JOIN courses_cohort t ON t.id = o.cohort_id
    WHERE o.learner_id = waiting.learner_id AND t.trainer_id = %s))"""  # noqa: S608


def waiting_counts(user: User) -> dict[str, RawSQL]:
    """Return the two counts as expressions, so that a page can read them with a query it makes anyway.

    Work of learners whom the person may see; claims that they may decide, which no first sale of
    one's own learner is (programme document, section 3.2).
    """
    gate, params = Community.objects.visible_to(user).order_by().values("pk").query.sql_with_params()
    return {
        "waiting_work": RawSQL(WORK.format(gate=gate), params, IntegerField()),  # noqa: S611
        "waiting_claims": RawSQL(CLAIMS.format(gate=gate), (*params, user.pk), IntegerField()),  # noqa: S611
    }


def waiting_for(user: Any) -> Waiting | None:
    """Count what waits for a staff member, in one query; None for everybody else."""
    if not isinstance(user, User) or not user.works_at_the_desk:
        return None
    row = User.objects.filter(pk=user.pk).annotate(**waiting_counts(user))
    return Waiting(*row.values_list("waiting_work", "waiting_claims").get())


def may_know_phones(user: User) -> bool:
    """Tell whether a staff member sees learners' phones: who calls them, and who runs the site.

    A manager follows figures and places, and needs no phone number for that (PDPA section 22).
    """
    return user.role in (Role.TRAINER, Role.ADMINISTRATOR)
