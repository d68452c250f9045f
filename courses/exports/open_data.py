"""The open data file: figures by fiscal year, month and province, with nobody in it.

A figure of fewer than five people is left blank (k-anonymity); where what is blank could be worked out
from the year's total, the next smallest is blanked as well.
"""

import csv
import json
import os
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings

from courses.exports import numbers
from courses.reports.basis import Basis
from lms.dates import bangkok_date
from lms.geo import place_name

LEAST_PEOPLE = 5
SUPPRESSED = "suppressed"
FIELDS = tuple("indicator fiscal_year_be month province_code province_th province_en people note".split())
LICENCE = "CC BY 4.0"
ATTRIBUTION = "Names and codes of places: geothai, CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"


def folder() -> Path:
    """Return where the files lie."""
    return Path(settings.DATA_DIR) / "files" / "open"


def rows_of(basis: Basis) -> list[dict[str, Any]]:
    """Return the rows of one fiscal year: its total, then each month and province."""
    cells = numbers.by_month_and_province(basis)
    hidden = _hidden(cells)
    total = sum(cells.values())
    found = [_row(basis, "", "", total, total < LEAST_PEOPLE)]
    for (month, province), people in sorted(cells.items()):
        found.append(_row(basis, month, province, people, (month, province) in hidden))
    return found


def _hidden(cells: dict[tuple[str, str], int]) -> set[tuple[str, str]]:
    """Return the cells to leave blank; what the total would give away gets company."""
    hidden = {key for key, people in cells.items() if people < LEAST_PEOPLE}
    shown = sorted((people, key) for key, people in cells.items() if key not in hidden)
    while hidden and shown and (len(hidden) == 1 or sum(cells[key] for key in hidden) < LEAST_PEOPLE):
        hidden.add(shown.pop(0)[1])
    return hidden


def _row(basis: Basis, month: str, province: str, people: int, is_hidden: bool) -> dict[str, Any]:
    values = (
        numbers.HEADLINE,
        basis.year_be,
        month,
        province,
        place_name(province, "th") if province else "",
        place_name(province, "en") if province else "",
        None if is_hidden else people,
        SUPPRESSED if is_hidden else "",
    )
    return dict(zip(FIELDS, values, strict=True))


def write_open_data(at: datetime) -> int:
    """Every night: write both files under a temporary name, then rename them. Returns the rows."""
    now = Basis.of(None, at=at)
    rows = [row for year in sorted(numbers.years(now)) for row in rows_of(Basis.of(year, at=at))]
    about = {
        "title": "Khai Pen: people able to sell online, by fiscal year, month and province",
        "made_on": bangkok_date(at).isoformat(),
        "is_demonstration": now.demonstration,
        "licence": LICENCE,
        "attribution": ATTRIBUTION,
        "suppression": f"figures of fewer than {LEAST_PEOPLE} people are blank (note = {SUPPRESSED})",
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
