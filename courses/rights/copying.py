"""The person's own copy: a zip of JSON and CSV, made while it is sent and never kept (PDPA section 30)."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.encoding import force_str

from courses.people.models import Learner
from courses.rights.tables import Table, tables_of

FLUSH_BYTES = 64 * 1024
# A cell that begins like this is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Sink(io.RawIOBase):
    """Takes what the zip writes and gives it away in pieces; nothing of it stays."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.waiting += content
        return len(content)

    def take(self) -> bytes:
        taken = bytes(self.waiting)
        self.waiting.clear()
        return taken


def stream_copy(learner: Learner, *, at: datetime) -> Iterator[bytes]:
    """Yield the zip: `data.json` with everything, and a CSV for each table, marked as UTF-8 for Excel."""
    sink = _Sink()
    moment = at.timetuple()[:6]
    tables = tables_of(learner)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in _files(tables, at):
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as file:
                for piece in pieces:
                    file.write(piece.encode())
                    if len(sink.waiting) > FLUSH_BYTES:
                        yield sink.take()
            yield sink.take()
    yield sink.take()


def _files(tables: list[Table], at: datetime) -> Iterator[tuple[str, Iterator[str]]]:
    yield "data.json", _json(tables, at)
    for table in tables:
        yield f"{table.key}.csv", _csv(table)


def _json(tables: list[Table], at: datetime) -> Iterator[str]:
    yield '{"made_at": ' + _dumped(at)
    for table in tables:
        names = [name for name, _label, _read in table.columns]
        yield f",\n{json.dumps(table.key)}: ["
        for number, cells in enumerate(table.cells()):
            yield (",\n " if number else "\n ") + _dumped(dict(zip(names, cells, strict=True)))
        yield "]"
    yield "}\n"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)


def _csv(table: Table) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)

    def written(cells: list[str]) -> str:
        writer.writerow(cells)
        text = line.getvalue()
        line.seek(0)
        line.truncate()
        return text

    yield "\ufeff" + written([force_str(label) for _name, label, _read in table.columns])
    for cells in table.cells():
        yield written([_plain(cell) for cell in cells])


def _plain(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat()
    text = json.dumps(cell, ensure_ascii=False) if isinstance(cell, (list, dict)) else str(cell)
    return f"'{text}" if text.startswith(FORMULA) and not isinstance(cell, (int, float)) else text
