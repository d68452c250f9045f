"""The open data file: all indicators by year and their divisions, with nobody in it.

Figures of fewer than five people are left blank, and others where those could be worked out: see
`courses.exports.suppress`. What rests on the same people is blank together, as far as it must be.
"""

import csv
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings

from courses.exports import numbers
from courses.exports.suppress import LEAST_PEOPLE, WHOLE, Key, Sum, Table, blanks
from courses.goals.models import IndicatorCode
from courses.reports.basis import Basis
from courses.reports.divided import DIVISIONS, PROVINCE, REGION, divide
from courses.reports.figures import Figure, FigureState, Reading, read_figures
from courses.reports.scope import COUNTRY
from lms.dates import bangkok_date
from lms.geo import region_of

SUPPRESSED = "suppressed"
FIELDS = (
    *"indicator part version fiscal_year_be by code name_th name_en".split(),
    *"value numerator denominator unit note".split(),
)
LICENCE = "CC BY 4.0"
ATTRIBUTION = "Names and codes of places: geothai, CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
# Whoever knows one of a pair could work out the other: blank at least where the second is blank.
RESTS_ON = {
    IndicatorCode.K6: IndicatorCode.K1,  # sellers of those who finished the core
    IndicatorCode.K5: IndicatorCode.K6,  # those who finished, of those enrolled
    IndicatorCode.K4: IndicatorCode.K1,
    IndicatorCode.K7: IndicatorCode.K1,
    IndicatorCode.K8: IndicatorCode.K1,
    IndicatorCode.K10: IndicatorCode.K1,
    IndicatorCode.K11: IndicatorCode.K1,
    IndicatorCode.K12: IndicatorCode.K1,
}
# A reach is no people, and a cost has no people but K1's.
NO_PEOPLE = (IndicatorCode.AWARENESS, IndicatorCode.K11)


@dataclass(frozen=True)
class Line:
    """One figure, or one part of it such as «women», in one cell."""

    indicator: str
    part: str
    name_th: str
    name_en: str
    figure: Figure
    value: float | None
    numerator: int | None
    denominator: int | None


# Sums of baht, and the line that counts those behind them: sellers, or orders abroad.
BAHT = {
    (IndicatorCode.K8.value, ""): (IndicatorCode.K8.value, "people"),
    (IndicatorCode.K2.value, "order-baht"): (IndicatorCode.K2.value, "orders"),
}
Lines = dict[tuple[str, str], dict[Key, Line]]


def folder() -> Path:
    """Return where the files lie."""
    return Path(settings.DATA_DIR) / "files" / "open"


def rows_of(basis: Basis) -> list[dict[str, Any]]:
    """Return the rows of one fiscal year: each indicator as a whole, then its divisions."""
    lines = _lines_of(basis)
    hidden = _hidden(lines)
    return [
        _row(line, key, key in hidden[name]) for name, cells in lines.items() for key, line in cells.items()
    ]


def _lines_of(basis: Basis) -> Lines:
    found: Lines = {}
    for figure in read_figures(Reading(basis)):
        _keep(found, figure, WHOLE, "", "")
    for by in DIVISIONS:
        for cell in divide(None, basis, COUNTRY, by):
            part = cell.part
            _keep(found, cell.figure, (by, part.code), part.name_th, part.name_en)
    return found


def _keep(found: Lines, figure: Figure, key: Key, name_th: str, name_en: str) -> None:
    whole = Line(
        figure.code, "", name_th, name_en, figure, figure.value, figure.numerator, figure.denominator
    )
    found.setdefault((figure.code, ""), {})[key] = whole
    for part in figure.parts:
        line = Line(
            figure.code, part.code, name_th, name_en, figure, part.value, part.numerator, part.denominator
        )
        found.setdefault((figure.code, part.code), {})[key] = line


def _hidden(lines: Lines) -> dict[tuple[str, str], set[Key]]:
    """Return the cells to leave blank of each indicator and part."""
    sums = _sums(key for cells in lines.values() for key in cells)
    found: dict[tuple[str, str], set[Key]] = {}
    for name in sorted(lines, key=_depth):
        below = RESTS_ON.get(IndicatorCode(name[0]))
        also = found.get((below.value, ""), set()) if below else set()
        tables = [] if name[0] in NO_PEOPLE else _tables(lines, name)
        found[name] = blanks(tables, sums, also) | also
    return found | _baht(lines, found)


def _depth(name: tuple[str, str]) -> int:
    """Return how many indicators one rests on: those are worked out first."""
    below = RESTS_ON.get(IndicatorCode(name[0]))
    return 1 + _depth((below.value, "")) if below else 0


def _baht(lines: Lines, hidden: dict[tuple[str, str], set[Key]]) -> dict[tuple[str, str], set[Key]]:
    """Return where baht are blank: wherever the people behind them are, or are not known."""
    found = {}
    for baht, behind in BAHT.items():
        if baht in lines:
            unknown = {key for key in lines[baht] if key not in lines.get(behind, {})}
            found[baht] = hidden[baht] | hidden.get(behind, set()) | unknown
    return found


def _tables(lines: Lines, name: tuple[str, str]) -> list[Table]:
    """Return the counts of people behind a line: n, and where there is an N also N and the others.

    Of baht the people are those of its part «people»; of sellers for each trainer the trainers count too.
    """
    code, part = name
    if (code, part) in BAHT:
        return []  # baht are no people: blank where those behind them are
    cells = {key: line for key, line in lines[name].items() if line.numerator is not None}
    tables: list[Table] = [{key: line.numerator or 0 for key, line in cells.items()}]
    whole = {key: line.denominator for key, line in cells.items() if line.denominator is not None}
    if whole:
        tables.append(whole)
        if code != IndicatorCode.K12:
            tables.append({key: people - tables[0][key] for key, people in whole.items()})
    return tables


def _sums(keys: Iterator[Key]) -> list[Sum]:
    """Return the sums that a reader knows: the whole is its divisions, a region its provinces."""
    by: dict[str, list[Key]] = {}
    for key in dict.fromkeys(keys):
        by.setdefault(key[0], []).append(key)
    found = [Sum(WHOLE, tuple(by[name])) for name in DIVISIONS if name in by]
    for region in by.get(REGION, []):
        inside = tuple(key for key in by.get(PROVINCE, []) if region_of(key[1]) == region[1])
        if inside:
            found.append(Sum(region, inside))
    return found


def _row(line: Line, key: Key, is_hidden: bool) -> dict[str, Any]:
    figure = line.figure
    note = "" if figure.state == FigureState.OK else figure.state.value
    if line.value is None and not note:  # a share of nothing
        note = FigureState.NOT_ENOUGH_DATA.value
    value = None if line.value is None else round(line.value, 2)
    shown = [None] * 3 if is_hidden else [value, line.numerator, line.denominator]
    return {
        "indicator": line.indicator,
        "part": line.part,
        "version": figure.version,
        "fiscal_year_be": figure.basis.year_be,
        "by": key[0],
        "code": key[1],
        "name_th": line.name_th,
        "name_en": line.name_en,
        **dict(zip(("value", "numerator", "denominator"), shown, strict=True)),
        "unit": "percent" if line.part else figure.indicator.unit,
        "note": SUPPRESSED if is_hidden else note,
    }


def write_open_data(at: datetime) -> int:
    """Every night: write both files under a temporary name, then rename them. Returns the rows."""
    now = Basis.of(None, at=at)
    rows = [row for year in sorted(numbers.years(now)) for row in rows_of(Basis.of(year, at=at))]
    about = {
        "title": "Khai Pen: indicators by fiscal year, month, place, track, sex, age and education",
        "made_on": bangkok_date(at).isoformat(),
        "is_demonstration": now.demonstration,
        "licence": LICENCE,
        "attribution": ATTRIBUTION,
        "suppression": f"counts of 1 to {LEAST_PEOPLE - 1} people are blank (note = {SUPPRESSED}), "
        "and others where those could be worked out",
        "rows": rows,
    }
    _put("figures.json", json.dumps(about, ensure_ascii=False, indent=1))
    _put("figures.csv", "".join(_csv(rows)))
    return len(rows)


def _csv(rows: list[dict[str, Any]]) -> Iterator[str]:
    text = StringIO()
    writer = csv.DictWriter(text, FIELDS)
    writer.writeheader()
    writer.writerows(rows)
    yield "\ufeff"
    yield text.getvalue()


def _put(name: str, text: str) -> None:
    folder().mkdir(parents=True, exist_ok=True)
    temporary = folder() / f".{name}.{os.getpid()}"
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, folder() / name)
