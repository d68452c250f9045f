"""The list of what is counted twice: once as the screens say it, once by plain SQL of its own.

A room adds its figure with one call: `register("k2", screen=…, sql=…)`. Both functions take the scope and
return {key: whole number}; the keys name what a person would look for («2570», «2570/na-kha»). The SQL
is written anew for the recount: it shares no queryset and no statement with what the screens read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from courses.reports.basis import Basis
from lms.dates import fiscal_year_bounds

Figures = Mapping[str, int]


@dataclass(frozen=True)
class Scope:
    """Over what everything is counted: one moment, one kind of people, every fiscal year there is."""

    at: datetime
    demonstration: bool
    years: Sequence[int]

    def bases(self) -> list[Basis]:
        """Return what the screens are asked with, year by year."""
        return [Basis(year, self.demonstration, self.at) for year in self.years]

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
