"""K2, K3 and the reach a second time, in plain SQL of another build: for the nightly recount.

Each function returns `(key, value)` rows: "K2:2570", "K2:2570:kind:session", "K2:2570:month:2026-11",
"K2:2570:province:41". The people are found by walking down from each survivor of merges, and the first
service by comparing days, where the figure itself walks up and uses windows. SQLite and PostgreSQL.
"""

from typing import Any

from django.db import connection

from lms.dates import fiscal_year_bounds

Rows = list[tuple[str, int]]

# Our own words only: every value of a request goes in as a parameter.
# ruff: noqa: S608
WHO = """WITH RECURSIVE person(learner_id, top) AS (
  SELECT id, id FROM courses_learner WHERE merged_into_id IS NULL
  UNION ALL
  SELECT l.id, p.top FROM courses_learner l JOIN person p ON l.merged_into_id = p.learner_id),
given AS (
  SELECT s.id, s.day, s.kind, SUBSTR(o.area_code, 1, 2) AS province,
    CASE WHEN o.learner_id IS NULL THEN 'o' || CAST(o.id AS varchar(20))
         ELSE 'l' || CAST(p.top AS varchar(20)) END AS who
  FROM courses_promotionservice s
  JOIN courses_operator o ON o.id = s.operator_id
  LEFT JOIN person p ON p.learner_id = o.learner_id
  WHERE s.voided_at IS NULL AND s.day >= %s AND s.day <= %s AND s.is_demonstration = %s),
began AS (SELECT who, MIN(day) AS day FROM given GROUP BY who),
first AS (
  SELECT g.who, MIN(g.id) AS id FROM given g JOIN began b ON b.who = g.who AND b.day = g.day GROUP BY g.who)
"""
MONTH = "SUBSTR(CAST({day} AS varchar(10)), 1, 7)"
K2 = WHO + "SELECT '', COUNT(*) FROM began"
K2_KIND = WHO + "SELECT ':kind:' || kind, COUNT(DISTINCT who) FROM given GROUP BY kind"
K2_MONTH = WHO + f"SELECT ':month:' || {MONTH.format(day='day')}, COUNT(*) FROM began GROUP BY 1"
K2_PROVINCE = (
    WHO + "SELECT ':province:' || g.province, COUNT(*) FROM first f JOIN given g ON g.id = f.id GROUP BY 1"
)

# Amounts of orders abroad: only what another person confirmed counts, the others wait beside it.
ORDERS = """SELECT ':orders:' || state || part, CAST(n AS integer) FROM (
  SELECT s.value_state AS state, '' AS part, COUNT(*) AS n FROM courses_promotionservice s
  WHERE s.voided_at IS NULL AND s.outcome = 'order' AND s.country <> 'TH' AND s.value_amount IS NOT NULL
    AND s.day >= %s AND s.day <= %s AND s.is_demonstration = %s GROUP BY s.value_state
  UNION ALL
  SELECT s.value_state, ':baht', ROUND(SUM(s.value_baht)) FROM courses_promotionservice s
  WHERE s.voided_at IS NULL AND s.value_baht IS NOT NULL AND s.outcome = 'order' AND s.country <> 'TH'
    AND s.day >= %s AND s.day <= %s AND s.is_demonstration = %s GROUP BY s.value_state) told
WHERE state IN ('confirmed', 'waiting')"""

MARKS = """ FROM courses_dbdapplication a JOIN courses_operator o ON o.id = a.operator_id
WHERE a.voided_at IS NULL AND a.number <> '' AND a.renewal_of_id IS NULL
  AND a.granted_on >= %s AND a.granted_on <= %s AND a.is_demonstration = %s"""
K3 = "SELECT '', COUNT(DISTINCT a.number)" + MARKS
K3_MONTH = (
    f"SELECT ':month:' || {MONTH.format(day='a.granted_on')}, COUNT(DISTINCT a.number)"
    + MARKS
    + " GROUP BY 1"
)
K3_PROVINCE = (
    "SELECT ':province:' || SUBSTR(o.area_code, 1, 2), COUNT(DISTINCT a.number)" + MARKS + " GROUP BY 1"
)

REACH = """SELECT '', COALESCE(SUM(r.reach), 0)
FROM courses_reachreading r
JOIN courses_campaignpost p ON p.id = r.post_id
JOIN courses_campaign c ON c.id = p.campaign_id
WHERE r.screenshot_id IS NOT NULL AND p.voided_at IS NULL AND c.voided_at IS NULL
  AND p.posted_on >= %s AND p.posted_on <= %s AND p.is_demonstration = %s
  AND NOT EXISTS (SELECT 1 FROM courses_reachreading n WHERE n.post_id = r.post_id
    AND n.screenshot_id IS NOT NULL
    AND (n.read_on > r.read_on OR (n.read_on = r.read_on AND n.id > r.id)))"""


def recount_k2(year_be: int, *, demonstration: bool) -> Rows:
    """Count the people of K2 anew: in all, by kind, by month and by province; and the orders abroad."""
    return _rows("K2", year_be, demonstration, K2, K2_KIND, K2_MONTH, K2_PROVINCE, ORDERS)


def recount_k3(year_be: int, *, demonstration: bool) -> Rows:
    """Count the marks of K3 anew: in all, by month and by province."""
    return _rows("K3", year_be, demonstration, K3, K3_MONTH, K3_PROVINCE)


def recount_reach(year_be: int, *, demonstration: bool) -> Rows:
    """Sum the verified reach anew."""
    return _rows("KA", year_be, demonstration, REACH)


def _rows(name: str, year_be: int, demonstration: bool, *statements: str) -> Rows:
    first, last = fiscal_year_bounds(year_be)
    day = connection.ops.adapt_datefield_value
    values: list[Any] = [day(first), day(last), demonstration]
    found: Rows = []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values * (statement.count("%s") // len(values)))
            found += [(f"{name}:{year_be}{part}", int(value)) for part, value in cursor.fetchall()]
    return found


def published(year_be: int, *, demonstration: bool) -> Rows:
    """Return the same keys with the values that pages show, to be laid beside the recount."""
    from courses.ledgers.counting import count_k2, count_k3, order_values, reach

    orders = order_values(year_be, demonstration=demonstration)
    told = {
        "confirmed": orders.confirmed,
        "confirmed:baht": orders.baht,
        "waiting": orders.waiting,
        "waiting:baht": orders.waiting_baht,
    }
    found: Rows = [(f"K2:{year_be}:orders:{part}", n) for part, n in told.items() if n]
    for name, count, parts in (
        ("K2", count_k2, ("kind", "month", "province")),
        ("K3", count_k3, ("month", "province")),
        ("KA", reach, ()),
    ):
        found.append((f"{name}:{year_be}", count(year_be, demonstration=demonstration).value))
        for by in parts:
            counted = count(year_be, demonstration=demonstration, by=by)
            found += [(f"{name}:{year_be}:{by}:{part}", n) for part, n in counted.by.items() if n]
    return found
