"""The monthly report: its figures add up, its PDF holds names as names, signing freezes it."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from PIL import Image

from courses.audit.models import AuditEntry, Verb
from courses.exports import report
from courses.exports.errors import NotSigned
from courses.exports.models import MonthlyReport
from courses.goals.models import IndicatorCode
from courses.goals.seeds import seed_targets
from courses.models import Community
from courses.reports.months.actions import close_month
from courses.reports.months.calendar import Month
from courses.reports.months.figures import freeze
from courses.reports.months.models import MonthClose
from tests.build import NOON, People
from tests.exports.things import sold

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def test_every_table_of_the_report_adds_up_to_the_number(people: People) -> None:
    sold(people, 2, on=date(2026, 10, 5))
    sold(people, 3, cohort=people.neighbour_cohort)
    figures = report.figures_of(NOVEMBER, at=NOON)
    assert (figures["number"]["value"], figures["in_month"]) == (5, 3)
    for cells in figures["cells"].values():
        assert sum(cell["certified"] for cell in cells) == 5
    assert report.figures_of(OCTOBER, at=NOON)["number"]["value"] == 2
    assert report.figures_of(NOVEMBER, area="19", at=NOON)["number"]["value"] == 3


def test_the_page_heads_each_table_and_adds_it_up_as_the_pdf_does(client: Client, people: People) -> None:
    sold(people, 2, on=date(2026, 10, 5))
    sold(people, 3, cohort=people.neighbour_cohort)
    client.force_login(people.administrator)
    with time_machine.travel(NOON, tick=False):
        page = client.get(reverse("monthly-report"), {"month": "2026-11"}).content.decode()
    for heading in ("รายเดือน", "รายจังหวัด", "รายชุมชน"):
        table = page.split(f">{heading}</h2>")[1].split("</table>")[0]
        total = table.split("<tfoot>")[1]
        assert (">รวม</th>" in total, ">5</td>" in total) == (True, True), heading


def test_a_name_is_set_as_a_name_and_never_run(people: People) -> None:
    evil = '#panic() *x* $y$ \\ ] #import "/etc/passwd" "'
    Community.objects.filter(pk=people.community.pk).update(name_th=evil)
    sold(people)
    figures = report.figures_of(NOVEMBER, at=NOON)
    assert evil in [cell["name"] for cell in figures["cells"]["community"]]
    assert report.pdf_of(figures, signature={"name": evil, "position": evil, "at_th": "1"}).startswith(
        b"%PDF"
    )


def test_signing_freezes_the_figures_once(people: People) -> None:
    sold(people, 1, on=date(2026, 10, 5))
    signing = {"name": "สมหญิง ผู้จัดการ", "position": "พาณิชย์จังหวัด", "by": people.administrator, "at": NOON}
    kept = report.sign_report(OCTOBER, **signing)
    sold(people, 4, on=date(2026, 10, 6))
    again = report.sign_report(OCTOBER, **signing)
    assert again.pk == kept.pk
    assert MonthlyReport.objects.get().figures["number"]["value"] == 1
    assert bytes(MonthlyReport.objects.get().pdf).startswith(b"%PDF")
    entry = AuditEntry.objects.get(verb=Verb.SIGNED_REPORT)
    assert entry.details["snapshot"] == kept.snapshot == report.short_hash(kept.figures)


def test_nobody_signs_a_month_that_goes_on_or_an_area_of_others(people: People) -> None:
    signing = {"name": "ก", "position": "ข", "at": NOON}
    for month, area, by in (
        (NOVEMBER, "", people.administrator),
        (OCTOBER, "", people.manager),
        (OCTOBER, "19", people.manager),
        (OCTOBER, "41", people.trainer),
    ):
        with pytest.raises(NotSigned):
            report.sign_report(month, area=area, by=by, **signing)
    assert report.sign_report(OCTOBER, area="41", by=people.manager, **signing).area_code == "41"


def test_the_page_and_the_pdf_show_what_was_signed(client: Client, people: People) -> None:
    sold(people, 2, on=date(2026, 10, 5))
    client.force_login(people.administrator)
    with time_machine.travel(NOON):
        draft = client.get(reverse("monthly-report"), {"month": "2026-10"}).content.decode()
        assert "ฉบับร่าง" in draft
        form = {"month": "2026-10", "name": "สมหญิง", "position": "พาณิชย์จังหวัด"}
        refused = client.post(reverse("report-sign"), form | {"position": ""})
        assert 400 <= refused.status_code < 500
        assert "พิมพ์ชื่อและตำแหน่ง" in refused.content.decode()
        assert 'value="สมหญิง"' in refused.content.decode(), "what was typed stays"
        assert " novalidate" in draft, "the sentence is ours, in Thai, not the browser's"
        assert client.post(reverse("report-sign"), form).status_code == 302
        page = client.get(reverse("monthly-report"), {"month": "2026-10"}).content.decode()
        assert "พาณิชย์จังหวัด" in page
        pdf = client.get(reverse("report-pdf"), {"month": "2026-10"})
    assert pdf.content == bytes(MonthlyReport.objects.get().pdf)


def test_a_closed_month_that_stayed_as_it_was_says_so(client: Client, people: People) -> None:
    sold(people, 2, on=date(2026, 10, 5))
    close_month(Month(2026, 10), demonstration=False, by=people.manager, at=NOON)
    client.force_login(people.administrator)
    with time_machine.travel(NOON):
        page = client.get(reverse("monthly-report"), {"month": "2026-10"}).content.decode()
    assert "ตุลาคม 2569: 2 · ไม่มีอะไรเปลี่ยน" in page


def test_the_report_names_every_indicator_with_its_target_or_that_there_is_none(
    client: Client, people: People
) -> None:
    seed_targets(on=date(2026, 11, 18))
    sold(people, 2, on=date(2026, 10, 5))
    sold(people, 1)
    lines = {one["code"]: one for one in report.figures_of(NOVEMBER, at=NOON)["indicators"]}
    assert list(lines) == list(IndicatorCode.values)
    assert lines["K1"]["target_th"] == "มากกว่า 5,000"
    assert lines["K3"]["target_th"] == "ไม่ต่ำกว่า 13,000"
    assert not lines["KA"]["value_th"].endswith("คน"), "reach is no count of people"
    assert lines["KA"]["target_th"] == lines["K5"]["target_th"] == "ไม่มีเป้าตัวเลขในแผน"
    assert (lines["K1"]["value"], lines["K1"]["month_th"], lines["K1"]["version"]) == (3, "1", 1)
    assert "จาก" in lines["K10"]["n_of_th"]
    october = {one["code"]: one for one in report.figures_of(OCTOBER, at=NOON)["indicators"]}
    assert (october["K1"]["value"], october["K9"]["value"]) == (2, 2)
    area = {one["code"]: one for one in report.figures_of(NOVEMBER, area="41", at=NOON)["indicators"]}
    assert area["K1"]["target_th"] == "เป้าตั้งไว้ทั้งประเทศ"
    client.force_login(people.administrator)
    with time_machine.travel(NOON):
        page = client.get(reverse("monthly-report")).content.decode()
    assert all(f"<b>{code}</b>" in page for code in lines)


def test_a_closed_month_is_read_as_it_was_frozen(people: People) -> None:
    sold(people, 2, on=date(2026, 10, 5))
    frozen = freeze(demonstration=False, first=OCTOBER, last=date(2026, 10, 31))
    frozen["figures"]["K2"] = {"total": 7}
    MonthClose.objects.create(year=2026, month=10, closed_at=NOON, closed_by=None, **frozen)
    sold(people, 1, on=date(2026, 10, 6))
    figures = report.figures_of(OCTOBER, at=NOON)
    lines = {one["code"]: one for one in figures["indicators"]}
    assert (lines["K1"]["value"], lines["K1"]["month_th"], lines["K1"]["month_is_closed"]) == (3, "2", True)
    assert (lines["K2"]["month_th"], lines["K3"]["month_is_closed"]) == ("7", False)
    assert [(one["frozen"], one["now"]) for one in figures["restatements"]] == [(2, 3)]


@pytest.mark.parametrize(
    "query", [{"month": "2026-13"}, {"month": "x"}, {"month": "2999-01"}, {"area": "99"}]
)
def test_a_month_or_an_area_that_is_not_there_is_a_404(
    client: Client, people: People, query: dict[str, str]
) -> None:
    client.force_login(people.administrator)
    assert client.get(reverse("monthly-report"), query).status_code == 404


def test_who_signs_never_stands_alone_on_the_last_page(people: People) -> None:
    """However long the tables are: left of the place for the name there is always something to sign."""
    sold(people)
    figures = report.figures_of(NOVEMBER, at=NOON)
    places = figures["cells"]["community"]
    for count in range(1, 31, 2):
        figures["cells"]["community"] = places[:1] * count
        page = Image.open(BytesIO(report.png_of(figures)[-1])).convert("L")
        left = page.crop((0, 0, page.width * 4 // 10, page.height * 9 // 10))  # neither footer nor signature
        assert min(left.getdata()) < 128, count
