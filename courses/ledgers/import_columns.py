"""Which column of a file is which, and how its cells are read: Thai and English words alike."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.ledgers.countries import read_country
from courses.ledgers.models import Currency, MatchOutcome, ServiceKind
from courses.people.names import without_title
from courses.sheets.layout import column_letters
from courses.sheets.marks import MERGED, shown
from courses.sheets.tables import Row, Table
from lms.accounts.phones import read_cell_phone
from lms.dates import read_cell_day
from lms.geo import find_places, known_code, place_name
from lms.text import fold, latin_digits

SERVICES, MARKS = "services", "marks"
# The heading stands in the first rows; what is above it is a title.
ROWS_BEFORE_HEADING = 15


@dataclass(frozen=True)
class Column:
    """One column: its name here, the words that pages say, the headings it goes by, how a cell is read."""

    name: str
    words: Promise
    headings: tuple[str, ...]
    read: Callable[[str], Any] = str
    is_needed: bool = False


def read_kind(text: str) -> str:
    """Return the kind of a service for its word in a file; raises ValueError."""
    return _word(re.sub(r"\s*\(.*\)$", "", text), KINDS)


def read_outcome(text: str) -> str:
    """Return the outcome of a meeting for its word in a file; raises ValueError."""
    return _word(text, OUTCOMES)


def read_currency(text: str) -> str:
    """Return a currency's code for a code or a word; raises ValueError."""
    return _word(text, {**{code.casefold(): code for code in Currency.values}, **CURRENCIES})


def _word(text: str, words: Mapping[str, str]) -> str:
    return words[fold(text)] if fold(text) in words else _raise(text)


def _raise(text: str) -> Any:
    raise ValueError(text)


def read_amount(text: str) -> Decimal:
    """Return an amount like «1,200.50», «฿1,200» or «1,200.-»; raises ValueError."""
    number = re.sub(r"฿|บาท", "", latin_digits(text)).strip()
    number = re.sub(r"(?<=\d)\.?-$", "", number)
    if re.match(
        r"\d{1,3}([, ]\d{3})+(?![\d, ])", number
    ):  # what else a comma means nobody knows: «1.000,50», «1,5»
        number = re.sub(r"[, ]", "", number)
    # Decimal takes «NaN» and «Infinity» as well, which no rule about amounts can compare.
    if not re.fullmatch(r"-?\d{1,18}(\.\d{1,18})?([eE]\+?\d{1,2})?", number):
        raise ValueError(text)
    return Decimal(number)


def read_province(text: str) -> str:
    """Return the code of a place: a DOPA code, or a province by its name; raises ValueError.

    A code that was abolished leads to what took its place.
    """
    wanted = fold(text).removeprefix("จังหวัด").removeprefix("จ.").strip()
    if today := known_code(wanted):
        return today
    for code in find_places(wanted):
        if len(code) == 2 and wanted in (fold(place_name(code)), fold(place_name(code, "en"))):
            return code
    return {"กทม": "10", "กทม.": "10", "กรุงเทพ": "10", "กรุงเทพฯ": "10"}.get(wanted) or str(_raise(text))


def read_mark_number(text: str) -> str:
    """Return a mark's number as typed; raises ValueError for one that a spreadsheet shortened."""
    return str(_raise(text)) if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text) else text


def read_yes(text: str) -> bool:
    """Tell whether a cell says yes or no; raises ValueError for any other word."""
    if fold(text) in ("ใช่", "ต่ออายุ", "ต่อ", "yes", "y", "1", "true", "x", "/", "✓", "✔", "√", "☑"):
        return True
    if fold(text) in ("ไม่", "ไม่ใช่", "ไม่ต่อ", "ใหม่", "ขอใหม่", "no", "n", "0", "false"):
        return False
    return bool(_raise(text))


KINDS = {
    **{kind: kind for kind in ServiceKind.values},
    "สัมมนา": "session",
    "อบรม": "session",
    "ฝึกอบรม": "session",
    "สัมมนา/อบรม": "session",
    "กิจกรรมส่งเสริม": "session",
    "งานส่งเสริม": "session",
    "จับคู่": "matching",
    "จับคู่ธุรกิจ": "matching",
    "จับคู่เจรจา": "matching",
    "business matching": "matching",
    "ลงขาย": "listing",
    "ลงขายต่างประเทศ": "listing",
    "ลงขายตลาดต่างประเทศ": "listing",
    "foreign listing": "listing",
    "คลินิก": "clinic",
    "คลินิค": "clinic",
    "คลินิคส่งออก": "clinic",
    "คลินิกส่งออก": "clinic",
    "export clinic": "clinic",
}
OUTCOMES = {
    **{outcome: outcome for outcome in MatchOutcome.values},
    "ยังไม่มี": "none",
    "ไม่มี": "none",
    "ขอตัวอย่าง": "sample",
    "เสนอราคา": "quote",
    "สั่งซื้อ": "order",
    "คำสั่งซื้อ": "order",
}
CURRENCIES = {"บาท": "THB", "หยวน": "CNY", "ดอลลาร์": "USD", "ดอลลาร์สหรัฐ": "USD", "เยน": "JPY", "ยูโร": "EUR"}

LAST_NAME = Column("last_name", _("Surname"), ("นามสกุล", "สกุล", "surname", "last name"))
WHO = (
    Column("title", _("Title (Mr., Mrs.)"), ("คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม", "title", "prefix")),
    Column("name", _("Name"), ("ชื่อ", "ชื่อ-สกุล", "ชื่อ-นามสกุล", "ชื่อสกุล", "ผู้ประกอบการ", "name"), is_needed=True),
    LAST_NAME,
    Column("phone", _("Phone"), ("โทร", "เบอร์โทร", "โทรศัพท์", "เบอร์มือถือ", "มือถือ", "phone"), read_cell_phone),
    Column("juristic_number", _("Juristic number"), ("เลขนิติบุคคล", "เลขทะเบียนนิติบุคคล", "juristic number")),
    Column("area_code", _("Province"), ("จังหวัด", "รหัสพื้นที่", "province", "area code"), read_province),
)
COLUMNS: dict[str, tuple[Column, ...]] = {
    SERVICES: (
        *WHO,
        Column("kind", _("What was done"), ("ประเภท", "ประเภทบริการ", "บริการ", "kind"), read_kind, True),
        Column("day", _("Day"), ("วันที่", "วัน", "day", "date"), read_cell_day, True),
        Column("country", _("Country"), ("ประเทศ", "ตลาด", "country", "market"), read_country, True),
        Column("agency", _("Agency"), ("หน่วยงาน", "หน่วยงานที่ให้บริการ", "agency"), is_needed=True),
        Column("outcome", _("Outcome"), ("ผล", "ผลการเจรจา", "outcome"), read_outcome),
        Column("value_amount", _("Value"), ("มูลค่า", "value", "amount"), read_amount),
        Column("currency", _("Currency"), ("สกุลเงิน", "currency"), read_currency),
        Column(
            "value_baht", _("Value in baht"), ("มูลค่าเป็นบาท", "มูลค่าบาท", "บาท", "value in baht"), read_amount
        ),
        Column("follow_up_on", _("Follow up on"), ("วันติดตาม", "follow up"), read_cell_day),
        Column("url", _("Link"), ("ลิงก์", "ลิงค์", "link", "url")),
        Column("note", _("Note"), ("หมายเหตุ", "note")),
    ),
    MARKS: (
        *WHO,
        Column(
            "number",
            _("Mark number"),
            ("เลขเครื่องหมาย", "เลขที่เครื่องหมาย", "เลขที่", "number"),
            read_mark_number,
            True,
        ),
        Column("granted_on", _("Granted on"), ("วันที่ได้รับ", "วันอนุมัติ", "granted on"), read_cell_day, True),
        Column("expires_on", _("Expires on"), ("วันหมดอายุ", "หมดอายุ", "expires on"), read_cell_day),
        Column("is_renewal", _("Renewal"), ("ต่ออายุ", "renewal"), read_yes),
    ),
}


@dataclass(frozen=True)
class KnownTable:
    """A table whose columns are known: rows below the heading, and headings that nobody knows."""

    places: dict[int, Column]
    rows: list[Row]
    unknown: list[str]
    missing: list[Column]
    heading: list[str] = field(default_factory=list)


def read_columns(table: Table, kind: str) -> KnownTable:
    """Find the heading and name its columns; `missing` lists needed columns that no heading names."""
    by_heading = {fold(heading): column for column in COLUMNS[kind] for heading in column.headings}
    best, places, heading = -1, dict[int, Column](), list[str]()
    above: list[str] = []
    for index, (_number, cells) in enumerate(table.rows[:ROWS_BEFORE_HEADING]):
        words = _heading(cells, above)
        found = _named(words, by_heading)
        if len(found) > len(places) or (MERGED in cells and len(found) == len(places) > 0):
            best, places, heading = index, found, words
        above = cells
    places |= _rest_of_name(places, heading, table.rows[best + 1 :])
    there = {column.name for column in places.values()}
    return KnownTable(
        places=places,
        rows=table.rows[best + 1 :],
        unknown=list(_unknown(places, heading, table.rows[best + 1 :])),
        missing=[column for column in COLUMNS[kind] if column.is_needed and column.name not in there],
        heading=heading,
    )


def _heading(cells: list[str], above: list[str]) -> list[str]:
    """Return a row of headings, with those of the row above where cells are merged over both."""
    return [
        shown(above[at]) if cell == MERGED and at < len(above) else shown(cell)
        for at, cell in enumerate(cells)
    ]


def _rest_of_name(places: Mapping[int, Column], heading: list[str], rows: list[Row]) -> dict[int, Column]:
    """Return the columns without a heading behind the name's that hold its other parts."""
    start = next((at for at, column in places.items() if column.name == "name"), None)
    if start is None or LAST_NAME in places.values():
        return {}
    found: dict[int, Column] = {}
    for at in range(start + 1, min(start + 3, len(heading))):
        cells = _filled(rows, at)
        parts = [" ".join(filter(None, map(shown, cells[start:at]))) for _number, cells in rows]
        names = [without_title(fold(name)) for name in parts if name]
        if sum(" " in name for name in names) * 5 > len(names):
            break  # whole names: what stands beside them is a village
        if heading[at] or not cells or any(letter.isdigit() for cell in cells for letter in cell):
            break
        found[at] = LAST_NAME
    return found


def _unknown(places: Mapping[int, Column], heading: list[str], rows: list[Row]) -> Iterator[str]:
    """Yield the headings that nobody knows, and the letters of columns that hold something without one."""
    for at, word in enumerate(heading):
        if at not in places and (word or _filled(rows, at)):
            yield word or column_letters(at + 1)


def _filled(rows: list[Row], at: int) -> list[str]:
    return [cell for _number, cells in rows if at < len(cells) and (cell := shown(cells[at]))]


def _named(cells: list[str], by_heading: Mapping[str, Column]) -> dict[int, Column]:
    """Return the columns by their position; of two with one meaning the first holds."""
    found: dict[int, Column] = {}
    for at, cell in enumerate(cells):
        column = by_heading.get(_bare(cell))
        if column is not None and column not in found.values():
            found[at] = column
    return found


def _bare(heading: str) -> str:
    return re.sub(r"\s*[(*].*$", "", fold(heading)).strip(" :")
