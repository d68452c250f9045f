"""Ledger files as people write them: names in several columns, headings over two rows, dashes for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from courses.ledgers.countries import read_country
from courses.ledgers.import_columns import read_amount, read_kind, read_yes
from courses.ledgers.importing import Report, import_rows
from courses.ledgers.models import Operator
from courses.sheets.tables import Table, read_file
from tests.build import People
from tests.imports import files
from tests.ledgers import rows

HEAD = ["ชื่อ-สกุล", "โทร", "จังหวัด", "ประเภท", "วันที่", "ประเทศ", "หน่วยงาน"]
REST = ["0899999999", "อุดรธานี", "คลินิก", "1/11/2569", "จีน", "DITP"]


def sheet(*lines: Sequence[Any], merge: Sequence[str] = ()) -> Table:
    made = files.workbook(*lines, headings=())
    for cells in merge:
        made.active.merge_cells(cells)
    return read_file(files.saved(made))


def run(people: People, table: Table, kind: str = "services") -> Report:
    return import_rows(table, kind=kind, by=people.manager, at=rows.NOON, is_dry=False)


@pytest.mark.parametrize(
    "headings",
    [
        ["คำนำหน้า", "ชื่อ", "สกุล"],
        ["คำนำหน้าชื่อ", "ชื่อ", "นามสกุล"],
        ["ชื่อ-สกุล", "", ""],
    ],
)
def test_a_name_in_several_columns_comes_in_whole(people: People, headings: list[str]) -> None:
    report = run(people, sheet([*headings, *HEAD[1:]], ["นาง", "ดวงใจ", "ใจดี", *REST]))
    assert (report.counts, report.unknown) == ({"new": 1}, [])
    assert Operator.objects.get().name == "นาง ดวงใจ ใจดี"


def test_the_village_behind_a_whole_name_is_no_surname(people: People) -> None:
    report = run(people, sheet(["ชื่อ-สกุล", "", *HEAD[1:]], ["นางดวงใจ ใจดี", "นาข่า", *REST]))
    assert (Operator.objects.get().name, report.unknown) == ("นางดวงใจ ใจดี", ["B"])
    titled = ["นาย", "มานะ ใจดี", "นาข่า", "0899999998", *REST[1:]]
    assert run(people, sheet(["ชื่อ-สกุล", "", "", *HEAD[1:]], titled)).unknown == ["C"]


def test_a_name_merged_over_its_columns_is_whole(people: People) -> None:
    table = sheet(["ชื่อ", "สกุล", *HEAD[1:]], ["ดวงใจ ใจดี", "", *REST], merge=["A2:B2"])
    assert run(people, table).counts == {"new": 1}
    assert Operator.objects.get().name == "ดวงใจ ใจดี"


def test_a_column_without_a_heading_that_holds_something_is_told(people: People) -> None:
    report = run(people, sheet([*HEAD, "", ""], ["ดวงใจ ใจดี", *REST, "จ่ายแล้ว", ""]))
    assert report.unknown == ["H"]


@pytest.mark.parametrize(
    "own", [["ประเภท", "วันที่", "ประเทศ", "หน่วยงาน"], ["ประเภท", "วันที่", "ตลาด", "หน่วยงาน"]]
)
def test_headings_over_two_rows_are_read_together(people: People, own: list[str]) -> None:
    table = sheet(
        ["ชื่อ-สกุล", "เบอร์โทร", "จังหวัด", "การส่งเสริม", "", "", ""],
        ["", "", "", *own],
        ["ดวงใจ ใจดี", *REST],
        merge=["A1:A2", "B1:B2", "C1:C2", "D1:G1"],
    )
    assert run(people, table).counts == {"new": 1}


def test_a_dash_is_an_empty_cell(people: People) -> None:
    head = [*HEAD, "ผล", "มูลค่า", "สกุลเงิน", "หมายเหตุ"]
    assert run(people, sheet(head, ["ดวงใจ ใจดี", *REST, "-", "–", "-", "-"])).counts == {"new": 1}
    (bad,) = run(people, sheet(head, ["ดวงใจ ใจดี", *REST[:-1], "-"])).refused
    assert (bad.column, bad.reason) == ("หน่วยงาน", "ช่องนี้ว่าง")


@pytest.mark.parametrize("typed", ["1.000,50", "1,5", "1,00", "12,34,567", "1 5"])
def test_a_comma_that_parts_no_thousands_is_not_guessed(typed: str) -> None:
    with pytest.raises(ValueError, match=typed.replace(".", r"\.")):
        read_amount(typed)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1,200.50", "1200.50"), ("1,000.-", "1000"), ("฿1,000", "1000"), ("1 000 บาท", "1000"), ("1e3", "1e3")],
)
def test_amounts_as_people_write_them(typed: str, amount: str) -> None:
    assert read_amount(typed) == Decimal(amount)


def test_whether_a_mark_is_renewed_is_never_guessed() -> None:
    assert [read_yes(word) for word in ("ใช่", "/", "✔", "TRUE")] == [True] * 4
    assert [read_yes(word) for word in ("ไม่ใช่", "ไม่", "ใหม่", "0", "FALSE")] == [False] * 5
    with pytest.raises(ValueError, match="ครั้งที่ 2"):
        read_yes("ครั้งที่ 2")


@pytest.mark.parametrize(
    ("typed", "words"),
    [("2026-11-20", "เบอร์นี้ยังไม่ถูก"), ("8.99E+08", "Excel ตัดเลข"), ("899000000", "Excel ตัดเลข")],
)
def test_a_phone_that_is_none_says_what_to_do(people: People, typed: str, words: str) -> None:
    (bad,) = run(people, sheet(HEAD, ["ดวงใจ ใจดี", typed, *REST[1:]])).refused
    assert bad.column == "เบอร์โทร"
    assert words in bad.reason


def test_more_words_for_countries_and_services() -> None:
    words = ("สปป.ลาว", "เวียตนาม", "พม่า", "เมียนมา", "เขมร", "สหรัฐ", "อังกฤษ", "ฮ่องกง", "มาเลย์")
    assert [read_country(word) for word in words] == ["LA", "VN", "MM", "MM", "KH", "US", "GB", "HK", "MY"]
    assert [read_kind(word) for word in ("คลินิคส่งออก", "ฝึกอบรม", "จับคู่ธุรกิจ (ออนไลน์)")] == [
        "clinic",
        "session",
        "matching",
    ]
