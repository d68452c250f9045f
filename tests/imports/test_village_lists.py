"""Lists as villages really write them: headings over two rows, names in three cells, words for «unknown»."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.imports.cells import (
    read_age,
    read_birth_year,
    read_education,
    read_name,
    read_phone,
    read_sex,
    read_sold_before,
)
from courses.imports.headings import guess_columns
from courses.imports.lines import Line, read_lines
from courses.imports.models import ImportBatch
from courses.imports.reasons import CellRefused
from courses.sheets.tables import Table, read_file, read_pasted
from tests.build import TODAY, People
from tests.imports import files


def sheet(*rows: Sequence[Any], merge: Sequence[str] = ()) -> Table:
    made = files.workbook(*rows, headings=())
    for cells in merge:
        made.active.merge_cells(cells)
    return read_file(files.saved(made))


def people_of(table: Table) -> list[Line]:
    head, fields = guess_columns(table.rows)
    return list(read_lines(table.rows[0 if head is None else head + 1 :], fields, on=TODAY))


def names_of(table: Table) -> list[str]:
    return [f"{line.name} {line.phone[-4:]}" for line in people_of(table)]


TWO_ROWS = (
    ["ที่", "ชื่อ - สกุล", "", "", "เบอร์โทร", "ที่อยู่", ""],
    ["", "คำนำหน้า", "ชื่อ", "สกุล", "", "หมู่", "บ้าน"],
)


@pytest.mark.parametrize("merge", [("A1:A2", "B1:D1", "E1:E2", "F1:G1"), ()])
def test_headings_over_two_rows_are_read_together(merge: Sequence[str]) -> None:
    table = sheet(*TWO_ROWS, [1, "นาง", "สมใจ", "วงศ์ผ้า", "0811111131", 1, "นาข่า"], merge=merge)
    assert guess_columns(table.rows)[0] == 1
    (line,) = people_of(table)
    assert (line.name, line.sex, line.phone) == ("สมใจ วงศ์ผ้า", "female", "+66811111131")


def test_the_row_with_fewer_known_headings_counts_as_well() -> None:
    table = sheet(
        ["ชื่อ - สกุล", "", "เบอร์โทร", "เพศ", "อายุ"],
        ["ชื่อ", "สกุล", "", "", ""],
        ["สมใจ", "วงศ์ผ้า", "0811111131", "ญ", 61],
        merge=("A1:B1", "C1:C2", "D1:D2", "E1:E2"),
    )
    assert names_of(table) == ["สมใจ วงศ์ผ้า 1131"]


@pytest.mark.parametrize("merge", ["B1:D1", ""])
def test_a_heading_over_title_name_and_surname_loses_no_surname(merge: str) -> None:
    table = sheet(
        ["ที่", "ชื่อ - นามสกุล", "", "", "เบอร์โทร"],
        [1, "นาง", "สมใจ", "วงศ์ผ้า", "0811111131"],
        [2, "นาย", "ปิติ", "ชูใจ", "0811111132"],
        merge=[merge] if merge else [],
    )
    assert names_of(table) == ["สมใจ วงศ์ผ้า 1131", "ปิติ ชูใจ 1132"]


def test_a_heading_over_name_and_surname_loses_no_surname_in_csv() -> None:
    text = "ที่,ชื่อ-สกุล,,เบอร์โทร\n1,นางสมใจ,วงศ์ผ้า,0811111131\n2,นายปิติ,ชูใจ,0811111132\n"
    assert names_of(read_file(text.encode())) == ["สมใจ วงศ์ผ้า 1131", "ปิติ ชูใจ 1132"]


def test_a_column_without_a_heading_that_holds_no_names_is_no_surname() -> None:
    text = "ที่,ชื่อ-สกุล,,เบอร์โทร\n1,นางสมใจ วงศ์ผ้า,61,0811111131\n"
    assert names_of(read_file(text.encode())) == ["สมใจ วงศ์ผ้า 1131"]


@pytest.mark.parametrize("merge", ["A1:B1", ""])
def test_the_village_behind_whole_names_is_no_surname(merge: str) -> None:
    table = sheet(
        ["ชื่อ-สกุล", "", "โทร"],
        ["นางสมใจ ใจดี", "นาข่า", "0811111131"],
        ["ว่าที่ ร.ต. มานี มีนา", "หนองแวง", "0811111132"],
        merge=[merge] if merge else [],
    )
    assert names_of(table) == ["สมใจ ใจดี 1131", "มานี มีนา 1132"]


def test_headings_in_two_languages_and_of_forms_on_the_web_are_read() -> None:
    both = sheet(
        ["ลำดับ/No.", "ชื่อ-นามสกุล/Name-Surname", "เบอร์โทรศัพท์/Tel", "อายุ/Age", "เพศ/Sex"],
        [1, "สมใจ ใจดี", "0811111131", 61, "หญิง"],
    )
    assert guess_columns(both.rows)[1] == ["", "name", "phone", "age", "sex"]
    form = sheet(
        [
            "ประทับเวลา",
            "ชื่อ - นามสกุล (ไม่ต้องใส่คำนำหน้า)",
            "เบอร์โทรศัพท์มือถือ (เช่น 0812345678)",
            "ยินยอมให้เก็บชื่อและเบอร์โทรไว้ติดต่อหรือไม่",
        ],
        ["20/11/2026, 10:23:11", "สมใจ ใจดี", "0811111131", "ยินยอม"],
    )
    assert guess_columns(form.rows)[1] == ["", "name", "phone", ""]
    two = sheet(["ชื่อ-สกุล", "เบอร์โทร 1", "เบอร์โทร 2"], ["สมใจ ใจดี", "0811111131", "0811111132"])
    assert guess_columns(two.rows) == (0, ["name", "phone", ""])


def test_without_headings_title_name_and_surname_stay_together() -> None:
    rows = [[n, "นาง", f"สม{letter}ใจ", f"วงศ์{letter}", f"081111113{n}"] for n, letter in enumerate("กขคง")]
    assert names_of(sheet(*rows))[:2] == ["สมกใจ วงศ์ก 1130", "สมขใจ วงศ์ข 1131"]


def test_the_village_beside_a_name_is_no_surname() -> None:
    rows = [[f"สม{letter}ใจ", "นาข่า", f"081111113{n}"] for n, letter in enumerate("กขคง")]
    assert names_of(sheet(*rows))[0] == "สมกใจ 1130"


def test_of_two_phones_the_mobile_one_is_read() -> None:
    table = sheet(["ชื่อ-สกุล", "เบอร์โทรบ้าน", "เบอร์มือถือ"], ["สมใจ วงศ์ผ้า", "042-111301", "0811111131"])
    assert names_of(table) == ["สมใจ วงศ์ผ้า 1131"]


@pytest.mark.parametrize(
    "headings", [["ชื่อ", "สกุล", "โทร", "ชื่อ-สกุลผู้ปกครอง"], ["ชื่อ-สกุล", "", "โทร", "ชื่อ-สกุลผู้ปกครอง"]]
)
def test_the_name_of_a_second_person_in_the_row_is_not_taken_for_the_first(headings: list[str]) -> None:
    assert names_of(sheet(headings, ["สมใจ", "วงศ์ผ้า", "0811111131", "ปิติ ชูใจ"])) == ["สมใจ วงศ์ผ้า 1131"]


@pytest.mark.parametrize("heading", ["หมายเลขติดต่อ", "เบอร์ติดต่อ", "Contact No."])
def test_other_words_for_a_phone(heading: str) -> None:
    assert names_of(sheet(["No.", "ชื่อ", heading], [1, "สมใจ วงศ์ผ้า", "0811111131"])) == ["สมใจ วงศ์ผ้า 1131"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("พ.อ.อ.วีระ กล้า", "วีระ กล้า"),
        ("จ.อ. วีระ กล้า", "วีระ กล้า"),
        ("สิบเอก วีระ กล้า", "วีระ กล้า"),
        ("นายแพทย์วีระ กล้า", "วีระ กล้า"),
        ("พญ.วีรา กล้า", "วีรา กล้า"),
        ("น. ส. วีรา กล้า", "วีรา กล้า"),
        ("นส วีรา กล้า", "วีรา กล้า"),
        ("ด. ญ. วีรา กล้า", "วีรา กล้า"),
        ("'นางวีรา กล้า", "วีรา กล้า"),
        ("นสวีรา กล้า", "นสวีรา กล้า"),  # nobody writes the title like this: it may be a name
    ],
)
def test_more_titles_of_villages_go(typed: str, name: str) -> None:
    assert names_of(sheet(["ชื่อ-สกุล", "โทร"], [typed, "0811111131"])) == [f"{name} 1131"]


def test_a_number_where_the_name_should_stand_asks_whether_columns_are_swapped() -> None:
    with pytest.raises(CellRefused) as refusal:
        read_name("081-234-5678")
    assert refusal.value.code == "name_number"


@pytest.mark.parametrize("typed", ["812000000", "8.12E+08", "812300000.0", "66812000000"])
def test_a_number_that_excel_rounded_and_wrote_out_again_is_refused(typed: str) -> None:
    with pytest.raises(CellRefused) as refusal:
        read_phone(typed)
    assert refusal.value.code == "phone_rounded"
    assert read_phone("081-200-0000") == "+66812000000"


@pytest.mark.parametrize("typed", ["ไม่ทราบ", "ไม่ระบุ", "จำไม่ได้", "–", "?", "N/A", "ไม่มีข้อมูล"])
def test_words_for_unknown_leave_a_fact_empty(typed: str) -> None:
    assert read_birth_year(typed, on=TODAY) == (None, False)
    assert read_age(typed, on=TODAY) is None
    assert (read_sex(typed), read_education(typed), read_sold_before(typed)) == ("", "", False)


def test_more_words_for_facts() -> None:
    assert [read_sex(word) for word in ("ญ.", "ช.", "LGBTQ+")] == ["female", "male", "other"]
    assert [read_education(word) for word in ("ป4", "ป. 6", "ม6", "ม 3", "ม.ปลาย")] == [
        "primary",
        "primary",
        "upper-secondary",
        "lower-secondary",
        "upper-secondary",
    ]
    assert [read_sold_before(word) for word in ("เคย (เฟซบุ๊ก)", "✔", "☑", "ยังไม่เคย", "ยัง", "TRUE")] == [
        *(True, True, True, False, False, True)
    ]
    with pytest.raises(CellRefused):
        read_education("ป.บัณฑิต")


@pytest.mark.parametrize("typed", ["61", "1/1/61", "99"])
def test_two_digits_that_make_a_child_are_not_guessed(typed: str) -> None:
    with pytest.raises(CellRefused) as refusal:
        read_birth_year(typed, on=TODAY)
    assert refusal.value.code == "year_short"


def test_a_title_and_a_sex_that_contradict_each_other_are_asked_about() -> None:
    (line,) = people_of(sheet(["ชื่อ-สกุล", "โทร", "เพศ"], ["นางสมใจ วงศ์ผ้า", "0811111131", "ชาย"]))
    assert [warning.code for warning in line.warnings] == ["sex_title"]


@pytest.mark.parametrize("typed", ["• นางสมใจ วงศ์ผ้า", "- สมใจ วงศ์ผ้า", "*น.ส.สมใจ วงศ์ผ้า", "3) ● สมใจ วงศ์ผ้า"])
def test_what_stands_before_a_line_of_a_list_is_no_part_of_the_name(typed: str) -> None:
    assert read_name(typed)[0] == "สมใจ วงศ์ผ้า"


@pytest.mark.parametrize(
    "typed", ["2026-11-20", "2026.11.20", "20-11-2569", "20.11.2569", "2026-11-20 13:05"]
)
def test_a_day_is_no_phone(typed: str) -> None:
    """Its eight digits make a number of Bangkok."""
    with pytest.raises(CellRefused) as refusal:
        read_phone(typed)
    assert refusal.value.code == "phone_unknown"


def test_the_day_above_lines_of_a_chat_is_nobody() -> None:
    table = read_pasted("2026.11.20 วันศุกร์\n10:23\tครูนิด\tนางสมใจ วงศ์ผ้า 0811111131\n")
    assert [line.problem is None for line in people_of(table)] == [False, True]


def test_one_line_with_more_than_a_name_comes_in_with_a_question() -> None:
    (line,) = people_of(read_pasted("สมใจ ใจดี 45/1 ม.4 0812345678"))
    assert (line.name, line.phone) == ("สมใจ ใจดี 45/1 ม.4", "+66812345678")
    assert [warning.code for warning in line.warnings] == ["name_digits"]


def test_what_stands_between_two_phones_is_no_part_of_the_name() -> None:
    (line,) = people_of(read_pasted("สมใจ ใจดี 081-234-5678 / 089-123-4567"))
    assert (line.name, line.problem and line.problem.code) == ("สมใจ ใจดี", "phone_two")


def test_a_sheet_with_name_and_phone_in_one_cell_is_cut_like_pasted_lines() -> None:
    table = sheet(["รายชื่อ"], ["นางสมใจ วงศ์ผ้า 081-111-1131"], ["นายปิติ ชูใจ 0811111132"])
    assert names_of(table)[1:] == ["สมใจ วงศ์ผ้า 1131", "ปิติ ชูใจ 1132"]


@pytest.fixture
def trainer(client: Client, people: People) -> Client:
    client.force_login(people.trainer)
    return client


def page_for(client: Client, people: People, content: bytes) -> str:
    form = {"list": SimpleUploadedFile("list.xlsx", content)}
    answer = client.post(reverse("import", args=[people.cohort.pk]), form)
    assert answer.status_code == 302, answer.content.decode()
    batch = ImportBatch.objects.latest("created_at")
    return client.get(reverse("import-list", args=[batch.pk])).content.decode()


def test_two_lists_side_by_side_are_told_of(trainer: Client, people: People) -> None:
    head = ["ที่", "ชื่อ-สกุล", "โทร"]
    made = files.workbook([1, "สมใจ ก", "0811111131", 2, "ปิติ ข", "0811111132"], headings=[*head, *head])
    page = page_for(trainer, people, files.saved(made))
    assert "มีรายชื่อหรือเบอร์โทรอีกชุดในคอลัมน์ที่ไม่ได้อ่าน: E · ชื่อ-สกุล, F · โทร" in page


def test_columns_that_are_not_read_are_named(trainer: Client, people: People) -> None:
    page = page_for(
        trainer,
        people,
        files.xlsx(["สมใจ ก", "0811111131", "ทอผ้า", ""], headings=["ชื่อ", "โทร", "กลุ่ม", "ลายเซ็น"]),
    )
    assert "คอลัมน์ที่ไม่ได้อ่าน: C · กลุ่ม" in page
    assert "ลายเซ็น," not in page
