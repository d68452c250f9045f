"""Every indicator, K1 to K12 and awareness, with its parts, over the country, places and kinds of people."""

from courses.reports.basis import Basis
from courses.reports.figures import figures
from courses.reports.months.indicators import basis_of, read_indicators
from courses.reports.months.models import ClosedPeriod, MonthClose, YearClose
from courses.reports.months.restating import days_of
from courses.reports.recounting.counts import PARTS, RECOUNTS
from courses.reports.recounting.registry import Figures, Scope, register
from courses.reports.recounting.slices import calendar_year, kinds, name, places
from courses.reports.scope import Scope as Whom


def as_figures(head: str, n: int | None, of: int | None, value: float | None) -> dict[str, int]:
    """Write a counted figure as whole numbers: n, N, the value times a hundred, and that there is one."""
    return {
        f"{head}/n": n or 0,
        f"{head}/of": of or 0,
        f"{head}/value-x100": round(100 * (value or 0)),
        f"{head}/has-value": int(value is not None),
    }


def indicators_screen(scope: Scope) -> Figures:
    """Every indicator with its parts as `figures` says it to screens, files and programs."""
    found: dict[str, int] = {}
    for head, basis, whom in asked(scope):
        for one in figures(basis, whom):
            found |= as_figures(f"{head}/{one.code}", one.numerator, one.denominator, one.value)
            for part in one.parts:
                found[f"{head}/{one.code}/{part.code}"] = part.numerator
                found[f"{head}/{one.code}/{part.code}/of"] = part.denominator
    return found


def indicators_sql(scope: Scope) -> Figures:
    """The same from the rows of people. One that has a value and that nobody recounts is a drift."""
    found: dict[str, int] = {}
    for head, basis, whom in asked(scope):
        for code, recount in RECOUNTS.items():
            found |= as_figures(f"{head}/{code}", *recount(scope.facts, basis, whom))
        for code, recount_parts in PARTS.items():
            for part, (some, everything) in recount_parts(scope.facts, basis, whom).items():
                found |= {f"{head}/{code}/{part}": some, f"{head}/{code}/{part}/of": everything}
    return found


def asked(scope: Scope) -> list[tuple[str, Basis, Whom]]:
    """Return over what indicators are recounted: all years of the country, places and kinds of this one."""
    now = Basis(scope.year_now, scope.demonstration, scope.at)
    whole = [(str(one.year_be), one, Whom()) for one in scope.bases()]
    calendar = calendar_year(scope)
    whole.append((f"calendar {calendar.year_be}", calendar, Whom()))
    some = scope.turn(places(scope), most=24) + kinds(scope)
    cohorts = scope.turn(sorted(pk for pk, one in scope.facts.cohorts.items()), most=4)
    some += [Whom(community=scope.facts.cohorts[pk].community, cohort=pk) for pk in cohorts]
    return whole + [(f"{scope.year_now}/{name(whom)}", now, whom) for whom in some]


def _closed(scope: Scope) -> list[tuple[str, Basis]]:
    """Return what the newest closed months and years are counted over, so many as have their turn."""
    kind = {"is_demonstration": scope.demonstration}
    periods: list[ClosedPeriod] = [*MonthClose.objects.filter(**kind)[:2]]
    periods += YearClose.objects.filter(**kind)[:1]
    return [(str(one), basis_of(*days_of(one), demonstration=scope.demonstration)) for one in periods]


def restated_screen(scope: Scope) -> Figures:
    """What pages of closed periods say that every indicator is today."""
    found: dict[str, int] = {}
    for head, basis in _closed(scope):
        for code, kept in read_indicators(basis).items():
            n, of = kept["numerator"], kept["denominator"]
            found |= as_figures(f"{head}/{code}", n, of, kept["value"])
    return found


def restated_sql(scope: Scope) -> Figures:
    """The same from the rows of people."""
    found: dict[str, int] = {}
    for head, basis in _closed(scope):
        for code, recount in RECOUNTS.items():
            n, of, value = recount(scope.facts, basis, Whom())
            found |= as_figures(f"{head}/{code}", n, of, None if value is None else round(value, 4))
    return found


register("indicators", screen=indicators_screen, sql=indicators_sql)
register("restated-indicators", screen=restated_screen, sql=restated_sql)
