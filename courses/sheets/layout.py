"""A workbook's sheet looked over before it is read: where it ends, merged cells, hidden rows."""

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO

PIECE = 1 << 20
# The longest tag that may be cut in two by the edge of a piece.
OVERLAP = 4_000
# A cell that holds something has children; one that only has a format closes itself.
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*(?<!/)>(?!\s*</)")
_NAMELESS_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s>/])(?![^>]*?\sr=)[^>]*>")
_NAMELESS_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>/])(?![^>]*?\sr=)[^>]*(?<!/)>(?!\s*</)")
_HIDDEN_ROW = re.compile(
    rb"<(?:\w+:)?row(?=\s)(?=[^>]*?\shidden=[\"'](?:1|true)[\"'])[^>]*?\sr=[\"']([0-9]{1,7})[\"']"
)
_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']"
)


@dataclass
class Layout:
    """What a look over a sheet found; rows and columns count from 1.

    `rows` is how far down something stands, `columns` gives for each column the first row that holds
    something. `has_numbers` is false where rows or cells do not say where they stand: then the two are
    too small. `merges` are left, top, right, bottom.
    """

    rows: int = 0
    columns: dict[int, int] = field(default_factory=dict)
    has_numbers: bool = True
    nameless_rows: int = 0
    far: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Tell whether no cell holds anything."""
        return self.has_numbers and not self.columns


def look_over(content: bytes, part: str, *, limit: int) -> Layout:
    """Run over the text of a sheet once, a megabyte at a time, and build nothing.

    `part` is the sheet's path in the package; filled rows below `limit` are gathered in `far`. A sheet whose
    format reaches to its last line costs a second, not ten. A sheet whose rows have no numbers is measured
    by how many there are.
    """
    found, kept = Layout(), b""
    with zipfile.ZipFile(BytesIO(content)).open(part.lstrip("/")) as sheet:
        while piece := sheet.read(PIECE):
            text = kept + piece
            # What begins behind this place is looked at with the next piece.
            edge = text.rfind(b"<", 0, max(len(text) - OVERLAP, 0)) if len(piece) == PIECE else len(text)
            edge = edge if edge > 0 else len(text)
            _note(found, text, edge, limit)
            kept = text[edge:]
    if found.nameless_rows > limit:
        found.far.update((limit + 1, found.nameless_rows))
    return found


def _note(found: Layout, text: bytes, edge: int, limit: int) -> None:
    seen: dict[bytes, int] = {}
    for cell in _CELL.finditer(text, 0, edge):
        row = int(cell[2])
        seen.setdefault(cell[1], row)
        if row > found.rows:
            found.rows = row
        if row > limit:
            found.far.add(row)
    for letters, row in seen.items():
        found.columns.setdefault(column_number(letters.decode()), row)
    found.nameless_rows += sum(1 for _row in _NAMELESS_ROW.finditer(text, 0, edge))
    if found.nameless_rows or _NAMELESS_CELL.search(text, 0, edge):
        found.has_numbers = False
    found.hidden.update(int(row[1]) for row in _HIDDEN_ROW.finditer(text, 0, edge))
    for left, top, right, bottom in (merge.groups() for merge in _MERGE.finditer(text, 0, edge)):
        columns = column_number(left.decode()), column_number(right.decode())
        found.merges.append((columns[0], int(top), columns[1], int(bottom)))


def column_number(letters: str) -> int:
    """Return where a column stands, from 1: A, B … Z, AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return a column's letters in a sheet for its place from 1: A, B … Z, AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
