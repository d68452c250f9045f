"""Tables that people hand in: what is read, and what is refused by name."""

from __future__ import annotations

import io
import re
import time
import zipfile
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.sheets.errors import ListRefused
from courses.sheets.tables import read_file
from lms import sheets
from lms.sheets import SheetRefused, read_sheet, read_text

HEAD = ["ชื่อ", "โทร", "วันที่"]
ROW = ["สมใจ วงศ์ผ้า", "081-234-5678", "21/11/2569"]


def workbook(*rows: list[object], merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, **more: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        for name, part in more.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), part)
    return out.getvalue()


def refused(content: bytes, name: str = "people.xlsx") -> str:
    with pytest.raises(SheetRefused) as caught:
        read_sheet(name, content)
    assert str(caught.value.message)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp874"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_csv_reads_alike_in_every_encoding_and_with_every_separator(encoding: str, between: str) -> None:
    text = "\r\n".join(between.join(cells) for cells in (HEAD, ROW))
    rows = read_sheet("people.csv", text.encode(encoding)).rows
    assert [row.cells for row in rows] == [HEAD, ROW]


def test_a_workbook_gives_days_and_whole_numbers_as_people_type_them() -> None:
    content = workbook(HEAD, ["สมใจ", 812345678.0, datetime(2026, 11, 21)], [None, 1.5, True])
    rows = read_sheet("people.xlsx", content).rows
    assert [row.cells for row in rows][1:] == [["สมใจ", "812345678", "2026-11-21"], ["", "1.5", "True"]]


def test_ten_thousand_empty_rows_are_skipped_and_the_others_keep_their_numbers() -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    for number in range(2, 10_002):
        book.active.cell(number, 1, "")
    book.active.cell(10_002, 1, "สมใจ")
    out = io.BytesIO()
    book.save(out)
    rows = read_sheet("people.xlsx", out.getvalue()).rows
    assert [(row.number, row.cells) for row in rows] == [(1, HEAD), (10_002, ["สมใจ"])]


def test_merged_cells_are_named_on_every_row_that_they_touch() -> None:
    content = workbook(HEAD, ROW, ["", "082", ""], ["บุญมี", "083", ""], merge="A2:A3")
    assert [row.merged for row in read_sheet("people.xlsx", content).rows] == ["", "A2:A3", "A2:A3", ""]


def test_files_that_cannot_be_read_say_why() -> None:
    good = workbook(HEAD, ROW)
    assert refused(b"") == "empty"
    assert refused(b"%PDF-1.7 ...") == "wrong-type"
    assert refused(b"<html><table></table></html>", "people.xls") == "wrong-type"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") == "old-or-locked"
    assert refused(good[: len(good) // 2]) == "broken-file"
    assert refused(repacked(good, xl__vbaProject_dot_bin=b"program")) == "macro"
    assert refused(good, "people.xlsm") == "macro"
    assert refused(b"x" * (sheets.MOST_BYTES + 1), "people.csv") == "too-big"
    assert refused(b'a,b\n"never closed,1\n', "people.csv") == "broken-csv"


@pytest.mark.parametrize("read", [read_file, lambda content: read_sheet("people.xlsx", content)])
def test_a_workbook_whose_table_of_contents_is_damaged_is_read_or_refused_by_name(read: Any) -> None:
    """Any one byte of its first line or of its end: a wrong version, a name that is no text, a lost place."""
    good = workbook(HEAD, ROW)
    first, second = (match.start() for match in list(re.finditer(b"PK\x01\x02", good))[:2])
    said = set()
    places = [*range(first, second), *range(good.rindex(b"PK\x05\x06"), len(good))]
    for place in places:
        damaged = bytearray(good)
        damaged[place] ^= 0xFF
        try:
            read(bytes(damaged))
        except ListRefused as refusal:
            said.add(refusal.why)
        except SheetRefused as refusal:
            said.add(refusal.code)
    assert said & {"broken", "broken-file"}


def test_another_package_is_no_workbook() -> None:
    assert refused(repacked(b"PK\x05\x06" + b"\0" * 18, word__document_dot_xml=b"<x/>")) == "wrong-type"


def test_a_file_that_unpacks_without_end_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(workbook(HEAD), xl__media__zeros=b"\0" * (sheets.MOST_UNPACKED_BYTES + 1))
    began = time.monotonic()
    assert refused(bomb) == "unpacks-too-big"
    assert time.monotonic() - began < 2


def test_more_rows_or_columns_than_we_read_are_refused() -> None:
    assert refused(b"a\n" * (sheets.MOST_ROWS + 1), "people.csv") == "too-many-rows"
    assert refused(",".join("a" * (sheets.MOST_COLUMNS + 1)).encode(), "people.csv") == "too-many-columns"


def test_a_line_break_inside_a_cell_stays_in_the_cell() -> None:
    assert [row.cells for row in read_text('ชื่อ,ที่อยู่\nสมใจ,"บ้าน\nนาข่า"').rows][1] == ["สมใจ", "บ้าน\nนาข่า"]


CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"), max_size=8)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=5))
def test_a_table_written_as_text_reads_back_the_same(table: list[list[str]]) -> None:
    once = sheets._sheet(enumerate(table, start=1), {})
    again = read_text(once.as_text(), separator="\t").rows if once.rows else []
    assert [(row.number, row.cells) for row in again] == [(row.number, row.cells) for row in once.rows]


def test_a_hidden_first_page_is_passed_over() -> None:
    book = openpyxl.Workbook()
    book.active.append(["ซ่อน"])
    book.active.sheet_state = "hidden"
    book.create_sheet("รายการ").append(ROW)
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    assert [row.cells for row in read_sheet("a.xlsx", out.getvalue()).rows] == [ROW]


def test_a_formula_whose_result_nobody_kept_is_shown_as_one() -> None:
    assert read_sheet("a.xlsx", workbook(["=A1+1", "x"])).rows[0].cells == ["=A1+1", "x"]


def far_down(row: int, value: str | None) -> bytes:
    """A page with one person, and something (or only a format) far below."""
    book = openpyxl.Workbook()
    book.active.append(ROW)
    book.active.cell(row=row, column=2, value=value).font = openpyxl.styles.Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("row", [120_001, 1_048_576])
def test_a_person_below_the_last_line_that_is_read_is_named_and_never_dropped(row: int) -> None:
    began = time.process_time()
    with pytest.raises(SheetRefused) as caught:
        read_sheet("a.xlsx", far_down(row, "สมหญิง"))
    assert caught.value.code == "far-down"
    assert f"{row:,}" in str(caught.value.message)
    with pytest.raises(ListRefused) as refusal:
        read_file(far_down(row, "สมหญิง"))
    assert (refusal.value.why, f"{row:,}" in str(refusal.value.message)) == ("far-down", True)
    assert time.process_time() - began < 4


def test_the_last_line_that_is_read_is_read() -> None:
    assert [one.number for one in read_sheet("a.xlsx", far_down(120_000, "สมหญิง")).rows] == [1, 120_000]
    assert read_file(far_down(120_000, "สมหญิง")).rows[-1][0] == 120_000


def test_a_format_down_to_the_last_line_of_a_page_costs_no_time() -> None:
    began = time.process_time()
    assert read_sheet("a.xlsx", far_down(1_048_576, None)).rows[0].cells == ROW
    assert len(read_file(far_down(1_048_576, None)).rows) == 1
    assert time.process_time() - began < 2
