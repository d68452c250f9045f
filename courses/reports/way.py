"""People on the way to a first sale in one fiscal year: the funnel, and the same by community.

Written as SQL: five thousand people are sorted into stages where they lie, in one query, and only
sums travel. "On the way" in a year is whoever was in a cohort that ran in it and was not counted in an
earlier year, together with whoever counts in it: so the funnel ends with the headline number. Whoever
had sold before joining stands beside it (programme document, sections 3.2 and 3.4).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection

from courses.reports.attention import silent_since
from courses.reports.basis import Basis
from lms.dates import bangkok_date

# Between the core and an open shop this long is the biggest leak to expect (programme document, 3.7).
STUCK_DAYS = 21
ENROLLED, STARTED, CORE, SHOP, CONTENT, SALE = STAGES = (1, 2, 3, 4, 5, 6)
BASELINE_PEOPLE, BASELINE_SALES = 0, -1

STATEMENT = f"""
WITH counted AS (
  SELECT s.learner_id, s.fiscal_year_be FROM courses_certification s
  WHERE s.revoked_at IS NULL AND s.merged_away_at IS NULL
    AND s.is_demonstration = %(demonstration)s AND NOT s.is_baseline_seller
), sold AS (
  SELECT learner_id FROM counted WHERE fiscal_year_be = %(year)s
), here AS (
  SELECT e.learner_id, k.community_id, l.sold_before, MIN(e.joined_at) AS joined_at,
    MAX(CASE WHEN k.ends_on >= %(today)s AND e.left_at IS NULL THEN 1 ELSE 0 END) AS is_running
  FROM courses_enrolment e
  JOIN courses_cohort k ON k.id = e.cohort_id
  JOIN courses_community m ON m.id = k.community_id
  JOIN courses_learner l ON l.id = e.learner_id
  WHERE (k.is_demonstration OR m.is_demonstration) = %(demonstration)s AND l.merged_into_id IS NULL
    AND k.ends_on >= %(first_day)s AND e.joined_at < %(ends_at)s
    AND (e.left_at IS NULL OR e.left_at >= %(starts_at)s)
    AND e.learner_id NOT IN (SELECT learner_id FROM counted WHERE fiscal_year_be < %(year)s)
  GROUP BY e.learner_id, k.community_id, l.sold_before
), claimed AS (
  SELECT learner_id,
    MAX(CASE WHEN state = 'verified' AND happened_on <= %(last_day)s
      THEN CASE milestone WHEN 'M5' THEN {CONTENT} ELSE {SHOP} END END) AS reached,
    MAX(CASE WHEN milestone = 'M4' AND state = 'verified' AND happened_on <= %(last_day)s
      THEN 1 ELSE 0 END) AS has_shop,
    MAX(CASE WHEN milestone = 'M4' AND state NOT IN ('returned', 'replaced') THEN 1 ELSE 0 END) AS sent_shop,
    MAX(sent_at) AS sent_at
  FROM courses_claim GROUP BY learner_id
), person AS (
  SELECT h.learner_id, h.community_id, h.sold_before,
    CASE
      WHEN s.learner_id IS NOT NULL THEN {SALE}
      WHEN c.reached IS NOT NULL THEN c.reached
      WHEN o.reached_at < %(ends_at)s THEN {CORE}
      WHEN EXISTS (SELECT 1 FROM courses_lessonprogress g
        WHERE g.learner_id = h.learner_id AND g.opened_at < %(ends_at)s) THEN {STARTED}
      ELSE {ENROLLED} END AS stage,
    COALESCE(c.has_shop, 0) AS has_shop,
    CASE WHEN o.reached_at < %(stuck_since)s AND COALESCE(c.sent_shop, 0) = 0 AND s.learner_id IS NULL
      THEN 1 ELSE 0 END AS is_stuck,
    CASE WHEN h.is_running = 1 AND h.joined_at < %(silent_since)s AND s.learner_id IS NULL
      AND (c.sent_at IS NULL OR c.sent_at < %(silent_since)s)
      AND NOT EXISTS (SELECT 1 FROM courses_lessonprogress g
        WHERE g.learner_id = h.learner_id AND g.last_seen_at >= %(silent_since)s)
      AND NOT EXISTS (SELECT 1 FROM courses_submission w
        WHERE w.learner_id = h.learner_id AND w.sent_at >= %(silent_since)s)
      THEN 1 ELSE 0 END AS is_silent
  FROM here h
  LEFT JOIN sold s ON s.learner_id = h.learner_id
  LEFT JOIN claimed c ON c.learner_id = h.learner_id
  LEFT JOIN courses_corecompletion o ON o.learner_id = h.learner_id
)
SELECT CAST(NULL AS bigint), stage, COUNT(DISTINCT learner_id), 0, 0, 0
  FROM person WHERE NOT sold_before GROUP BY stage
UNION ALL SELECT NULL, {SALE}, COUNT(*), 0, 0, 0 FROM sold
  WHERE learner_id NOT IN (SELECT learner_id FROM person WHERE NOT sold_before)
UNION ALL SELECT NULL, {BASELINE_PEOPLE}, COUNT(DISTINCT learner_id), 0, 0, 0 FROM person WHERE sold_before
UNION ALL SELECT NULL, {BASELINE_SALES}, COUNT(DISTINCT learner_id), 0, 0, 0 FROM courses_certification
  WHERE revoked_at IS NULL AND merged_away_at IS NULL AND is_demonstration = %(demonstration)s
    AND is_baseline_seller AND fiscal_year_be = %(year)s
UNION ALL SELECT community_id, 0, COUNT(*), SUM(has_shop), SUM(is_stuck), SUM(is_silent)
  FROM person WHERE NOT sold_before GROUP BY community_id
"""  # noqa: S608 - our own constants


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many people reached each stage or a later one; and who had sold before, beside it."""

    reached: dict[int, int]
    baseline_people: int
    baseline_sales: int

    @property
    def biggest_leak(self) -> tuple[int, int] | None:
        """Return the stage before which most people stand, and how many; None where nobody is lost."""
        gaps = [(self.reached[stage - 1] - self.reached[stage], stage) for stage in STAGES[1:]]
        most, stage = max(gaps, key=lambda gap: gap[0])
        return (stage, most) if most else None


@dataclass(frozen=True, slots=True)
class CommunityCounts:
    """One community in one year. `stuck` finished the core and have no shop; `silent` were not seen."""

    learners: int = 0
    shops: int = 0
    stuck: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """The people of one year: the country's funnel, and each community's counts by its id."""

    funnel: Funnel
    communities: dict[int, CommunityCounts]


def way_of(basis: Basis) -> Way:
    """Count the people on the way, once for the country and once by community: one query.

    In the country everybody counts once; somebody in two communities is in both of them.
    """
    at_stage: dict[int, int] = defaultdict(int)
    communities = {}
    for community_id, stage, people, *counts in _rows(basis):
        if community_id is None:
            at_stage[stage] += people
        else:
            communities[community_id] = CommunityCounts(people, *counts)
    return Way(_funnel(at_stage), communities)


def _funnel(at_stage: Mapping[int, int]) -> Funnel:
    """Add up from the end: a stage holds all who reached it or a later one."""
    reached = {stage: sum(at_stage[later] for later in STAGES if later >= stage) for stage in STAGES}
    return Funnel(reached, at_stage[BASELINE_PEOPLE], at_stage[BASELINE_SALES])


def _rows(basis: Basis) -> list[tuple[Any, ...]]:
    """Run the statement with what the basis says."""
    date, moment = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    values = {
        "demonstration": basis.demonstration,
        "year": basis.year_be,
        "today": date(bangkok_date(basis.at)),
        "first_day": date(basis.first_day),
        "last_day": date(basis.last_day),
        "starts_at": moment(basis.starts_at),
        "ends_at": moment(basis.ends_at),
        "stuck_since": moment(basis.at - timedelta(days=STUCK_DAYS)),
        "silent_since": moment(silent_since(basis.at)),
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
        return cursor.fetchall()
