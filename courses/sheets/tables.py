"""A list as rows of text, whatever it came in: a workbook, a CSV file, or text pasted on a phone."""

from dataclasses import dataclass, field

from courses.sheets.errors import refused

MOST_BYTES = 5_000_000
MOST_ROWS = 5_000
# Headings, a title and a signature line may stand around the people.
MOST_LINES = MOST_ROWS + 50
MOST_COLUMNS = 40
LONGEST_CELL = 300
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Table:
    """The rows that hold anything, each with its number in the sheet (from 1).

    `notes` of a workbook of several sheets name the one that was read, «sheet:…», and each other one that
    holds anything, «unread:…».
    """

    kind: str
    rows: list[tuple[int, list[str]]]
    notes: list[str] = field(default_factory=list)


def read_file(content: bytes, *, is_strict: bool = False) -> Table:
    """Read an uploaded file by what it is, not by its name; raises ListRefused.

    `is_strict` marks every formula of a workbook as one, also where it brought its result along.
    """
    from courses.sheets import plain, workbook

    if not content:
        raise refused("empty")
    if len(content) > MOST_BYTES:
        raise refused("too-large")
    if content.startswith(_OLE):
        raise refused("old-excel")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":  # a page of a website, named .xls by its program
        raise refused("not-a-list")
    return _filled(
        workbook.read(content, is_strict=is_strict) if content.startswith(_ZIP) else plain.read(content)
    )


def read_pasted(text: str) -> Table:
    """Read what was pasted or typed: a line for each person; raises ListRefused."""
    from courses.sheets import plain

    if not text.strip():
        raise refused("empty")
    if len(text.encode()) > MOST_BYTES:
        raise refused("too-large")
    return _filled(plain.read_text(text, kind="pasted"))


def _filled(table: Table) -> Table:
    """Leave the empty rows and the empty columns at the end out; raises ListRefused."""
    rows = [(number, cells) for number, cells in table.rows if any(cells)]
    if not rows:
        raise refused("no-rows")
    width = max(max(n for n, cell in enumerate(cells, 1) if cell) for _number, cells in rows)
    same = [(number, [*cells[:width], *[""] * (width - len(cells))]) for number, cells in rows]
    return Table(table.kind, same, table.notes)


def tidy(cell: str) -> str:
    """Return a cell's text without what no cell needs."""
    return cell.replace("\x00", "").strip()[:LONGEST_CELL]
