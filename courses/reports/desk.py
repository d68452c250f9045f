"""What waits for a staff member: the counts in the desk's menu and on its first page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

from courses.cohorts.models import Community
from courses.ledgers.models import PromotionService
from courses.milestones.second_look_models import SecondLook
from lms.accounts.models import Role, User

# Counting stops here: nobody plans a day by more, and every desk page pays for these counts.
MOST = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits in the queues that this person may decide about, and what phones sent in vain.

    Each is counted up to `MOST` and no further: `shown` writes that as «99+».
    """

    work: int
    claims: int
    rejected: int = 0
    # Figures that differed in the newest recount: an alarm for those who answer for them.
    differing: int = 0
    corrections: int = 0
    second_looks: int = 0
    duplicates: int = 0
    order_values: int = 0

    @property
    def shown(self) -> dict[str, str]:
        """Return the counts as the menu writes them; what is nothing is empty."""
        return {name: shown(getattr(self, name)) for name in Waiting.__dataclass_fields__}


def shown(count: int) -> str:
    """Write a count that stops at `MOST`: «99+»; nothing for none."""
    return f"{MOST - 1}+" if count >= MOST else str(count) if count else ""


# The gate is the rooms' own, `Community.visible_to`; what stands around it is written by hand because
# every desk page shows these counts, and building them of querysets takes ten times as long.
SEEN = """EXISTS (SELECT 1 FROM courses_enrolment e JOIN courses_cohort k ON k.id = e.cohort_id
  WHERE e.learner_id = {whose} AND k.community_id IN ({gate}))"""
# An administrator sees everybody, so nothing has to be looked up but that there is somebody to see.
ANYBODY = "EXISTS (SELECT 1 FROM courses_enrolment e WHERE e.learner_id = {whose})"
BOUNDED = "SELECT COUNT(*) FROM (SELECT 1 {rows} LIMIT {most}) bounded"
WORK = "FROM courses_submission waiting WHERE waiting.state = 'pending' AND {seen}"
REJECTED = "FROM courses_rejecteditem waiting WHERE waiting.replayed_at IS NULL AND {seen}"
CORRECTIONS = "FROM courses_correction waiting WHERE waiting.state = 'asked' AND {seen}"
CLAIMS = """FROM courses_claim waiting WHERE waiting.state = 'pending' AND {seen}
  AND NOT (waiting.milestone = 'M6' AND (
    NOT EXISTS (SELECT 1 FROM courses_corecompletion c WHERE c.learner_id = waiting.learner_id)
    OR NOT EXISTS (SELECT 1 FROM courses_claim shop WHERE shop.learner_id = waiting.learner_id
      AND shop.milestone = 'M4' AND shop.state = 'verified')
    OR EXISTS (SELECT 1 FROM courses_enrolment o JOIN courses_cohort t ON t.id = o.cohort_id
      WHERE o.learner_id = waiting.learner_id AND t.trainer_id = %s)))
  AND NOT (waiting.milestone IN ('M6', 'M7', 'M9', 'K9') AND EXISTS (
    SELECT 1 FROM courses_witnessstatement w WHERE w.learner_id = waiting.learner_id
      AND w.witness_id = %s AND w.happened_on = waiting.happened_on))"""
DUPLICATES = """FROM courses_duplicatepair waiting
  JOIN courses_learner one ON one.id = waiting.first_id AND one.merged_into_id IS NULL
  JOIN courses_learner two ON two.id = waiting.second_id AND two.merged_into_id IS NULL
  WHERE waiting.state = 'open' AND {seen_first} AND {seen_second}"""
DIFFERING = "SELECT COALESCE((SELECT differing FROM courses_recountrun ORDER BY at DESC, id DESC LIMIT 1), 0)"


def waiting_counts(user: User) -> dict[str, RawSQL]:
    """Return the counts as expressions, so that a page can read them with a query it makes anyway.

    Work of learners whom the person may see, and claims that they can accept now, as
    `ClaimQuerySet.decidable_by` has it: a test holds the two together.
    """
    is_all = user.role == Role.ADMINISTRATOR
    gate, params = Community.objects.visible_to(user).order_by().values("pk").query.sql_with_params()
    mine = () if is_all else params
    seen = (ANYBODY if is_all else SEEN).format(whose="waiting.learner_id", gate=gate)
    pair = [
        "1 = 1" if is_all else SEEN.format(whose=f"waiting.{which}_id", gate=gate)
        for which in ("first", "second")
    ]
    looks, of_looks = (
        SecondLook.objects.to_look_at(user).order_by().values("pk")[:MOST].query.sql_with_params()
    )
    pairs = _bounded("WHERE 1 = 0") if user.is_trainer else None
    pairs = pairs or _bounded(DUPLICATES.format(seen_first=pair[0], seen_second=pair[1]))
    asked: dict[str, tuple[str, tuple[Any, ...]]] = {
        "waiting_work": (_bounded(WORK.format(seen=seen)), mine),
        "waiting_claims": (_bounded(CLAIMS.format(seen=seen)), (*mine, user.pk, user.pk)),
        "rejected_items": (_bounded(REJECTED.format(seen=seen)), mine),
        "differing_figures": (DIFFERING, ()),
        "asked_corrections": (_bounded(CORRECTIONS.format(seen=seen)), mine),
        "order_values": _bounded_values(user),
        "second_looks": (f"SELECT COUNT(*) FROM ({looks}) bounded", of_looks),  # noqa: S608
        "double_profiles": (pairs, () if user.is_trainer else (*mine, *mine)),
    }
    return {
        name: RawSQL(statement, values, IntegerField())  # noqa: S611
        for name, (statement, values) in asked.items()
    }


def waiting_on(row: Any) -> Waiting:
    """Return the counts that a row was annotated with."""
    return Waiting(
        work=row.waiting_work,
        claims=row.waiting_claims,
        rejected=row.rejected_items,
        differing=row.differing_figures,
        corrections=row.asked_corrections,
        second_looks=row.second_looks,
        duplicates=row.double_profiles,
        order_values=row.order_values,
    )


def waiting_for(user: Any) -> Waiting | None:
    """Count what waits for a staff member, in one query; None for everybody else."""
    if not isinstance(user, User) or not user.works_at_the_desk:
        return None
    return waiting_on(User.objects.filter(pk=user.pk).only("pk").annotate(**waiting_counts(user)).get())


def _bounded_values(user: User) -> tuple[str, tuple[Any, ...]]:
    """Return the amounts of orders that this person may confirm; nothing for trainers."""
    if user.is_trainer:
        return "SELECT 0", ()
    rows = PromotionService.objects.amounts_to_decide(user).order_by().values("pk")[:MOST]
    statement, values = rows.query.sql_with_params()
    return f"SELECT COUNT(*) FROM ({statement}) bounded", values  # noqa: S608


def _bounded(rows: str) -> str:
    return BOUNDED.format(rows=rows, most=MOST)


def may_know_phones(user: User) -> bool:
    """Tell whether a staff member sees learners' phones: who calls them, and who runs the site.

    A manager follows figures and places, and needs no phone number for that (PDPA section 22).
    """
    return user.role in (Role.TRAINER, Role.ADMINISTRATOR)
