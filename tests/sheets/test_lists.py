"""Lists of people as files come: encodings, separators, merged cells, macros, bombs."""

import zipfile
from io import BytesIO

import pytest

from courses.imports.actions import MOST_ROWS
from courses.imports.headings import guess_columns
from courses.sheets.errors import ListRefused
from courses.sheets.marks import FORMULA, MERGED
from courses.sheets.tables import MOST_BYTES, read_file, read_pasted
from tests.imports import files

THAI = "ชื่อ-สกุล;เบอร์โทร\nนางสมใจ ใจดี;081-234-5678\nนายปิติ ชูใจ;0891112222\n"


def why(content: bytes) -> str:
    with pytest.raises(ListRefused) as refusal:
        read_file(content, most_rows=MOST_ROWS)
    return refusal.value.why


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp874", "tis-620"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_of_every_encoding_and_separator_is_one_table(encoding: str, separator: str) -> None:
    table = read_file(THAI.replace(";", separator).encode(encoding))
    assert table.rows[1] == (2, ["นางสมใจ ใจดี", "081-234-5678"])
    assert guess_columns(table.rows) == (0, ["name", "phone"])


def test_lines_pasted_on_a_phone_are_cut_into_name_and_phone() -> None:
    table = read_pasted("1. นางสมใจ ใจดี 081-234-5678\n\nนายปิติ ชูใจ ๐๘๙ ๑๑๑ ๒๒๒๒\n")
    assert [row[1][0] for row in table.rows] == ["1. นางสมใจ ใจดี", "นายปิติ ชูใจ"]
    assert guess_columns(table.rows) == (None, ["name", "phone"])


def test_a_workbook_is_read_below_its_title_whatever_the_order_of_its_columns() -> None:
    made = files.workbook(headings=())
    made.active.append(["รายชื่อผู้เข้าอบรมบ้านนาข่า"])
    made.active.merge_cells("A1:E1")
    made.active.append(["เบอร์มือถือ", "Age", "นามสกุล", "ชื่อ", "กลุ่มอาชีพ"])
    made.active.append([812345678.0, 61, "ใจดี", "สมใจ", "ทอผ้า"])
    table = read_file(files.saved(made))
    head, fields = guess_columns(table.rows)
    assert (head, fields) == (1, ["phone", "age", "last_name", "first_name", ""])
    assert table.rows[2] == (3, ["812345678", "61", "ใจดี", "สมใจ", "ทอผ้า"])


def test_cells_merged_downwards_say_so() -> None:
    made = files.workbook(files.SOMJAI, files.MANEE)
    made.active.merge_cells("E2:E3")
    assert read_file(files.saved(made)).rows[2][1][4] == MERGED


def test_a_formula_without_a_result_says_so_and_never_runs() -> None:
    table = read_file(files.xlsx([1, "", "=CONCATENATE(A1,B1)", "ใจดี", "0812345678"]))
    assert table.rows[1][1][2] == FORMULA


def test_ten_thousand_empty_rows_are_nothing() -> None:
    made = files.workbook(files.SOMJAI)
    for row in range(3, 10_003):
        made.active.cell(row=row, column=1, value=" ")
    made.active.cell(row=10_010, column=3, value="ปิติ")
    assert [number for number, _cells in read_file(files.saved(made)).rows] == [1, 2, 10_010]


def test_hidden_sheets_are_passed_over() -> None:
    made = files.workbook(files.SOMJAI)
    made.active.sheet_state = "hidden"
    made.create_sheet("รายชื่อ").append(["มานี มีนา", "0812345678"])
    made.active = 1
    table = read_file(files.saved(made))
    assert (table.rows[0][1], table.notes) == (["มานี มีนา", "0812345678"], ["sheet:รายชื่อ", "unread:Sheet"])


def test_what_is_no_list_is_refused_by_name() -> None:
    macro = files.with_part(files.xlsx(files.SOMJAI), "xl/vbaProject.bin", b"Attribute VB_Name")
    assert why(macro) == "macro"
    assert why(b"\xd0\xcf\x11\xe0" + b"0" * 600) == "old-excel"
    assert why(b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 9) == "not-a-list"
    assert why(b"%PDF-1.7\x00\x01" * 20) == "not-a-list"
    assert why(b"") == "empty"
    assert why(b"\n\n , ,\n") == "no-rows"
    assert why(files.xlsx(files.SOMJAI)[:900]) == "broken"
    assert why(b"x" * (MOST_BYTES + 1)) == "too-large"


def test_a_zip_that_is_no_workbook_or_unpacks_to_too_much_is_refused_unread() -> None:
    other = BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert why(other.getvalue()) == "not-a-list"
    assert why(files.with_part(files.xlsx(), "xl/worksheets/sheet2.xml", b"0" * 90_000_000)) == "bomb"
    assert why(files.with_part(files.xlsx(), "xl/media/zeros.bin", b"0" * 20_000_000)) == "bomb"


def test_entities_of_a_workbook_are_not_followed() -> None:
    content = BytesIO()
    with zipfile.ZipFile(BytesIO(files.xlsx(files.SOMJAI))) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                evil = b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet'
                part = part.replace(b"<worksheet", evil, 1).replace("สมใจ".encode(), b"&a;")
            new.writestr(name, part)
    assert why(content.getvalue()) == "broken"


def test_more_than_five_thousand_rows_are_refused() -> None:
    assert why(files.people(5_100).encode()) == "too-many-rows"


@pytest.mark.parametrize("begins", [b"<html><table>", b"\xef\xbb\xbf\r\n<?xml version='1.0'?>", b"  <table>"])
def test_a_page_of_a_website_named_xls_is_refused(begins: bytes) -> None:
    assert why(begins + "<tr><td>สมใจ</td><td>0812345678</td></tr>".encode()) == "web-page"


@pytest.mark.parametrize("line", ['"สมใจ ใจดี,0811111111', '"สมใจ" ใจดี,0811111111', 'สมใจ "ใจ" ดี,0811111111'])
def test_a_stray_quotation_mark_swallows_nobody_below(line: str) -> None:
    text = f"ชื่อ,เบอร์\n{line}\nมานี มีนา,0822222222\nปิติ ชูใจ,0833333333\n"
    phones = [cells[-1] for _number, cells in read_file(text.encode()).rows]
    assert phones == ["เบอร์", "0811111111", "0822222222", "0833333333"]


def test_a_quoted_line_break_stays_in_its_cell() -> None:
    text = 'ชื่อ,เบอร์,ที่อยู่\n"สมใจ\nใจดี",0811111111,"1 ม.2\nนาข่า"\nมานี,0822222222,\n'
    assert [cells[1] for _number, cells in read_pasted(text).rows] == ["เบอร์", "0811111111", "0822222222"]


def test_sheets_that_were_not_read_are_named() -> None:
    made = files.workbook(files.SOMJAI)
    made.active.title = "หมู่ 1"
    made.create_sheet("ว่าง")
    made.create_sheet("หมู่ 2").append(files.MANEE)
    hidden = made.create_sheet("เก่า")
    hidden.append(files.MANEE)
    hidden.sheet_state = "hidden"
    assert read_file(files.saved(made)).notes == ["sheet:หมู่ 1", "unread:หมู่ 2", "unread:เก่า"]


def test_lines_of_a_chat_lose_its_words() -> None:
    chat = "10:23\tครูนิด\tนางสมพร ไหมงาม 0860000011\n10:24\tครูนิด\t3) นายดำ แดง โทร.086 000 0003 ค่ะ\n"
    rows = [cells for _number, cells in read_pasted(chat).rows]
    assert rows == [["นางสมพร ไหมงาม", "0860000011"], ["3) นายดำ แดง", "086 000 0003"]]
