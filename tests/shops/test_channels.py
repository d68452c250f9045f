"""Channels: one more link, the same once, closed and open again; another person's link is for reviewers."""

import pytest
from django.test import Client

from courses.milestones.actions import verify_claim
from courses.models import Shop
from courses.shops.actions import add_channel
from tests.build import NOON, TODAY, People
from tests.milestones import things


@pytest.fixture
def phone(client: Client, people: People) -> Client:
    client.force_login(people.learner.user)
    return client


def test_two_spellings_of_a_link_are_one_shop(phone: Client, people: People) -> None:
    for typed in ("shopee.co.th/maesomjai", "https://www.shopee.co.th/maesomjai/?utm_source=line"):
        answer = phone.post("/me/shop/channels/new/", {"url": typed, "platform": "other"})
        assert answer["Location"] == "/me/shop/#channels"
    shop = Shop.objects.get(learner=people.learner)
    assert (shop.platform, shop.url_key) == ("shopee", "shopee.co.th/maesomjai")
    assert "Shopee" in phone.get("/me/shop/").content.decode()


def test_a_link_that_is_none_is_said_beside_it(phone: Client) -> None:
    answer = phone.post("/me/shop/channels/new/", {"url": "ร้านของฉัน", "platform": "other"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["url"]


def test_the_link_of_another_person_is_told_to_reviewers_and_not_to_her(
    phone: Client, people: People
) -> None:
    add_channel(people.classmate, url="https://shopee.co.th/same", at=NOON)
    phone.post("/me/shop/channels/new/", {"url": "shopee.co.th/same", "platform": "shopee"})
    html = phone.get("/me/shop/").content.decode()
    assert people.classmate.name not in html
    assert "คนอื่น" not in html
    assert [shop.is_elsewhere for shop in Shop.objects.with_others()] == [True, True]
    phone.force_login(people.trainer)
    page = phone.get(f"/desk/learners/{people.learner.pk}/").content.decode()
    assert "มีอีกคนใช้ลิงก์นี้" in page


def test_a_closed_shop_stays_with_its_day_and_opens_again(phone: Client, people: People) -> None:
    shop = add_channel(people.learner, url="https://shopee.co.th/mine", at=NOON)
    for answer, is_closed in (("close", True), ("close", True), ("open", False)):
        phone.post(f"/me/shop/channels/{shop.pk}/", {"answer": answer})
        shop.refresh_from_db()
        assert (shop.closed_on is not None) is is_closed
    theirs = add_channel(people.classmate, url="https://shopee.co.th/theirs", at=NOON)
    assert phone.post(f"/me/shop/channels/{theirs.pk}/", {"answer": "close"}).status_code == 404


def test_a_shop_says_when_it_was_last_checked(people: People) -> None:
    claim = verify_claim(things.shop_claim(people.learner), by=people.trainer, at=NOON)
    shop = Shop.objects.with_checks().get(pk=claim.shop_id)
    assert shop.verified_at == NOON
    assert shop.opened_on == claim.happened_on
    assert shop.opened_on < TODAY
