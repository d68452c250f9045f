"""Lists as text: CSV in the encodings and with the separators that Excel writes, and pasted lines."""

import csv
import re

from courses.imports.errors import refused
from courses.imports.tables import MOST_COLUMNS, MOST_LINES, Table, tidy

SEPARATORS = "\t;,|"
_PHONE_IN_LINE = re.compile(r"(\+?[0-9๐-๙][0-9๐-๙()\- .]{6,}[0-9๐-๙])")
_DIGITS_AT_THE_END = re.compile(r"[0-9๐-๙][0-9๐-๙\- .]*[0-9๐-๙]\s*$")
# Letters that no text file holds: it is a picture or a program.
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(content: bytes) -> Table:
    """Read a CSV file; raises ListRefused."""
    return read_text(decoded(content), kind="csv")


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
    if _BINARY.search(text[:20_000]):
        raise refused("not-a-list")
    return text


def read_text(text: str, *, kind: str) -> Table:
    """Cut text into rows by the separator that it uses most evenly, or a line into name and phone."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    separator = _separator(text)
    rows: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(_cut(text, separator), 1):
            tidied = [tidy(cell) for cell in cells[:MOST_COLUMNS]]
            if any(tidied):
                rows.append((number, tidied))
            if len(rows) > MOST_LINES:
                raise refused("too-many-rows")
    except csv.Error:
        raise refused("broken") from None
    return Table(kind, rows)


def _cut(text: str, separator: str) -> "list[list[str]] | csv._reader":  # type: ignore[name-defined]
    if separator:
        return csv.reader(
            text.split("\n") if '"' not in text else iter(text.splitlines(True)), delimiter=separator
        )
    return [_name_and_phone(line) for line in text.split("\n")]


def _separator(text: str) -> str:
    """Return the separator of the first lines; "" where there is none."""
    lines = [line for line in text.split("\n")[:50] if line.strip()]
    bare = [re.sub(r'"[^"]*"', "", line) for line in lines]
    found = {mark: sum(mark in line for line in bare) for mark in SEPARATORS}
    best = max(SEPARATORS, key=lambda mark: found[mark])
    return best if found[best] * 2 > len(bare) else ""


def _name_and_phone(line: str) -> list[str]:
    """Cut «1. นางสมใจ วงศ์ผ้า 081-234-5678» where the phone begins."""
    numbers = _PHONE_IN_LINE.findall(line)
    if not numbers and (short := _DIGITS_AT_THE_END.search(line)):
        return [line[: short.start()].strip(" \t:-–,"), short[0].strip()]
    if not numbers:
        return [line]
    name = _PHONE_IN_LINE.sub(" ", line)
    return [name.strip(" \t:-–,"), ", ".join(numbers)]
