"""The headline, what waits beside it, and every way in which it is taken apart."""

from datetime import date
from typing import Any

from courses.goals.models import Comparator
from courses.reports.basis import Basis
from courses.reports.communities import community_rows
from courses.reports.goal import count_certified, count_pending, headline_of
from courses.reports.months.figures import breakdown, k1_rows
from courses.reports.recounting.registry import Figures, Scope, ask, register
from courses.reports.sold import days_of
from lms.accounts.models import Role, User

# Who counts, in words of its own: a certification that nobody took back, of somebody new to selling.
LIVE = """s.revoked_at IS NULL AND s.merged_away_at IS NULL AND s.is_demonstration = %(demonstration)s"""
COUNTS = f"{LIVE} AND NOT s.is_baseline_seller AND s.event_on >= %(first)s AND s.event_on <= %(last)s"
K1 = f"SELECT COUNT(DISTINCT s.learner_id) FROM courses_certification s WHERE {COUNTS}"  # noqa: S608
PENDING = """
SELECT COUNT(DISTINCT c.learner_id) FROM courses_claim c JOIN courses_learner l ON l.id = c.learner_id
WHERE c.milestone = 'M6' AND c.state = 'pending' AND c.happened_on >= %(first)s AND c.happened_on <= %(last)s
  AND l.merged_into_id IS NULL AND (NOT l.sold_before OR 0 = (SELECT r.value FROM courses_countingrule r
    WHERE r.name = 'baseline-excluded' AND r.from_year_be <= %(year)s
    ORDER BY r.from_year_be DESC, r.id DESC LIMIT 1))
  AND c.learner_id IN (SELECT e.learner_id FROM courses_enrolment e
    JOIN courses_cohort k ON k.id = e.cohort_id
    JOIN courses_community m ON m.id = k.community_id
    WHERE (k.is_demonstration OR m.is_demonstration) = %(demonstration)s)
  AND c.learner_id NOT IN (SELECT s.learner_id FROM courses_certification s
    WHERE s.revoked_at IS NULL AND s.merged_away_at IS NULL)
"""
# The parts of the number as columns of plain tables; `{part}` is put into the statement below.
PARTS = {
    "community": "m.key",
    "province": "SUBSTR(m.area_code, 1, 2)",
    "cohort": "CAST(s.cohort_id AS text)",
    "track": "s.track_id",
    "trainer": "COALESCE(CAST(s.trainer_id AS text), '')",
    "month": "SUBSTR(CAST(s.event_on AS text), 1, 7)",
}
BY_PART = """
SELECT {part}, COUNT(*) FROM courses_certification s JOIN courses_community m ON m.id = s.community_id
WHERE {counts} GROUP BY 1
"""


def headline_screen(scope: Scope) -> Figures:
    """K1 as the goal page, the front page and `manage.py goal` say it."""
    return {str(basis.year_be): count_certified(basis) for basis in scope.bases()}


def headline_sql(scope: Scope) -> Figures:
    """K1 by the day of the event."""
    return {str(year): _one(K1, scope, first=first, last=last) for year, first, last in scope.year_days()}


def met_screen(scope: Scope) -> Figures:
    """Whether the target is reached: 1, 0, or 2 where there is none."""
    return {str(basis.year_be): _as_number(headline_of(basis).met) for basis in scope.bases()}


def met_sql(scope: Scope) -> Figures:
    """The same from the target's row: «more than 5,000» is not reached at 5,000."""
    rows = ask("SELECT year_be, comparator, value FROM courses_target WHERE indicator = 'K1'")
    targets = {year: (comparator, value) for year, comparator, value in rows}
    met = {}
    for year, first, last in scope.year_days():
        comparator, value = targets.get(year, ("", None))
        counted = _one(K1, scope, first=first, last=last)
        missing = None if value is None else value - counted
        reached = (
            None if missing is None else (missing < 0 if comparator == Comparator.MORE_THAN else missing <= 0)
        )
        met[str(year)] = _as_number(reached)
    return met


def pending_screen(scope: Scope) -> Figures:
    """K1b as the screens say it."""
    return {str(basis.year_be): count_pending(basis) for basis in scope.bases()}


def pending_sql(scope: Scope) -> Figures:
    """K1b: people whose first sale waits, and who do not count already."""
    return {
        str(year): _one(PENDING, scope, first=first, last=last, year=year)
        for year, first, last in scope.year_days()
    }


def communities_screen(scope: Scope) -> Figures:
    """The column «able to sell» of the goal page's communities, as an administrator sees it."""
    return _community_column(scope.bases())


def communities_sql(scope: Scope) -> Figures:
    """The same by plain SQL."""
    return part_sql("community")(scope)


def calendar_screen(scope: Scope) -> Figures:
    """The number and the communities' column of the goal page where it counts calendar years."""
    whole = {str(basis.year_be): count_certified(basis) for basis in scope.calendar_bases()}
    return {**whole, **_community_column(scope.calendar_bases())}


def calendar_sql(scope: Scope) -> Figures:
    """The same by plain SQL."""
    days = scope.calendar_days()
    whole = {str(year): _one(K1, scope, first=first, last=last) for year, first, last in days}
    return {**whole, **_by_part("community", scope, days)}


def _community_column(bases: list[Basis]) -> Figures:
    everybody = User(role=Role.ADMINISTRATOR, is_active=True)
    return {
        f"{basis.year_be}/{row.community.key}": row.sellers
        for basis in bases
        for row in community_rows(everybody, basis, {})
        if row.sellers
    }


def line_screen(scope: Scope) -> Figures:
    """The end of the goal page's line: its days added up."""
    return {str(basis.year_be): sum(days_of(basis).values()) for basis in scope.bases()}


def part_screen(by: str) -> Any:
    """Return how a breakdown of closed months and reports says itself."""

    def read(scope: Scope) -> Figures:
        return {
            f"{basis.year_be}/{part}": people
            for basis in scope.bases()
            for part, people in breakdown(
                k1_rows(demonstration=scope.demonstration, first=basis.first_day, last=basis.last_day), by
            ).items()
        }

    return read


def part_sql(by: str) -> Any:
    """Return the same breakdown by plain SQL."""
    return lambda scope: _by_part(by, scope, scope.year_days())


def _by_part(by: str, scope: Scope, days: list[tuple[int, date, date]]) -> Figures:
    statement = BY_PART.format(part=PARTS[by], counts=COUNTS)
    return {
        f"{year}/{part}": people
        for year, first, last in days
        for part, people in ask(statement, demonstration=scope.demonstration, first=first, last=last)
    }


def sums_screen(scope: Scope) -> Figures:
    """Every breakdown added up."""
    return {
        f"{by}/{basis.year_be}": sum(
            breakdown(
                k1_rows(demonstration=scope.demonstration, first=basis.first_day, last=basis.last_day), by
            ).values()
        )
        for by in PARTS
        for basis in scope.bases()
    }


def sums_sql(scope: Scope) -> Figures:
    """The number that each of them must give."""
    return {f"{by}/{year}": people for by in PARTS for year, people in headline_sql(scope).items()}


def _one(statement: str, scope: Scope, **values: Any) -> int:
    return int(ask(statement, demonstration=scope.demonstration, **values)[0][0])


def _as_number(met: bool | None) -> int:
    return 2 if met is None else int(met)


register("headline", screen=headline_screen, sql=headline_sql)
register("target-met", screen=met_screen, sql=met_sql)
register("pending", screen=pending_screen, sql=pending_sql)
register("line", screen=line_screen, sql=headline_sql)
register("goal-communities", screen=communities_screen, sql=communities_sql)
register("calendar-years", screen=calendar_screen, sql=calendar_sql)
for _part in PARTS:
    register(f"by-{_part}", screen=part_screen(_part), sql=part_sql(_part))
register("sums", screen=sums_screen, sql=sums_sql)
