"""Importing rows: a dry run first, reasons by row and column, and a second time nothing happens."""

from __future__ import annotations

import pytest

from courses.audit.models import AuditEntry, Verb
from courses.ledgers import actions
from courses.ledgers.counting import count_k2, count_k3
from courses.ledgers.errors import BadRow
from courses.ledgers.importing import Report, import_rows
from courses.ledgers.models import DbdApplication, Operator, PromotionService
from courses.sheets.errors import ListRefused
from courses.sheets.marks import BESIDE, LONG, MERGED
from courses.sheets.tables import Table, read_again
from tests.build import People
from tests.ledgers import rows

HEAD = "ชื่อ-สกุล\tเบอร์โทร\tประเภท\tวันที่\tประเทศ\tหน่วยงาน\tผล\tมูลค่า\tสกุลเงิน\tจังหวัด"


def table(*lines: str, head: str = HEAD) -> Table:
    return read_again("\n".join((head, *lines)))


def run(people: People, sheet: Table, kind: str = "services", is_dry: bool = False) -> Report:
    return import_rows(sheet, kind=kind, by=people.manager, at=rows.NOON, is_dry=is_dry)


def line(people: People, **cells: str) -> str:
    phone = people.learner.user.phone.replace("+66", "")
    values = {
        "name": "นาง สมใจ วงศ์ผ้า",
        "phone": phone,  # as a spreadsheet leaves it, without its zero
        "kind": "จับคู่ธุรกิจ",
        "day": "1/11/69",
        "country": "จีน",
        "agency": "สคต. เซี่ยงไฮ้",
        "outcome": "สั่งซื้อ",
        "value": "1,200.50",
        "currency": "หยวน",
        "province": "อุดรธานี",
        **cells,
    }
    return "\t".join(values.values())


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(people: People) -> None:
    report = run(people, table(line(people)), is_dry=True)
    assert report.counts == {"new": 1}
    assert not PromotionService.objects.exists()
    assert not Operator.objects.exists()


def test_a_row_of_a_learner_is_found_by_name_and_phone_in_every_spelling(people: People) -> None:
    run(people, table(line(people)))
    made = PromotionService.objects.get()
    assert (made.operator.learner, str(made.day), made.country) == (people.learner, "2026-11-01", "CN")
    assert (made.outcome, str(made.value_amount), made.currency) == ("order", "1200.50", "CNY")
    assert AuditEntry.objects.of("service", made.pk).get().verb == Verb.IMPORTED


def test_importing_the_same_file_again_changes_nothing(people: People) -> None:
    sheet = table(line(people), line(people, name="ดวงใจ ใจดี", phone="0819998877"))
    assert run(people, sheet).counts == {"new": 2}
    assert run(people, sheet).counts == {"there": 2}
    assert PromotionService.objects.count() == 2
    assert count_k2(rows.YEAR, demonstration=False).value == 2


def test_a_row_that_stands_twice_in_a_file_is_entered_once(people: People) -> None:
    assert run(people, table(line(people), line(people))).counts == {"new": 1, "there": 1}


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"day": "31/2/2569"}, "วันที่", "31/2/2569"),
        ({"day": "1/11/2570"}, "วันที่", "ยังไม่ถึง"),
        ({"country": "ดาวอังคาร"}, "ประเทศ", "ดาวอังคาร"),
        ({"kind": ""}, "ประเภทบริการ", "ว่าง"),
        ({"value": "มาก"}, "มูลค่า", "มาก"),
        ({"name": "คนอื่น ในบ้าน"}, "เบอร์โทร", "สมใจ"),
        ({"name": "ใคร", "phone": "12345"}, "เบอร์โทร", "081-234-5678"),
        ({"name": "ใคร", "phone": "0819998877", "province": "สระบุรี"}, "จังหวัด", "ไม่ใช่"),
    ],
)
def test_a_refused_row_names_its_column_and_why(
    people: People, cells: dict[str, str], column: str, words: str
) -> None:
    report = run(people, table(line(people, **cells), line(people)))
    assert report.counts == {"bad": 1, "new": 1}
    (bad,) = report.refused
    assert (bad.number, bad.column) == (2, column)
    assert words in bad.reason


def test_the_heading_may_stand_below_a_title_and_unknown_columns_are_told(people: People) -> None:
    sheet = read_again(f"รายชื่อปี 2570\n\n{HEAD}\tสีเสื้อ\n{line(people)}\tแดง")
    report = run(people, sheet, is_dry=True)
    assert (report.counts, report.unknown) == ({"new": 1}, ["สีเสื้อ"])


def test_missing_columns_and_empty_files_are_refused_as_a_whole(people: People) -> None:
    with pytest.raises(BadRow) as caught:
        run(people, table("สมใจ\t081", head="ชื่อ\tโทร"))
    assert "วันที่" in str(caught.value.message)
    with pytest.raises(BadRow):
        run(people, table())
    with pytest.raises(ListRefused) as too_many:
        run(people, table(*["x"] * 1001))
    assert "1,000" in str(too_many.value.message)


@pytest.mark.parametrize(("mark", "words"), [(MERGED, "ช่องบน"), (BESIDE, "ช่องข้าง"), (f"{LONG}x", "2,000")])
def test_a_cell_without_a_value_of_its_own_is_refused_with_its_row_and_column(
    people: People, mark: str, words: str
) -> None:
    (bad,) = run(people, table(line(people, agency=mark))).refused
    assert (bad.number, bad.column) == (2, "หน่วยงาน")
    assert words in bad.reason
    assert run(people, table(f"{line(people)}\t{mark}", head=f"{HEAD}\tหมู่บ้าน")).counts == {"new": 1}


def test_a_voided_row_does_not_come_back_with_the_file(people: People) -> None:
    run(people, table(line(people)))
    actions.void_row(PromotionService.objects.get(), reason="ไม่ได้มา", by=people.manager, at=rows.NOON)
    assert run(people, table(line(people))).counts == {"bad": 1}


MARKS = "ชื่อ\tโทร\tเลขเครื่องหมาย\tวันที่ได้รับ\tวันหมดอายุ\tต่ออายุ\tจังหวัด"


def test_marks_come_in_with_renewals_and_a_number_once(people: People) -> None:
    sheet = table(
        "ดวงใจ ใจดี\t0819998877\tTM1001\t1/11/2565\t1/11/2570\t\t41",
        "ดวงใจ ใจดี\t0819998877\tTM1001\t2/11/2569\t\tใช่\t41",
        "สมปอง ใจดี\t0819998866\ttm 1001\t2/11/2569\t\t\t41",
        head=MARKS,
    )
    assert run(people, sheet, "marks", is_dry=True).counts == {"new": 1, "bad": 2}  # nothing to renew yet
    first = run(people, sheet, "marks")
    assert [outcome.state for outcome in first.outcomes] == ["new", "new", "bad"]
    assert run(people, sheet, "marks").counts == {"there": 2, "bad": 1}
    assert DbdApplication.objects.count() == 2
    assert count_k3(rows.YEAR, demonstration=False).value == 0


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"value": "NaN"}, "มูลค่า"),
        ({"value": "sNaN"}, "มูลค่า"),
        ({"value": "Infinity"}, "มูลค่า"),
        ({"value": "1e999999999"}, "มูลค่า"),
        ({"name": "=A1"}, "ชื่อ"),
        ({"phone": "6.6812E+10"}, "เบอร์โทร"),
        ({"province": "990101"}, "จังหวัด"),
        ({"day": "31/02/2569"}, "วันที่"),
        ({"day": "1/12/2570"}, "วันที่"),
        ({"day": "1/11/26"}, "วันที่"),
    ],
)
def test_a_cell_that_cannot_be_names_its_column(people: People, cells: dict[str, str], column: str) -> None:
    (row,) = run(people, table(line(people, **cells)), is_dry=True).refused
    assert row.column == column
    assert row.reason


@pytest.mark.parametrize(
    "day", ["46327", "2026-11-01T10:30:00", "1-พ.ย.-69", "๑/๑๑/๒๕๖๙", "2569-11-01 00:00"]
)
def test_a_day_is_read_as_the_spreadsheet_left_it(people: People, day: str) -> None:
    run(people, table(line(people, day=day)))
    assert PromotionService.objects.get().day.isoformat() == "2026-11-01"


@pytest.mark.parametrize("left", ["{0}.0", "66{0}", "+66{0}", "66{0}.0"])
def test_a_phone_that_a_spreadsheet_ate_is_still_the_learners(people: People, left: str) -> None:
    bare = people.learner.user.phone.removeprefix("+66")
    run(people, table(line(people, phone=left.format(bare))))
    assert Operator.objects.get().learner == people.learner


def test_an_abolished_code_leads_to_its_successor(people: People) -> None:
    from courses.ledgers.import_columns import read_province

    assert read_province("100205") == "102901"
    assert read_province("102104") == "1021"  # nobody wrote down what it became


def test_of_two_columns_with_one_heading_the_first_holds(people: People) -> None:
    run(people, table(line(people) + "\t5/5/2540", head=HEAD + "\tวันที่"))
    assert PromotionService.objects.get().day.isoformat() == "2026-11-01"


def test_a_mark_number_that_a_spreadsheet_shortened_is_refused(people: People) -> None:
    head = "ชื่อ\tโทร\tจังหวัด\tเลขที่\tวันที่ได้รับ"
    (row,) = run(people, table("ก ข\t\tอุดรธานี\t1.23E+12\t1/11/69", head=head), "marks", is_dry=True).refused
    assert row.column == "เลขเครื่องหมาย"
