"""Sales of a month: two numbers, the newest answer counts, nothing is added twice."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.models import AuditEntry, Evidence, MonthlySales
from courses.shops.actions import open_shop
from courses.shops.errors import SalesRefused, SalesUnlikely
from courses.shops.sales_actions import month_to_ask, tell_sales
from courses.shops.sales_year import draw_year, sales_year
from tests import build
from tests.build import BANGKOK, NOON, People
from tests.milestones import things


def tell(learner: Any, amount: int = 4500, orders: int = 12, **changed: Any) -> MonthlySales:
    said = {"sales_id": uuid.uuid4(), "year_be": 2569, "month": 11, "at": NOON, **changed}
    return tell_sales(learner, orders=orders, amount_baht=Decimal(amount), **said)


def total(year_be: int = 2570) -> Decimal:
    return sum((row.amount_baht for row in MonthlySales.objects.declared_sales(year_be)), Decimal(0))


@pytest.fixture
def phone(client: Client, people: People) -> Client:
    client.force_login(people.learner.user)
    return client


def sent(**changed: str) -> dict[str, str]:
    return {
        "sales_id": str(uuid.uuid4()),
        "month": "2569-11",
        "orders": "12",
        "amount_baht": "1,250 บาท",
        **changed,
    }


def test_the_newest_answer_counts_and_the_earlier_one_stays(people: People) -> None:
    tell(people.learner, 4500)
    tell(people.learner, 5000, at=NOON + timedelta(hours=1))
    assert total() == 5000
    assert MonthlySales.objects.count() == 2


def test_the_same_form_twice_is_one_answer(people: People) -> None:
    one = uuid.uuid4()
    for _ in range(2):
        tell(people.learner, sales_id=one)
    assert MonthlySales.objects.count() == 1
    assert AuditEntry.objects.about(people.learner.public_id).count() == 1
    with pytest.raises(SalesRefused):
        tell(people.classmate, sales_id=one)


def test_single_shops_add_up_and_all_together_replaces_them(people: People) -> None:
    shops = [open_shop(people.learner, url=f"https://shopee.co.th/s{n}", at=NOON) for n in range(2)]
    for hour, shop in enumerate(shops):
        tell(people.learner, 100, channel=shop, at=NOON + timedelta(hours=hour))
    assert total() == 200
    tell(people.learner, 150, at=NOON + timedelta(hours=3))
    assert total() == 150
    tell(people.learner, 90, channel=shops[0], at=NOON + timedelta(hours=4))
    assert total() == 90


class NothingIsAddedTwice(TestCase):
    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), min_size=1, max_size=6), st.randoms())
    def test_whatever_the_order_of_arrival(self, told: list[tuple[int, int]], chance: Any) -> None:
        learner = build.learner("สมใจ")
        shops = [None, *(open_shop(learner, url=f"https://shopee.co.th/s{n}", at=NOON) for n in range(2))]
        rows = [(NOON + timedelta(hours=n), shops[shop], amount) for n, (shop, amount) in enumerate(told)]
        chance.shuffle(rows)
        for at, shop, amount in rows:
            tell(learner, amount, 1, channel=shop, at=at, is_sure=True)
        rows.sort(key=lambda row: row[0])
        expected: dict[Any, int] = {}
        for _at, shop, amount in rows:
            if shop is None or None in expected:
                expected = {}
            expected[shop] = amount
        assert total() == sum(expected.values())


def test_a_fiscal_year_runs_from_october_to_september(people: People) -> None:
    tell(people.learner, 1, month=9)
    tell(people.learner, 10, month=10)
    assert (total(2569), total(2570)) == (1, 10)


@pytest.mark.parametrize("month", [(2569, 12), (2570, 1), (2560, 1), (2569, 13)])
def test_a_month_to_come_or_long_gone_is_refused(people: People, month: tuple[int, int]) -> None:
    with pytest.raises(SalesRefused):
        tell(people.learner, year_be=month[0], month=month[1])


@pytest.mark.parametrize(("amount", "orders"), [(10_000_001, 500), (100, 0), (0, 3), (2_000_000, 1)])
def test_what_is_rarely_true_is_asked_once_more_and_then_kept(
    people: People, amount: int, orders: int
) -> None:
    with pytest.raises(SalesUnlikely):
        tell(people.learner, amount, orders)
    assert tell(people.learner, amount, orders, is_sure=True).amount_baht == amount


def test_nothing_sold_is_an_answer(people: People) -> None:
    assert tell(people.learner, 0, 0).pk
    assert MonthlySales.objects.declared_sales(2570).count() == 1


def test_in_the_first_days_last_month_is_asked(people: People) -> None:
    assert month_to_ask(people.learner, date(2026, 12, 3)) == (2569, 11)
    assert month_to_ask(people.learner, date(2026, 12, 20)) == (2569, 12)
    assert month_to_ask(people.learner, date(2027, 1, 1)) == (2569, 12)
    tell(people.learner)
    assert month_to_ask(people.learner, date(2026, 12, 3)) == (2569, 12)


def test_a_month_that_was_not_told_is_not_a_zero(people: People) -> None:
    tell(people.learner, 0, 0, month=10)
    year = sales_year(people.learner, build.TODAY)
    assert [(row.month, row.amount_baht) for row in year.rows] == [(10, 0), (11, None)]
    picture = draw_year(year)
    assert (picture.count('class="told"'), picture.count('class="untold"')) == (1, 1)


@time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=BANGKOK))
def test_two_numbers_are_enough_in_thai_digits_or_with_baht(phone: Client) -> None:
    assert "ยอดขายพฤศจิกายน 2569" in phone.get("/me/shop/").content.decode()
    answer = phone.post("/me/shop/sales/", sent(orders="๑๒ ออเดอร์"))
    assert answer["Location"] == "/me/shop/sales/"
    row = MonthlySales.objects.get()
    assert (row.orders, row.amount_baht, row.year_be, row.month) == (12, 1250, 2569, 11)
    html = phone.get("/me/shop/sales/").content.decode()
    assert "12 ออเดอร์ 1,250 บาท" in html


@time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=BANGKOK))
@pytest.mark.parametrize(
    "wrong",
    [
        {"orders": "สิบ"},
        {"orders": "-1"},
        {"amount_baht": ""},
        {"amount_baht": "x"},
        {"month": "2570-12"},
        {"orders": "9" * 30},
    ],
)
def test_what_cannot_be_read_gets_a_sentence(phone: Client, wrong: dict[str, str]) -> None:
    answer = phone.post("/me/shop/sales/", sent(**wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)
    assert not MonthlySales.objects.exists()


@time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=BANGKOK))
def test_the_page_asks_once_more_and_takes_the_second_press(phone: Client) -> None:
    once = sent(amount_baht="99,000,000")
    answer = phone.post("/me/shop/sales/", once)
    assert "เกิน 10 ล้านบาท" in answer.content.decode()
    assert phone.post("/me/shop/sales/", {**once, "is_sure": "yes"}).status_code == 302


@time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=BANGKOK))
def test_a_told_sale_opens_the_claim_filled_in_with_its_picture(phone: Client, people: People) -> None:
    picture = things.stored_picture(people.learner)
    sale = tell(people.learner, 790, 1, picture=picture)
    to_claim = phone.get(f"/me/shop/sales/{sale.pk}/evidence/")["Location"]
    page = phone.get(to_claim)
    html = page.content.decode()
    assert 'value="21/11/2569"' in html
    assert "790" in html
    assert f"/files/evidence/{picture.pk}/" in html
    signed = page.context["picture_fields"][0].kept[0][0]
    claim = {"claim_id": uuid.uuid4(), "happened_on": "21/11/2569", "tracking_number": things.TRACKING}
    answer = phone.post(to_claim, {**claim, "kept-order-screenshot": signed})
    assert answer.status_code == 302
    assert Evidence.objects.get().stored_file == picture
    assert phone.get(f"/me/shop/sales/{sale.pk}/evidence/")["Location"] == "/me/shop/"


def test_damaged_words_in_the_claims_address_do_no_harm(phone: Client) -> None:
    answer = phone.get("/me/shop/M6/?day=x&amount=<b>&sale=1&kind=z")
    assert answer.status_code == 200
    assert "<b>" not in answer.content.decode().split("<form", 1)[1]
