"""Which column holds what: guessed from Thai and English headings in any order, or from the cells."""

import re
from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy as _

from courses.imports.cells import split_title
from courses.imports.reasons import CellRefused
from lms.text import fold

Rows = Sequence[tuple[int, Sequence[str]]]

# What a column may hold; the words stand in the choice above it.
FIELDS = {
    "name": _("Name and surname"),
    "title": _("Title (Mr., Mrs.)"),
    "first_name": _("First name"),
    "last_name": _("Surname"),
    "phone": _("Phone"),
    "birth_year": _("Birth year or birthday"),
    "age": _("Age"),
    "sex": _("Sex"),
    "education": _("Education"),
    "sold_before": _("Sold online before"),
}
_EXACT = {
    "name": [
        "ชื่อสกุล", "ชื่อนามสกุล", "ชื่อและนามสกุล", "ชื่อตัวชื่อสกุล", "ชื่อผู้เรียน", "ชื่อผู้เข้าอบรม", "ชื่อผู้เข้าร่วม",
        "รายชื่อ", "ชื่อเต็ม", "name", "fullname", "nameandsurname", "ชื่อสมาชิก",
    ],
    "title": ["คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม", "title", "prefix"],
    "first_name": ["ชื่อ", "ชื่อจริง", "ชื่อตัว", "firstname", "givenname"],
    "last_name": ["นามสกุล", "สกุล", "ชื่อสกุลวงศ์", "lastname", "surname", "familyname"],
    "age": ["อายุ", "อายุปี", "age"],
    "sex": ["เพศ", "sex", "gender"],
}  # fmt: skip
_HOLDS = {
    "phone": ["โทร", "เบอร์", "มือถือ", "phone", "mobile", "tel"],
    "birth_year": ["ปีเกิด", "วันเกิด", "เดือนปีเกิด", "เกิดปี", "พศเกิด", "birth", "dob"],
    "education": ["การศึกษา", "education"],
    "sold_before": ["เคยขาย", "ขายออนไลน์", "soldbefore", "soldonline"],
}
_LINES_LOOKED_AT = 15
_SAMPLE = 30
_PUNCTUATION = re.compile(r"[\s.\-_/()*:#'\"–]+")


def meaning_of(heading: str) -> str:
    """Return the field that a heading names, or ""."""
    word = _PUNCTUATION.sub("", fold(heading))
    if not word or len(word) > 40:
        return ""
    for field, words in _EXACT.items():
        if word in words:
            return field
    if "ชื่อ" in word and "สกุล" in word:
        return "name"
    for field, words in _HOLDS.items():
        if any(part in word for part in words) and not any(letter.isdigit() for letter in word):
            return field
    return ""


def find_headings(rows: Rows) -> int | None:
    """Return the position of the row of headings among the first rows, or None where there is none."""
    best, found = 1, None
    for position, (_number, cells) in enumerate(rows[:_LINES_LOOKED_AT]):
        meanings = {meaning for cell in cells if (meaning := meaning_of(cell))}
        if len(meanings) > best:
            best, found = len(meanings), position
    return found


def guess_columns(rows: Rows) -> tuple[int | None, list[str]]:
    """Return the position of the headings and the field of each column ("" for those not needed)."""
    head = find_headings(rows)
    if head is not None:
        return head, _once([meaning_of(cell) for cell in rows[head][1]])
    return None, _by_content(rows[:_SAMPLE])


def _once(fields: list[str]) -> list[str]:
    """Let the first of two columns of a kind win; «ชื่อ» alone is the whole name."""
    seen: set[str] = set()
    found = []
    for field in fields:
        found.append("" if field in seen else field)
        seen.add(field)
    if "last_name" not in seen and "name" not in seen:
        found = ["name" if field == "first_name" else field for field in found]
    elif "name" in seen and "first_name" in seen:
        found = ["" if field == "first_name" else field for field in found]
    return found


def _by_content(rows: Rows) -> list[str]:
    from courses.imports.cells import read_phone

    width = len(rows[0][1])
    fields = [""] * width

    def share(column: int, is_kind: Callable[[str], bool]) -> float:
        cells = [line[column] for _number, line in rows if line[column]]
        return sum(map(is_kind, cells)) / len(cells) if cells else 0

    def is_phone(cell: str) -> bool:
        try:
            read_phone(cell)
        except CellRefused as error:
            return error.code in ("phone_two", "phone_short", "phone_long") and len(cell) > 6
        return True

    phones = [share(column, is_phone) for column in range(width)]
    if max(phones) >= 0.5:
        fields[phones.index(max(phones))] = "phone"
    letters = [
        share(column, lambda cell: _looks_like_a_name(cell)) if not fields[column] else 0
        for column in range(width)
    ]
    if max(letters) >= 0.5:
        fields[letters.index(max(letters))] = "name"
    return fields


def _looks_like_a_name(cell: str) -> bool:
    name, _sex = split_title(cell)
    return sum(letter.isalpha() for letter in name) >= 3 and not any(letter.isdigit() for letter in name)
