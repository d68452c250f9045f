"""The pages of a list: sent from a phone, looked at, corrected, confirmed."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.imports.models import ImportBatch
from courses.imports.periodic import forget_lists
from courses.models import Enrolment
from lms.dates import now
from tests.build import People
from tests.imports import files


@pytest.fixture
def trainer(client: Client, people: People) -> Client:
    client.force_login(people.trainer)
    return client


def send(client: Client, people: People, **form: object) -> ImportBatch:
    answer = client.post(reverse("import", args=[people.cohort.pk]), form)
    assert answer.status_code == 302, answer.content.decode()
    return ImportBatch.objects.latest("created_at")


def test_rows_pasted_on_a_phone_come_in(trainer: Client, people: People) -> None:
    batch = send(trainer, people, pasted="นางสมใจ ใจดี 081-234-5678\nนายปิติ ชูใจ 08")
    page = trainer.get(reverse("import-list", args=[batch.pk])).content.decode()
    assert "สมใจ ใจดี" in page
    assert "B: เบอร์ยังไม่ครบ" in page or "ยังไม่ครบ" in page
    trainer.post(reverse("import-confirm", args=[batch.pk]), {"notice": "1"})
    assert Enrolment.objects.filter(cohort=people.cohort, learner__user__name="สมใจ ใจดี").exists()
    done = trainer.get(reverse("import-list", args=[batch.pk])).content.decode()
    assert reverse("import-cards", args=[batch.pk]) in done
    cards = trainer.get(reverse("import-cards", args=[batch.pk])).content.decode()
    assert "สมใจ ใจดี" in cards


def test_a_macro_is_refused_with_words_and_nothing_is_kept(trainer: Client, people: People) -> None:
    file = SimpleUploadedFile(
        "list.xlsm", files.with_part(files.xlsx(files.SOMJAI), "xl/vbaProject.bin", b"x")
    )
    answer = trainer.post(reverse("import", args=[people.cohort.pk]), {"list": file})
    assert answer.status_code == 422
    assert "มาโคร" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_the_page_names_the_sheets_that_were_not_read(trainer: Client, people: People) -> None:
    made = files.workbook(files.SOMJAI)
    made.create_sheet("หมู่ 2").append(files.MANEE)
    batch = send(trainer, people, list=SimpleUploadedFile("list.xlsx", files.saved(made)))
    page = trainer.get(reverse("import-list", args=[batch.pk])).content.decode()
    assert "<li>หมู่ 2</li>" in page


def test_rows_left_out_come_back_as_a_file_that_runs_nothing(trainer: Client, people: People) -> None:
    batch = send(trainer, people, pasted='ชื่อ,เบอร์\n"=HYPERLINK(""x"")",1\nมานี มีนา,0811112222')
    answer = trainer.get(reverse("import-left-out", args=[batch.pk]))
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows[0][:2] == ["ชื่อ", "เบอร์"]
    assert len(rows) == 2
    assert rows[1][0] == '\'=HYPERLINK("x")'


@pytest.mark.parametrize("headings", ["", "ชื่อ\tโทร\n"])
def test_the_file_of_rows_left_out_is_mended_and_sent_again(
    trainer: Client, people: People, headings: str
) -> None:
    batch = send(trainer, people, pasted=f"{headings}สมใจ วงศ์ผ้า\t081234567\nมานี มีนา\t0811112222\nปิติ ชูใจ\t08")
    answer = b"".join(trainer.get(reverse("import-left-out", args=[batch.pk]))).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(answer))
    assert {len(head), *map(len, rows)} == {4}
    assert head[2:] == ["แถว", "สิ่งที่ต้องทำ"]
    mended = answer.replace("081234567", "0812345671").replace(",08,", ",0812345672,")
    again = send(trainer, people, list=SimpleUploadedFile("left-out.csv", mended.encode()))
    trainer.post(reverse("import-confirm", args=[again.pk]), {"notice": "1"})
    came = Enrolment.objects.filter(cohort=people.cohort, learner__user__phone__startswith="+6681234567")
    assert sorted(came.values_list("learner__user__name", flat=True)) == ["ปิติ ชูใจ", "สมใจ วงศ์ผ้า"]


@pytest.mark.parametrize("merge", [("B1:C1", "A1:A2", "D1:D2"), ()])
def test_of_headings_over_two_rows_the_file_of_rows_left_out_has_one(
    trainer: Client, people: People, merge: tuple[str, ...]
) -> None:
    made = files.workbook(
        ["", "ชื่อ", "สกุล", ""], [1, "มานี", "มีนา", "08"], headings=["ที่", "ชื่อ-สกุล", "", "เบอร์โทร"]
    )
    for cells in merge:
        made.active.merge_cells(cells)
    batch = send(trainer, people, list=SimpleUploadedFile("list.xlsx", files.saved(made)))
    answer = b"".join(trainer.get(reverse("import-left-out", args=[batch.pk]))).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(answer)))[1:4] == ["ชื่อ", "สกุล", "เบอร์โทร"]
    page = trainer.get(reverse("import-list", args=[batch.pk])).content.decode()
    assert "D · เบอร์โทร: " in page


def test_columns_are_corrected_on_the_page(trainer: Client, people: People) -> None:
    batch = send(trainer, people, pasted="คน,ติดต่อ\nสมใจ ใจดี,0812345678\nมานี,0811112222")
    form = {"column_0": "name", "column_1": "phone", "headings": "1"}
    assert trainer.post(reverse("import-columns", args=[batch.pk]), form).status_code == 302
    page = trainer.get(reverse("import-list", args=[batch.pk])).content.decode()
    assert "สมใจ ใจดี" in page


def test_a_long_list_shows_how_far_it_is(
    trainer: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = send(trainer, people, pasted=files.people(30))
    monkeypatch.setattr("courses.imports.actions.MOST_AT_ONCE", 10)
    trainer.post(reverse("import-confirm", args=[batch.pk]), {"notice": "1"})
    answer = trainer.get(reverse("import-list", args=[batch.pk]))
    assert answer["Refresh"] == "3"
    assert "0 จาก 30" in answer.content.decode()


def test_a_list_whose_cells_are_forgotten_still_says_what_was_left_out(
    trainer: Client, people: People
) -> None:
    batch = send(trainer, people, pasted="ชื่อ,เบอร์\nมานี มีนา,0811112222\nปิติ ชูใจ,1")
    trainer.post(reverse("import-confirm", args=[batch.pk]), {"notice": "1"})
    forget_lists(now() + timedelta(days=8))
    page = trainer.get(reverse("import-list", args=[batch.pk]))
    assert "B: เบอร์นี้ยังไม่ถูก" in page.content.decode()
    answer = trainer.get(reverse("import-left-out", args=[batch.pk]))
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows[1][0] == "3"


def test_a_row_of_headings_that_is_none_is_said_at_its_field(trainer: Client, people: People) -> None:
    batch = send(trainer, people, pasted="คน,ติดต่อ\n\nสมใจ ใจดี,0812345678\nมานี,0811112222")
    form = {"column_0": "name", "column_1": "phone", "headings": "2"}
    answer = trainer.post(reverse("import-columns", args=[batch.pk]), form)
    assert answer.status_code == 422
    assert "แถวที่ 2 ไม่มีข้อมูล" in answer.content.decode()


def test_another_trainer_never_sees_a_list(client: Client, people: People, trainer: Client) -> None:
    batch = send(trainer, people, pasted="นางสมใจ ใจดี 081-234-5678")
    client.force_login(people.neighbour_trainer)
    assert client.get(reverse("import-list", args=[batch.pk])).status_code == 404
    assert client.post(reverse("import-confirm", args=[batch.pk]), {"notice": "1"}).status_code == 404
