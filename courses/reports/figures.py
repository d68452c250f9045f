"""One read function for every figure: the screen, the file and the API all ask `count`.

    from courses.reports.figures import count, figures
    count("K1", Basis.of(2570, at=now()), Scope(area="41")) -> Figure
    figures(basis, scope) -> [Figure, …]   # all indicators in the order of `IndicatorCode`

What counts an indicator is registered with `counter` in a module named in `PLUGS`, all of them of this
room: those that read the ledgers and the like import those rooms. A code that nothing counts is said to
have no data source.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from courses.goals.models import Comparator, Indicator, IndicatorCode, Target
from courses.reports.basis import Basis
from courses.reports.scope import COUNTRY, Scope, places
from lms.dates import bangkok_date

if TYPE_CHECKING:
    from courses.reports.way import Funnel


class FigureState(StrEnum):
    """Whether there is a value to show. Without one a page says why: never 0, never a guess."""

    OK = "ok"
    NOT_ENOUGH_DATA = "not-enough-data"
    NO_DATA_SOURCE = "no-data-source"


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a figure that has several: «women» n of N. `code` is stable, for files and programs."""

    code: str
    words: str
    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """Return the share in percent; None of nobody."""
        return 100 * self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Counted:
    """What a counter found, before it is dressed as a `Figure`. Build it with the functions below."""

    value: float | None = None
    numerator: int | None = None
    denominator: int | None = None
    state: FigureState = FigureState.OK
    note: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One figure with everything that must be printed beside it.

    `value` is in the indicator's unit (people, percent, days, baht …) and None unless `state` is ok;
    a percentage is not rounded. `numerator` and `denominator` are the «n of N» (no denominator: a plain
    count). `as_of` is the moment of counting, `version` that of the definition in force. `target` is
    None where the plan has no number, where the year is a calendar one or the scope is not the country.
    """

    code: str
    indicator: Indicator
    basis: Basis
    scope: Scope
    counted: Counted
    target: Target | None

    @property
    def value(self) -> float | None:
        """Return the value in the indicator's unit."""
        return self.counted.value

    @property
    def numerator(self) -> int | None:
        """Return n of «n of N»."""
        return self.counted.numerator

    @property
    def denominator(self) -> int | None:
        """Return N of «n of N»."""
        return self.counted.denominator

    @property
    def state(self) -> FigureState:
        """Return whether there is a value."""
        return self.counted.state

    @property
    def note(self) -> str:
        """Return what a reader must know about this one value, or why there is none."""
        return self.counted.note

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the lines of a figure that has several."""
        return self.counted.parts

    @property
    def as_of(self) -> datetime:
        """Return the moment of counting."""
        return self.basis.at

    @property
    def version(self) -> int:
        """Return the version of the definition."""
        return int(self.indicator.version)

    @property
    def target_value(self) -> int | None:
        """Return the number to reach; None where there is none."""
        return self.target.value if self.target else None

    @property
    def comparator(self) -> str:
        """Return the target's comparator, empty where there is no number to reach."""
        return str(self.target.comparator) if self.target and self.target.value is not None else ""

    @property
    def met(self) -> bool | None:
        """Tell whether the target is reached; None where there is nothing to hold against."""
        return self.target.is_met_by(self.value) if self.target and self.value is not None else None

    @property
    def comparator_words(self) -> str:
        """Return «มากกว่า» or «ไม่ต่ำกว่า»."""
        return str(Comparator(self.comparator).label) if self.comparator else ""

    def as_row(self) -> dict[str, object]:
        """Return the figure as plain values with stable names, for files and programs."""
        return {
            "indicator": self.code,
            "version": self.version,
            "year_be": self.basis.year_be,
            "year_kind": self.basis.kind.value,
            "state": self.state.value,
            "value": None if self.value is None else round(self.value, 2),
            "numerator": self.numerator,
            "denominator": self.denominator,
            "unit": self.indicator.unit,
            "comparator": self.comparator or None,
            "target": self.target_value,
            "met": self.met,
            "as_of": self.as_of.isoformat(),
            "parts": [
                {"code": part.code, "numerator": part.numerator, "denominator": part.denominator}
                for part in self.parts
            ],
        }


class Reading:
    """What several counters share while one page is made, so that each thing is read once."""

    def __init__(self, basis: Basis, scope: Scope = COUNTRY, *, funnel: "Funnel | None" = None) -> None:
        self.basis, self.scope = basis, scope
        if funnel is not None:
            self.__dict__["funnel"] = funnel

    @cached_property
    def funnel(self) -> "Funnel":
        """Return the scope's funnel: how many reached each stage."""
        from courses.reports.way import funnel_of

        return funnel_of(self.basis, self.scope)

    @cached_property
    def places(self) -> dict[int, str]:
        """Return the communities' area codes in use today."""
        return places()

    @cached_property
    def last_day(self) -> date:
        """Return the last day that can be counted: today, or the end of a past year."""
        return min(bangkok_date(self.basis.at), self.basis.last_day)

    @cached_property
    def sellers(self) -> Counted:
        """Return K1, which others divide by."""
        _plug_in()
        return COUNTERS[IndicatorCode.K1](self)


Counter = Callable[[Reading], Counted]
COUNTERS: dict[str, Counter] = {}
# Modules whose counters register themselves when first a figure is asked for.
PLUGS = (
    "courses.reports.counting",
    "courses.reports.counting_more",
    "courses.reports.counting_ledgers",
)


@cache
def _plug_in() -> None:
    for module in PLUGS:
        import_module(module)


def counter(code: str) -> Callable[[Counter], Counter]:
    """Register what counts an indicator: `@counter("K2")`. Refuses a second one for the same code."""

    def keep(function: Counter) -> Counter:
        if COUNTERS.get(code, function) is not function:
            raise ValueError(f"{code} is counted twice")
        COUNTERS[code] = function
        return function

    return keep


def plain(people: int, note: str = "") -> Counted:
    """Return a plain count."""
    return Counted(value=people, numerator=people, note=note)


def share(numerator: int, denominator: int, note: str = "") -> Counted:
    """Return n of N in percent; not enough data where N is nobody."""
    if not denominator:
        return Counted(None, numerator, denominator, FigureState.NOT_ENOUGH_DATA, note)
    return Counted(100 * numerator / denominator, numerator, denominator, FigureState.OK, note)


def nothing_counts_it(note: str = "") -> Counted:
    """Return that this system has no rows from which the figure could be counted."""
    return Counted(state=FigureState.NO_DATA_SOURCE, note=note)


def count(indicator: str | Indicator, basis: Basis, scope: Scope = COUNTRY) -> Figure:
    """Count one indicator over one basis and scope. Raises `Indicator.DoesNotExist` for an unknown code."""
    code = indicator if isinstance(indicator, str) else indicator.code
    return read_figures(Reading(basis, scope), codes=[code])[0]


def figures(basis: Basis, scope: Scope = COUNTRY) -> list[Figure]:
    """Count all indicators that are in force, in the order of `IndicatorCode`."""
    return read_figures(Reading(basis, scope))


def read_figures(reading: Reading, codes: list[str] | None = None) -> list[Figure]:
    """Count some indicators, or all, sharing what was read already.

    Beside the counters' own queries it takes two: the definitions in force and the year's targets.
    """
    _plug_in()
    basis, scope = reading.basis, reading.scope
    definitions = _definitions(reading.last_day)
    wanted = codes or [code for code in IndicatorCode.values if code in definitions]
    targets = {t.indicator: t for t in Target.objects.filter(year_be=basis.year_be)}
    has_targets = basis.has_targets and scope.is_country
    found = []
    for code in wanted:
        if code not in definitions:
            raise Indicator.DoesNotExist(code)
        counts = COUNTERS.get(code)
        counted = counts(reading) if counts else nothing_counts_it()
        target = targets.get(code) if has_targets else None
        found.append(Figure(code, definitions[code], basis, scope, counted, target))
    return found


def _definitions(day: date) -> dict[str, Indicator]:
    """Return the definitions of a day; of before the first one, the first: older years had no other."""
    found = {row.code: row for row in Indicator.objects.in_force(day)}
    if len(found) == len(IndicatorCode.values):
        return found
    first = Indicator.objects.order_by("-effective_from")
    return {**{row.code: row for row in first}, **found}
