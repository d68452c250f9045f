"""What waits for a staff member: the counts in the desk's menu and on its first page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

from courses.cohorts.models import Community
from lms.accounts.models import Role, User


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits in the queues that this person may decide about, and what phones sent in vain."""

    work: int
    claims: int
    rejected: int = 0
    # Figures that differed in the newest recount: an alarm for those who answer for them.
    differing: int = 0


# The gate is the rooms' own, `Community.visible_to`; what stands around it is written by hand because
# every desk page shows these counts, and building them of querysets takes ten times as long.
SEEN = """EXISTS (SELECT 1 FROM courses_enrolment e JOIN courses_cohort k ON k.id = e.cohort_id
  WHERE e.learner_id = waiting.learner_id AND k.community_id IN ({gate}))"""
WORK = f"SELECT COUNT(*) FROM courses_submission waiting WHERE waiting.state = 'pending' AND {SEEN}"  # noqa: S608
REJECTED = f"SELECT COUNT(*) FROM courses_rejecteditem waiting WHERE waiting.replayed_at IS NULL AND {SEEN}"  # noqa: S608
CLAIMS = f"""SELECT COUNT(*) FROM courses_claim waiting WHERE waiting.state = 'pending' AND {SEEN}
  AND NOT (waiting.milestone = 'M6' AND (
    NOT EXISTS (SELECT 1 FROM courses_corecompletion c WHERE c.learner_id = waiting.learner_id)
    OR NOT EXISTS (SELECT 1 FROM courses_claim shop WHERE shop.learner_id = waiting.learner_id
      AND shop.milestone = 'M4' AND shop.state = 'verified')
    OR EXISTS (SELECT 1 FROM courses_enrolment o JOIN courses_cohort t ON t.id = o.cohort_id
      WHERE o.learner_id = waiting.learner_id AND t.trainer_id = %s)))"""  # noqa: S608

DIFFERING = "SELECT COALESCE((SELECT differing FROM courses_recountrun ORDER BY at DESC, id DESC LIMIT 1), 0)"


def waiting_counts(user: User) -> dict[str, RawSQL]:
    """Return the counts as expressions, so that a page can read them with a query it makes anyway.

    Work of learners whom the person may see, and claims that they can accept now, as
    `ClaimQuerySet.decidable_by` has it: a test holds the two together.
    """
    gate, params = Community.objects.visible_to(user).order_by().values("pk").query.sql_with_params()
    return {
        "waiting_work": RawSQL(WORK.format(gate=gate), params, IntegerField()),  # noqa: S611
        "waiting_claims": RawSQL(CLAIMS.format(gate=gate), (*params, user.pk), IntegerField()),  # noqa: S611
        "rejected_items": RawSQL(REJECTED.format(gate=gate), params, IntegerField()),  # noqa: S611
        "differing_figures": RawSQL(DIFFERING, (), IntegerField()),  # noqa: S611
    }


def waiting_for(user: Any) -> Waiting | None:
    """Count what waits for a staff member, in one query; None for everybody else."""
    if not isinstance(user, User) or not user.works_at_the_desk:
        return None
    counts = waiting_counts(user)
    row = User.objects.filter(pk=user.pk).annotate(**counts).values_list(*counts).get()
    return Waiting(*row)


def may_know_phones(user: User) -> bool:
    """Tell whether a staff member sees learners' phones: who calls them, and who runs the site.

    A manager follows figures and places, and needs no phone number for that (PDPA section 22).
    """
    return user.role in (Role.TRAINER, Role.ADMINISTRATOR)
