"""An order of the ledger whose sale abroad lost its proof: flagged, not voided, not confirmed silently."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from courses.ledgers.actions import void_row
from courses.ledgers.errors import BadRow
from courses.ledgers.models import PromotionService
from courses.ledgers.values import confirm_value
from courses.milestones.actions import take_back_claim, verify_claim
from courses.milestones.models import Claim
from courses.models import AuditEntry
from tests.build import NOON, People
from tests.ledgers import rows
from tests.ledgers.test_values import desk, drift, values
from tests.milestones import things

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=2)
SOLD = things.SOLD_ON


def order(people: People, **fields: object) -> PromotionService:
    told = {"outcome": "order", "value_amount": Decimal(900), "currency": "THB", "country": "LA", **fields}
    return rows.service(rows.inside(people.learner), people.manager, "matching", **{"day": SOLD, **told})


def sold_abroad(people: People, **fields: object) -> Claim:
    told = {"milestone": "M9", "country": "LA", "happened_on": SOLD, **fields}
    return verify_claim(things.later_sale(people.learner, **told), by=people.manager, at=NOON)


@pytest.fixture
def seller(people: People) -> People:
    things.certified(people.learner, people.manager)
    return people


def fall(claim: Claim, people: People) -> None:
    take_back_claim(claim, by=people.manager, at=LATER, reason="สลิปปลอม")


def test_an_order_of_the_same_person_day_and_country_says_that_its_proof_fell(seller: People) -> None:
    claim, same = sold_abroad(seller), order(seller)
    other_day, other_country = order(seller, day=SOLD - timedelta(days=1)), order(seller, country="CN")
    quote = order(seller, outcome="quote")
    fall(claim, seller)
    same.refresh_from_db()
    assert (same.fallen_claim, same.fallen_at, same.fallen_reason) == (claim.pk, LATER, "สลิปปลอม")
    assert not same.is_void, "that both rows are one order is for a person to say"
    assert AuditEntry.objects.of("service", same.pk).filter(by=seller.manager, at=LATER).exists()
    flagged = PromotionService.objects.orders_of_fallen_sales()
    assert not {other_day, other_country, quote} & set(flagged)


def test_an_order_whose_note_names_the_number_is_found_on_another_day(seller: People) -> None:
    claim = sold_abroad(seller, order_number="240817LAO88")
    named = order(seller, day=SOLD - timedelta(days=3), country="CN", note="ใบสั่งซื้อ 240817lao88")
    unnamed = order(seller, day=SOLD - timedelta(days=3), note="ใบสั่งซื้อ 240817LAO")
    fall(claim, seller)
    assert list(PromotionService.objects.orders_of_fallen_sales()) == [named]
    assert unnamed.fallen_claim is None


def test_a_confirmed_amount_waits_anew_and_counts_again_only_with_a_reason(seller: People) -> None:
    claim, service = sold_abroad(seller), order(seller)
    confirm_value(service, by=seller.administrator, at=NOON)
    assert values().baht == 900
    fall(claim, seller)
    assert (values().confirmed, values().waiting_baht, drift()) == (0, 900, [])
    with pytest.raises(BadRow):
        confirm_value(service, by=seller.administrator, at=LATER)
    confirm_value(service, by=seller.administrator, at=LATER, reason="ผู้ซื้อส่งสัญญามาให้ดู")
    assert (values().baht, drift()) == (900, [])
    last = AuditEntry.objects.of("service", service.pk).order_by("-pk").first()
    assert last is not None
    assert last.details["reason"] == "ผู้ซื้อส่งสัญญามาให้ดู"


def test_a_sale_that_is_verified_again_takes_the_flag_away_and_the_amount_still_waits(seller: People) -> None:
    claim, service = sold_abroad(seller), order(seller)
    confirm_value(service, by=seller.administrator, at=NOON)
    fall(claim, seller)
    again = things.later_sale(seller.learner, milestone="M9", country="LA", happened_on=SOLD, at=LATER)
    verify_claim(again, by=seller.manager, at=LATER)
    service.refresh_from_db()
    assert (service.fallen_claim, service.fallen_reason, service.value_state) == (None, "", "waiting")
    confirm_value(service, by=seller.administrator, at=LATER)
    assert values().baht == 900


def test_another_persons_order_and_a_voided_one_stay_as_they_are(seller: People) -> None:
    claim = sold_abroad(seller)
    voided = order(seller)
    void_row(voided, reason="ลงซ้ำ", by=seller.manager, at=NOON)
    told = {"outcome": "order", "value_amount": Decimal(900), "currency": "THB", "country": "LA"}
    rows.service(rows.inside(seller.neighbour), seller.manager, "matching", day=SOLD, **told)
    fall(claim, seller)
    assert not PromotionService.objects.orders_of_fallen_sales().exists()
    voided.refresh_from_db()
    assert voided.fallen_claim is None


def test_the_desk_shows_the_flag_and_lets_the_order_be_taken_back(seller: People) -> None:
    claim, service, plain = sold_abroad(seller), order(seller), order(seller, value_amount=None, currency="")
    fall(claim, seller)
    for address in ("/desk/ledgers/", f"/desk/ledgers/services/{service.pk}/", "/desk/ledgers/values/"):
        page = desk(seller.administrator).get(address).content.decode()
        assert "หลักฐานถูกเรียกคืน" in page, address
    assert page.count("สลิปปลอม") == 2, "the order without an amount is listed as well"
    answer = _send(desk(seller.administrator), service, do="confirm")
    page = answer.content.decode()
    assert (answer.status_code, "เขียนเหตุผลสั้น ๆ" in page) == (422, True)
    assert page.count("<details open>") == 1, "the place for what it rests on, not that for sending it back"
    assert page.index("<details open>") < page.index(f"rests-{service.pk}") < page.index("ส่งกลับ…")
    assert _send(desk(seller.administrator), service, do="confirm", reason="เห็นสัญญาแล้ว").status_code == 302
    desk(seller.manager).post(f"/desk/ledgers/services/{plain.pk}/void/", {"reason": "ลงตามหลักฐานปลอม"})
    assert list(PromotionService.objects.orders_of_fallen_sales()) == [service]


def _send(client: Client, service: PromotionService, **sent: str) -> Any:
    return client.post(f"/desk/ledgers/values/{service.pk}/", sent)
