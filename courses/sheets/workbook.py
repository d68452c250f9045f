"""Lists as workbooks: values only, and nothing of a file that wants to be more than a list."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from defusedxml.ElementTree import iterparse

from courses.sheets.errors import ListRefused, refused
from courses.sheets.marks import FORMULA, MERGED
from courses.sheets.tables import MOST_COLUMNS, MOST_LINES, Table, tidy
from lms.far_rows import rows_below
from lms.sheets import far_words

# A list of 5,000 people with forty columns unpacks to about 20 MB.
MOST_UNPACKED_BYTES = 80_000_000
MOST_RATIO = 150
SMALL_PART_BYTES = 1_000_000
MOST_PARTS = 2_000
# Excel writes a sheet's format down to its last line; what stands so far down is refused with its row.
MOST_LINES_LOOKED_AT = 120_000
_MERGE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}mergeCell"


def read(content: bytes, *, is_strict: bool = False) -> Table:
    """Read the first sheet that is shown and holds rows; raises ListRefused. Strict: formulas stay marked."""
    _refuse_what_is_no_list(content)
    import openpyxl

    try:
        values = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(BytesIO(content), read_only=True)
        return _first_filled(content, values, formulas, is_strict=is_strict)
    except ListRefused:
        raise
    except Exception:  # the library has no error of its own: whatever breaks it is a broken file
        raise refused("broken") from None


def _refuse_what_is_no_list(content: bytes) -> None:
    """Look into the zip's own table of contents before anything is unpacked."""
    try:
        parts = zipfile.ZipFile(BytesIO(content)).infolist()
    except Exception:  # one wrong byte is an unknown version, an encrypted part or a name that is no text
        raise refused("broken") from None
    names = {part.filename.lower() for part in parts}
    if not any(name.startswith("xl/workbook") for name in names):
        raise refused("not-a-list")
    if any(name.endswith(("vbaproject.bin", ".xlm")) or name.startswith("xl/macrosheets/") for name in names):
        raise refused("macro")
    if "xl/workbook.bin" in names:
        raise refused("not-a-list")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise refused("bomb")
    for part in parts:
        if part.file_size > SMALL_PART_BYTES and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise refused("bomb")


def _first_filled(content: bytes, values: Any, formulas: Any, *, is_strict: bool) -> Table:
    hidden = 0
    for sheet, twin in zip(values.worksheets, formulas.worksheets, strict=True):
        if sheet.sheet_state != "visible":
            hidden += 1
            continue
        if far := rows_below(content, str(sheet._worksheet_path), MOST_LINES_LOOKED_AT):
            raise ListRefused("far-down", far_words(far))
        rows = _rows(sheet, twin, _merged_below(content, sheet), is_strict=is_strict)
        if rows:
            return Table("xlsx", rows, _notes(sheet, values.worksheets))
    raise refused("hidden" if hidden else "no-rows")


def _notes(read: Any, sheets: list[Any]) -> list[str]:
    """Name the sheet that was read and those that hold something and were not."""
    if len(sheets) == 1:
        return []
    unread = [f"unread:{one.title[:60]}" for one in sheets if one is not read and _holds_anything(one)]
    return [f"sheet:{read.title[:60]}", *unread]


def _holds_anything(sheet: Any) -> bool:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS, max_row=MOST_LINES_LOOKED_AT)
    return any(str(cell).strip() for row in rows for cell in row if cell is not None)


def _rows(
    sheet: Any, twin: Any, merged: set[tuple[int, int]], *, is_strict: bool
) -> list[tuple[int, list[str]]]:
    for one in (sheet, twin):
        one.reset_dimensions()
    span: dict[str, int] = {"max_col": MOST_COLUMNS, "max_row": MOST_LINES_LOOKED_AT}
    found: list[tuple[int, list[str]]] = []
    both = zip(
        sheet.iter_rows(values_only=True, **span), twin.iter_rows(values_only=True, **span), strict=False
    )
    for number, (cells, written) in enumerate(both, 1):
        if not any(cell is not None for cell in written):
            continue
        line = list(_texts(number, cells, written, merged, is_strict=is_strict))
        if any(text and text != MERGED for text in line):
            found.append((number, line))
        if len(found) > MOST_LINES:
            raise refused("too-many-rows")
    return found


def _texts(
    number: int,
    cells: tuple[Any, ...],
    written: tuple[Any, ...],
    merged: set[tuple[int, int]],
    *,
    is_strict: bool,
) -> Iterator[str]:
    for column, (value, formula) in enumerate(zip(cells, written, strict=False), 1):
        if (value is None or is_strict) and isinstance(formula, str) and formula.startswith("="):
            yield FORMULA
        elif value is None and (number, column) in merged:
            yield MERGED
        else:
            yield _text(value)


def _text(value: Any) -> str:
    """Return a cell's value as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return tidy(str(value))


def _merged_below(content: bytes, sheet: Any) -> set[tuple[int, int]]:
    """Return the cells that lie under the first row of a merged range: those lost their own value."""
    from openpyxl.utils import range_boundaries

    found: set[tuple[int, int]] = set()
    with zipfile.ZipFile(BytesIO(content)).open(sheet._worksheet_path.lstrip("/")) as part:
        for _event, element in iterparse(part):
            if element.tag == _MERGE:
                left, top, right, bottom = range_boundaries(element.get("ref"))
                for row in range(top + 1, min(bottom, top + MOST_LINES) + 1):
                    found.update((row, column) for column in range(left, min(right, MOST_COLUMNS) + 1))
            element.clear()
    return found
