"""The list of what is counted twice: once as the screens say it, once by plain SQL of its own.

A room adds its figure with one call: `register("k2", screen=…, sql=…)`. Both functions take the scope and
return {key: whole number}; the keys name what a person would look for («2570», «2570/na-kha»). The SQL
is written anew for the recount: it shares no queryset and no statement with what the screens read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from django.db import connection

from courses.reports.basis import Basis, YearKind
from courses.reports.recounting.facts import Facts, fiscal, thai_day
from lms.dates import BUDDHIST_OFFSET_YEARS, fiscal_year_bounds

Figures = Mapping[str, int]
T = TypeVar("T")


@dataclass(frozen=True)
class Scope:
    """Over what everything is counted: one moment, one kind of people, every fiscal year there is."""

    at: datetime
    demonstration: bool
    years: Sequence[int]
    # At most so many pages, filters or cohorts of one sort in one run: on a large site they take turns.
    most: int = 400
    # What a check published and asks for again when it counts, by the check's own name.
    published: dict[str, Any] = field(default_factory=dict, compare=False)

    @cached_property
    def facts(self) -> Facts:
        """Return the rows of the register, read once for the whole run."""
        return Facts()

    @property
    def year_now(self) -> int:
        """Return the fiscal year of the moment."""
        return fiscal(thai_day(self.at))

    def turn(self, items: Sequence[T], most: int | None = None) -> list[T]:
        """Return the items whose turn it is on the day: all of them where they are few."""
        most = min(most or self.most, self.most)
        if len(items) <= most:
            return list(items)
        begin = thai_day(self.at).toordinal() * most % len(items)
        return [*items[begin : begin + most], *items[: max(begin + most - len(items), 0)]]

    def bases(self) -> list[Basis]:
        """Return what the screens are asked with, year by year."""
        return [Basis(year, self.demonstration, self.at) for year in self.years]

    @property
    def calendar_years(self) -> list[int]:
        """Return the calendar years: the first fiscal year begins in the one before."""
        return [self.years[0] - 1, *self.years]

    def calendar_bases(self) -> list[Basis]:
        """Return what the screens are asked with where they count calendar years."""
        return [Basis(year, self.demonstration, self.at, YearKind.CALENDAR) for year in self.calendar_years]

    def calendar_days(self) -> list[tuple[int, date, date]]:
        """Return the calendar years with their first and last day."""
        return [
            (year, date(year - BUDDHIST_OFFSET_YEARS, 1, 1), date(year - BUDDHIST_OFFSET_YEARS, 12, 31))
            for year in self.calendar_years
        ]

    def year_days(self) -> list[tuple[int, date, date]]:
        """Return the years with their first and last day."""
        return [(year, *fiscal_year_bounds(year)) for year in self.years]


class Check(NamedTuple):
    """One published figure, read in two ways."""

    figure: str
    screen: Callable[[Scope], Figures]
    sql: Callable[[Scope], Figures]


class Drift(NamedTuple):
    """A figure that two ways of counting do not agree on. None stands for a key that one of them lacks."""

    figure: str
    key: str
    screen: int | None
    sql: int | None


CHECKS: dict[str, Check] = {}


def register(figure: str, *, screen: Callable[[Scope], Figures], sql: Callable[[Scope], Figures]) -> None:
    """Let a figure be recounted every night and by `manage.py recount`."""
    CHECKS[figure] = Check(figure, screen, sql)


def compare(check: Check, scope: Scope) -> tuple[int, list[Drift]]:
    """Count one figure in both ways; returns how many values were compared and those that differ."""
    said, counted = dict(check.screen(scope)), dict(check.sql(scope))
    keys = sorted(said.keys() | counted.keys())
    # A part that only one side names is no drift where it holds nobody.
    pairs = [(key, said.get(key), counted.get(key)) for key in keys]
    return len(keys), [Drift(check.figure, *pair) for pair in pairs if (pair[1] or 0) != (pair[2] or 0)]


def ask(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """Run one plain statement; days and moments are handed over as the database keeps them."""
    ops = connection.ops
    sent = {
        name: ops.adapt_datetimefield_value(value)
        if isinstance(value, datetime)
        else ops.adapt_datefield_value(value)
        if isinstance(value, date)
        else value
        for name, value in values.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, sent)
        return cursor.fetchall()


def ids(statement: str, **values: Any) -> set[int]:
    """Run a statement of one column of ids."""
    return {row[0] for row in ask(statement, **values)}
