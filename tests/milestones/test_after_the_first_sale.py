"""M7, M8, M9 and later sales: what they need, when they open, and what they may not reuse."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from courses.milestones.actions import return_claim, verify_claim
from courses.milestones.errors import AlreadyClaimed, ClaimRefused, NotReady, ReferenceUsed
from courses.milestones.ladder import ladder_of
from courses.milestones.models import Certification, Claim, UsedReference
from courses.milestones.steps import steps_of
from courses.models import Learner
from courses.reports.basis import Basis
from courses.reports.figures import count
from tests.build import NOON, TODAY, People
from tests.milestones import things

SOLD = date(2026, 8, 20)  # 93 days before today


@pytest.fixture
def seller(people: People) -> Learner:
    """Somebody whose first sale was verified and lies 93 days back."""
    people.learner.joined_at -= timedelta(days=200)
    people.learner.save()
    things.certified(people.learner, people.manager, happened_on=SOLD, tracking_number=things.TRACKING)
    return people.learner


def still(learner: Learner, **fields: object) -> Claim:
    return things.later_sale(
        learner, **{"milestone": "M7", "happened_on": SOLD + timedelta(days=88), **fields}
    )


def mark(learner: Learner, **fields: object) -> Claim:
    values = {"milestone": "M8", "registration_number": "7100 123 456-789", "photos": [], **fields}
    return things.sale_claim(learner, **values)


def abroad(learner: Learner, **fields: object) -> Claim:
    return things.sale_claim(learner, **{"milestone": "M9", "country": "LA", **fields})


@pytest.mark.parametrize(("days", "is_right"), [(59, False), (60, True), (120, True), (121, False)])
def test_still_selling_is_a_sale_from_60_to_120_days_after_the_first(
    seller: Learner, days: int, is_right: bool
) -> None:
    at = NOON + timedelta(days=60)
    if is_right:
        assert still(seller, happened_on=SOLD + timedelta(days=days), at=at).state == "pending"
    else:
        with pytest.raises(ClaimRefused) as told:
            still(seller, happened_on=SOLD + timedelta(days=days), at=at)
        assert told.value.field == "happened_on"


def test_nothing_comes_after_a_sale_that_is_not_verified(people: People) -> None:
    for milestone in ("M7", "K9"):
        with pytest.raises(ClaimRefused):
            things.later_sale(people.learner, milestone=milestone, happened_on=TODAY)
    things.certified(people.learner, people.manager, happened_on=TODAY - timedelta(days=20))
    claim = abroad(people.classmate)
    with pytest.raises(NotReady):
        verify_claim(claim, by=people.manager, at=NOON)


def test_a_later_sale_needs_the_evidence_of_a_sale(seller: Learner) -> None:
    with pytest.raises(ClaimRefused):
        still(seller, photos=[])


def test_what_proved_the_first_sale_proves_no_later_one(seller: Learner, people: People) -> None:
    claim = still(seller, tracking_number=things.TRACKING)
    assert claim.flags == ["dup_tracking"]
    with pytest.raises(ReferenceUsed):
        verify_claim(claim, by=people.manager, at=NOON)
    return_claim(claim, by=people.manager, at=NOON, reason="เลขพัสดุเดิม")
    verify_claim(still(seller), by=people.manager, at=NOON)
    assert UsedReference.objects.filter(kind="image").count() == 4


def test_the_first_sale_itself_may_have_gone_abroad(seller: Learner, people: People) -> None:
    claim = abroad(seller, happened_on=SOLD, tracking_number=things.TRACKING)
    assert "dup_tracking" not in claim.flags
    verify_claim(claim, by=people.manager, at=NOON)
    assert ladder_of(seller).reached["M9"] == SOLD


def test_the_amount_of_a_first_sale_that_went_abroad_counts_once(people: People) -> None:
    seller, by = people.learner, people.manager
    things.ready_to_sell(seller, by)
    order = {"order_number": "LA240001", "amount_baht": Decimal(450)}
    verify_claim(things.sale_claim(seller, **order), by=by, at=NOON, confirmed_baht=Decimal(450))
    claim = abroad(seller, happened_on=things.SOLD_ON, **order)
    with pytest.raises(ClaimRefused) as told:
        verify_claim(claim, by=by, at=NOON, confirmed_baht=Decimal(450))
    assert told.value.field == "confirmed_baht"
    verify_claim(claim, by=by, at=NOON)
    assert count("K8", Basis(2570, False, NOON)).value == 450
    assert ladder_of(seller).reached["M9"] == things.SOLD_ON


def test_the_amount_of_another_sale_abroad_counts_too(people: People) -> None:
    seller, by = people.learner, people.manager
    things.ready_to_sell(seller, by)
    first = things.sale_claim(seller, order_number="LA240001", amount_baht=Decimal(450))
    verify_claim(first, by=by, at=NOON, confirmed_baht=Decimal(450))
    other = abroad(seller, happened_on=things.SOLD_ON, order_number="LA240002", amount_baht=Decimal(50))
    verify_claim(other, by=by, at=NOON, confirmed_baht=Decimal(50))
    assert count("K8", Basis(2570, False, NOON)).value == 500


def test_a_sale_abroad_names_another_country(seller: Learner) -> None:
    for country in ("", "TH", "Laos"):
        with pytest.raises(ClaimRefused) as told:
            abroad(seller, country=country)
        assert told.value.field == "country"


def test_a_mark_has_a_number_that_stands_with_one_person(people: People) -> None:
    first, second = mark(people.learner), mark(people.classmate)
    assert first.registration_number == "7100123456-789"
    assert second.flags == ["dup_number"]
    verify_claim(first, by=people.trainer, at=NOON)
    with pytest.raises(ReferenceUsed):
        verify_claim(second, by=people.trainer, at=NOON)
    with pytest.raises(ClaimRefused):
        mark(people.neighbour, registration_number="ไม่มี")


def test_the_register_itself_refuses_what_must_not_be(people: People) -> None:
    claim = mark(people.learner)
    for wrong in ({"registration_number": ""}, {"milestone": "M9", "country": "TH"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**wrong)


def test_later_sales_are_many_and_milestones_once(seller: Learner, people: People) -> None:
    for days in (70, 80):
        claim = things.later_sale(seller, happened_on=SOLD + timedelta(days=days))
        verify_claim(claim, by=people.manager, at=NOON)
    verify_claim(still(seller), by=people.manager, at=NOON)
    with pytest.raises(AlreadyClaimed):
        still(seller, claim_id=uuid.uuid4())


def test_my_shop_shows_each_step_when_its_time_has_come(seller: Learner, people: People) -> None:
    def shown(today: date) -> list[tuple[str, bool, bool]]:
        steps = steps_of(seller, today=today)[3:]
        return [(step.milestone.value, step.can_be_sent, step.is_next) for step in steps]

    things.content_claim(seller)
    assert shown(SOLD + timedelta(days=59)) == [("M7", False, False), ("M8", True, True), ("M9", True, False)]
    assert shown(SOLD + timedelta(days=60))[0] == ("M7", True, True)
    assert len(steps_of(people.classmate, today=TODAY)) == 3


def test_the_forms_of_the_later_steps_take_what_people_send(seller: Learner) -> None:
    phone = Client()
    phone.force_login(seller.user)
    page = phone.get("/me/shop/").content.decode()
    assert "หลังขายชิ้นแรก" in page
    assert "นับการขายตั้งแต่ 19 ต.ค. 2569 ถึง 18 ธ.ค. 2569" in page
    assert phone.get("/me/shop/M9/").content.decode().count("<option") > 100
    sale = {"happened_on": "17/11/2569", "tracking_number": "KEX0012345678"}
    for milestone, more in (("M7", {}), ("M9", {"country": "LA"})):
        data = {
            **sale,
            **more,
            "photos-order-screenshot": things.upload(colour=(milestone == "M7" and "red") or "blue"),
        }
        answer = phone.post(f"/me/shop/{milestone}/", data)
        assert answer.status_code == 302, answer.content.decode()
    answer = phone.post("/me/shop/M8/", {"happened_on": "1/11/2569", "registration_number": "7100123456789"})
    assert answer.status_code == 302
    assert sorted(Claim.objects.filter(state="pending").values_list("milestone", flat=True)) == [
        "M7",
        "M8",
        "M9",
    ]


def test_a_slip_sent_with_the_form_is_strong_evidence(people: People) -> None:
    phone = Client()
    phone.force_login(people.learner.user)
    data = {"happened_on": "17/11/2569", "photos-payment-slip": things.slip_upload(things.slip_text())}
    assert phone.post("/me/shop/M6/", data).status_code == 302
    assert Claim.objects.get().evidence.get().slip_reference == "014:202611170945123456"
    forged = {
        "happened_on": "17/11/2569",
        "photos-payment-slip": things.slip_upload(things.slip_text(forged=True)),
    }
    phone.force_login(people.classmate.user)
    answer = phone.post("/me/shop/M6/", forged)
    assert answer.status_code == 422
    assert "อ่าน QR บนสลิปไม่ได้" in answer.content.decode()


def test_forms_whose_time_has_not_come_lead_back_to_the_shop(people: People) -> None:
    phone = Client()
    phone.force_login(people.learner.user)
    for milestone in ("M7", "M8", "M9", "K9"):
        assert phone.get(f"/me/shop/{milestone}/").status_code == 302
    assert Certification.objects.count() == 0
