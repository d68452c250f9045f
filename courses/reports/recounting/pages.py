"""The drill's tables, every column of every part at every level, against sums of people.

The screen's side asks `drill_page` itself, as an administrator sees it. On a large site the pages below
the provinces and those by kinds of people take turns (`Scope.turn`): so many each night.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from urllib.parse import parse_qs

from courses.reports.basis import Basis
from courses.reports.drill import DrillRow, drill_page
from courses.reports.drill_state import DrillState
from courses.reports.recounting.counts import days_to_sale
from courses.reports.recounting.facts import Facts
from courses.reports.recounting.registry import Figures, Scope, register
from courses.reports.recounting.slices import calendar_year, kinds, name, places
from courses.reports.recounting.standing import (
    JOINED,
    SOLD,
    STILL,
    YOUNG_DAYS,
    Sums,
    by_cohort,
    is_in_place,
    median,
    of_scope,
)
from courses.reports.scope import Scope as Whom
from courses.reports.way import way_of
from lms.accounts.models import Role, User
from lms.geo import REGIONS, region_of

Parts = Mapping[str, tuple[Sums, int]]


def drill_screen(scope: Scope) -> Figures:
    """Every cell of the drill's tables."""
    everybody = User(role=Role.ADMINISTRATOR, is_active=True)
    figures: dict[str, int] = {}
    for basis, whom in _asked(scope):
        page = drill_page(everybody, DrillState(basis, whom))
        head = f"{_year(basis)}/{name(whom)}"
        for row in page.rows:
            figures |= _row_figures(f"{head}/{_part(row)}", row)
        figures |= _row_figures(f"{head}/total", page.whole)
    return figures


def drill_sql(scope: Scope) -> Figures:
    """The same from people put together one by one."""
    facts = scope.facts
    figures: dict[str, int] = {}
    for basis, whom in _asked(scope):
        mature = max(YOUNG_DAYS, days_to_sale(facts, basis, Whom())[0] or 0)
        sums = _sums(scope, basis, whom, mature)
        head, targets = f"{_year(basis)}/{name(whom)}", basis.is_fiscal and not whom.has_filters
        whole: Sums = Counter()
        for part, (counted, wanted) in _parts(scope, whom, sums).items():
            figures |= _sum_figures(f"{head}/{part}", counted, wanted * targets)
            whole.update(counted)
        target = sum(_target(facts, one) for one in _here(scope, whom))
        figures |= _sum_figures(f"{head}/total", whole, target * targets)
    return figures


def goal_screen(scope: Scope) -> Figures:
    """What the goal page says of each community, year by year."""
    return {
        f"{basis.year_be}/{community}/{what}": getattr(counts, what)
        for basis in scope.bases()
        for community, counts in way_of(basis).communities.items()
        for what in ("learners", "shops", "stuck", "silent")
    }


def goal_sql(scope: Scope) -> Figures:
    """The same from the people of each community."""
    facts = scope.facts
    figures: Counter[str] = Counter()
    for basis in scope.bases():
        sums = _sums(scope, basis, Whom(), YOUNG_DAYS)
        for cohort, counted in sums.items():
            head = f"{basis.year_be}/{facts.cohorts[cohort].community}"
            figures[f"{head}/learners"] += counted["reached", JOINED, 0]
            for what in ("shops", "stuck", "silent"):
                figures[f"{head}/{what}"] += counted[what, 0, 0]
    return figures


def _asked(scope: Scope) -> Iterable[tuple[Basis, Whom]]:
    """Return the pages to recount: the country of every year, every place and kind of the present one."""
    years, now = scope.bases(), Basis(scope.year_now, scope.demonstration, scope.at)
    pages = [(basis, Whom()) for basis in (*years, calendar_year(scope))]
    pages += [(now, whom) for whom in places(scope)]
    pages += [(now, whom) for whom in kinds(scope)]
    return pages


def _sums(scope: Scope, basis: Basis, whom: Whom, mature: int) -> dict[int, Sums]:
    """Return the cohorts' sums; a place is taken out of those of the country, which are made once."""
    facts, kept = scope.facts, replace(whom, area="", only_rest=False, community=None, cohort=None)
    key = ("sums", basis, kept, mature)
    if key not in facts.made:
        found: dict[int, dict[int, Sums]] = {}
        for cohort, counted in by_cohort(facts, basis, of_scope(facts, basis, kept), mature).items():
            found.setdefault(facts.cohorts[cohort].community, {})[cohort] = counted
        facts.made[key] = found
    inside = [facts.made[key].get(community, {}) for community in _here(scope, whom, everywhere=True)]
    return {cohort: counted for cohorts in inside for cohort, counted in cohorts.items()}


def _here(scope: Scope, whom: Whom, *, everywhere: bool = False) -> list[int]:
    """Return the communities of a place; only those that are shown, unless all are asked for."""
    if whom.community is not None:
        return [whom.community]
    return [
        pk
        for pk, one in scope.facts.communities.items()
        if (everywhere or scope.demonstration or not one.is_demonstration)
        and is_in_place(scope.facts, whom, pk)
    ]


def _parts(scope: Scope, whom: Whom, sums: Mapping[int, Sums]) -> Parts:
    """Return a place's parts: regions, provinces, amphoes and what is not stated, communities, cohorts."""
    facts = scope.facts
    if whom.community is not None:
        return {f"cohort {cohort}": (counted, 0) for cohort, counted in sums.items()}
    found, targets, cut = dict[str, Sums](), Counter[str](), _cut(whom)
    for pk in _here(scope, whom):
        targets[cut(pk, facts.communities[pk].code)] += _target(facts, pk)
    for cohort, counted in sums.items():
        community = facts.cohorts[cohort].community
        found.setdefault(cut(community, facts.communities[community].code), Counter()).update(counted)
    return {part: (found.get(part, Counter()), targets[part]) for part in targets.keys() | found.keys()}


def _cut(whom: Whom) -> Callable[[int, str], str]:
    if not whom.area and not whom.only_rest:
        return lambda _pk, code: region_of(code) or "not stated"
    if whom.area in REGIONS:
        return lambda _pk, code: code[:2] or "not stated"
    if len(whom.area) == 2 and not whom.only_rest:
        return lambda _pk, code: code[:4] if len(code) >= 4 else "not stated"
    return lambda pk, _code: f"community {pk}"


def _target(facts: Facts, community: int) -> int:
    return facts.communities[community].target or 0


def _sum_figures(head: str, sums: Sums, target: int) -> dict[str, int]:
    people = {stage: sums["reached", stage, 0] for stage in range(JOINED, STILL + 1)}
    took: dict[int, list[tuple[int, int]]] = {}
    for (what, stage, days), n in sums.items():
        if what == "days":
            took.setdefault(stage, []).append((days, n))
    found = {f"{head}/{what}": sums[what, 0, 0] for what in ("baseline", "shops", "stuck", "silent", "young")}
    found |= {f"{head}/sellers": people[SOLD], f"{head}/target": target}
    found[f"{head}/is-young"] = int(sums["young", 0, 0] * 2 > people[JOINED])
    for stage, n in people.items():
        before, all_of = people.get(stage - 1), people[JOINED]
        cells = {
            "people": n,
            "inferred": sums["inferred", stage, 0] if stage != JOINED else 0,
            "lost": before - n if before is not None else 0,
            "of-before": round(100 * n / before) if before else 0,
            "of-all": round(100 * n / all_of) if all_of and stage != JOINED else 0,
            "days": median(took.get(stage, ())) or 0,
        }
        found |= {f"{head}/stage {stage}/{what}": value for what, value in cells.items()}
    return found


def _row_figures(head: str, row: DrillRow) -> dict[str, int]:
    counts = row.counts
    found = {
        f"{head}/{what}": getattr(counts, what) for what in ("baseline", "shops", "stuck", "silent", "young")
    }
    found |= {f"{head}/sellers": row.sellers, f"{head}/target": row.target or 0}
    found[f"{head}/is-young"] = int(row.is_young)
    for cell in row.cells:
        cells = {
            "people": cell.people,
            "inferred": cell.inferred,
            "lost": cell.lost,
            "of-before": cell.of_before or 0,
            "of-all": cell.of_all or 0,
            "days": cell.days or 0,
        }
        found |= {f"{head}/stage {cell.stage}/{what}": value for what, value in cells.items()}
    return found


def _part(row: DrillRow) -> str:
    """Name a part by where its link leads."""
    asked = {key: values[0] for key, values in parse_qs(row.query.lstrip("?")).items()}
    for what in ("cohort", "community"):
        if what in asked:
            return f"{what} {asked[what]}"
    return "not stated" if asked.get("rest") else asked.get("in", "")


def _year(basis: Basis) -> str:
    return str(basis.year_be) if basis.is_fiscal else f"calendar {basis.year_be}"


register("drill", screen=drill_screen, sql=drill_sql)
register("goal-community-sums", screen=goal_screen, sql=goal_sql)
