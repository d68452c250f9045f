"""Columns of a list: what a cell is, so that CSV and a workbook write it in their own way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from courses.catalogue.models import Track
from courses.exports.errors import UnknownList
from courses.reports.basis import Basis, YearKind
from courses.reports.scope import Scope
from lms.accounts.models import User
from lms.accounts.phones import show_phone
from lms.dates import bangkok_date, short_date
from lms.geo import REGIONS, current_code, is_known_place
from lms.text import safe_cell


class Kind(StrEnum):
    """What a column holds. A day gets a second column with its Buddhist date, for who reads it."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a stable name for programs, a heading for people, its kind and its width in letters.

    `words` say a code in the page's language: a workbook is for people, CSV keeps the codes for programs.
    """

    name: str
    heading: str | Promise
    kind: Kind = Kind.TEXT
    width: int = 16
    words: Mapping[str, str | Promise] | None = None


@dataclass(frozen=True)
class Rows:
    """A list ready to be written: its columns and its rows, read as they are asked for."""

    columns: Sequence[Column]
    read: Callable[[], Iterator[Sequence[Any]]]


@dataclass(frozen=True)
class Asked:
    """What somebody asked for: whose view it is, the filters, and the moment."""

    user: User
    filters: dict[str, str]
    at: datetime

    @property
    def basis(self) -> Basis:
        """Return the year asked for, else that of the moment; raises `UnknownList`.

        It is a fiscal year unless `calendar=1` asks for calendar years.
        """
        year = self.number("year")
        if year is not None and not 2500 <= year <= 2700:
            raise UnknownList
        if self.filters.get("calendar", "") not in ("", "0", "1"):
            raise UnknownList
        is_calendar = self.filters.get("calendar") == "1"
        return Basis.of(year, at=self.at, kind=YearKind.CALENDAR if is_calendar else YearKind.FISCAL)

    def basis_of(self, year: int | None) -> Basis:
        """Return a fiscal year, counted at the moment."""
        return Basis.of(year, at=self.at)

    @property
    def today(self) -> date:
        """Return the day in Thailand of the moment."""
        return bangkok_date(self.at)

    @property
    def place(self) -> Scope:
        """Return the area asked for: a region or a DOPA code; raises `UnknownList` for anything else."""
        area = self.filters.get("area", "")
        code = area if area in REGIONS or not area else current_code(area)
        if area and not (code in REGIONS or is_known_place(code)):
            raise UnknownList
        return Scope(area=code)

    @property
    def scope(self) -> Scope:
        """Return the area, community, cohort and track asked for; raises `UnknownList`."""
        track = self.filters.get("track", "")
        if track and not Track.objects.filter(code=track).exists():
            raise UnknownList
        return replace(
            self.place, community=self.number("community"), cohort=self.number("cohort"), track=track
        )

    def number(self, name: str) -> int | None:
        """Return a filter that is a number; raises `UnknownList` where it is none."""
        text = self.filters.get(name, "")
        if text and not (text.isascii() and text.isdigit() and len(text) < 12):
            raise UnknownList
        return int(text) if text else None


def headings(columns: Sequence[Column]) -> list[str]:
    """Return the headings; a day has two."""
    found = []
    for column in columns:
        found.append(str(column.heading))
        if column.kind is Kind.DAY:
            found.append(f"{column.heading} (พ.ศ.)")
    return found


def day_of(value: Any) -> date | None:
    """Return the day in Thailand of a day or a moment."""
    return bangkok_date(value) if isinstance(value, datetime) else value


def csv_cells(columns: Sequence[Column], row: Sequence[Any]) -> Iterator[str]:
    """Yield a row's cells for CSV: ISO days, phones that Excel leaves alone, nothing that runs."""
    for column, value in zip(columns, row, strict=True):
        if column.kind is Kind.DAY:
            day = day_of(value)
            yield day.isoformat() if day else ""
            yield short_date(day)
        elif value is None:
            yield ""
        elif column.kind is Kind.NUMBER:
            yield str(value)
        elif column.kind is Kind.PHONE:
            yield safe_cell(show_phone(str(value)))
        else:
            yield safe_cell(str(value))
