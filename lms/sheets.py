"""Tables that people hand in, as rows of text: XLSX, CSV in any of our encodings, or pasted cells.

No models and no rules about what stands in the rows: a room reads headings and cells by itself. A file
that cannot be read says why in one sentence; nothing is guessed and nothing runs (macros are refused).
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.far_rows import FarRows, rows_below

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED_BYTES = 60 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 20_000
MOST_COLUMNS = 60
# Excel writes a sheet's format down to its last line; what stands so far down is refused with its row.
MOST_LINES_LOOKED_AT = 120_000
LONGEST_CELL = 2_000
WHOLE_LIST_HIDDEN = _(
    "Every sheet with rows is hidden. Show the sheet with the list, save and send it again."
)
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')


class SheetRefused(Exception):
    """The file cannot be read. `code` names why for programs, `message` tells the person what to do."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class SheetRow:
    """One row that holds something: its number in the file (from 1), its cells, and merged cells in it."""

    number: int
    cells: list[str]
    merged: str = ""


@dataclass(frozen=True)
class Sheet:
    """The rows of one table; empty rows are left out, and the numbers of the others stay the file's own."""

    rows: list[SheetRow] = field(default_factory=list)

    def as_text(self) -> str:
        """Return the table as tab-separated text that `read_text(…, separator="\\t")` reads back."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        at = 1
        for row in self.rows:
            for _gap in range(row.number - at):
                out.write("\n")
            writer.writerow(row.cells)
            at = row.number + 1
        return out.getvalue()


def read_sheet(name: str, content: bytes) -> Sheet:
    """Return the first table of a file that somebody sent; raises `SheetRefused`.

    The bytes decide what it is, because people rename files. `name` only helps with macros.
    """
    if len(content) > MOST_BYTES:
        raise SheetRefused("too-big", _("The file is bigger than 5 MB. Cut it into several files."))
    if not content.strip():
        raise SheetRefused("empty", _("The file is empty. Choose another one."))
    if content.startswith(b"PK\x03\x04"):
        return _read_xlsx(name, content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetRefused(
            "old-or-locked",
            _("This is an old Excel file (.xls) or has a password. Save it as .xlsx without a password."),
        )
    if content.startswith((b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8")) or content.lstrip()[:1] == b"<":
        raise SheetRefused("wrong-type", _("This is not a table. Send a file of Excel (.xlsx) or CSV."))
    return read_text(_decode(content))


def read_text(text: str, *, separator: str = "") -> Sheet:
    """Return the table of CSV text or of cells pasted from a spreadsheet; raises `SheetRefused`.

    Without a `separator` the first line decides. Rows are numbered as a spreadsheet shows them.
    """
    if len(text.encode()) > MOST_BYTES:
        raise SheetRefused("too-big", _("The file is bigger than 5 MB. Cut it into several files."))
    if "\x00" in text:
        raise SheetRefused("wrong-type", _("This is not a table. Send a file of Excel (.xlsx) or CSV."))
    text = text.removeprefix("\ufeff")
    separator, told = (separator, False) if separator else _separator(text)
    source = io.StringIO(text, newline="")
    if told:
        source.readline()
    reader = csv.reader(source, delimiter=separator, strict=True)
    try:
        return _sheet(enumerate(reader, start=1 + told), {})
    except csv.Error:
        raise SheetRefused(
            "broken-csv",
            _("A quotation mark in this file has no end, so its rows run together. Save it as .xlsx."),
        ) from None


def _separator(text: str) -> tuple[str, bool]:
    """Return what stands between the cells, and whether the first line only says so («sep=;»)."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], True
    outside_quotes = re.sub(r'"[^"]*"', "", first)
    return max("\t,;", key=outside_quotes.count), False


def _decode(content: bytes) -> str:
    """Read UTF-8, UTF-16 or TIS-620, the three that spreadsheets here write."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decoded(content, encoding)
    sample = content[:2000]
    if sample[1::2].count(0) > len(sample) // 8:  # Latin digits and commas have a zero byte each
        return _decoded(content, "utf-16-le")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(content, "cp874")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise SheetRefused(
            "encoding", _("We cannot read the letters of this file. Save it as .xlsx or as CSV UTF-8.")
        ) from None


def _read_xlsx(name: str, content: bytes) -> Sheet:
    _check_package(name, content)
    # 200 ms that a process which never reads a file should not pay at its start.
    from openpyxl import load_workbook

    try:
        books = [load_workbook(io.BytesIO(content), read_only=True, data_only=only) for only in (True, False)]
        shown = [at for at, page in enumerate(books[0].worksheets) if page.sheet_state == "visible"]
        if not shown:
            raise SheetRefused("hidden", WHOLE_LIST_HIDDEN)
        pages = [book.worksheets[shown[0]] for book in books]
        part = str(pages[0]._worksheet_path)
        _refuse_far_rows(content, part)
        merged = _merged(content, part)
        return _sheet(enumerate(_with_formulas(*pages), start=1), merged)
    except SheetRefused:
        raise
    except Exception:  # the library has no error of its own: whatever breaks it is a broken file
        raise _broken() from None


def _broken() -> SheetRefused:
    words = _("This Excel file is broken. Open it, save it again as .xlsx and send that.")
    return SheetRefused("broken-file", words)


def _refuse_far_rows(content: bytes, part: str) -> None:
    """Refuse a sheet with rows below the last line that is read: none of them is dropped in silence."""
    if far := rows_below(content, part, MOST_LINES_LOOKED_AT):
        raise SheetRefused("far-down", far_words(far))


def far_words(far: FarRows) -> str:
    """Say which rows lie too far down, and what to do."""
    return _(
        "%(count)s rows stand below row 120,000, the first in row %(first)s, the last in row %(last)s. "
        "We do not read so far down. Move them up below the others, or delete them, and send it again."
    ) % {"count": f"{far.count:,}", "first": f"{far.first:,}", "last": f"{far.last:,}"}


def _with_formulas(results: Any, written: Any) -> Iterator[Sequence[Any]]:
    """Yield a page's rows; a cell whose formula has no result kept holds the formula's own text."""
    span: dict[str, int] = {"max_col": MOST_COLUMNS + 1, "max_row": MOST_LINES_LOOKED_AT}
    for page in (results, written):
        page.reset_dimensions()
    rows, twins = (page.iter_rows(values_only=True, **span) for page in (results, written))
    for values, texts in zip(rows, twins, strict=False):
        if values.count(None) == len(values) and texts.count(None) == len(texts):
            yield ()
        else:
            yield [text if value is None else value for value, text in zip(values, texts, strict=True)]


def _check_package(name: str, content: bytes) -> None:
    """Look into the package without unpacking it: is it a workbook, small enough, and without programs?"""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except Exception:  # one wrong byte is an unknown version, an encrypted part or a name that is no text
        raise _broken() from None
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise SheetRefused(
            "unpacks-too-big", _("This file unpacks to more than we read. Copy the rows into a new file.")
        )
    if any(part.endswith("vbaProject.bin") for part in names) or name.lower().endswith((".xlsm", ".xlsb")):
        raise SheetRefused(
            "macro", _("This file holds a macro, a small program. Save it as .xlsx without macros.")
        )
    if "xl/workbook.xml" not in names:
        raise SheetRefused("wrong-type", _("This is not a table. Send a file of Excel (.xlsx) or CSV."))


def _merged(content: bytes, part: str) -> dict[int, str]:
    """Return the merged cells of a page by the rows that they touch: {4: "B4:B6", 5: "B4:B6", …}."""
    found: dict[int, str] = {}
    page = zipfile.ZipFile(io.BytesIO(content)).read(part)
    for left, top, right, bottom in _MERGE.findall(page)[:MOST_ROWS]:
        words = f"{left.decode()}{int(top)}:{right.decode()}{int(bottom)}"
        for number in range(int(top), min(int(bottom), int(top) + MOST_ROWS) + 1):
            found.setdefault(number, words)
    return found


def _sheet(rows: Iterable[tuple[int, Iterable[Any]]], merged: dict[int, str]) -> Sheet:
    return Sheet(list(_filled(rows, merged)))


def _filled(rows: Iterable[tuple[int, Iterable[Any]]], merged: dict[int, str]) -> Iterator[SheetRow]:
    """Yield the rows that hold something, however many empty ones stand between them."""
    filled = 0
    for number, values in rows:
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        filled += 1
        if filled > MOST_ROWS:
            raise SheetRefused("too-many-rows", _("The file has more than 20,000 rows. Cut it into several."))
        if len(cells) > MOST_COLUMNS:
            raise SheetRefused("too-many-columns", _("The file has more than 60 columns. Keep those needed."))
        yield SheetRow(number, cells, merged.get(number, ""))


def _text(value: Any) -> str:
    """Write a cell as a person would type it: whole numbers without «.0», days as 2026-11-21."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()[:LONGEST_CELL]
