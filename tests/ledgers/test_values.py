"""Amounts of orders abroad: what one person enters counts once another has confirmed it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from courses.ledgers.actions import change_service, void_row
from courses.ledgers.counting import OrderValues, order_values
from courses.ledgers.errors import BadRow, NotTheSecond
from courses.ledgers.import_columns import SERVICES
from courses.ledgers.importing import import_rows
from courses.ledgers.models import PromotionService
from courses.ledgers.values import confirm_value, send_back_value
from courses.models import AuditEntry
from courses.reports.basis import Basis
from courses.reports.figures import count
from courses.reports.recounting.registry import CHECKS
from courses.reports.recounting.run import recount_figures
from courses.reports.scope import Scope
from courses.sheets.tables import read_pasted
from lms.accounts.models import User
from tests.build import NOON, People
from tests.ledgers import rows

pytestmark = pytest.mark.django_db
YEAR = Basis(rows.YEAR, False, NOON)


def order(people: People, baht: str = "1250.50", currency: str = "THB", **fields: object) -> PromotionService:
    """An order from abroad that the manager entered."""
    told = {"outcome": "order", "value_amount": Decimal(baht), "currency": currency, **fields}
    return rows.service(rows.inside(people.learner), people.manager, "matching", **told)


def values() -> OrderValues:
    return order_values(rows.YEAR, demonstration=False)


def parts() -> dict[str, tuple[int, int]]:
    """The parts of K2 as screens, files and programs read them."""
    row = count("K2", YEAR).as_row()["parts"]
    return {one["code"]: (one["numerator"], one["denominator"]) for one in row}  # type: ignore[attr-defined]


def drift() -> list[object]:
    checks = [CHECKS[name] for name in ("ledgers", "indicators", "divided") if name in CHECKS]
    return list(recount_figures(NOON, checks=checks).drift)


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_amount_counts_once_another_person_has_confirmed_it(people: People) -> None:
    service = order(people)
    assert values() == OrderValues(1, 0, 0, 1, 1251, 0)
    assert parts() == {"orders": (0, 1), "order-baht": (0, 1251)}
    assert drift() == []
    with pytest.raises(NotTheSecond):
        confirm_value(service, by=people.manager, at=NOON)
    with pytest.raises(NotTheSecond):
        confirm_value(service, by=people.trainer, at=NOON)
    with pytest.raises(NotTheSecond):
        confirm_value(service, by=people.neighbour_manager, at=NOON)
    for _twice in range(2):
        confirm_value(service, by=people.administrator, at=NOON)
    assert values() == OrderValues(1, 1, 1251, 0, 0, 0)
    assert parts() == {"orders": (1, 1), "order-baht": (1251, 1251)}
    assert AuditEntry.objects.of("service", service.pk).filter(by=people.administrator).count() == 1
    assert drift() == []
    for area, some in (("41", 1), ("50", 0)):
        assert {one.code: one.numerator for one in count("K2", YEAR, Scope(area=area)).parts}[
            "orders"
        ] == some


def test_the_database_lets_nobody_confirm_what_they_entered(people: People) -> None:
    mine = PromotionService.objects.filter(pk=order(people).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(value_state="confirmed", value_by=people.manager, value_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(value_state="confirmed")
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(value_state="")


def test_a_changed_amount_or_day_waits_for_another_than_who_changed_it(people: People) -> None:
    service = confirm_value(order(people), by=people.administrator, at=NOON)
    changed = rows.facts("matching", outcome="order", value_amount=Decimal(9000), currency="THB")
    change_service(service, facts=changed, by=people.administrator, at=NOON)
    assert (values().confirmed, values().waiting_baht) == (0, 9000)
    for who in (people.administrator, people.manager):
        with pytest.raises(NotTheSecond):
            confirm_value(service, by=who, at=NOON)
    service.refresh_from_db()
    again = rows.facts("matching", outcome="quote", value_amount=Decimal(9000), currency="THB")
    change_service(service, facts=again, by=people.manager, at=NOON)
    assert values() == OrderValues(0, 0, 0, 0, 0, 0)


def test_a_note_changes_nothing_about_what_was_confirmed(people: People) -> None:
    service = confirm_value(order(people), by=people.administrator, at=NOON)
    told = {"outcome": "order", "value_amount": Decimal("1250.50"), "currency": "THB", "note": "ส่งของแล้ว"}
    change_service(service, facts=rows.facts("matching", **told), by=people.manager, at=NOON)
    assert values().confirmed == 1
    void_row(service, reason="ลงซ้ำ", by=people.manager, at=NOON)
    assert (values().orders, drift()) == (0, [])


def test_what_is_sent_back_says_why_and_waits_again_once_corrected(people: People) -> None:
    service = order(people)
    with pytest.raises(BadRow):
        send_back_value(service, by=people.administrator, at=NOON, reason=" ")
    send_back_value(service, by=people.administrator, at=NOON, reason="ไม่ตรงใบสั่งซื้อ")
    assert values() == OrderValues(1, 0, 0, 0, 0, 0)
    with pytest.raises(NotTheSecond):
        confirm_value(service, by=people.administrator, at=NOON)
    page = desk(people.manager).get("/desk/ledgers/values/").content.decode()
    assert "ไม่ตรงใบสั่งซื้อ" in page
    right = rows.facts("matching", outcome="order", value_amount=Decimal(1200), currency="THB")
    change_service(service, facts=right, by=people.manager, at=NOON)
    confirm_value(service, by=people.administrator, at=NOON + timedelta(hours=1))
    assert (values().baht, drift()) == (1200, [])


def test_another_currency_counts_in_the_baht_that_were_worked_out(people: People) -> None:
    service = order(people, "500", "CNY")
    assert (values().waiting, values().without_baht) == (1, 1)
    with pytest.raises(BadRow):
        confirm_value(service, by=people.administrator, at=NOON)
    told = {"outcome": "order", "value_amount": Decimal(500), "currency": "CNY", "value_baht": Decimal(2366)}
    change_service(service, facts=rows.facts("matching", **told), by=people.manager, at=NOON)
    confirm_value(service, by=people.administrator, at=NOON)
    assert (values().baht, drift()) == (2366, [])


def test_an_imported_amount_waits_for_another_than_who_imported_it(people: People) -> None:
    text = (
        "ชื่อ,โทร,จังหวัด,ประเภท,วันที่,ประเทศ,หน่วยงาน,ผล,มูลค่า,สกุลเงิน,มูลค่าเป็นบาท\n"
        "ร้านนอก,0891112222,อุดรธานี,จับคู่,1/11/2569,จีน,DITP,สั่งซื้อ,1000,หยวน,4731\n"
    )
    report = import_rows(read_pasted(text), kind=SERVICES, by=people.manager, at=NOON, is_dry=False)
    assert report.counts["new"] == 1, report.refused
    service = PromotionService.objects.get()
    assert (service.value_state, values().waiting_baht) == ("waiting", 4731)
    with pytest.raises(NotTheSecond):
        confirm_value(service, by=people.manager, at=NOON)
    assert PromotionService.objects.amounts_to_decide(people.administrator).get() == service


def test_the_desk_confirms_in_one_tap_and_counts_what_waits(people: People) -> None:
    first, second = order(people), order(people, "700")
    mine, other = desk(people.manager), desk(people.administrator)
    page = other.get("/desk/ledgers/values/").content.decode()
    assert page.count('value="confirm"') == 2
    assert 'value="confirm"' not in mine.get("/desk/ledgers/values/").content.decode()
    assert other.post(f"/desk/ledgers/values/{first.pk}/", {"do": "confirm"}).status_code == 302
    assert other.post(f"/desk/ledgers/values/{second.pk}/", {"do": "back", "reason": ""}).status_code == 422
    assert mine.post(f"/desk/ledgers/values/{second.pk}/", {"do": "confirm"}).status_code == 403
    shown = desk(people.trainer).get("/desk/ledgers/").content.decode()
    assert "1,251" in shown
    assert "รอยืนยัน 1 รายการ 700 บาท" in shown
    goal = mine.get("/desk/goal/").content.decode()
    assert "1,251 จาก 1,951" in goal
