"""Rows of a workbook that lie so far down that nobody reads them: found without reading the sheet."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

PIECE = 1 << 20
# The longest tag that may be cut in two by the edge of a piece.
OVERLAP = 4_000
# A cell that holds something has children; one that only has a format closes itself.
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="[A-Z]{1,3}([0-9]{1,7})"[^>]*(?<!/)>(?!\s*</)')
_NAMELESS_ROW = re.compile(rb"<(?:\w+:)?row(?![^>]*?\sr=)[^>]*>")


@dataclass(frozen=True)
class FarRows:
    """How many rows below a line hold something, and the first and the last of them (from 1)."""

    count: int
    first: int
    last: int


def rows_below(content: bytes, part: str, limit: int) -> FarRows | None:
    """Return the filled rows of a sheet below a line; None where there are none.

    `part` is the sheet's path in the package. It runs over the text once, a megabyte at a time, and builds
    nothing: a sheet whose format reaches to its last line costs a second, not ten. A sheet whose rows
    have no numbers is measured by how many there are.
    """
    far: set[int] = set()
    nameless, kept = 0, b""
    with zipfile.ZipFile(BytesIO(content)).open(part.lstrip("/")) as sheet:
        while piece := sheet.read(PIECE):
            text = kept + piece
            # What begins behind this place is looked at with the next piece.
            edge = text.rfind(b"<", 0, max(len(text) - OVERLAP, 0)) if len(piece) == PIECE else len(text)
            edge = edge if edge > 0 else len(text)
            far.update(row for found in _CELL.finditer(text, 0, edge) if (row := int(found[1])) > limit)
            nameless += sum(1 for _row in _NAMELESS_ROW.finditer(text, 0, edge))
            kept = text[edge:]
    if nameless > limit:
        far.update((limit + 1, nameless))
    return FarRows(len(far), min(far), max(far)) if far else None
