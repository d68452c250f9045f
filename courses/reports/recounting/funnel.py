"""The stages of the way to a first sale, taken apart into sets of people and put together again."""

from courses.reports.basis import Basis
from courses.reports.recounting.facts import day
from courses.reports.recounting.number import COUNTS, LIVE
from courses.reports.recounting.registry import Figures, Scope, ask, ids, register
from courses.reports.way import CONTENT, CORE, ENROLLED, EVIDENCE, SALE, SHOP, STARTED, STILL, way_of

SOLD = f"SELECT s.learner_id FROM courses_certification s WHERE {COUNTS}"  # noqa: S608
SOLD_BEFORE_YEAR = f"""SELECT s.learner_id FROM courses_certification s WHERE {LIVE}
  AND NOT s.is_baseline_seller AND s.event_on < %(first)s"""  # noqa: S608
BASELINE_SALES = f"""SELECT s.learner_id FROM courses_certification s WHERE {LIVE} AND s.is_baseline_seller
  AND s.event_on >= %(first)s AND s.event_on <= %(last)s"""  # noqa: S608
# Who was in a cohort of the kind that ran in the year.
HERE = """SELECT DISTINCT e.learner_id FROM courses_enrolment e JOIN courses_cohort k ON k.id = e.cohort_id
  JOIN courses_community m ON m.id = k.community_id JOIN courses_learner l ON l.id = e.learner_id
  WHERE l.merged_into_id IS NULL AND (k.is_demonstration OR m.is_demonstration) = %(demonstration)s
    AND k.ends_on >= %(first)s AND e.joined_at < %(ends_at)s
    AND (e.left_at IS NULL OR e.left_at >= %(starts_at)s)"""
BASELINE = "SELECT id FROM courses_learner WHERE sold_before"
BASELINE_FOR_EVER = f"SELECT s.learner_id FROM courses_certification s WHERE {LIVE} AND s.is_baseline_seller"  # noqa: S608
RULE = """SELECT value FROM courses_countingrule WHERE name = 'baseline-excluded' AND from_year_be <= %(year)s
  ORDER BY from_year_be, id"""
STARTED_SQL = "SELECT learner_id FROM courses_lessonprogress WHERE opened_at < %(ends_at)s"
CORE_SQL = "SELECT learner_id FROM courses_corecompletion WHERE reached_at < %(ends_at)s"
VERIFIED = "SELECT learner_id FROM courses_claim WHERE state = 'verified' AND happened_on <= %(last)s"
SHOP_SQL = f"{VERIFIED} AND milestone = 'M4'"
CONTENT_SQL = f"{VERIFIED} AND milestone = 'M5'"
EVIDENCE_SQL = "SELECT learner_id FROM courses_claim WHERE milestone = 'M6' AND sent_at < %(ends_at)s"
LATER_SALES = f"""SELECT s.learner_id, s.event_on, c.happened_on FROM courses_certification s
  JOIN courses_claim c ON c.learner_id = s.learner_id
  WHERE {COUNTS} AND c.state = 'verified' AND c.milestone IN ('M7', 'M9', 'K9')"""  # noqa: S608


def funnel_screen(scope: Scope) -> Figures:
    """The funnel of the goal page, its stages and who stands beside it."""
    figures: dict[str, int] = {}
    for basis in scope.bases():
        funnel = way_of(basis).funnel
        figures |= {f"{basis.year_be}/{stage}": people for stage, people in funnel.reached.items()}
        figures[f"{basis.year_be}/baseline"] = funnel.baseline_people
        figures[f"{basis.year_be}/baseline-sales"] = funnel.baseline_sales
    return figures


def funnel_sql(scope: Scope) -> Figures:
    """The same from sets of people."""
    figures: dict[str, int] = {}
    for basis in scope.bases():
        figures |= {f"{basis.year_be}/{key}": people for key, people in _of(basis).items()}
    return figures


def _of(basis: Basis) -> dict[str, int]:
    kind = {"demonstration": basis.demonstration, "first": basis.first_day, "last": basis.last_day}
    times = {"first": basis.first_day, "starts_at": basis.starts_at, "ends_at": basis.ends_at}
    sold, before = ids(SOLD, **kind), ids(SOLD_BEFORE_YEAR, **kind)
    here = ids(HERE, demonstration=basis.demonstration, **times) - before
    leaves_out = [1, *(row[0] for row in ask(RULE, year=basis.year_be))][-1]
    certified_so = ids(BASELINE_FOR_EVER, demonstration=basis.demonstration)
    # Whoever was certified otherwise and found to have sold before by a merge counts, and stands once.
    baseline = (ids(BASELINE) if leaves_out else ids(BASELINE) & certified_so) - sold
    way = here - baseline
    evidence = way & ids(EVIDENCE_SQL, ends_at=basis.ends_at) | sold
    content = evidence | way & ids(CONTENT_SQL, last=basis.last_day)
    shop = content | way & ids(SHOP_SQL, last=basis.last_day)
    core = shop | way & ids(CORE_SQL, ends_at=basis.ends_at)
    started = core | way & ids(STARTED_SQL, ends_at=basis.ends_at)
    stages = {
        ENROLLED: way | sold,
        STARTED: started,
        CORE: core,
        SHOP: shop,
        CONTENT: content,
        EVIDENCE: evidence,
        SALE: sold,
        STILL: {
            who for who, first, on in ask(LATER_SALES, **kind) if 60 <= (day(on) - day(first)).days <= 120
        },
    }
    figures = {str(stage): len(people) for stage, people in stages.items()}
    beside = {"baseline": len(here & baseline), "baseline-sales": len(ids(BASELINE_SALES, **kind))}
    return figures | beside


register("funnel", screen=funnel_screen, sql=funnel_sql)
