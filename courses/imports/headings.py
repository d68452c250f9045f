"""Which column holds what: guessed from Thai and English headings in any order, or from the cells.

Headings may stand over two rows, and one heading over title, name and surname: a part of a name that nobody
named is never left behind.
"""

import re
from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy as _

from courses.imports.cells import read_phone
from courses.imports.reasons import CellRefused
from courses.people.titles import is_title, split_title
from courses.sheets.marks import BESIDE, MERGED, shown
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
    "phone": ["หมายเลขติดต่อ", "ช่องทางติดต่อ", "contact", "contactno", "contactnumber"],
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
# Of two columns with a phone the person's own is read.
_OWN_PHONE, _OTHERS_PHONE = (
    ["มือถือ", "mobile"],
    ["บ้าน", "ผู้ปกครอง", "ฉุกเฉิน", "ญาติ", "ผู้นำ", "แฟกซ์", "home", "fax"],
)
PERSON = ("name", "first_name")
_PARTS_OF_A_NAME = ["title", "first_name", "last_name"]
_LINES_LOOKED_AT = 15
_SAMPLE = 30
# «เบอร์โทร 2» is a heading, «โทร 081-234-5678» is not.
_LONGEST_HEADING, _MOST_DIGITS = 40, 2
_IN_BRACKETS, _BETWEEN_LANGUAGES = re.compile(r"\(.*?\)"), re.compile(r"[/\n]")
_PUNCTUATION = re.compile(r"[\s.\-_/()*:#'\"–]+")


def meaning_of(heading: str) -> str:
    """Return the field that a heading names, or "": whole, without brackets, or in one of two languages."""
    for part in (heading, _IN_BRACKETS.sub("", heading), *_BETWEEN_LANGUAGES.split(heading)):
        if field := _field_of(_PUNCTUATION.sub("", fold(part))):
            return field
    return ""


def _field_of(word: str) -> str:
    if not word or len(word) > _LONGEST_HEADING:
        return ""
    for field, words in _EXACT.items():
        if word in words:
            return field
    if "ชื่อ" in word and "สกุล" in word:
        return "name"
    for field, words in _HOLDS.items():
        if any(part in word for part in words) and _digits_in(word) <= _MOST_DIGITS:
            return field
    return ""


def _digits_in(word: str) -> int:
    return sum(letter.isdigit() for letter in word)


def find_headings(rows: Rows) -> int | None:
    """Return the position of the row of headings among the first rows, or None where there is none."""
    best, found = 1, None
    for position, (_number, cells) in enumerate(rows[:_LINES_LOOKED_AT]):
        meanings = {meaning for cell in cells if (meaning := meaning_of(cell))}
        if len(meanings) > best:
            best, found = len(meanings), position
    return found


def guess_columns(rows: Rows) -> tuple[int | None, list[str]]:
    """Return the position of the headings and the field of each column ("" for those not needed).

    Of headings over two rows it is that of the lower one.
    """
    head = find_headings(rows)
    if head is None:
        return None, _by_content(rows[:_SAMPLE])
    if head + 1 < len(rows) and _belong_together(rows[head][1], rows[head + 1][1]):
        head += 1
    words = list(rows[head][1])
    if head and _belong_together(rows[head - 1][1], words):
        words = _two_rows_as_one(rows[head - 1][1], words)
    below = rows[head + 1 : head + 1 + _SAMPLE]
    return head, _once(_with_parts_of_names([meaning_of(shown(word)) for word in words], words, below), words)


def _belong_together(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Tell whether two rows are headings of one table: merged, or parts of a name below its heading."""
    known = [meaning_of(shown(cell)) for cell in lower]
    if any(cell == MERGED and meaning_of(shown(above)) for above, cell in zip(upper, lower, strict=True)):
        return True
    parts = {"first_name", "last_name"} <= set(known)
    return parts and any(meaning_of(shown(cell)) in ("name", "phone") for cell in upper)


def _two_rows_as_one(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Return the lower heading of each column, and where it is empty the one above."""
    return [shown(cell) or shown(above) for above, cell in zip(upper, lower, strict=True)]


def _with_parts_of_names(fields: list[str], words: Sequence[str], below: Rows) -> list[str]:
    """Give the columns without a heading behind that of the name their part of it."""
    start = next((at for at, field in enumerate(fields) if field in PERSON), None)
    if start is None or "last_name" in fields:
        return fields
    end = start + 1
    while end < len(fields) and end < start + 3 and words[end] in ("", BESIDE):
        if not _holds_names(below, end) or _share_of_whole_names(below, start, end) > 0.2:
            break
        end += 1
    parts = _PARTS_OF_A_NAME[-(end - start) :] if end > start + 1 else fields[start:end]
    behind = ["" if field in PERSON and end > start + 1 else field for field in fields[end:]]
    return [*fields[:start], *parts, *behind]


def _share_of_whole_names(rows: Rows, start: int, end: int) -> float:
    """Return how many rows have name and surname before a column: what stands there is a village."""
    names = [split_title(" ".join(filter(None, map(shown, line[start:end]))))[0] for _number, line in rows]
    return sum(" " in name for name in names) / len(names)


def _holds_names(rows: Rows, column: int) -> bool:
    return _share(rows, column, _looks_like_a_name) >= 0.5


def _share(rows: Rows, column: int, is_kind: Callable[[str], bool]) -> float:
    """Return the share of a column's filled cells that are of a kind."""
    cells = [cell for _number, line in rows if (cell := shown(line[column]))]
    return sum(map(is_kind, cells)) / len(cells) if cells else 0


def _once(fields: list[str], words: Sequence[str]) -> list[str]:
    """Let one of two columns of a kind win, mostly the first; «ชื่อ» alone is the whole name."""
    phones = [at for at, field in enumerate(fields) if field == "phone"]
    own = min(phones, key=lambda at: _strangeness(words[at]), default=None)
    seen: set[str] = set()
    found = []
    for at, field in enumerate(fields):
        is_second = field in seen or (field == "phone" and at != own)
        found.append("" if is_second else field)
        seen.add(found[-1])
    if "last_name" not in seen and "name" not in seen:
        found = ["name" if field == "first_name" else field for field in found]
    elif "name" in seen and "first_name" in seen:
        # Whoever stands further right is another person.
        has_both = "last_name" in seen and found.index("first_name") < found.index("name")
        found = ["" if field == ("name" if has_both else "first_name") else field for field in found]
    return found


def _strangeness(heading: str) -> int:
    """Return how little a phone's heading speaks of the person's own mobile."""
    word = fold(shown(heading))
    return any(part in word for part in _OTHERS_PHONE) - any(part in word for part in _OWN_PHONE)


def _by_content(rows: Rows) -> list[str]:
    width = len(rows[0][1])
    fields = [""] * width
    phones = [_share(rows, column, looks_like_a_phone) for column in range(width)]
    if max(phones) >= 0.5:
        fields[phones.index(max(phones))] = "phone"
    names = [0 if fields[column] else _share(rows, column, _looks_like_a_name) for column in range(width)]
    if max(names) < 0.5:
        rest = [
            column for column in range(width) if not fields[column] and _share(rows, column, _has_letters)
        ]
        if len(rest) == 1 and "phone" in fields:
            fields[rest[0]] = "name"
        return fields
    at = names.index(max(names))
    if _is_column_of_titles(rows, at):
        fields[at] = "title"
        at = min(at + 1, width - 1)
    fields[at] = "name"
    if at + 1 < width and not fields[at + 1] and _is_name_and_surname(rows, at):
        fields[at : at + 2] = ["first_name", "last_name"]
    return fields


def _is_column_of_titles(rows: Rows, column: int) -> bool:
    return _share(rows, column, is_title) >= 0.5


def _is_name_and_surname(rows: Rows, column: int) -> bool:
    """Tell whether two columns hold one word each that is another on most rows: a village is not."""
    if not _holds_names(rows, column + 1) or _share(rows, column, lambda cell: " " in cell) > 0.2:
        return False
    behind = [line[column + 1] for _number, line in rows if line[column] and line[column + 1]]
    return len(set(behind)) * 10 > len(behind) * 6 and len(behind) * 10 > len(rows) * 6


def looks_like_a_phone(cell: str) -> bool:
    """Tell whether a cell holds a phone, or what was meant as one."""
    try:
        read_phone(cell)
    except CellRefused as error:
        return error.code in ("phone_two", "phone_short", "phone_long") and len(cell) > 6
    return True


def _has_letters(cell: str) -> bool:
    return sum(letter.isalpha() for letter in cell) >= 3


def _looks_like_a_name(cell: str) -> bool:
    name, _sex = split_title(cell)
    return sum(letter.isalpha() for letter in name) >= 3 and not any(letter.isdigit() for letter in name)
