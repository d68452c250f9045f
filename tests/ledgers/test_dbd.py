"""Applications for DBD Registered: the checklist, the steps, marks and renewals, reminders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from courses.audit.models import AuditEntry
from courses.ledgers import dbd_actions
from courses.ledgers.actions import void_row
from courses.ledgers.checklists import checklist_on, items_of, next_item
from courses.ledgers.errors import BadRow, HasMark, NoSuchStep, NumberTaken, OpenApplication
from courses.ledgers.models import DbdApplication, DbdReminder, DbdStatus
from courses.ledgers.reads import cross_border_orders_of, granted_mark_of
from courses.ledgers.reminders import boundary_of, look_after_marks
from tests.build import People
from tests.ledgers import rows

TODAY, NOON = rows.TODAY, rows.NOON


def test_both_versions_of_the_checklist_stand_and_the_day_chooses(db: None) -> None:
    assert rows.checklist(1).items
    assert [checklist_on(day).version for day in (date(2022, 1, 1), TODAY)] == [1, 2]
    assert "ยืนยันกับ DBD" in rows.checklist(2).title_th


def test_of_a_choice_one_is_enough_and_there_is_one_next_step(people: People) -> None:
    application = rows.draft(rows.inside(people.learner), people.learner.user)
    assert next_item(items_of(application)).key == "id-copy"
    dbd_actions.tick_item(application, key="id-copy", is_ready=True, by=people.learner.user, at=NOON)
    assert next_item(items_of(application)).key == "shop-evidence"
    dbd_actions.tick_item(
        application, key="commercial-registration", is_ready=True, by=people.learner.user, at=NOON
    )
    assert next_item(items_of(application)) is None
    assert application.ticks.count() == 2


def test_the_older_version_needs_the_registration(people: People) -> None:
    application = rows.draft(rows.inside(people.learner), people.manager, checklist=rows.checklist(1))
    for key in ("id-copy", "shop-link"):
        dbd_actions.tick_item(application, key=key, is_ready=True, by=people.manager, at=NOON)
    with pytest.raises(BadRow) as caught:
        dbd_actions.submit(application, on=TODAY, by=people.manager, at=NOON)
    assert "ทะเบียนพาณิชย์" in str(caught.value.message)


def test_a_company_prepares_its_own_items(people: People) -> None:
    company = rows.outside(people.manager, "บริษัท ผ้าไทย", phone="", juristic_number="0105536092641")
    keys = {item.key for item in items_of(rows.draft(company, people.manager))}
    assert keys == {"company-certificate", "company-registration"}
    with pytest.raises(BadRow):
        dbd_actions.tick_item(
            DbdApplication.objects.get(), key="id-copy", is_ready=True, by=people.manager, at=NOON
        )


def test_the_way_to_a_mark_and_what_is_kept_of_it(people: People) -> None:
    application = rows.submitted(rows.inside(people.learner), people.manager)
    granted = dbd_actions.grant(
        application, number=" tm 123-๔๕ ", granted_on=date(2026, 11, 1), by=people.manager, at=NOON
    )
    assert (granted.number, granted.expires_on) == ("TM123-45", date(2031, 11, 1))
    assert granted_mark_of(people.learner) == granted
    acts = AuditEntry.objects.about(people.learner.public_id)
    assert "status: submitted → granted" in acts.first().details["changed"]


def test_a_mark_of_29_february_ends_on_the_28th() -> None:
    assert dbd_actions.five_years_after(date(2024, 2, 29)) == date(2029, 2, 28)


def test_steps_are_not_jumped_over(people: People) -> None:
    application = rows.draft(rows.inside(people.learner), people.manager)
    with pytest.raises(NoSuchStep):
        dbd_actions.grant(application, number="TM1234", granted_on=TODAY, by=people.manager, at=NOON)
    with pytest.raises(NoSuchStep):
        dbd_actions.step_back(application, reason="ลองดู", by=people.manager, at=NOON)
    rows.ready(application, people.manager)
    dbd_actions.submit(application, on=TODAY, by=people.manager, at=NOON)
    with pytest.raises(NoSuchStep):
        dbd_actions.tick_item(application, key="id-copy", is_ready=False, by=people.manager, at=NOON)


def test_a_step_back_asks_why_and_keeps_the_number_in_the_record(people: People) -> None:
    made = rows.mark(rows.inside(people.learner), people.manager, number="TM7777")
    with pytest.raises(BadRow):
        dbd_actions.step_back(made, reason="", by=people.manager, at=NOON)
    back = dbd_actions.step_back(made, reason="เลขผิด", by=people.manager, at=NOON)
    assert (back.status, back.number, back.granted_on) == ("submitted", "", None)
    assert "number: TM7777" in AuditEntry.objects.of("dbd", made.pk).first().details["changed"]


def test_a_refusal_says_why_and_leads_back_to_preparing(people: People) -> None:
    application = rows.submitted(rows.inside(people.learner), people.manager)
    refused = dbd_actions.refuse(application, reason="รูปไม่ชัด", by=people.manager, at=NOON)
    assert dbd_actions.step_back(refused, reason="แก้แล้ว", by=people.manager, at=NOON).status == "draft"


def test_a_number_is_granted_once_whoever_writes_it_how(people: People) -> None:
    rows.mark(rows.inside(people.learner), people.manager, number="TM1234")
    with pytest.raises(NumberTaken):
        rows.mark(rows.inside(people.classmate), people.manager, number="tm 1234")
    other = rows.mark(rows.inside(people.classmate), people.manager, number="TM9999")
    with pytest.raises(IntegrityError), transaction.atomic():
        DbdApplication.objects.filter(pk=other.pk).update(number="TM1234")


def test_a_voided_grant_frees_its_number(people: People) -> None:
    made = rows.mark(rows.inside(people.learner), people.manager, number="TM1234")
    void_row(made, reason="คนละร้าน", by=people.manager, at=NOON)
    assert rows.mark(rows.inside(people.classmate), people.manager, number="TM1234").pk
    assert granted_mark_of(people.learner) is None


def test_days_that_cannot_be_are_refused(people: People) -> None:
    application = rows.submitted(rows.inside(people.learner), people.manager)
    wrong = [
        {"granted_on": TODAY + timedelta(days=1)},
        {"granted_on": TODAY - timedelta(days=31)},  # before it was asked for
        {"granted_on": TODAY, "expires_on": TODAY},
        {"granted_on": TODAY, "number": "สวย"},
    ]
    for fields in wrong:
        with pytest.raises(BadRow):
            dbd_actions.grant(application, **{"number": "TM1234", **fields}, by=people.manager, at=NOON)


def test_one_application_at_a_time_and_a_held_mark_is_told(people: People) -> None:
    operator = rows.inside(people.learner)
    first = rows.draft(operator, people.manager)
    with pytest.raises(OpenApplication):
        rows.draft(operator, people.manager)
    void_row(first, reason="ลองดู", by=people.manager, at=NOON)
    held = rows.mark(operator, people.manager)
    with pytest.raises(HasMark):
        rows.draft(operator, people.manager)
    assert rows.draft(operator, people.manager, renewal_of=held).renewal_of == held


def test_a_mark_is_renewed_once_and_by_its_own_person(people: People) -> None:
    held = rows.mark(rows.inside(people.learner), people.manager)
    with pytest.raises(BadRow):
        rows.mark(rows.inside(people.classmate), people.manager, renewal_of=held)
    rows.mark(rows.inside(people.learner), people.manager, TODAY, held.number, renewal_of=held)
    with pytest.raises(BadRow):
        rows.mark(rows.inside(people.learner), people.manager, TODAY, "TM8888", renewal_of=held)


@pytest.mark.parametrize(
    ("days", "boundary"), [(91, None), (90, 90), (31, 90), (30, 30), (7, 7), (1, 7), (0, 0), (-3, 0)]
)
def test_each_day_belongs_to_one_boundary(days: int, boundary: int | None) -> None:
    assert boundary_of(days) == boundary


def test_reminders_come_once_at_each_boundary_and_then_the_mark_is_over(people: People) -> None:
    made = rows.mark(rows.inside(people.learner), people.manager, expires_on=TODAY + timedelta(days=100))
    seen = []
    for day in range(102):
        at = NOON + timedelta(days=day)
        seen += [day] * look_after_marks(at)
        assert look_after_marks(at) == 0
    assert seen == [10, 70, 93, 100]
    made.refresh_from_db()
    assert made.status == "expired"
    assert [r.days_before for r in DbdReminder.objects.live()] == [0]


def test_a_renewed_mark_reminds_nobody(people: People) -> None:
    operator = rows.inside(people.learner)
    made = rows.mark(operator, people.manager, expires_on=TODAY + timedelta(days=30))
    assert look_after_marks(NOON) == 1
    rows.mark(operator, people.manager, TODAY, made.number, renewal_of=made)
    assert not DbdReminder.objects.live().exists()
    assert look_after_marks(NOON + timedelta(days=25)) == 0


def test_an_order_from_abroad_is_there_for_other_rooms(people: People) -> None:
    operator = rows.inside(people.learner)
    rows.service(operator, people.manager, "matching", outcome="quote")
    order = rows.service(operator, people.manager, "matching", outcome="order")
    rows.service(operator, people.manager, "matching", outcome="order", country="TH")
    assert list(cross_border_orders_of(people.learner)) == [order]
    assert not cross_border_orders_of(people.classmate).exists()


def test_a_refused_application_is_named_in_words_of_its_own() -> None:
    assert DbdStatus.REFUSED.label == "ไม่อนุมัติ", "«ใช้ไม่ได้» is what a clip is that cannot be used"
