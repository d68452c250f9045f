"""The drill as files: the columns and numbers of the screen, and nobody whom the reader may not see."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from courses.exports import jobs
from courses.exports.models import ExportJob
from courses.people.models import Learner
from courses.reports import drill_people
from lms.accounts.models import User
from tests import build
from tests.build import NOON, People
from tests.exports.things import read_csv, read_xlsx
from tests.reports import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(people: People) -> People:
    """People at several stages, one in a community known by its province only."""
    cache.clear()
    rest = build.community("rest", "41")
    build.learner("ไม่รู้อำเภอ", build.cohort(rest, starts_on=build.TODAY - timedelta(days=200)))
    rows.core(people.learner, people.cohort, NOON - timedelta(days=25))
    rows.certify(people.classmate, people.cohort)
    for n in range(4):
        rows.core(build.learner(f"คนที่ {n}", people.cohort), people.cohort, NOON - timedelta(days=n))
    Learner.objects.filter(pk=people.learner.pk).update(sex="female")
    return people


def look(client: Client, user: User, path: str, query: str = "", status: int = 200) -> Any:
    client.force_login(user)
    with time_machine.travel(NOON, tick=False):
        answer = client.get(f"{path}{query}")
        assert answer.status_code == status, (path, query, answer.status_code)
        return read_csv(answer)[1] if path.endswith(".csv") and status == 200 else answer


def text_of(cell: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip()


def table(page: str, name: str) -> list[list[str]]:
    """The cells of a table of the page as its reader sees them, heading and total included."""
    body = page.split(f'<table class="list {name}">')[1].split("</table>")[0]
    lines = (re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.S) for row in body.split("</tr>"))
    return [[text_of(cell) for cell in line] for line in lines]


def of_screen(row: dict[str, str], heads: list[str]) -> list[str]:
    """A row of the file, put together as the screen shows it: «2 50% · 33% 20 วัน»."""
    young = " ยังเร็วไปที่จะสรุป" if row["ยังเร็วไปที่จะสรุป"] else ""
    cells = [" ".join(filter(None, [row["ส่วน"], row["หมายเหตุ"]])) + young]
    for head in heads:
        before, everybody, days = (
            row.get(f"{head}: {words}", "") for words in ("ของขั้นก่อน (%)", "ของผู้ลงทะเบียน (%)", "ค่ากลาง (วัน)")
        )
        shares = f"{before}% · {everybody}%" if before else ""
        cells.append(" ".join(filter(None, [row[head], shares, f"{days} วัน" if days else ""])))
    return [*cells, row["สัญญาณ"].replace(",", "")]


@pytest.mark.parametrize("query", ["", "?in=41", "?in=41&sex=female", "?in=4101", "?in=northeast&year=2569"])
def test_the_table_of_places_is_that_of_the_screen_cell_by_cell(
    client: Client, programme: People, query: str
) -> None:
    page = look(client, programme.trainer, "/desk/drill/", query).content.decode()
    found = look(client, programme.trainer, reverse("export-csv", args=["drill"]), query)
    if '<table class="list drill cards">' not in page:
        assert found == []
        return
    heading, *shown = [row for row in table(page, "drill cards") if row]
    heads = heading[1:-2]
    assert [of_screen(row, heads) for row in found] == [
        [*row[:-2], row[-1].replace(",", "")] for row in shown
    ]
    book = look(client, programme.trainer, reverse("export-xlsx", args=["drill"]), query)
    sheet = read_xlsx(book.content)[1]
    head = [cell.value for cell in sheet[1]]
    made = [
        ["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows(min_row=2)
    ]
    assert made == [[row[name] for name in head] for row in found]


@pytest.mark.parametrize(
    "query", ["?stage=core", "?stage=shop&who=missing", "?in=41&stage=enrolled&sex=female"]
)
def test_the_list_of_people_is_that_of_the_screen_with_all_its_pages(
    client: Client, programme: People, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drill_people, "PAGE_SIZE", 2)
    monkeypatch.setattr(drill_people, "PART_SIZE", 3)
    shown: list[list[str]] = []
    for number in range(1, 9):
        page = look(client, programme.trainer, "/desk/drill/", f"{query}&page={number}").content.decode()
        if '<table class="list walkers cards">' not in page:
            break
        shown += [row for row in table(page, "walkers cards")[1:] if row]
    found = look(client, programme.trainer, reverse("export-csv", args=["drill-people"]), query)
    said = [[row[name] for name in ("คน", "รุ่นเรียน", "ขั้นสูงสุด", "เหตุผล", "ต้องทำ")] for row in found]
    assert said == [[*row[:-1], row[-1].removesuffix(" โทรหา")] for row in shown]
    assert len(found) >= 1
    assert {row["เบอร์โทร"][:2] for row in found} == {"08"}


def test_both_files_are_linked_beside_what_they_hold_with_the_whole_address(
    client: Client, programme: People
) -> None:
    page = look(client, programme.trainer, "/desk/drill/", "?in=41&sex=female&stage=core").content.decode()
    for code in ("drill", "drill-people"):
        for name in ("export-csv", "export-xlsx"):
            link = re.search(rf'{reverse(name, args=[code])}\?([^"]+)"', page)
            assert link is not None
            asked = set(link[1].replace("&amp;", "&").split("&"))
            assert asked == {"in=41", "sex=female", "stage=core"}


def test_a_stranger_gets_neither_the_place_nor_its_people(client: Client, programme: People) -> None:
    people_csv, places_csv = (reverse("export-csv", args=[code]) for code in ("drill-people", "drill"))
    here = f"?community={programme.community.pk}&stage=enrolled"
    look(client, programme.neighbour_trainer, people_csv, here, status=404)
    look(client, programme.neighbour_trainer, places_csv, here, status=404)
    look(client, programme.trainer, people_csv, status=404)  # no bar was opened
    look(client, programme.trainer, people_csv, "?stage=shoe", status=404)
    look(client, programme.trainer, places_csv, "?in=99", status=404)
    mine = look(client, programme.neighbour_trainer, people_csv, "?stage=enrolled")
    assert [row["คน"] for row in mine] == ["ทองใบ มาลา"]


def test_a_manager_reads_no_phones_and_a_cohort_is_everybodys_of_it(
    client: Client, programme: People
) -> None:
    query = f"?cohort={programme.cohort.pk}"
    found = look(client, programme.manager, reverse("export-csv", args=["drill-people"]), query)
    assert len(found) == 6
    assert {row["เบอร์โทร"] for row in found} == {""}


def test_many_people_are_the_workers(
    client: Client, programme: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 1)
    answer = look(
        client,
        programme.trainer,
        reverse("export-xlsx", args=["drill-people"]),
        "?stage=core&in=41",
        status=302,
    )
    job = ExportJob.objects.get()
    assert answer.url == reverse("export-job", args=[job.pk])
    assert (job.filters, job.rows_total) == ({"stage": "core", "in": "41"}, 6)
    assert jobs.make(job.pk) == "ready"
    job.refresh_from_db()
    assert read_xlsx(bytes(job.content or b""))[1].max_row == 7
