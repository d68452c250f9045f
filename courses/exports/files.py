"""Files of a list: CSV as a stream, a workbook made whole; each begins with where it comes from."""

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.exports import numbers
from courses.exports.columns import Asked, Column, Kind, csv_cells, day_of, headings
from courses.exports.lists import Listing
from lms.accounts.phones import show_phone
from lms.dates import bangkok_date, clock_time, short_date

LINES_AT_ONCE = 500
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Cover:
    """Where a file comes from. `snapshot` names it: the same stands in the record of acts."""

    title: str
    lines: list[tuple[str, str]]
    snapshot: str


def canonical(values: object) -> str:
    """Return values as JSON that is the same text for the same values."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def short_hash(values: object) -> str:
    """Return the first sixteen letters of the SHA-256 of values."""
    return hashlib.sha256(canonical(values).encode()).hexdigest()[:16]


def cover_of(listing: Listing, asked: Asked) -> Cover:
    """Return what stands above a list: what, which filters, of when, which definition, by whom."""
    used = {name: asked.filters[name] for name in listing.filters if asked.filters.get(name)}
    stated = {"list": listing.code, "filters": used, "at": asked.at.isoformat(), "by": asked.user.pk}
    moment = f"{short_date(asked.at)} {clock_time(asked.at)}"
    lines = [
        (_("List"), str(listing.title)),
        (_("Filters"), ", ".join(f"{name} = {value}" for name, value in used.items()) or _("none")),
        (_("Figures of"), f"{moment} ({bangkok_date(asked.at).isoformat()})"),
        (_("Definition"), f"{numbers.HEADLINE} v{numbers.version_of(asked.basis)}"),
        (_("Taken out by"), asked.user.name),
    ]
    snapshot = short_hash(stated)
    return Cover(str(listing.title), [*lines, (_("Snapshot"), snapshot)], snapshot)


def note_export(listing: Listing, asked: Asked, cover: Cover, form: str) -> None:
    """Keep that somebody took a list out."""
    details: dict[str, Any] = {"list": listing.code, "form": form}
    details |= {name: asked.filters[name][:40] for name in listing.filters if asked.filters.get(name)}
    note(Verb.EXPORTED, by=asked.user, at=asked.at, subject=("export", cover.snapshot), details=details)


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(listing: Listing, asked: Asked, cover: Cover) -> Iterator[str]:
    """Yield a list as CSV for Excel, 500 lines at a time; the first piece waits for no row."""
    writer = csv.writer(_Echo())
    rows = listing.rows(asked, cover.snapshot)
    first = [writer.writerow(line) for line in cover.lines]
    yield "\ufeff" + "".join([*first, writer.writerow([]), writer.writerow(headings(rows.columns))])
    piece: list[str] = []
    for row in rows.read():
        piece.append(writer.writerow(list(csv_cells(rows.columns, row))))
        if len(piece) == LINES_AT_ONCE:
            yield "".join(piece)
            piece = []
    yield "".join(piece)


def workbook(
    listing: Listing, asked: Asked, cover: Cover, *, on_rows: Callable[[int], None] | None = None
) -> bytes:
    """Return a list as a workbook: a cover, then the rows under frozen headings.

    `on_rows` is told now and then how many rows are written.
    """
    from openpyxl import Workbook

    made = Workbook(write_only=True)
    _cover_sheet(made.create_sheet(_("Cover")), cover)
    rows = listing.rows(asked, cover.snapshot)
    sheet = made.create_sheet(_("List"))
    _shape(sheet, rows.columns)
    sheet.append([_bold(sheet, heading) for heading in headings(rows.columns)])
    for number, row in enumerate(rows.read(), 1):
        sheet.append(list(_cells(sheet, rows.columns, row)))
        if on_rows and number % LINES_AT_ONCE == 0:
            on_rows(number)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def _cover_sheet(sheet: Any, cover: Cover) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 60
    sheet.page_setup.orientation = "landscape"
    for label, value in cover.lines:
        sheet.append([_bold(sheet, label), _text(sheet, value)])


def _shape(sheet: Any, columns: Sequence[Column]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = "A2"
    # On paper all columns stand beside each other, and every page says what they are.
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    widths: list[int] = []
    for column in columns:
        widths += [12, 14] if column.kind is Kind.DAY else [column.width]
    for position, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(position)].width = width


def _bold(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet, value=text)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell


def _cells(sheet: Any, columns: Sequence[Column], row: Sequence[Any]) -> Iterator[Any]:
    from openpyxl.cell import WriteOnlyCell

    for column, value in zip(columns, row, strict=True):
        if column.kind is Kind.DAY:
            day = day_of(value)
            cell = WriteOnlyCell(sheet, value=day)
            cell.number_format = "yyyy-mm-dd"
            yield cell
            yield short_date(day)
        elif value is None or column.kind is Kind.NUMBER or isinstance(value, int):
            yield value
        elif column.words is not None:
            yield str(column.words.get(str(value), value))
        elif column.kind is Kind.PHONE:
            yield _text(sheet, show_phone(str(value)))
        else:
            text = str(value)
            plain = text.isprintable() and not text.startswith(_RUNS)
            yield text if plain else _text(sheet, text)


def _text(sheet: Any, text: str) -> Any:
    """Return a cell that is text whatever it begins with: it says so itself and carries Excel's mark."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type, cell.number_format = "s", "@"
    cell.quotePrefix = text.startswith(_RUNS)
    return cell
