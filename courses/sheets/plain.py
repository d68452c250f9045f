"""Lists as text: CSV in the encodings and with the separators that Excel writes, and pasted lines."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from io import StringIO

from courses.sheets.errors import refused
from courses.sheets.marks import tidy
from courses.sheets.tables import Row, Table, check_size

SEPARATORS = "\t;,|"
_PHONE_IN_LINE = re.compile(r"(\+?[0-9๐-๙][0-9๐-๙()\- .]{6,}[0-9๐-๙])")
# Where a number begins with its zero, what stands before it is a house, a village or an age.
_WITH_ZERO_IN_LINE = re.compile(r"(?<![0-9๐-๙])((?:\+66|[0๐])[0-9๐-๙()\- .]{7,}[0-9๐-๙])")
_DIGITS_AT_THE_END = re.compile(r"[0-9๐-๙][0-9๐-๙\- .]*[0-9๐-๙]\s*$")
# What stands before and behind a number in a chat and is no part of a name.
_PHONE_WORD = re.compile(
    r"(?:เบอร์โทรศัพท์|เบอร์โทร|โทรศัพท์|โทร|มือถือ|เบอร์|tel|phone|mobile)\s*[.:]?\s*(?=\+?[0-9๐-๙])", re.IGNORECASE
)
_POLITE = re.compile(r"\s+(?:นะคะ|นะครับ|ครับผม|ค่ะ|คะ|ครับ|จ้า|จ้ะ)\s*$")
# A line of a chat that LINE saved: the time, who wrote it, and what was written.
_OF_A_CHAT = re.compile(r"^[0-9]{1,2}[:.][0-9]{2}\t[^\t\n]*\t", re.MULTILINE)
_DAY_OF_A_CHAT = re.compile(
    r"^(?:[0-9๐-๙]{4}([./-])[0-9๐-๙]{1,2}\1[0-9๐-๙]{1,2}|[0-9๐-๙]{1,2}([./-])[0-9๐-๙]{1,2}\2[0-9๐-๙]{4})(?![0-9๐-๙./-])"
)
# A whole cell between quotation marks, which may hold separators and line breaks of its own.
_QUOTED_CELL = re.compile(r'(^|[\t;,|])"(?:[^"]|"")*"(?=$|[\t;,|])', re.MULTILINE)
# What a program writes above a table to tell Excel its separator; Excel shows no row for it.
_TOLD_SEPARATOR = re.compile(r"^\"?sep=(.)\"?[\t;,| ]*$", re.IGNORECASE)
# How every Thai letter of UTF-8 begins when it is read as windows-874 or Latin-1.
_GARBLED = re.compile("[\u0e40\xe0][\u0e18\u0e19\xb8\xb9]")
# Letters that no text file holds: it is a picture or a program.
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(content: bytes, *, most_rows: int) -> Table:
    """Read a CSV file; raises ListRefused."""
    return read_text(decoded(content), kind="csv", most_rows=most_rows)


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8 (with or without its mark), UTF-16 or TIS-620/windows-874."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _checked(content, "utf-16")
    for encoding, high in (("utf-16-le", content[1:2000:2]), ("utf-16-be", content[0:2000:2])):
        # UTF-16 without its mark: every other byte says Latin (0) or Thai (14).
        if len(high) > 3 and (high.count(0) + high.count(0x0E)) * 10 > len(high) * 9:
            return _checked(content, encoding)
    if _BINARY.search(content[:20_000].decode("latin-1")):
        raise refused("not-a-list")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _checked(content, "cp874")
    return _plausible(text)


def _checked(content: bytes, encoding: str) -> str:
    try:
        return _plausible(content.decode(encoding))
    except UnicodeDecodeError:
        raise refused("encoding") from None


def _plausible(text: str) -> str:
    """Return a text that can be one; raises ListRefused for a picture, and for letters gone wrong."""
    if _BINARY.search(text[:20_000]):
        raise refused("not-a-list")
    sample = text[:20_000]
    if (wrong := len(_GARBLED.findall(sample))) > 5 and wrong * 6 > sum(
        not letter.isascii() for letter in sample
    ):
        raise refused("encoding")
    return text


def read_text(text: str, *, kind: str, most_rows: int) -> Table:
    """Cut text into rows by the separator that it uses most evenly, or a line into name and phone."""
    text = _lines_apart(text)
    if kind == "pasted":
        text = _OF_A_CHAT.sub("", text)
    first, _end, rest = text.partition("\n")
    if told := _TOLD_SEPARATOR.match(first):
        return read_cells(rest, told[1], kind=kind, most_rows=most_rows)
    if separator := _separator(text):
        return read_cells(text, separator, kind=kind, most_rows=most_rows)
    return Table(kind, _filled(map(name_and_phone, text.split("\n")), most_rows))


def read_cells(text: str, separator: str, *, kind: str, most_rows: int) -> Table:
    """Cut text into rows by a separator that is known; raises ListRefused."""
    text = _lines_apart(text)
    try:
        cut = csv.reader(StringIO(text, newline="\n"), delimiter=separator, strict=True)
        return Table(kind, _filled(cut, most_rows))
    except csv.Error:
        return Table(kind, _filled(_line_by_line(text, separator), most_rows))


def _lines_apart(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def _line_by_line(text: str, separator: str) -> Iterator[list[str]]:
    """Read a table in which a quotation mark has no other half, without it swallowing the rows below.

    On a line that cannot be read with quotation marks they are letters, if it then has as many cells as
    most others; raises ListRefused where it has not, and cells may have run together.
    """
    lines = text.split("\n")
    read = [_quoted_cells(line, separator) for line in lines]
    widths = Counter(len(cells) for cells in read if cells)
    for number, (line, cells) in enumerate(zip(lines, read, strict=True), 1):
        if cells is None:
            cells = [cell.strip(' "') for cell in line.split(separator)]
            if widths and len(cells) != widths.most_common(1)[0][0]:
                raise refused("quotation", row=number)
        yield cells


def _quoted_cells(line: str, separator: str) -> list[str] | None:
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return None


def _filled(cut: Iterable[list[str]], most_rows: int) -> list[Row]:
    """Return the rows that hold anything, with their numbers; raises ListRefused where they are too many."""
    rows: list[Row] = []
    for number, cells in enumerate(cut, 1):
        tidied = [tidy(cell) for cell in cells]
        while tidied and not tidied[-1]:
            tidied.pop()
        if tidied:
            rows.append((number, tidied))
            check_size(len(rows), len(tidied), at=number, most_rows=most_rows)
    return rows


def _separator(text: str) -> str:
    """Return the separator of the first lines; "" where there is none."""
    beginning = _QUOTED_CELL.sub(r"\1", "\n".join(text.split("\n")[:50]))
    bare = [re.sub(r'"[^"]*"', "", line) for line in beginning.split("\n") if line.strip()]
    found = {mark: sum(mark in line for line in bare) for mark in SEPARATORS}
    best = max(SEPARATORS, key=lambda mark: found[mark])
    return best if found[best] * 2 > len(bare) else ""


def name_and_phone(line: str) -> list[str]:
    """Cut «1. นางสมใจ วงศ์ผ้า 081-234-5678» where the phone begins; the day above a chat has none."""
    if _DAY_OF_A_CHAT.match(line):
        return [line]
    line = _POLITE.sub("", _PHONE_WORD.sub(" ", line))
    phone = _WITH_ZERO_IN_LINE if _WITH_ZERO_IN_LINE.search(line) else _PHONE_IN_LINE
    numbers = phone.findall(line)
    if not numbers and (short := _DIGITS_AT_THE_END.search(line)):
        return [line[: short.start()].strip(" \t:-–,;/|"), short[0].strip()]
    if not numbers:
        return [line]
    name = phone.sub(" ", line)
    return [name.strip(" \t:-–,;/|"), ", ".join(numbers)]
