"""A table as rows of text, whatever it came in: a workbook, a CSV file, or cells and lines that were pasted.

The one reader of lists of learners, of ledgers and of order files. No models and no rules about what stands
in the rows: a room reads headings and cells by itself. Nothing is left out in silence: what is too much
refuses the whole with a sentence, a cell that has no value of its own holds a mark (`marks`), and what was
not read, or was hidden and read, stands in the notes.
"""

import csv
from dataclasses import dataclass, field
from io import StringIO

from courses.sheets.errors import refused
from courses.sheets.layout import column_letters
from courses.sheets.marks import held

MOST_BYTES = 5 * 1024 * 1024
# Each use gives its own limit; none reads more.
MOST_ROWS = 20_000
# Headings, a title and a signature line may stand around the rows.
ROWS_AROUND = 50
# Lazada's order files have about eighty.
MOST_COLUMNS = 150
_NO_TABLES = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"{\\rtf")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Table:
    """The rows that hold anything, each with its number in the sheet (from 1), all of one width.

    `notes` of a workbook: the sheet that was read where there are several, «sheet:…», each other one that
    holds anything, «unread:…», and rows that are hidden in the sheet and were read, «hidden:5–9, 14».
    """

    kind: str
    rows: list[Row]
    notes: list[str] = field(default_factory=list)

    def as_text(self) -> str:
        """Return the table as tab-separated text that `read_text(…, separator="\\t")` reads back."""
        out = StringIO()
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        at = 1
        for number, cells in self.rows:
            out.write("\n" * (number - at))
            writer.writerow(cells)
            at = number + 1
        return out.getvalue()


@dataclass(frozen=True)
class Told:
    """The notes of a table, taken apart for a page."""

    sheet: str
    unread: list[str]
    hidden: str


def told(notes: list[str]) -> Told:
    """Return what the notes of a table say."""
    named = [note.partition(":") for note in notes]
    by_kind = {kind: text for kind, _mark, text in named}
    unread = [text for kind, _mark, text in named if kind == "unread"]
    return Told(by_kind.get("sheet", ""), unread, by_kind.get("hidden", ""))


def read_file(content: bytes, *, most_rows: int = MOST_ROWS, is_strict: bool = False) -> Table:
    """Read an uploaded file by what it is, not by its name; raises ListRefused.

    `is_strict` marks every formula of a workbook as one, also where it brought its result along.
    """
    from courses.sheets import plain, workbook

    if not content.strip():
        raise refused("empty")
    if len(content) > MOST_BYTES:
        raise refused("too-large")
    if content.startswith(_OLE):
        raise refused("old-excel")
    if content.startswith(_NO_TABLES):
        raise refused("not-a-list")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise refused("web-page")
    if content.startswith(_ZIP):
        table = _even(workbook.read(content, most_rows=most_rows, is_strict=is_strict))
        if len(table.rows[0][1]) == 1:  # lines as people type them, in the cells of one column
            lines = [(number, plain.name_and_phone(cells[0])) for number, cells in table.rows]
            return _even(Table(table.kind, lines, table.notes))
        return table
    return _even(plain.read(content, most_rows=most_rows))


def read_pasted(text: str, *, most_rows: int = MOST_ROWS) -> Table:
    """Read what was pasted: cells of a spreadsheet, or a line for each person; raises ListRefused."""
    from courses.sheets import plain

    if not text.strip():
        raise refused("empty")
    if len(text.encode()) > MOST_BYTES:
        raise refused("too-large")
    return _even(plain.read_text(text, kind="pasted", most_rows=most_rows))


def read_again(text: str, *, most_rows: int = MOST_ROWS) -> Table:
    """Read what `Table.as_text` wrote and a page brought back; raises ListRefused."""
    from courses.sheets import plain

    if len(text.encode()) > 2 * MOST_BYTES:
        raise refused("too-large")
    return _even(plain.read_cells(text, "\t", kind="pasted", most_rows=most_rows))


def check_size(rows: int, columns: int, *, at: int, most_rows: int) -> None:
    """Raise ListRefused where a table has more than is read; `at` is the row that has so many columns."""
    if rows > most_rows + ROWS_AROUND:
        raise refused("too-many-rows", most=most_rows)
    if columns > MOST_COLUMNS:
        raise refused("too-many-columns", most=MOST_COLUMNS, cell=f"{column_letters(columns)}{at}")


def _even(table: Table) -> Table:
    """Leave the empty columns at the end out; raises ListRefused where nothing is left."""
    if not table.rows:
        raise refused("no-rows")
    width = max(held(cells) for _number, cells in table.rows)
    same = [(number, [*cells[:width], *[""] * (width - len(cells))]) for number, cells in table.rows]
    return Table(table.kind, same, table.notes)
