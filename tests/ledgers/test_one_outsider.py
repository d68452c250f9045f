"""Somebody outside the programme is one person with or without a title: from now on, and of earlier rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from courses.audit.models import AuditEntry
from courses.ledgers import actions
from courses.ledgers.counting import count_k2
from courses.ledgers.importing import import_rows
from courses.ledgers.models import DbdApplication, Operator, PromotionService
from courses.ledgers.recounting import published, recount_k2
from courses.ledgers.whom import find_people, name_key
from courses.models import MonthClose
from courses.reports.months.actions import close_month
from courses.reports.months.calendar import Month
from courses.reports.months.indicators import compare_indicators
from courses.reports.months.restating import days_of
from courses.reports.recounting.run import recount_figures
from courses.sheets.tables import read_again
from lms.accounts.models import User
from lms.dates import BANGKOK
from tests.build import People
from tests.ledgers import rows
from tests.milestones import things

PHONE = "+66819998877"
CLOSED_AT = datetime(2026, 12, 5, 9, 0, tzinfo=BANGKOK)
HEAD = "ชื่อ-สกุล\tเบอร์โทร\tประเภท\tวันที่\tประเทศ\tหน่วยงาน\tจังหวัด"


def k2() -> int:
    return count_k2(rows.YEAR, demonstration=False).value


def no_drift() -> bool:
    told = {key: n for key, n in published(rows.YEAR, demonstration=False) if key.startswith("K2")}
    return told == dict(recount_k2(rows.YEAR, demonstration=False))


def as_before(by: User, name: str, key: str, phone: str = PHONE, **fields: object) -> Operator:
    """An operator as it was kept while only a few titles were known."""
    made = Operator(name=name, name_key=key, phone=phone, area_code="41", entered_by=by, **fields)
    made.is_demonstration, made.entered_at = False, rows.NOON
    made.save()
    return made


def two_of_one(by: User) -> tuple[Operator, Operator]:
    """A person who was kept twice, with a service each."""
    first = as_before(by, "ดร.สมชาย ใจดี", "ดร.สมชาย ใจดี")
    second = as_before(by, "สมชาย ใจดี", "สมชาย ใจดี")
    for operator in (first, second):
        rows.service(operator, by)
    return first, second


def read_names_anew() -> None:
    import_module("courses.migrations.0061_outsiders_without_titles").forwards(apps, None)


@pytest.mark.parametrize(
    "name",
    [
        "ดร.สมชาย ใจดี", "ผศ.ดร. สมชาย ใจดี", "พ.ต.ท.สมชาย ใจดี", "ว่าที่ ร.ต. สมชาย  ใจดี", "คุณสมชาย ใจดี",
        "นส.สมชาย ใจดี", "ว่าที่ ร.ต. หญิง สมชาย ใจดี", "ด. ช. สมชาย ใจดี", "ส\u200bมชาย\u00a0ใจดี",
        "เด็กชายสมชาย ใจดี",
    ],
)  # fmt: skip
def test_a_title_makes_nobody_another_person(people: People, name: str) -> None:
    for spelling in ("สมชาย ใจดี", name):
        rows.service(rows.outside(people.manager, spelling, phone="081-999-8877"), people.manager)
    assert k2() == 1
    assert no_drift()


def test_a_name_that_begins_like_a_title_stays_whole() -> None:
    assert name_key("คุณากร ใจดี") == "คุณากร ใจดี"
    assert name_key("น้ํา ใจดี") == name_key("นำ้ ใจดี") == "น้ำ ใจดี"
    assert name_key("MR. Krit  Dee") == name_key("Dr. Krit Dee") == "krit dee"
    assert (name_key("ดร."), name_key("--")) == ("ดร.", "--"), "a search for a mark does not find everybody"


def test_another_phone_is_another_person_as_before(people: People) -> None:
    one = rows.outside(people.manager, "ดร.สมชาย ใจดี", phone="081-999-8877")
    assert rows.outside(people.manager, "สมชาย ใจดี", phone="081-999-8866") != one


def test_a_row_that_names_a_learner_with_a_rank_is_the_learners(people: People) -> None:
    phone = people.learner.user.phone
    cells = ["ว่าที่ ร.ต. หญิง ดร.สมใจ วงศ์ผ้า", phone, "คลินิกส่งออก", "1/11/69", "จีน", "สคต.", "อุดรธานี"]
    sheet = read_again("\n".join((HEAD, "\t".join(cells))))
    report = import_rows(sheet, kind="services", by=people.manager, at=rows.NOON, is_dry=False)
    assert report.counts == {"new": 1}
    assert PromotionService.objects.get().operator.learner == people.learner


def test_people_are_found_by_a_name_with_a_rank(people: People) -> None:
    there = rows.outside(people.manager, "สมใจ ใจดี")
    outside, learners = find_people(people.manager, "ร.ต.หญิง สมใจ")
    assert (outside, learners) == ([there], [people.learner])


def test_earlier_rows_of_one_person_become_one(people: People) -> None:
    with_title, _other = two_of_one(people.manager)
    mark = rows.mark(with_title, people.manager)
    assert k2() == 2
    read_names_anew()
    read_names_anew()  # a second time nothing is left to do
    assert k2() == 1
    assert no_drift()
    left = Operator.objects.get()
    assert (left.name_key, left.services.count(), left.applications.get()) == ("สมชาย ใจดี", 2, mark)
    assert rows.outside(people.manager, "พ.ต.ท.สมชาย ใจดี", phone=PHONE) == left
    assert AuditEntry.objects.filter(verb="merged", subject_kind="operator", by=None).count() == 1


def test_what_one_row_knew_of_the_person_is_kept(people: People) -> None:
    known = {"learner": people.learner, "juristic_number": "0105536092641"}
    as_before(people.manager, "ดร.สมชาย ใจดี", "ดร.สมชาย ใจดี", **known)
    as_before(people.manager, "สมชาย ใจดี", "สมชาย ใจดี")
    read_names_anew()
    left = Operator.objects.get()
    assert (left.learner, left.juristic_number) == (people.learner, "0105536092641")


def test_rows_known_as_two_people_stay_two(people: People) -> None:
    with_title, without = two_of_one(people.manager)
    actions.link_operator(with_title, learner=people.learner, by=people.manager, at=rows.NOON)
    actions.link_operator(without, learner=people.classmate, by=people.manager, at=rows.NOON)
    before = k2()
    read_names_anew()
    assert (Operator.objects.count(), k2()) == (2, before)


def test_of_two_open_applications_none_is_lost_and_the_person_counts_once(people: People) -> None:
    for operator in two_of_one(people.manager):
        rows.draft(operator, people.manager)
    read_names_anew()
    assert (DbdApplication.objects.count(), Operator.objects.count(), k2()) == (2, 2, 1)


def test_names_without_a_phone_and_erased_names_are_left_in_peace(people: People) -> None:
    company = {"phone": "", "juristic_number": "0105536092641"}
    as_before(people.manager, "ดร.สมชาย ใจดี", "ดร.สมชาย ใจดี", **company)
    as_before(people.manager, "ผู้ใช้ที่ลบข้อมูลแล้ว", "erased:12", "erased:12", learner=people.learner)
    read_names_anew()
    keys = Operator.objects.order_by("pk").values_list("name_key", flat=True)
    assert list(keys) == ["สมชาย ใจดี", "erased:12"]


def test_a_closed_month_keeps_its_people_and_says_why_they_are_fewer(people: People) -> None:
    things.certified(people.learner, people.manager)
    two_of_one(people.manager)
    period: MonthClose = close_month(Month(2026, 11), demonstration=False, by=None, at=CLOSED_AT)
    read_names_anew()
    AuditEntry.objects.filter(verb="merged").update(at=CLOSED_AT + timedelta(days=1))
    k2 = {one.code: one for one in compare_indicators(period, days_of(period))}["K2"]
    assert (k2.then, k2.now, k2.changes) == ("2", "1", ["−1"])
    assert k2.reasons == ["พบว่าสองชื่อนอกโครงการเป็นคนเดียวกัน: 1"]
    period.refresh_from_db()
    assert period.indicators["K2"]["numerator"] == 2
    assert recount_figures(CLOSED_AT + timedelta(days=2)).drift == []
