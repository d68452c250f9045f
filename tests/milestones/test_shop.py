"""My shop: the steps and the one thing to do next."""

import pytest
from django.test import Client

from courses.milestones.actions import return_claim, verify_claim
from tests import build
from tests.build import NOON, People
from tests.milestones import things


@pytest.fixture
def phone(people: People) -> Client:
    client = Client()
    client.force_login(people.learner.user)
    return client


def page(phone: Client) -> str:
    answer = phone.get("/me/shop/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_newcomer_sees_three_steps_and_one_gold_button(phone: Client) -> None:
    html = page(phone)
    assert html.count('class="card step') == 3
    assert html.count("btn gold") == html.count("card step next") == 1
    assert html.index("/me/shop/M4/") < html.index("/me/shop/M5/") < html.index("/me/shop/M6/")


def test_a_checked_shop_a_waiting_live_and_the_sale_next(phone: Client, people: People) -> None:
    verify_claim(things.shop_claim(people.learner, happened_on=things.SOLD_ON), by=people.trainer, at=NOON)
    things.content_claim(people.learner)
    html = page(phone)
    assert "<h1>ผ้าทอแม่สมใจ</h1>" in html
    assert "ตรวจแล้ว" in html
    assert "17 พ.ย. 2569" in html
    assert "รอตรวจ" in html
    assert html.count('href="/me/shop/M6/"') == 1
    assert 'href="/me/shop/M4/"' not in html
    assert 'href="/me/shop/M5/"' not in html


def test_a_step_sent_back_says_why_and_comes_first(phone: Client, people: People) -> None:
    things.content_claim(people.learner)
    claim = things.shop_claim(people.learner)
    return_claim(claim, by=people.trainer, at=NOON, reason="ไม่เห็น <วันที่>")
    html = page(phone)
    assert "ไม่เห็น &lt;วันที่&gt;" in html
    assert html.count("btn gold") == 1
    assert "แก้แล้วส่งใหม่" in html


def test_a_sale_sent_early_says_what_it_waits_for(phone: Client, people: People) -> None:
    things.sale_claim(people.learner)
    assert "เมื่อเรียนจบและตรวจร้านแล้ว" in page(phone)


def test_a_certified_seller_reads_the_year_they_count_in(phone: Client, people: People) -> None:
    things.certified(people.learner, people.manager)
    assert "คุณขายออนไลน์เป็นแล้ว นับในปีงบประมาณ 2570" in page(phone)


def test_a_prior_seller_is_not_told_that_they_count(people: People) -> None:
    seller = build.learner(into=people.cohort, sold_before=True)
    things.certified(seller, people.manager)
    client = Client()
    client.force_login(seller.user)
    assert "นับในปีงบประมาณ" not in page(client)


def test_the_page_asks_as_much_after_many_tries_as_at_first(
    phone: Client, people: People, django_assert_max_num_queries
) -> None:
    for _ in range(5):
        claim = things.shop_claim(people.learner)
        return_claim(claim, by=people.trainer, at=NOON, reason="ภาพไม่ชัด")
    things.sale_claim(people.learner)
    with django_assert_max_num_queries(10):
        page(phone)


def test_the_english_page_speaks_english(phone: Client) -> None:
    html = phone.get("/en/me/shop/").content.decode()
    assert "Send evidence" in html
    assert "Shop open" in html


def test_the_whole_ladder_stands_in_my_shop_with_one_step_large(phone: Client, people: People) -> None:
    things.core_complete(people.learner)
    html = page(phone)
    begun = html[html.index('class="plain begun"') : html.index('class="plain stack"')]
    assert begun.count("<li") == 4
    assert "21 พ.ย. 2569" in begun
    later = html[html.index('id="later"') :]
    later = later[: later.index("</ol>")]
    assert later.count("<li>") == 3
    assert "href" not in later
    assert html.count("btn gold") == 1
    assert html.count("card step later") == 2
