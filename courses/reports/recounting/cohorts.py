"""The five figures above each cohort's table, against the people of the cohort one by one."""

from datetime import datetime, timedelta

from courses.cohorts.models import Cohort
from courses.reports.cohort_table import cohort_table
from courses.reports.recounting.facts import Facts, thai_day
from courses.reports.recounting.registry import Figures, Scope, register

FIRST_DAYS, CALL_DAYS = timedelta(days=7), 14
# Drawing a cohort's table takes some milliseconds: not all of three thousand every night.
MOST_COHORTS = 250


def cohorts_screen(scope: Scope) -> Figures:
    """The tiles of the cohort pages; -1 where it is too early to say how many began in time."""
    found: dict[str, int] = {}
    for cohort in Cohort.objects.select_related("community").filter(pk__in=_whose_turn(scope)):
        tiles = cohort_table(cohort, at=scope.at, with_phones=False).tiles
        found |= {
            f"{cohort.pk}/learners": tiles.learners,
            f"{cohort.pk}/began-percent": -1 if tiles.started_percent is None else tiles.started_percent,
            f"{cohort.pk}/shops": tiles.shops,
            f"{cohort.pk}/counted": tiles.counted,
            f"{cohort.pk}/to-call": tiles.to_call,
        }
    return found


def cohorts_sql(scope: Scope) -> Figures:
    """The same from plain rows."""
    facts, found = scope.facts, dict[str, int]()
    for cohort in _whose_turn(scope):
        people = facts.members(cohort)
        judged = [(learner, joined) for learner, joined in people if joined + FIRST_DAYS <= scope.at]
        in_time = sum(_began_in_time(facts, *one) for one in judged)
        sales = [facts.sales.get(learner) for learner, _joined in people]
        found |= {
            f"{cohort}/learners": len(people),
            f"{cohort}/began-percent": round(100 * in_time / len(judged)) if judged else -1,
            f"{cohort}/shops": sum(_has_shop(facts, learner) for learner, _joined in people),
            f"{cohort}/counted": sum(sale is not None and not sale.is_baseline for sale in sales),
            f"{cohort}/to-call": sum(
                learner not in facts.sales and _quiet_days(scope, learner, joined) >= CALL_DAYS
                for learner, joined in people
            ),
        }
    return found


def _whose_turn(scope: Scope) -> list[int]:
    return scope.turn(sorted(scope.facts.cohorts), most=MOST_COHORTS)


def _began_in_time(facts: Facts, learner: int, joined: datetime) -> bool:
    opened = facts.lessons.get(learner, (None, None))[0]
    return opened is not None and opened <= joined + FIRST_DAYS


def _has_shop(facts: Facts, learner: int) -> bool:
    return any((one.milestone, one.state) == ("M4", "verified") for one in facts.claims.get(learner, ()))


def _quiet_days(scope: Scope, learner: int, joined: datetime) -> int:
    facts = scope.facts
    signs: list[datetime | None] = [
        joined,
        facts.lessons.get(learner, (None, None))[1],
        facts.works.get(learner),
    ]
    signs += [one.sent_at for one in facts.claims.get(learner, ())]
    last = max(sign for sign in signs if sign is not None)
    return max((thai_day(scope.at) - thai_day(last)).days, 0)


register("cohort-pages", screen=cohorts_screen, sql=cohorts_sql)
