"""A row of a list as a person, or as the reason why it is none."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from courses.imports import cells
from courses.imports.reasons import CellRefused, Reason
from lms.dates import BUDDHIST_OFFSET_YEARS


@dataclass(slots=True)
class Line:
    """One row: who it names, or the `problem` that keeps it out; `warnings` keep nobody out."""

    row: int
    name: str = ""
    phone: str = ""
    sex: str = ""
    birth_year_be: int | None = None
    education: str = ""
    sold_before: bool = False
    problem: Reason | None = None
    warnings: list[Reason] = field(default_factory=list)


def read_lines(
    rows: Sequence[tuple[int, Sequence[str]]], fields: Sequence[str], *, on: date
) -> Iterator[Line]:
    """Read rows by the field of each column; the first thing that is wrong is the row's problem."""
    where = {name: position for position, name in enumerate(fields) if name}
    for number, texts in rows:
        yield _Reader(Line(number), texts, where, on).read()


class _Reader:
    """Reads one row; stops at the first cell that cannot be taken."""

    def __init__(self, line: Line, texts: Sequence[str], where: dict[str, int], on: date):
        self.line, self.texts, self.where, self.on = line, texts, where, on

    def read(self) -> Line:
        """Fill the line in."""
        for column, step in self._steps():
            try:
                step()
            except CellRefused as error:
                self.line.problem = Reason(error.code, column)
                break
        return self.line

    def _steps(self) -> list[tuple[str, Callable[[], None]]]:
        named = "name" if "name" in self.where else "first_name"
        year = "birth_year" if "birth_year" in self.where else "age"
        return [
            (named, self._name),
            ("phone", self._phone),
            ("sex", self._sex),
            (year, self._year),
            ("education", self._education),
            ("sold_before", self._sold_before),
        ]

    def _cell(self, name: str) -> str:
        position = self.where.get(name)
        return "" if position is None or position >= len(self.texts) else self.texts[position]

    def _name(self) -> None:
        if "name" in self.where:
            parts = [self._cell("title"), self._cell("name"), self._cell("last_name")]
        else:
            parts = [self._cell("title"), self._cell("first_name"), self._cell("last_name")]
        self.line.name, self.line.sex = cells.read_name(*parts)
        if any(letter.isdigit() for letter in self.line.name):
            self.line.warnings.append(Reason("name_digits", "name"))

    def _phone(self) -> None:
        self.line.phone = cells.read_phone(self._cell("phone"))

    def _sex(self) -> None:
        told, by_title = cells.read_sex(self._cell("sex")), self.line.sex
        if told and by_title and told != by_title:
            self.line.warnings.append(Reason("sex_title", "sex"))
        self.line.sex = told or by_title

    def _year(self) -> None:
        year, guessed = cells.read_birth_year(self._cell("birth_year"), on=self.on)
        if guessed and year:
            age = self.on.year + BUDDHIST_OFFSET_YEARS - year
            self.line.warnings.append(Reason("short_year", "birth_year", {"year": year, "age": age}))
        self.line.birth_year_be = year or cells.read_age(self._cell("age"), on=self.on)

    def _education(self) -> None:
        self.line.education = cells.read_education(self._cell("education"))

    def _sold_before(self) -> None:
        self.line.sold_before = cells.read_sold_before(self._cell("sold_before"))
