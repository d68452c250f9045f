"""What leaves the house, a second time: the read API's figures, the divisions of files, the open data."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from courses.exports import numbers
from courses.exports.open_data import LEAST_PEOPLE, SUPPRESSED, rows_of
from courses.reports.basis import Basis
from courses.reports.recounting.counts import RECOUNTS, sales_of, waiting
from courses.reports.recounting.facts import Facts, Sale
from courses.reports.recounting.indicators import as_figures
from courses.reports.recounting.registry import Figures, Scope, register
from courses.reports.recounting.slices import places
from courses.reports.scope import UNKNOWN
from courses.reports.scope import Scope as Whom


def _asked(scope: Scope) -> Iterable[tuple[str, Basis, str]]:
    """Return every year of the country, and provinces of the present one."""
    for basis in scope.bases():
        yield str(basis.year_be), basis, ""
    provinces = sorted({one.area for one in places(scope) if len(one.area) == 2})
    now = Basis(scope.year_now, scope.demonstration, scope.at)
    for province in scope.turn(provinces, most=12):
        yield f"{scope.year_now}/{province}", now, province


def api_screen(scope: Scope) -> Figures:
    """The rows of `/api/v1/figures` and of the monthly report."""
    found: dict[str, int] = {}
    for head, basis, area in _asked(scope):
        for row in numbers.indicator_rows(basis, area):
            found |= as_figures(
                f"{head}/{row['indicator']}", row["numerator"], row["denominator"], row["value"]
            )
        if not area:
            found[f"{head}/K1/pending"] = numbers.headline(basis)["pending"]
    return found


def api_sql(scope: Scope) -> Figures:
    """The same from the rows of people; values as the API rounds them."""
    found: dict[str, int] = {}
    for head, basis, area in _asked(scope):
        for code, recount in RECOUNTS.items():
            n, of, value = recount(scope.facts, basis, Whom(area=area))
            found |= as_figures(f"{head}/{code}", n, of, None if value is None else round(value, 2))
        if not area:
            found[f"{head}/K1/pending"] = len(waiting(scope.facts, basis))
    return found


def divided_screen(scope: Scope) -> Figures:
    """The headline by month, province, community and cohort as files and API divide it, and who waits."""
    found: dict[str, int] = {}
    for head, basis, area in _asked(scope):
        for by in numbers.DIVISIONS:
            cells = numbers.breakdown(basis, by, area)
            found |= {f"{head}/{by}/{cell.code}": cell.certified for cell in cells}
            if not area:
                found[f"{head}/{by}/waiting"] = sum(cell.pending for cell in cells)
    return found


def divided_sql(scope: Scope) -> Figures:
    """The same, sale by sale; the waiting of every division add up to all who wait."""
    facts, found = scope.facts, Counter[str]()
    for head, basis, area in _asked(scope):
        for sale in sales_of(facts, basis, Whom(area=area)):
            found.update(f"{head}/{part}" for part in _names(facts, sale))
        if not area:
            found |= {f"{head}/{by}/waiting": len(waiting(facts, basis)) for by in numbers.DIVISIONS}
    return found


def _names(facts: Facts, sale: Sale) -> list[str]:
    place, cohort = facts.communities[sale.community], facts.cohorts[sale.cohort]
    own = facts.communities[cohort.community].key
    return [
        f"month/{sale.event_on:%Y-%m}",
        f"province/{place.code[:2]}",
        f"community/{place.key}",
        f"cohort/{own}-{cohort.number}",
    ]


def open_screen(scope: Scope) -> Figures:
    """Every cell of the open-data file that is not blank; and how many show fewer people than they may."""
    found: dict[str, int] = {}
    for basis, cells in _open_file(scope):
        found |= {cell.key: cell.people for cell in cells if _whom(cell) is not None}
        few = sum(0 < cell.people < LEAST_PEOPLE for cell in cells if cell.indicator in OF_PEOPLE)
        found[f"{basis.year_be}/shown of fewer than {LEAST_PEOPLE}"] = few
    return found


def open_sql(scope: Scope) -> Figures:
    """The same cells from the rows of people; none may show a few."""
    found: dict[str, int] = {}
    for basis, cells in _open_file(scope):
        for cell in cells:
            whom = _whom(cell)
            if whom is not None:
                found[cell.key] = _recount(scope.facts, cell, basis, whom)
        found[f"{basis.year_be}/shown of fewer than {LEAST_PEOPLE}"] = 0
    return found


OF_PEOPLE = ("K1", "K1a", "K1b")


class OpenCell(NamedTuple):
    """One published cell: an indicator in a month, of a place or kind of people."""

    key: str
    indicator: str
    month: str
    by: str
    code: str
    people: int


def _open_file(scope: Scope) -> list[tuple[Basis, list[OpenCell]]]:
    """Return the cells of each year: making the file costs more than counting what stands in it."""
    found: list[tuple[Basis, list[OpenCell]]] = scope.published.setdefault("open-data", [])
    if not found:
        found += [(basis, list(_open_cells(basis))) for basis in scope.bases()]
    return found


def _open_cells(basis: Basis) -> Iterable[OpenCell]:
    for row in rows_of(basis):
        people, by, code, month = row["numerator"], row["by"], row["code"], ""
        if row["note"] == SUPPRESSED or people is None or row["part"]:
            continue
        if by == "month":
            by, code, month = "", "", code
        key = f"{row['fiscal_year_be']}/{row['indicator']}/{month}/{by} {code}"
        yield OpenCell(key, row["indicator"], month, by, code, people)


def _whom(cell: OpenCell) -> Whom | None:
    """Return whom a cell counts; None for what is not recounted here (months of ledgers, the rest)."""
    if cell.indicator not in RECOUNTS or (cell.month and cell.indicator not in OF_PEOPLE):
        return None
    if not cell.by:
        return Whom()
    if cell.code == UNKNOWN and cell.by in ("region", "province", "track"):
        return None
    return Whom(**{"area" if cell.by in ("region", "province") else cell.by: cell.code})  # type: ignore[arg-type]


def _recount(facts: Facts, cell: OpenCell, basis: Basis, whom: Whom) -> int:
    if cell.month:
        year, month = map(int, cell.month.split("-"))
        first = date(year, month, 1)
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        basis = OneMonth(basis.year_be, basis.demonstration, basis.at, first=first, last=last)
    return RECOUNTS[cell.indicator](facts, basis, whom)[0] or 0


@dataclass(frozen=True)
class OneMonth(Basis):
    """One month of a fiscal year."""

    first: date = date.min
    last: date = date.max

    @property
    def first_day(self) -> date:
        """Return the first of the month."""
        return self.first

    @property
    def last_day(self) -> date:
        """Return the month's last day."""
        return self.last

    @property
    def is_fiscal(self) -> bool:
        """Return that it is no whole fiscal year."""
        return False


register("api-figures", screen=api_screen, sql=api_sql)
register("divisions", screen=divided_screen, sql=divided_sql)
register("open-data", screen=open_screen, sql=open_sql)
