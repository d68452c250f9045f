"""Tables that people hand in: what is read, and what is refused by name."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterable
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.sheets import workbook as reading
from courses.sheets.errors import ListRefused
from courses.sheets.marks import BESIDE, FORMULA, LONG, MERGED, tidy
from courses.sheets.tables import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    ROWS_AROUND,
    Table,
    read_again,
    read_file,
    read_pasted,
    told,
)

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


def refusal_of(content: bytes, most_rows: int = MOST_ROWS) -> ListRefused:
    with pytest.raises(ListRefused) as caught:
        read_file(content, most_rows=most_rows)
    assert str(caught.value.message)
    return caught.value


def refused(content: bytes) -> str:
    return refusal_of(content).why


def cells_of(content: bytes) -> list[list[str]]:
    return [cells for _number, cells in read_file(content).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp874"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_csv_reads_alike_in_every_encoding_and_with_every_separator(encoding: str, between: str) -> None:
    text = "\r\n".join(between.join(cells) for cells in (HEAD, ROW))
    assert cells_of(text.encode(encoding)) == [HEAD, ROW]


def test_a_workbook_gives_days_and_whole_numbers_as_people_type_them() -> None:
    content = workbook(HEAD, ["สมใจ", 812345678.0, datetime(2026, 11, 21)], [None, 1.5, True])
    assert cells_of(content)[1:] == [["สมใจ", "812345678", "2026-11-21"], ["", "1.5", "TRUE"]]


def test_ten_thousand_empty_rows_are_skipped_and_the_others_keep_their_numbers() -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    for number in range(2, 10_002):
        book.active.cell(number, 1, "")
    book.active.cell(10_002, 1, "สมใจ")
    out = io.BytesIO()
    book.save(out)
    assert read_file(out.getvalue()).rows == [(1, HEAD), (10_002, ["สมใจ", "", ""])]


def test_merged_cells_are_named_where_they_lost_their_own_value() -> None:
    content = workbook(HEAD, ROW, ["", "082", "1/11/2569"], merge="A2:B3")
    assert cells_of(content)[1:3] == [[ROW[0], BESIDE, ROW[2]], [MERGED, MERGED, "1/11/2569"]]


def test_files_that_cannot_be_read_say_why() -> None:
    good = workbook(HEAD, ROW)
    assert refused(b"") == "empty"
    assert refused(b"%PDF-1.7 ...") == "not-a-list"
    assert refused(b"<html><table></table></html>") == "web-page"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") == "old-excel"
    assert refused(repacked(b"PK\x05\x06" + b"\0" * 18, xl__workbook_dot_bin=b"x")) == "old-excel"
    assert refused(good[: len(good) // 2]) == "broken"
    assert refused(repacked(good, xl__vbaProject_dot_bin=b"program")) == "macro"
    assert refused(b"x" * (MOST_BYTES + 1)) == "too-large"


def test_a_quotation_mark_without_its_half_never_runs_cells_together() -> None:
    """Read as a letter where the row then has all its cells; refused with its row where it has not."""
    assert cells_of(b'a,b\n"never closed,1\nc,2\n')[1:] == [["never closed", "1"], ["c", "2"]]
    found = refusal_of(b'a,b\n"1,200.50",1\n"1,200.50,1\n')
    assert (found.why, "3" in str(found.message)) == ("quotation", True)


def said_of_damage(good: bytes, places: Iterable[int]) -> set[str]:
    """Turn each of these bytes of a file around, one at a time; return why it was refused, where it was."""
    said = set()
    for place in places:
        damaged = bytearray(good)
        damaged[place] ^= 0xFF
        try:
            read_file(bytes(damaged))
        except ListRefused as refusal:
            said.add(refusal.why)
    return said


def test_a_workbook_whose_table_of_contents_is_damaged_is_read_or_refused_by_name() -> None:
    """Any one byte of its first line or of its end: a wrong version, a name that is no text, a lost place."""
    good = workbook(HEAD, ROW)
    first, second = (match.start() for match in list(re.finditer(b"PK\x01\x02", good))[:2])
    assert "broken" in said_of_damage(
        good, [*range(first, second), *range(good.rindex(b"PK\x05\x06"), len(good))]
    )


def test_a_file_damaged_on_its_way_is_refused_whatever_the_damage() -> None:
    """A wrong byte in a packed part breaks the unpacking, not the page."""
    good = workbook(HEAD, ROW, ROW)
    assert "broken" in said_of_damage(good, range(60, len(good), len(good) // 60))


@pytest.mark.parametrize("wrong", ["cp874", "latin-1"])
def test_letters_that_another_program_garbled_are_refused(wrong: str) -> None:
    """UTF-8 that was opened as windows-874 and saved: names would come in as «เธชเธกเนเธ»."""
    good = "ชื่อ,โทร\nเธอ เนื้อนวล,0812345678\nเนตรนภา เธียรธัญ,0812345679\n"
    assert len(read_file(good.encode()).rows) == 3
    assert refused(good.encode().decode(wrong, errors="replace").encode()) == "encoding"


def test_another_package_is_no_workbook() -> None:
    assert refused(repacked(b"PK\x05\x06" + b"\0" * 18, word__document_dot_xml=b"<x/>")) == "not-a-list"


def test_a_file_that_unpacks_without_end_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(workbook(HEAD), xl__media__zeros=b"\0" * (reading.MOST_UNPACKED_BYTES + 1))
    began = time.monotonic()
    assert refused(bomb) == "bomb"
    assert time.monotonic() - began < 2


def test_more_rows_than_a_use_reads_are_refused_with_their_most() -> None:
    many = b"a,b\n" * (1_001 + ROWS_AROUND)
    found = refusal_of(many, most_rows=1_000)
    assert (found.why, "1,000" in str(found.message)) == ("too-many-rows", True)
    assert len(read_file(many).rows) == 1_001 + ROWS_AROUND


def test_a_cell_beyond_the_columns_that_are_read_is_named_and_never_dropped() -> None:
    assert refused(",".join("a" * (MOST_COLUMNS + 1)).encode()) == "too-many-columns"
    book = openpyxl.Workbook()
    book.active.append(ROW)
    book.active.cell(row=7, column=MOST_COLUMNS + 30, value="สมหญิง")
    found = refusal_of(saved(book))
    assert (found.why, "FX7" in str(found.message)) == ("too-many-columns", True)


def test_forty_one_columns_are_all_read() -> None:
    assert len(cells_of(workbook([*"a" * 41]))[0]) == 41
    assert len(cells_of(",".join("a" * 41).encode())[0]) == 41


def test_a_cell_that_is_too_long_is_marked_and_none_is_cut_in_silence() -> None:
    for content in (workbook(["ก" * 2_001, "ข" * 2_000]), f"{'ก' * 2_001},{'ข' * 2_000}".encode()):
        long, whole = cells_of(content)[0]
        assert (long.startswith(LONG), whole) == (True, "ข" * 2_000)


def test_a_line_break_inside_a_cell_stays_in_the_cell() -> None:
    rows = read_pasted('ชื่อ,ที่อยู่\nสมใจ,"บ้าน\nนาข่า"').rows
    assert rows[1] == (2, ["สมใจ", "บ้าน\nนาข่า"])


def test_a_line_that_tells_the_separator_is_no_row() -> None:
    text = "sep=;\r\nชื่อ;ที่อยู่\r\nสมใจ;1, ม.2, นาข่า\r\n"
    assert read_file(text.encode()).rows == [(1, ["ชื่อ", "ที่อยู่"]), (2, ["สมใจ", "1, ม.2, นาข่า"])]


CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"), max_size=8)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=5))
def test_a_table_written_as_text_reads_back_the_same(table: list[list[str]]) -> None:
    table = [[tidy(cell) for cell in cells] for cells in table]
    text = Table("csv", [(number, cells) for number, cells in enumerate(table, 1) if any(cells)]).as_text()
    if not text:
        return
    once = read_again(text)
    again = read_again(once.as_text())
    assert again.rows == once.rows
    held = [[*filter(None, cells)] for cells in table]
    assert [cells for cells in held if cells] == [[*filter(None, cells)] for _number, cells in once.rows]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["", " ", "ก", "ข 1", "=A1", "a,b", 'x"y', "ค\nง"]), max_size=5), max_size=6
    ),
    st.booleans(),
    st.data(),
)
def test_every_cell_of_a_workbook_is_read_marked_named_or_refused(
    rows: list[list[str]], is_second: bool, data: st.DataObject
) -> None:
    book = openpyxl.Workbook()
    page = book.create_sheet("สอง") if is_second else book.active
    for row in rows:
        page.append(row)
    left, top = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    page.merge_cells(start_row=top, end_row=top + 1, start_column=left, end_column=left + 1)
    held = {
        (cell.row, cell.column): str(cell.value).strip()
        for line in page.iter_rows()
        for cell in line
        if cell.value is not None and str(cell.value).strip()
    }
    if not held:
        assert refused(saved(book)) == "no-rows"
        return
    table = read_file(saved(book))
    found = {(row, at): cell for row, cells in table.rows for at, cell in enumerate(cells, 1) if cell}
    assert {place: FORMULA if cell == "=A1" else cell for place, cell in held.items()} == {
        place: cell for place, cell in found.items() if cell not in (MERGED, BESIDE)
    }


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_first_sheet_that_is_hidden_or_empty_is_passed_over_and_others_are_named() -> None:
    book = openpyxl.Workbook()
    book.active.append(["ซ่อน"])
    book.active.sheet_state = "hidden"
    book.create_sheet("ว่าง")
    book.create_sheet("รายการ").append(ROW)
    book.create_sheet("เก่า").append(ROW)
    book.active = 1
    table = read_file(saved(book))
    assert table.rows == [(1, ROW)]
    assert (told(table.notes).sheet, told(table.notes).unread) == ("รายการ", ["Sheet", "เก่า"])


def test_hidden_rows_are_read_and_named() -> None:
    book = openpyxl.Workbook()
    for row in (HEAD, ROW, ROW, ROW, [], ROW):
        book.active.append(row)
    for number in (2, 3, 5, 6):
        book.active.row_dimensions[number].hidden = True
    table = read_file(saved(book))
    assert [number for number, _cells in table.rows] == [1, 2, 3, 4, 6]
    assert told(table.notes).hidden == "2–3, 6"


def test_a_formula_whose_result_nobody_kept_is_marked_and_so_is_one_that_went_wrong() -> None:
    assert cells_of(workbook(["=A1+1", "x"])) == [[FORMULA, "x"]]
    assert cells_of(workbook(["#N/A", "x"])) == [[FORMULA, "x"]]
    assert cells_of(b"#REF!,x") == [[FORMULA, "x"]]
    book = openpyxl.Workbook()
    book.active["A1"] = openpyxl.worksheet.formula.ArrayFormula("A1:A2", "=B1:B2")
    book.active["B1"] = "x"
    assert cells_of(saved(book)) == [[FORMULA, "x"]]


def test_the_trick_that_keeps_zeros_in_csv_is_undone() -> None:
    assert cells_of('="0812345678",สมใจ'.encode()) == [["0812345678", "สมใจ"]]


def far_down(row: int, value: str | None) -> bytes:
    """A page with one person, and something (or only a format) far below."""
    book = openpyxl.Workbook()
    book.active.append(ROW)
    book.active.cell(row=row, column=2, value=value).font = openpyxl.styles.Font(bold=True)
    return saved(book)


@pytest.mark.parametrize("row", [120_001, 1_048_576])
def test_a_person_below_the_last_line_that_is_read_is_named_and_never_dropped(row: int) -> None:
    began = time.process_time()
    found = refusal_of(far_down(row, "สมหญิง"))
    assert (found.why, f"{row:,}" in str(found.message)) == ("far-down", True)
    assert time.process_time() - began < 2


def test_the_last_line_that_is_read_is_read() -> None:
    assert read_file(far_down(120_000, "สมหญิง")).rows[-1][0] == 120_000


def test_a_format_down_to_the_last_line_of_a_page_costs_no_time() -> None:
    began = time.process_time()
    assert cells_of(far_down(1_048_576, None)) == [ROW]
    assert time.process_time() - began < 1
