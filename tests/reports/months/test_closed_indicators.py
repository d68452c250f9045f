"""A closed period keeps every indicator as it was; what changed since stands beside it with its reasons."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from courses.exports.report import figures_of
from courses.goals.actions import change_definition
from courses.goals.models import IndicatorCode, Target
from courses.ledgers.actions import void_row
from courses.milestones.actions import revoke_certification
from courses.models import MonthClose, YearClose
from courses.reports.months.actions import close_month, close_what_is_due
from courses.reports.months.calendar import Month
from courses.reports.months.indicators import Compared, compare_indicators, seal_of
from courses.reports.months.restating import days_of
from courses.reports.recounting.run import recount_figures
from lms.dates import BANGKOK
from tests import build
from tests.ledgers import rows as ledger
from tests.milestones import things
from tests.reports import rows

pytestmark = pytest.mark.django_db
DECEMBER = datetime(2026, 12, 5, 9, 0, tzinfo=BANGKOK)
LATER = DECEMBER + timedelta(days=3)


def closed(at: datetime = DECEMBER) -> MonthClose:
    return close_month(Month(2026, 11), demonstration=False, by=None, at=at)


def compared(period: MonthClose | YearClose) -> dict[str, Compared]:
    return {one.code: one for one in compare_indicators(period, days_of(period))}


def test_a_closed_month_keeps_every_indicator_with_n_of_n_and_version(people: build.People) -> None:
    things.certified(people.learner, people.manager)
    kept = closed().indicators
    assert list(kept) == IndicatorCode.values
    assert (kept["K1"]["numerator"], kept["K1"]["version"]) == (1, 1)
    assert (kept["K6"]["numerator"], kept["K6"]["denominator"], kept["K6"]["value"]) == (1, 1, 100)
    assert kept["K10"]["parts"]["women"] == [0, 1]
    assert kept["K8"] == {
        "version": 1,
        "state": "no-data-source",
        "value": None,
        "numerator": None,
        "denominator": None,
        "parts": {},
    }
    row = MonthClose.objects.get()
    assert row.indicators_sha256 == seal_of(row.indicators)


def test_the_month_is_counted_up_to_its_last_day_whenever_it_is_closed(people: build.People) -> None:
    things.certified(people.learner, people.manager)
    rows.certify(people.classmate, people.cohort, date(2026, 12, 2))
    row = closed(at=LATER)
    assert row.indicators["K1"]["numerator"] == 1
    assert not any(one.is_changed for one in compared(row).values())


def test_each_figure_that_changed_says_by_how_much_and_why(people: build.People) -> None:
    first = things.certified(people.learner, people.manager)
    things.certified(people.classmate, people.manager)
    wrong = ledger.service(ledger.outside(people.administrator), people.administrator)
    row = closed()
    revoke_certification(first, by=people.manager, at=LATER, reason="ภาพซ้ำ")
    void_row(wrong, reason="ลงซ้ำ", by=people.administrator, at=LATER)
    now = compared(row)
    assert (now["K1"].then, now["K1"].now, now["K1"].changes) == ("2", "1", ["−1"])
    assert now["K1"].reasons == ["ถอนการรับรอง: 1"]
    assert (now["K6"].changes, now["K6"].then_of) == (["−1", "0"], "2 จาก 2")
    assert (now["K2"].changes, now["K2"].reasons) == (["−1"], ["ยกเลิกจากทะเบียนหลังปิดยอด: 1"])
    assert not now["K3"].is_changed
    assert not now["K8"].is_changed
    assert recount_figures(LATER).drift == []


def test_a_definition_changed_backwards_and_a_source_that_came_later_say_so(people: build.People) -> None:
    things.certified(people.learner, people.manager)
    row = closed()
    change_definition("K1", effective_from=date(2026, 11, 1), owner="ทีมใหม่")
    assert compared(row)["K1"].reasons == ["นิยามเปลี่ยน"]
    Target.objects.update_or_create(indicator="K1", year_be=2570, defaults={"budget_baht": 1000})
    assert compared(row)["K8"].now == compared(row)["K8"].then == "ยังไม่มีข้อมูลให้นับ"


def test_a_closed_year_keeps_the_whole_year_with_its_cost(people: build.People) -> None:
    Target.objects.update_or_create(indicator="K1", year_be=2569, defaults={"budget_baht": 9000})
    build.Learner.objects.update(joined_at=datetime(2026, 9, 1, tzinfo=BANGKOK))
    things.certified(people.learner, people.manager, happened_on=date(2026, 9, 20))
    close_what_is_due(DECEMBER)
    year = YearClose.objects.get()
    assert (year.indicators["K1"]["numerator"], year.indicators["K11"]["value"]) == (1, 9000)
    Target.objects.filter(year_be=2569).update(budget_baht=12000)
    cost = compared(year)["K11"]
    assert (cost.then, cost.now, cost.reasons) == ("9,000 บาท", "12,000 บาท", ["กรอกหรือแก้งบประมาณ"])


def test_the_page_and_the_report_of_the_month_show_what_changed(people: build.People) -> None:
    first = things.certified(people.learner, people.manager)
    closed()
    revoke_certification(first, by=people.manager, at=LATER, reason="ภาพซ้ำ")
    desk = Client()
    desk.force_login(people.administrator)
    with time_machine.travel(LATER):
        page = desk.get("/desk/months/2026-11/").content.decode()
        report = desk.get("/desk/report/", {"month": "2026-11"})
        figures = figures_of(date(2026, 11, 1), at=LATER)
    assert "ขายได้ จากผู้เรียนจบ" in page
    assert "ถอนการรับรอง: 1" in page
    assert "ตัวเลขที่เปลี่ยนหลังปิดยอดพฤศจิกายน 2569" in report.content.decode()
    changed = {row["code"]: row for row in figures["indicator_restatements"]["rows"]}
    assert (changed["K1"]["frozen"], changed["K1"]["now"]) == ("1", "0")
    assert changed["K6"]["frozen"] == "100% (1 จาก 1)", "the share and its n of N are told apart"


def test_a_median_changes_by_days_and_not_by_people(people: build.People) -> None:
    for days, person in ((20, people.learner), (60, people.classmate)):
        build.Enrolment.objects.filter(learner=person).update(
            joined_at=datetime(2026, 11, 17, 9, 0, tzinfo=BANGKOK) - timedelta(days=days)
        )
    quick = things.certified(people.learner, people.manager)
    things.certified(people.classmate, people.manager)
    row = closed()
    revoke_certification(quick, by=people.manager, at=LATER, reason="ภาพซ้ำ")
    k7 = compared(row)["K7"]
    assert (k7.then, k7.now, k7.changes) == ("20 วัน", "60 วัน", ["+40"])


def test_a_month_closed_before_they_were_kept_says_so(people: build.People) -> None:
    things.certified(people.learner, people.manager)
    row = closed()
    names = ("year", "is_demonstration", "closed_at", "figures", "people", "sha256")
    MonthClose.objects.create(month=10, **{name: getattr(row, name) for name in names})
    desk = Client()
    desk.force_login(people.administrator)
    assert "ปิดยอดก่อน" in desk.get("/desk/months/2026-10/").content.decode()
    assert uuid.UUID(row.people["K1"][0]) == people.learner.public_id
