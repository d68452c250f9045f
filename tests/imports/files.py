"""Lists as people really send them: workbooks made by openpyxl and text in the encodings of Excel."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

HEADINGS = ["ลำดับ", "คำนำหน้า", "ชื่อ", "นามสกุล", "เบอร์โทรศัพท์", "ปีเกิด", "เพศ"]
SOMJAI = [1, "นาง", "สมใจ", "ใจดี", 812345678, 2508, "หญิง"]
MANEE = [2, "นางสาว", "มานี", "มีนา", "081-999-8888", 1965, ""]


def workbook(*rows: Sequence[Any], headings: Sequence[Any] = HEADINGS) -> Workbook:
    made = Workbook()
    sheet = made.active
    if headings:
        sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    return made


def saved(made: Workbook) -> bytes:
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def xlsx(*rows: Sequence[Any], headings: Sequence[Any] = HEADINGS) -> bytes:
    return saved(workbook(*rows, headings=headings))


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same zip with one more part."""
    out = BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return out.getvalue()


def people(count: int) -> str:
    """A CSV of so many people."""
    lines = [f"นางสาวคนที่{n} สกุลที่{n},08{n:08d},25{n % 60:02d}" for n in range(count)]
    return "\n".join(["ชื่อ-สกุล,เบอร์โทร,ปีเกิด", *lines])
