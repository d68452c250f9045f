"""A sale claimed without a signal: its amount as typed, its slip and the platform's file of orders."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from courses.milestones.actions import return_claim
from courses.milestones.evidence_rules import group_of
from courses.milestones.order_models import OrderFile, ReportedOrder
from courses.models import Claim, RejectedItem
from courses.phone.state import state_of
from lms.dates import bangkok_date, now
from media.models import StoredFile
from tests.build import People
from tests.milestones import things
from tests.milestones.test_order_file import ADDRESS, CALL, CUSTOMER, shopee
from tests.sync.phones import Phone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.UPLOAD_ROOT = tmp_path / "arriving"
    settings.SEALED_ROOT = tmp_path / "sealed"


@pytest.fixture
def phone(people: People) -> Phone:
    people.learner.joined_at = now() - timedelta(days=200)
    people.learner.save()
    return Phone(people.learner)


SOLD = bangkok_date(now() - timedelta(days=5))
PROOFS = (("navy", "order-screenshot"), ("maroon", "parcel-photo"))


def orders_of(day: Any = None) -> bytes:
    day = day or SOLD
    return shopee(("261117ABCD1", "สำเร็จแล้ว", f"{day.isoformat()} 13:05", "350.00"))


def sale(phone: Phone, *files: Any, **body: Any) -> dict[str, Any]:
    facts = {"milestone": "M6", "happened_on": SOLD.isoformat(), "files": list(files)}
    return phone.item("claim", {**facts, **body})


def order(phone: Phone) -> dict[str, Any]:
    return phone.file(things.upload().read(), "photo", evidence="order-screenshot")


def sheet(phone: Phone, content: bytes) -> dict[str, Any]:
    return phone.file(content, "file", evidence="order-file")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("", None),
        (None, None),
        (350, Decimal(350)),
        ("1,250.50", Decimal("1250.50")),
        ("๑๒๓", Decimal(123)),
        (" ฿๑,๒๕๐ บาท ", Decimal(1250)),
        ("0", Decimal(0)),
    ],
)
def test_an_amount_is_read_as_people_type_it(phone: Phone, typed: Any, amount: Decimal | None) -> None:
    item = sale(phone, order(phone), tracking_number=things.TRACKING, amount_baht=typed)
    assert phone.outcomes(phone.seal(item)) == ["stored"]
    assert Claim.objects.get().amount_baht == amount


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("เยอะ", "ตัวเลข"),
        ("-1", "0"),
        ("1.234", "ทศนิยม"),
        ("NaN", "ตัวเลข"),
        ("99999999999", "มากเกินไป"),
    ],
)
def test_an_amount_that_is_none_comes_back_in_words_and_is_mended(
    phone: Phone, typed: str, words: str
) -> None:
    picture = order(phone)
    (told,) = phone.send(sale(phone, picture, tracking_number=things.TRACKING, amount_baht=typed))
    assert told["result"] == "rejected"
    assert words in told["message"]
    assert not Claim.objects.exists()
    again = sale(phone, picture, tracking_number=things.TRACKING, amount_baht="350")
    assert phone.outcomes(again) == ["stored"], "with the picture that arrived before"
    assert Claim.objects.get().evidence.count() == 1


def test_a_step_without_an_amount_takes_no_harm(phone: Phone) -> None:
    assert phone.outcomes(phone.shop(amount_baht="เยอะ")) == ["stored"]
    assert Claim.objects.get().amount_baht is None


def test_a_file_of_orders_arrives_sealed_and_nothing_of_the_customer_is_kept(
    phone: Phone, settings: Any
) -> None:
    item = sale(phone, sheet(phone, orders_of()))
    assert phone.outcomes(phone.seal(item), item) == ["stored", "duplicate"]
    claim = Claim.objects.get()
    assert (claim.order_number, group_of(claim)) == ("261117ABCD1", "A")
    assert OrderFile.objects.get().platform == "shopee"
    assert ReportedOrder.objects.get().amount_baht == Decimal(350)
    assert not StoredFile.objects.exists()
    left = [
        path.read_bytes()
        for root in (settings.PRIVATE_ROOT, settings.SEALED_ROOT)
        for path in Path(root).rglob("*")
        if path.is_file()
    ]
    assert left == [], "the file itself is kept nowhere"
    kept = " ".join(str(row) for model in (Claim, ReportedOrder) for row in model.objects.values_list())
    assert not [secret for secret in (CUSTOMER, ADDRESS, CALL) if secret in kept]


def test_a_file_that_is_refused_comes_back_in_words_and_another_one_goes(phone: Phone) -> None:
    picture = order(phone)
    changed = b"Order ID,Order Status,Order Amount,Created Time\n=1+1,Completed,350,17/11/2026"
    late = orders_of(SOLD - timedelta(days=30))
    answers = [
        phone.send(sale(phone, picture, sheet(phone, content)))[0]
        for content in (b"PK\x03\x04broken", changed, b"x" * 2_100_000, late)
    ]
    assert {one["result"] for one in answers} == {"rejected"}
    said = [one["message"] for one in answers]
    assert ["เปิดไฟล์ไม่ได้" in said[0], "สูตร" in said[1], "2 MB" in said[2], "วันที่ใส่ไว้" in said[3]] == [True] * 4
    assert [one["field"] for one in answers] == ["order-file"] * 3 + ["happened_on"]
    assert RejectedItem.objects.count() == 4
    assert phone.outcomes(sale(phone, picture, sheet(phone, orders_of()))) == ["stored"]
    claim = Claim.objects.get()
    assert (claim.evidence.count(), claim.order_number) == (1, "261117ABCD1")


def test_what_is_refused_names_the_field_that_is_to_be_mended(phone: Phone) -> None:
    picture, number = order(phone), {"tracking_number": things.TRACKING}
    broken = phone.file(b"no photo at all", "photo", evidence="parcel-photo")
    damaged = {**broken, "key": "A" * 43, "evidence": "payment-slip"}
    told = phone.send(
        sale(phone, picture, **number, amount_baht="เยอะ"),
        sale(phone, picture, **number, buyer_phone="12"),
        sale(phone, picture),
        sale(phone, **number),
        sale(phone, picture, broken),
        sale(phone, picture, damaged),
        sale(phone, milestone="M1"),
        sale(phone, picture, **number),
        sale(phone, picture, **number),
    )
    assert [one["field"] for one in told] == [
        "amount_baht",
        "buyer_phone",
        "tracking_number",
        "order-screenshot",
        "parcel-photo",
        "payment-slip",
        "",
        "",  # this one is stored
        "order-screenshot",  # and its picture came with it
    ]


def sent_back(phone: Phone, people: People, **body: Any) -> Claim:
    """A sale with two pictures and an order file that a trainer sent back."""
    pictures = [phone.file(things.upload(colour=ink).read(), "photo", evidence=kind) for ink, kind in PROOFS]
    assert phone.outcomes(sale(phone, *pictures, sheet(phone, orders_of()), **body)) == ["stored"]
    claim = Claim.objects.get(state="pending")
    return return_claim(claim, by=people.manager, at=now(), reason="ภาพไม่ชัด")


def test_what_the_site_has_of_a_claim_sent_back_is_named_and_not_sent_again(
    phone: Phone, people: People
) -> None:
    claim = sent_back(phone, people)
    kept = state_of(people.learner, at=now())["pictures"]["M6"]
    assert [one["evidence"] for one in kept] == ["order-screenshot", "parcel-photo", "order-file"]
    again = sale(phone, kept=[{"file": one["file"], "evidence": one["evidence"]} for one in kept])
    assert phone.outcomes(phone.seal(again), again) == ["stored", "duplicate"]
    mended = Claim.objects.get(state="pending")
    assert list(mended.evidence.values_list("stored_file", flat=True)) == list(
        claim.evidence.values_list("stored_file", flat=True)
    )
    assert (mended.order_file.orders.get().number, StoredFile.objects.count()) == ("261117ABCD1", 2)
    assert state_of(people.learner, at=now())["pictures"] == {}


def test_a_picture_that_was_taken_away_stays_away_and_a_new_one_goes_along(
    phone: Phone, people: People
) -> None:
    sent_back(phone, people)
    first, _parcel, orders = state_of(people.learner, at=now())["pictures"]["M6"]
    parcel = phone.file(things.upload(colour="olive").read(), "photo", evidence="parcel-photo")
    again = sale(phone, parcel, kept=[{"file": first["file"], "evidence": first["evidence"]}])
    assert phone.outcomes(again) == ["stored"]
    mended = Claim.objects.get(state="pending")
    assert mended.evidence.count() == 2
    assert not OrderFile.objects.filter(claim=mended).exists()
    assert str(orders["file"]) != str(mended.pk)


def test_nobody_names_a_picture_of_another_person_or_of_a_claim_that_waits(
    phone: Phone, people: People
) -> None:
    phone.outcomes(sale(phone, order(phone), tracking_number=things.TRACKING))
    waiting = Claim.objects.get()
    stored = str(waiting.evidence.get().stored_file_id)
    other = Phone(people.classmate)
    tries = [
        {"file": stored, "evidence": "order-screenshot"},
        {"file": str(waiting.pk), "evidence": "order-file"},
        {"file": str(uuid.uuid4()), "evidence": "parcel-photo"},
    ]
    for one in tries:
        for whose in (phone, other):
            (told,) = whose.send(sale(whose, kept=[one], tracking_number=things.TRACKING))
            assert (told["result"], told["field"]) == ("rejected", one["evidence"])
    assert Claim.objects.count() == 1


def test_a_slip_is_read_on_the_site(phone: Phone) -> None:
    content = things.slip_upload(things.slip_text()).read()
    slip = phone.file(content, "photo", evidence="payment-slip")
    assert phone.outcomes(phone.seal(sale(phone, slip))) == ["stored"]
    claim = Claim.objects.get()
    assert claim.evidence.get().slip_reference == "014:202611170945123456"
    assert group_of(claim) == "A"


def test_a_slip_that_cannot_be_read_is_said(phone: Phone) -> None:
    blank = phone.file(things.upload().read(), "photo", evidence="payment-slip")
    (told,) = phone.send(sale(phone, blank))
    assert "QR" in told["message"]


def test_what_only_calls_itself_a_file_of_orders_is_refused(phone: Phone) -> None:
    fake = phone.file(things.upload().read(), "photo", evidence="order-file")
    odd = phone.file(orders_of(), "file", evidence="order-screenshot")
    two = [sheet(phone, orders_of()), sheet(phone, orders_of())]
    answers = phone.send(sale(phone, fake, order_number="261117ABCD1"), sale(phone, odd), sale(phone, *two))
    assert [one["result"] for one in answers] == ["rejected"] * 3
    assert not Claim.objects.exists()


def test_the_buyer_and_the_order_number_arrive_too(phone: Phone) -> None:
    report = phone.file(things.upload().read(), "photo", evidence="order-report")
    item = sale(phone, report, order_number="261117abcd1", buyer_name="ปราณี", buyer_phone="๐๘๙-๑๑๑-๒๒๒๒")
    assert phone.outcomes(item) == ["stored"]
    claim = Claim.objects.get()
    assert (claim.order_number, claim.buyer_phone, group_of(claim)) == ("261117ABCD1", "+66891112222", "A")


def test_all_that_is_wrong_with_a_claim_from_a_phone_is_told_at_once(phone: Phone) -> None:
    tomorrow = (bangkok_date(now()) + timedelta(days=30)).isoformat()
    item = sale(phone, happened_on=tomorrow, amount_baht="แพง", tracking_number="RR473124820TH")
    (told,) = phone.send(item)
    assert (told["result"], told["field"]) == ("rejected", "amount_baht")
    assert [one["field"] for one in told["others"]] == ["happened_on", "tracking_number"]
    assert all(one["message"] for one in told["others"])
    assert not Claim.objects.exists()
