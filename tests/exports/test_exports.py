"""Lists that go out: only what the reader may see, nothing that runs, dates and phones that stay whole."""

from __future__ import annotations

import time
import tracemalloc
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from courses.audit.models import AuditEntry, Verb
from courses.exports import files, jobs
from courses.exports.columns import Asked
from courses.exports.lists import LISTS
from courses.exports.models import ExportJob
from courses.exports.people import UNNAMED
from courses.models import Enrolment, Learner
from courses.people.actions import give_consent, withdraw_consent
from courses.people.models import ConsentPurpose
from lms.accounts.models import Role, User
from lms.text import safe_cell
from tests import build
from tests.build import NOON, People
from tests.exports.things import read_csv, read_xlsx, sold
from tests.reports.rows import progress


@pytest.fixture
def trainer(client: Client, people: People) -> Client:
    client.force_login(people.trainer)
    return client


def names(rows: list[dict[str, str]]) -> set[str]:
    return {row["ชื่อและนามสกุล"] for row in rows}


def test_a_csv_says_where_it_comes_from_and_holds_only_what_may_be_seen(
    trainer: Client, people: People
) -> None:
    answer = trainer.get(reverse("export-csv", args=["learners"]))
    cover, rows = read_csv(answer)
    assert names(rows) == {"สมใจ วงศ์ผ้า", "บุญมี ศรีสุข"}
    assert cover["ผู้ส่งออก"] == "ครูอรทัย"
    entry = AuditEntry.objects.get(verb=Verb.EXPORTED, person=None)
    assert (entry.subject_id, entry.details["form"]) == (cover["เลขที่ข้อมูล"], "csv")
    about = AuditEntry.objects.filter(verb=Verb.EXPORTED, person__isnull=False)
    assert set(about.values_list("person", flat=True)) == {
        people.learner.public_id,
        people.classmate.public_id,
    }


def test_a_manager_gets_no_phones_and_whoever_took_back_sharing_no_name(
    client: Client, people: People
) -> None:
    for purpose in (ConsentPurpose.SHARING_WITH_MINISTRY, ConsentPurpose.MESSAGES):
        give_consent(people.learner, purpose=purpose, notice_version="1", at=NOON)
        withdraw_consent(people.learner, purpose=purpose, at=NOON)
    give_consent(people.classmate, purpose=ConsentPurpose.SHARING_WITH_MINISTRY, notice_version="1", at=NOON)
    client.force_login(people.manager)
    _cover, rows = read_csv(client.get(reverse("export-csv", args=["learners"])))
    assert names(rows) == {UNNAMED, "บุญมี ศรีสุข"}
    assert {row["เบอร์โทร"] for row in rows} == {""}
    client.force_login(people.trainer)
    _cover, rows = read_csv(client.get(reverse("export-csv", args=["learners"])))
    assert names(rows) == {UNNAMED, "บุญมี ศรีสุข"}


def test_a_name_that_is_a_formula_stays_a_text_in_both_forms(trainer: Client, people: People) -> None:
    User.objects.filter(pk=people.learner.user_id).update(name="=HYPERLINK(1)")
    _cover, rows = read_csv(trainer.get(reverse("export-csv", args=["learners"])))
    assert "'=HYPERLINK(1)" in names(rows)
    _sheet, rows = read_xlsx(trainer.get(reverse("export-xlsx", args=["learners"])).content)
    cell = next(cell for row in rows.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)")
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_workbook_has_a_cover_frozen_headings_real_dates_and_whole_phones(
    trainer: Client, people: People
) -> None:
    cover, sheet = read_xlsx(trainer.get(reverse("export-xlsx", args=["learners"])).content)
    head = [cell.value for cell in sheet[1]]
    row = dict(zip(head, sheet[2], strict=True))
    assert cover["A1"].value == "รายการ"
    assert sheet.freeze_panes == "A2"
    assert isinstance(row["เข้าเรียนเมื่อ"].value, datetime)
    assert "2569" in row["เข้าเรียนเมื่อ (พ.ศ.)"].value
    assert row["เบอร์โทร"].value.startswith("08")


def test_every_list_can_be_taken_out_in_both_forms(trainer: Client, people: People) -> None:
    sold(people, 2)
    build.published("F1")
    for code in LISTS:
        query = {"cohort": people.cohort.pk} if code in ("cohort", "drill-people") else {}
        _cover, rows = read_csv(trainer.get(reverse("export-csv", args=[code]), query))
        _first, sheet = read_xlsx(trainer.get(reverse("export-xlsx", args=[code]), query).content)
        assert len(rows) == sheet.max_row - 1, code


def test_the_file_says_the_same_number_as_the_goal_page(client: Client, people: People) -> None:
    sold(people, 3)
    client.force_login(people.administrator)
    _cover, people_rows = read_csv(client.get(reverse("export-csv", args=["certified"])))
    for code in ("months", "provinces", "communities"):
        _cover, rows = read_csv(client.get(reverse("export-csv", args=[code]), {"year": 2570}))
        assert sum(int(row["ขายได้จริง"]) for row in rows) == 3 == len(people_rows)


def test_lists_of_figures_count_calendar_years_where_they_are_asked_to(
    client: Client, people: People
) -> None:
    """A sale of December 2025 is of fiscal year 2569 and of calendar year 2568."""
    sold(people, 2, on=date(2025, 12, 3))
    client.force_login(people.administrator)
    for code in ("months", "provinces", "communities"):
        link = reverse("export-csv", args=[code])
        for query, expected in (({"year": 2569}, 2), ({"year": 2569, "calendar": 1}, 0),
                                ({"year": 2568, "calendar": 1}, 2)):  # fmt: skip
            cover, rows = read_csv(client.get(link, query))
            assert sum(int(row["ขายได้จริง"]) for row in rows) == expected
            assert ("calendar = 1" in str(cover)) == ("calendar" in query)
        assert client.get(link, {"calendar": "x"}).status_code == 404
    sheet = read_xlsx(
        client.get(reverse("export-xlsx", args=["communities"]), {"year": 2568, "calendar": 1}).content
    )[1]
    assert 2 in [cell.value for cell in sheet[2]] or 2 in [cell.value for cell in sheet[3]]


def test_a_list_of_another_cohort_or_of_nothing_is_not_there(trainer: Client, people: People) -> None:
    for url in ("export-csv", "export-xlsx"):
        other = {"cohort": people.neighbour_cohort.pk}
        assert trainer.get(reverse(url, args=["cohort"]), other).status_code == 404
        assert trainer.get(reverse(url, args=["cohort"]), {"cohort": "x"}).status_code == 404
        assert trainer.get(reverse(url, args=["nothing"])).status_code == 404


def test_the_page_offers_the_filters_as_controls_and_keeps_what_was_chosen(
    trainer: Client, people: People
) -> None:
    query = {"area": "41", "community": people.community.pk, "cohort": people.cohort.pk, "year": 2570}
    page = trainer.get(reverse("exports"), query).content.decode()
    for name in ("area", "community", "cohort", "track", "year", "by"):
        assert f'<label for="filter-{name}">' in page
        assert f'<select id="filter-{name}" name="{name}"' in page
    assert page.count("selected>") == 4
    link = page.split(reverse("export-csv", args=["learners"]))[1].split('"')[0].replace("&amp;", "&")
    assert link == f"?area=41&community={people.community.pk}&cohort={people.cohort.pk}&year=2570"
    assert people.neighbour_community.name_th not in page
    plain = trainer.get(reverse("exports")).content.decode()
    assert "เลือกชุมชนก่อน" in plain
    moved = trainer.get(reverse("exports"), {**query, "area": "northeast", "community": 0}).content.decode()
    assert "community=0" not in moved
    assert trainer.get(reverse("exports"), {"area": "99"}).status_code == 404


@pytest.mark.parametrize("code", ["learners", "certified"])
def test_each_filter_narrows_the_lists_of_people(client: Client, people: People, code: str) -> None:
    sold(people, 2)
    sold(people, 1, cohort=people.neighbour_cohort)
    client.force_login(people.administrator)

    def rows(**query: object) -> int:
        return len(read_csv(client.get(reverse("export-csv", args=[code]), {"year": 2570, **query}))[1])

    here, all_rows = people.community.pk, rows()
    assert rows(area="41") + rows(area="19") == all_rows == rows(area="northeast") + rows(area="central")
    assert rows(community=here) == rows(cohort=people.cohort.pk) == rows(area="410116") == rows(area="41")
    assert rows(area="19", community=here) == 0
    assert rows(track="live") == (3 if code == "certified" else 0)
    assert rows(year=2560) == 0
    for bad in ({"track": "shoe"}, {"area": "99"}, {"community": "x"}):
        assert client.get(reverse("export-csv", args=[code]), bad).status_code == 404


def test_many_rows_are_the_workers_and_the_file_is_its_askers_alone(
    trainer: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 1)
    first = trainer.get(reverse("export-xlsx", args=["learners"]))
    again = trainer.get(reverse("export-xlsx", args=["learners"]))
    job = ExportJob.objects.get()
    assert first.url == again.url == reverse("export-job", args=[job.pk])
    assert trainer.get(first.url)["Refresh"] == "3"
    assert jobs.make(job.pk) == "ready"
    assert jobs.make(job.pk) == "nothing"
    answer = trainer.get(reverse("export-file", args=[job.pk]))
    assert read_xlsx(answer.content)[1].max_row == 3
    trainer.force_login(people.administrator)
    assert trainer.get(reverse("export-file", args=[job.pk])).status_code == 404


def test_a_file_whose_worker_was_killed_is_begun_again_and_an_old_one_goes(people: People) -> None:
    asked = Asked(people.trainer, {}, NOON)
    job = jobs.ask_for(LISTS["learners"], asked, rows=2)
    ExportJob.objects.update(attempts=1)
    jobs.look_after_exports(NOON + jobs.STANDS_STILL * 2)
    assert jobs.make(job.pk) == "ready"
    jobs.look_after_exports(NOON + jobs.KEPT * 2)
    assert not ExportJob.objects.exists()


def test_a_long_csv_begins_at_once_and_never_stands_in_memory(people: People) -> None:
    """5,000 rows here; the bench streams 50,000."""
    users = User.objects.bulk_create(
        User(phone=f"+669{n:08d}", name=f"คนที่ {n}", role=Role.LEARNER, password=f"!{n}") for n in range(5000)
    )
    made = Learner.objects.bulk_create(Learner(user=user, joined_at=NOON) for user in users)
    Enrolment.objects.bulk_create(
        Enrolment(learner=one, cohort=people.cohort, joined_at=NOON) for one in made
    )
    wanted, asked = LISTS["learners"], Asked(people.trainer, {}, NOON)
    began = time.perf_counter()
    pieces = files.csv_lines(wanted, asked, files.cover_of(wanted, asked))
    next(pieces)
    first = time.perf_counter() - began
    tracemalloc.start()
    lines = sum(piece.count("\n") for piece in pieces)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    took = time.perf_counter() - began
    print(f"first piece {first * 1000:.0f} ms, 5,000 rows {took:.1f} s (traced), peak {most / 2**20:.1f} MiB")
    assert lines == 5002
    assert first < 0.2
    assert most < 30 * 2**20


def test_an_abolished_area_leads_on_and_one_that_never_was_is_not_there(
    trainer: Client, people: People
) -> None:
    people.community.area_code = "102901"
    people.community.save()
    address = reverse("export-csv", args=["learners"])
    _cover, rows = read_csv(trainer.get(address, {"area": "100205"}).streaming_content)
    assert names(rows) == {people.learner.name, people.classmate.name}
    assert [trainer.get(address, {"area": area}).status_code for area in ("999999", "4", "x")] == [404] * 3


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@a",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1+1",
        "＋1",
        "－1",
        "＠a",
        "\u200b=1",
        "\u3000=1",
    ],
)
def test_no_cell_of_a_csv_begins_with_what_a_spreadsheet_runs(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell(f"ก{text}") == f"ก{text}"


def test_a_workbook_says_codes_in_words_and_prints_all_columns_on_a_page(
    trainer: Client, people: People
) -> None:
    Learner.objects.filter(pk=people.learner.pk).update(sex="female", education="primary", sold_before=True)
    _cover, sheet = read_xlsx(trainer.get(reverse("export-xlsx", args=["learners"])).content)
    heads = [cell.value for cell in sheet[1]]
    told = {row[1].value: dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.rows}
    mine = told["สมใจ วงศ์ผ้า"]
    assert (mine["เพศ"], mine["การศึกษา"], mine["เคยขายออนไลน์มาก่อน"]) == ("หญิง", "ประถมศึกษา", "เคย")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "A2")
    _cover, rows = read_csv(trainer.get(reverse("export-csv", args=["learners"])))
    assert {row["เพศ"] for row in rows} == {"female", ""}, "programs read the code"


def test_marks_of_lessons_are_numbers_in_a_workbook(trainer: Client, people: People) -> None:
    lesson = build.published("F1", with_quiz=build.quiz())
    progress(people.learner, lesson, best_percent=67, completed_at=NOON)
    _cover, sheet = read_xlsx(trainer.get(reverse("export-xlsx", args=["lessons"])).content)
    assert 67 in [cell.value for row in sheet.rows for cell in row]
