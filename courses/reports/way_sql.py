"""The SQL behind the funnel, its drill and its lists: each person once, in one cohort, at one stage.

Written by hand: fifty thousand people are sorted into stages where they lie. What it returns is kept and
brought up to date by `courses.reports.walkers`, which is the only one that asks it.

Who is on the way in a year: whoever was in a cohort that ran in it and was not counted in an earlier
year, together with whoever counts in it. Each stands in exactly one cohort, so the parts of a place add
up to it: that of the certification; else that which gave the core lessons, where a first sale will
count; else the earliest enrolment that was not left (programme document, section 3.3). So a person who
is certified never moves between the rows. The stage is the highest one reached (section 3.4); 0 is for
those who had sold before joining, who stand beside the funnel.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import connection

from courses.milestones.claim_rules import STILL_SELLING_FROM, STILL_SELLING_TO
from courses.milestones.models import SALES
from courses.reports.attention import silent_since
from courses.reports.basis import Basis
from lms.dates import bangkok_date, fiscal_year_be

BASELINE = 0
ENROLLED, STARTED, CORE, SHOP, CONTENT, EVIDENCE, SALE, STILL = STAGES = (1, 2, 3, 4, 5, 6, 7, 8)
# What says that a person passed a stage themselves; a stage without it was passed over («inferred»).
OWN_MARK = {
    ENROLLED: "joined_at",
    STARTED: "opened_at",
    CORE: "core_at",
    SHOP: "shop_on",
    CONTENT: "content_on",
    EVIDENCE: "evidence_at",
    SALE: "sold_on",
    STILL: "still_on",
}
MOMENTS = ("joined_at", "opened_at", "core_at", "evidence_at")
# Between the core and an open shop this long is the biggest leak to expect (programme document, 3.7).
STUCK_DAYS = 21
# A first sale cannot be expected of a younger cohort (programme document, section 3.4).
MATURE_DAYS = 120

PEOPLE = """
WITH {near} kind AS MATERIALIZED (
  SELECT k.id, k.ends_on FROM courses_cohort k JOIN courses_community m ON m.id = k.community_id
  WHERE (k.is_demonstration OR m.is_demonstration) = %(demonstration)s
), counted AS MATERIALIZED (
  SELECT s.learner_id, s.cohort_id, s.track_id, s.trainer_id, s.event_on,
    CASE WHEN {earlier} THEN -1 WHEN {in_year} THEN 1 ELSE 0 END AS place
  FROM courses_certification s
  WHERE s.revoked_at IS NULL AND s.merged_away_at IS NULL
    AND s.is_demonstration = %(demonstration)s AND NOT s.is_baseline_seller {sales_near}
), enrolled AS MATERIALIZED (
  SELECT e.learner_id, MIN(e.joined_at) AS joined_at, MIN(e.cohort_id) AS cohort_id, COUNT(*) AS cohorts,
    MAX(CASE WHEN e.left_at IS NULL AND e.cohort_id IN (SELECT id FROM kind WHERE ends_on >= %(today)s)
      THEN 1 ELSE 0 END) AS is_running
  FROM {from_near} courses_enrolment e
  WHERE {enrolled_here}
  GROUP BY e.learner_id
), walker AS MATERIALIZED (
  SELECT learner_id, joined_at, cohort_id, cohorts, is_running FROM enrolled
  UNION ALL
  SELECT s.learner_id, (SELECT MIN(a.joined_at) FROM courses_enrolment a WHERE a.learner_id = s.learner_id),
    s.cohort_id, 1, 0
  FROM counted s WHERE s.place = 1 AND s.learner_id NOT IN (SELECT learner_id FROM enrolled)
), claimed AS MATERIALIZED (
  SELECT c.learner_id,
    MIN(CASE WHEN c.milestone = 'M4' AND c.state = 'verified' AND c.happened_on <= %(last_day)s
      THEN c.happened_on END) AS shop_on,
    MIN(CASE WHEN c.milestone = 'M5' AND c.state = 'verified' AND c.happened_on <= %(last_day)s
      THEN c.happened_on END) AS content_on,
    MIN(CASE WHEN c.milestone = 'M6' AND c.sent_at < %(ends_at)s THEN c.sent_at END) AS evidence_at,
    MAX(CASE WHEN c.milestone = 'M4' AND c.state NOT IN ('returned', 'replaced') THEN 1 ELSE 0 END)
      AS sent_shop,
    MAX(CASE WHEN c.state = 'pending' THEN 1 ELSE 0 END) AS waits,
    MAX(c.sent_at) AS sent_at
  FROM courses_claim c {claims_near} GROUP BY c.learner_id
), person AS MATERIALIZED (
  SELECT w.learner_id,
    CASE
      WHEN s.place = 1 THEN s.cohort_id
      WHEN o.cohort_id IN (SELECT id FROM kind) THEN o.cohort_id
      WHEN w.cohorts = 1 THEN w.cohort_id
      ELSE (SELECT e.cohort_id FROM courses_enrolment e WHERE e.learner_id = w.learner_id AND {here}
        ORDER BY CASE WHEN e.left_at IS NULL THEN 0 ELSE 1 END, e.joined_at, e.id LIMIT 1)
    END AS cohort_id,
    CASE WHEN s.place = 1 THEN s.trainer_id END AS frozen_trainer_id,
    CASE WHEN s.place = 1 THEN 1 ELSE 0 END AS is_sold,
    CASE WHEN s.place = 1 THEN s.event_on END AS sold_on,
    CASE WHEN s.place = 1 THEN s.track_id ELSE o.track_id END AS track_id,
    CASE WHEN l.sold_before AND COALESCE(s.place, 0) <> 1 AND {left_out} THEN 1 ELSE 0 END AS is_baseline,
    l.sex, l.education, l.birth_year_be, w.joined_at, w.is_running,
    (SELECT MIN(g.opened_at) FROM courses_lessonprogress g
      WHERE g.learner_id = w.learner_id AND g.opened_at < %(ends_at)s) AS opened_at,
    CASE WHEN o.reached_at < %(ends_at)s THEN o.reached_at END AS core_at,
    c.shop_on, c.content_on, c.evidence_at,
    CASE WHEN s.place = 1 THEN (SELECT MIN(a.happened_on) FROM courses_claim a
      WHERE a.learner_id = w.learner_id AND a.state = 'verified' AND a.milestone IN ({sales})
        AND a.happened_on BETWEEN {still_from} AND {still_to}) END AS still_on,
    COALESCE(c.sent_shop, 0) AS sent_shop, COALESCE(c.waits, 0) AS waits, c.sent_at
  FROM walker w
  JOIN courses_learner l ON l.id = w.learner_id
  LEFT JOIN counted s ON s.learner_id = w.learner_id
  LEFT JOIN courses_corecompletion o ON o.learner_id = w.learner_id
  LEFT JOIN claimed c ON c.learner_id = w.learner_id
  WHERE COALESCE(s.place, 0) <> -1 AND (l.merged_into_id IS NULL OR s.place = 1)
), staged AS MATERIALIZED (
  SELECT p.*,
    CASE
      WHEN p.is_baseline = 1 THEN 0
      WHEN p.is_sold = 1 AND p.still_on IS NOT NULL THEN 8
      WHEN p.is_sold = 1 THEN 7
      WHEN p.evidence_at IS NOT NULL THEN 6
      WHEN p.content_on IS NOT NULL THEN 5
      WHEN p.shop_on IS NOT NULL THEN 4
      WHEN p.core_at IS NOT NULL THEN 3
      WHEN p.opened_at IS NOT NULL THEN 2
      ELSE 1 END AS stage,
    CASE WHEN p.core_at < %(stuck_since)s AND p.sent_shop = 0 AND p.is_sold = 0 AND p.is_baseline = 0
      THEN 1 ELSE 0 END AS is_stuck,
    CASE WHEN p.is_running = 1 AND p.joined_at < %(silent_since)s AND p.is_sold = 0 AND p.is_baseline = 0
      AND (p.sent_at IS NULL OR p.sent_at < %(silent_since)s)
      AND {unseen}
      AND NOT EXISTS (SELECT 1 FROM courses_submission b
        WHERE b.learner_id = p.learner_id AND b.sent_at >= %(silent_since)s)
      THEN 1 ELSE 0 END AS is_silent
  FROM person p WHERE p.cohort_id IN (SELECT id FROM kind)
)
"""
HERE = """e.joined_at < %(ends_at)s AND (e.left_at IS NULL OR e.left_at >= %(starts_at)s)
    AND e.cohort_id IN (SELECT id FROM kind WHERE ends_on >= %(first_day)s)"""
# A few people only: what one of them did costs as little in a large programme as in a small one.
NEAR = "near (learner_id) AS MATERIALIZED (VALUES {rows}),"
# CROSS tells SQLite to begin with the few; PostgreSQL finds out by itself.
FROM_NEAR = "near CROSS JOIN"
HERE_NEAR = "e.learner_id = near.learner_id AND "
SALES_NEAR = "AND s.learner_id IN (SELECT learner_id FROM near)"
CLAIMS_NEAR = "WHERE c.learner_id IN (SELECT learner_id FROM near)"
# Of the country SQLite had better collect everybody who was seen, of a few people ask for each. PostgreSQL
# always asks: where the collection may not fit into its working memory, it is searched from its beginning.
UNSEEN = """p.learner_id NOT IN (
        SELECT g.learner_id FROM courses_lessonprogress g WHERE g.last_seen_at >= %(silent_since)s)"""
# Who had sold before joining stands beside the funnel where the rule of the year leaves them out
# (`courses.milestones.counting_rules`), and for ever once certified so: nobody is certified twice.
LEFT_OUT = """(COALESCE((SELECT r.value FROM courses_countingrule r
      WHERE r.name = 'baseline-excluded' AND r.from_year_be <= %(rule_year)s
      ORDER BY r.from_year_be DESC, r.id DESC LIMIT 1), 1) = 1
    OR EXISTS (SELECT 1 FROM courses_certification b WHERE b.learner_id = w.learner_id
      AND b.is_baseline_seller AND b.revoked_at IS NULL AND b.merged_away_at IS NULL))"""
UNSEEN_NEAR = """NOT EXISTS (SELECT 1 FROM courses_lessonprogress g
        WHERE g.learner_id = p.learner_id AND g.last_seen_at >= %(silent_since)s)"""


def people_sql(basis: Basis, learners: Iterable[int] | None = None) -> str:
    """Return the WITH clause whose last table, `staged`, has one row for each person of the year.

    With `learners` only for those of them who are on the way; there must be at least one.
    """
    is_narrow = learners is not None
    rows = ",".join(f"({int(pk)})" for pk in learners or ())
    fiscal = "s.fiscal_year_be {} %(year)s"
    return PEOPLE.format(
        sales=", ".join(f"'{code.value}'" for code in SALES),
        still_from=_later("s.event_on", STILL_SELLING_FROM.days),
        still_to=_later("s.event_on", STILL_SELLING_TO.days),
        earlier=fiscal.format("<") if basis.is_fiscal else "s.event_on < %(first_day)s",
        in_year=fiscal.format("=")
        if basis.is_fiscal
        else "s.event_on BETWEEN %(first_day)s AND %(last_day)s",
        here=HERE,
        left_out=LEFT_OUT,
        enrolled_here=HERE_NEAR + HERE if is_narrow else HERE,
        near=NEAR.format(rows=rows) if is_narrow else "",
        from_near=FROM_NEAR if is_narrow else "",
        sales_near=SALES_NEAR if is_narrow else "",
        claims_near=CLAIMS_NEAR if is_narrow else "",
        unseen=UNSEEN if connection.vendor == "sqlite" and not is_narrow else UNSEEN_NEAR,
    )


def _later(column: str, days: int) -> str:
    """Return the day so many days after a day's column."""
    return f"({column} + {days})" if connection.vendor == "postgresql" else f"date({column}, '+{days} days')"


def values(basis: Basis) -> dict[str, Any]:
    """Return what the statement's parameters stand for."""
    day, moment = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    reached = min(bangkok_date(basis.at), basis.last_day)
    return {
        "demonstration": basis.demonstration,
        "year": basis.year_be,
        # The rule goes by fiscal years; of a calendar year the one that was reached.
        "rule_year": basis.year_be if basis.is_fiscal else fiscal_year_be(reached),
        "today": day(bangkok_date(basis.at)),
        "first_day": day(basis.first_day),
        "last_day": day(basis.last_day),
        "starts_at": moment(basis.starts_at),
        "ends_at": moment(basis.ends_at),
        "stuck_since": moment(basis.at - timedelta(days=STUCK_DAYS)),
        "silent_since": moment(silent_since(basis.at)),
    }


def ask(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement that begins with `people_sql`; only the parameters that it names are sent."""
    named = {name: value for name, value in parameters.items() if f"%({name})s" in statement}
    with connection.cursor() as cursor:
        cursor.execute(statement, named)
        return cursor.fetchall()


def day_of(column: str) -> str:
    """Return the day in Thailand of a column of `staged`, as the database writes it."""
    if column not in MOMENTS:
        return column
    if connection.vendor == "postgresql":
        return f"CAST({column} AT TIME ZONE 'Asia/Bangkok' AS date)"
    # Whole seconds: SQLite rounds to thousandths, which would lift a day's last moment into the next day.
    return f"date(substr({column}, 1, 19), '+7 hours')"  # Thailand has no summer time
