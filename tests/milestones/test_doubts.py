"""A day before the shop opened, in the future or in a closed month: a reason, what to do, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client

from courses.milestones import months
from courses.milestones.models import Claim
from courses.models import Learner, RejectedItem
from courses.phone.state import state_of
from lms.dates import bangkok_date, now
from tests.build import NOON, People
from tests.milestones import things
from tests.milestones.test_claim import _in_november, phone, sale
from tests.sync.phones import Phone

__all__ = ["_in_november", "phone"]
SHOP, CLOSED, FUTURE = "มาก่อนวันที่เปิดร้าน", "เดือนนี้ปิดยอดแล้ว", "วันนี้ยังมาไม่ถึง"


@pytest.fixture
def _october_is_closed() -> Iterator[None]:
    def check(day: date) -> bool:
        return (day.year, day.month) == (2026, 10)

    months.use_month_check(check)
    yield
    months.stop_month_check(check)


@pytest.fixture
def seller(people: People) -> Learner:
    Learner.objects.filter(pk=people.learner.pk).update(joined_at=NOON - timedelta(days=90))
    people.learner.refresh_from_db()
    things.shop_claim(people.learner)  # opened on 3 November
    return people.learner


def proof(**fields: object) -> dict[str, object]:
    return sale(tracking_number=things.TRACKING, **{"photos-order-screenshot": things.upload()}, **fields)


@pytest.mark.usefixtures("_october_is_closed", "_in_november")
@pytest.mark.parametrize(
    ("day", "words"), [("1/11/2569", [SHOP]), ("20/10/2569", [SHOP, CLOSED])], ids=["shop", "month"]
)
def test_the_site_asks_once_and_takes_it_when_the_seller_is_sure(
    phone: Client, seller: Learner, day: str, words: list[str]
) -> None:
    answer = phone.post("/me/shop/M6/", proof(happened_on=day, note="ขายให้ป้าข้างบ้าน"))
    page = answer.content.decode()
    assert answer.status_code == 422
    for sentence in words:
        assert sentence in page
    assert 'name="is_sure"' in page
    assert "ขายให้ป้าข้างบ้าน" in page
    assert "kept-order-screenshot" in page
    assert not Claim.objects.filter(milestone="M6").exists()
    sure = phone.post("/me/shop/M6/", proof(happened_on=day, is_sure="on"))
    assert sure.status_code == 302
    assert "before_shop_open" in Claim.objects.get(milestone="M6").flags


@pytest.mark.usefixtures("_in_november")
def test_the_site_refuses_the_future_and_keeps_what_was_typed(phone: Client, seller: Learner) -> None:
    page = phone.post("/me/shop/M6/", proof(happened_on="30/11/2569", note="จำไว้")).content.decode()
    assert "ยังมาไม่ถึง" in page or "ยังไม่ถึง" in page
    assert "จำไว้" in page
    assert 'name="is_sure"' not in page


def claim_item(sender: Phone, day: date, **body: object) -> dict[str, object]:
    facts = {"milestone": "K9", "happened_on": day.isoformat(), "tracking_number": things.TRACKING}
    return sender.item("claim", {**facts, **body})


def test_what_a_phone_kept_is_stored_and_told_of_by_name(people: People) -> None:
    sender = Phone(people.learner)
    Learner.objects.filter(pk=people.learner.pk).update(joined_at=now() - timedelta(days=90))
    today = bangkok_date(now())
    shop = sender.shop(happened_on=today.isoformat())
    assert sender.outcomes(shop) == ["stored"]
    photo = sender.file(things.upload().read(), "photo", evidence="order-screenshot")
    body = {"milestone": "M6", "tracking_number": things.TRACKING, "files": [photo]}
    item = sender.item("claim", {**body, "happened_on": (today - timedelta(days=1)).isoformat()})
    (told,) = sender.send(item)
    assert (told["result"], told["code"]) == ("stored", "before_shop_open")
    assert "มาก่อนวันที่เปิดร้าน" in told["message"]
    assert "before_shop_open" in Claim.objects.get(milestone="M6").flags
    (future,) = sender.send(
        sender.item("claim", {**body, "files": [], "happened_on": (today + timedelta(days=3)).isoformat()})
    )
    assert future["result"] == "rejected"
    assert "ยัง" in future["message"]
    assert RejectedItem.objects.get().message == future["message"], "kept for the desk as well"


@pytest.mark.usefixtures("_in_november")
def test_the_phone_learns_the_same_rules_of_days(people: People, seller: Learner) -> None:
    rules = {
        name: (first, last, doubt) for name, first, last, doubt in state_of(seller, at=NOON)["days"]["M6"]
    }
    opened = things.SOLD_ON - timedelta(days=14)
    assert rules["dayShop"] == (opened.isoformat(), None, True)
    assert rules["dayEarly"][0] == bangkok_date(seller.joined_at).isoformat()
    assert rules["dayClosed"][2] is True
