"""Lists as workbooks: values only, and nothing of a file that wants to be more than a list."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import zip_longest
from typing import Any

from courses.sheets.errors import ListRefused, refused
from courses.sheets.layout import Layout, column_letters, look_over
from courses.sheets.marks import BESIDE, FORMULA, MERGED, held, tidy
from courses.sheets.tables import MOST_COLUMNS, Row, Table, check_size

# A list of 20,000 rows with forty columns unpacks to about 60 MB.
MOST_UNPACKED_BYTES = 80_000_000
MOST_RATIO = 150
SMALL_PART_BYTES = 1_000_000
MOST_PARTS = 2_000
# Excel writes a sheet's format down to its last line; what stands so far down is refused with its row.
MOST_LINES_LOOKED_AT = 120_000
MOST_MERGED_CELLS = 500_000
MOST_RANGES_TOLD = 12


def read(content: bytes, *, most_rows: int, is_strict: bool = False) -> Table:
    """Read the first sheet that is shown and holds rows; raises ListRefused. Strict: formulas stay marked.

    Hidden rows and columns are read like the others; the notes name hidden rows.
    """
    _refuse_what_is_no_list(content)
    import openpyxl

    try:
        values = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(BytesIO(content), read_only=True)
        return _first_filled(content, values, formulas, most_rows, is_strict=is_strict)
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
        raise refused("old-excel")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise refused("bomb")
    for part in parts:
        if part.file_size > SMALL_PART_BYTES and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise refused("bomb")


def _first_filled(content: bytes, values: Any, formulas: Any, most_rows: int, *, is_strict: bool) -> Table:
    pages = list(zip(values.worksheets, formulas.worksheets, strict=True))
    layouts = [
        look_over(content, str(page._worksheet_path), limit=MOST_LINES_LOOKED_AT) for page, _twin in pages
    ]
    for (page, twin), layout in zip(pages, layouts, strict=True):
        if page.sheet_state != "visible" or layout.is_empty:
            continue
        _refuse_too_far(layout)
        rows = _rows(page, twin, layout, most_rows, is_strict=is_strict)
        if rows:
            others = [(one, its) for (one, _twin), its in zip(pages, layouts, strict=True) if one is not page]
            return Table("xlsx", rows, list(_notes(page, others, rows, layout)))
    hidden = [
        layout for (page, _twin), layout in zip(pages, layouts, strict=True) if page.sheet_state != "visible"
    ]
    raise refused("no-rows" if all(layout.is_empty for layout in hidden) else "hidden")


def _refuse_too_far(layout: Layout) -> None:
    """Refuse a sheet with cells where nobody looks: none of them is dropped in silence."""
    if layout.far:
        first, last = min(layout.far), max(layout.far)
        raise refused("far-down", count=len(layout.far), most=MOST_LINES_LOOKED_AT, first=first, last=last)
    widest = max(layout.columns, default=0)
    if widest > MOST_COLUMNS:
        cell = f"{column_letters(widest)}{layout.columns[widest]}"
        raise refused("too-many-columns", most=MOST_COLUMNS, cell=cell)


def _notes(page: Any, others: list[tuple[Any, Layout]], rows: list[Row], layout: Layout) -> Iterator[str]:
    """Name the sheet that was read, those that hold something and were not, and rows read though hidden."""
    if others:
        yield f"sheet:{page.title[:60]}"
    for one, its in others:
        if _holds_anything(one, its):
            yield f"unread:{one.title[:60]}"
    if hidden := [number for number, _cells in rows if number in layout.hidden]:
        yield f"hidden:{_ranges(hidden)}"


def _ranges(numbers: Sequence[int]) -> str:
    """Write numbers in order as people do: «5–9, 14»."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    words = [str(first) if first == last else f"{first}–{last}" for first, last in found]
    return ", ".join(words[:MOST_RANGES_TOLD]) + (" …" if len(words) > MOST_RANGES_TOLD else "")


def _holds_anything(page: Any, layout: Layout) -> bool:
    if layout.is_empty:
        return False
    page.reset_dimensions()
    rows = page.iter_rows(values_only=True, **_span(layout))
    return any(str(cell).strip() for row in rows for cell in row if cell is not None)


def _span(layout: Layout) -> dict[str, int]:
    """Return how far a sheet is to be read: where its cells end, or as far as we look."""
    if not layout.has_numbers:
        return {"max_col": MOST_COLUMNS + 1, "max_row": MOST_LINES_LOOKED_AT}
    columns = min(max(layout.columns, default=1), MOST_COLUMNS)
    return {"max_col": columns, "max_row": min(max(layout.rows, 1), MOST_LINES_LOOKED_AT)}


def _rows(page: Any, twin: Any, layout: Layout, most_rows: int, *, is_strict: bool) -> list[Row]:
    merged = _merged(layout)
    for one in (page, twin):
        one.reset_dimensions()
    both = zip_longest(
        *(one.iter_rows(values_only=True, **_span(layout)) for one in (page, twin)), fillvalue=()
    )
    found: list[Row] = []
    for number, (cells, written) in enumerate(both, 1):
        if not any(cell is not None for cell in written):
            continue
        line = list(_texts(number, cells, written, merged, is_strict=is_strict))
        if width := held(line):
            found.append((number, line))
            check_size(len(found), width, at=number, most_rows=most_rows)
    return found


def _texts(
    number: int,
    cells: Sequence[Any],
    written: Sequence[Any],
    merged: dict[tuple[int, int], str],
    *,
    is_strict: bool,
) -> Iterator[str]:
    for column, (value, formula) in enumerate(zip_longest(cells, written), 1):
        if (value is None or is_strict) and _is_formula(formula):
            yield FORMULA
        elif value is None:
            yield merged.get((number, column), "")
        else:
            yield _text(value)


def _is_formula(written: Any) -> bool:
    """Tell whether a cell was written as a formula; one over several cells is no text but a thing."""
    return written.startswith("=") if isinstance(written, str) else hasattr(written, "ref")


def _text(value: Any) -> str:
    """Return a cell's value as people type it: whole numbers without «.0», days as 2026-11-21."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return tidy(str(value))


def _merged(layout: Layout) -> dict[tuple[int, int], str]:
    """Return the cells that lost their own value to the one above or beside, each with its mark."""
    found: dict[tuple[int, int], str] = {}
    span = _span(layout)
    for left, top, right, bottom in layout.merges:
        right, bottom = min(right, span["max_col"]), min(bottom, span["max_row"])
        if len(found) + max(right - left + 1, 0) * max(bottom - top + 1, 0) > MOST_MERGED_CELLS:
            raise refused("broken")
        for row in range(top, bottom + 1):
            mark = BESIDE if row == top else MERGED
            found.update(((row, column), mark) for column in range(left, right + 1))
        found.pop((top, left), None)
    return found
