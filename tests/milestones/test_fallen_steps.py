"""What falls when looked at again leaves every figure that it was in, and comes back when it stands again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from courses.ledgers.counting import count_k3
from courses.ledgers.dbd_actions import enter_granted_mark
from courses.ledgers.models import DbdApplication
from courses.milestones.actions import take_back_claim, verify_claim
from courses.milestones.ladder import ladder_of
from courses.milestones.models import Certification, Claim
from courses.milestones.second_looks import look_again
from courses.models import AuditEntry, SecondLook, SecondLookShare
from courses.reports.basis import Basis
from courses.reports.figures import count
from courses.reports.months.actions import close_month
from courses.reports.months.calendar import Month
from courses.reports.months.indicators import compare_indicators
from courses.reports.months.restating import days_of
from courses.reports.recounting.run import recount_figures
from tests.build import NOON, People
from tests.ledgers import rows as ledger
from tests.milestones import things

pytestmark = pytest.mark.django_db
SOLD = NOON + timedelta(days=40)
# The first sale is older than the 90 days of K9, the later one is not.
LATER = NOON + timedelta(days=105)
NUMBER = "7100-1234-56789"


@pytest.fixture(autouse=True)
def all_drawn(db: None) -> None:
    SecondLookShare.objects.create(from_day="2020-01-01", percent=100)


def fallen(claim: Claim, people: People) -> None:
    """Another person looked again, and the manager took the step back."""
    look = SecondLook.objects.get(claim=claim)
    look_again(look, by=people.administrator, at=LATER, stands=False, reason="รูปเดิม")
    assert Claim.objects.get(pk=claim.pk).state == "verified", "the manager has not decided yet"
    take_back_claim(claim, by=people.manager, at=LATER, reason="รูปเดิม")


def figures() -> dict[str, float | None]:
    basis = Basis(2570, False, LATER)
    return {code: count(code, basis).value for code in ("K1", "K3", "K8", "K9")}


def reasons_after(fall: object) -> dict[str, list[str]]:
    """Close the months before something happens; return why the figures of the last one changed."""
    at = LATER - timedelta(hours=9)
    months = [Month(2026, 11), Month(2026, 12), Month(2027, 1), Month(2027, 2)]
    periods = [close_month(month, demonstration=False, by=None, at=at) for month in months]
    fall()  # type: ignore[operator]
    found = compare_indicators(periods[-1], days_of(periods[-1]))
    return {one.code: one.reasons for one in found if one.is_changed}


def mark_claim(people: People) -> Claim:
    claim = things.later_sale(
        people.learner, milestone="M8", registration_number=NUMBER, happened_on=NOON.date()
    )
    return verify_claim(claim, by=people.manager, at=NOON)


def test_a_later_sale_that_falls_leaves_k9_and_its_amount_leaves_k8(people: People) -> None:
    things.certified(people.learner, people.manager)
    claim = things.later_sale(people.learner, happened_on=SOLD.date(), at=SOLD, amount_baht=Decimal(400))
    verify_claim(claim, by=people.manager, at=SOLD, confirmed_baht=Decimal(380))
    before = figures()
    assert (before["K8"], before["K9"]) == (380, 1)
    assert recount_figures(LATER).drift == []
    reasons = reasons_after(lambda: fallen(claim, people))
    after = figures()
    assert (after["K8"], after["K9"]) == (None, 0)
    assert "ขั้นที่เรียกคืนหลังตรวจซ้ำ: 1" in reasons["K8"]
    assert "ขั้นที่เรียกคืนหลังตรวจซ้ำ: 1" in reasons["K9"]
    assert recount_figures(LATER).drift == []


def test_a_mark_that_falls_leaves_the_ledger_and_comes_back_when_it_stands_again(people: People) -> None:
    things.certified(people.learner, people.manager)
    claim = mark_claim(people)
    operator = ledger.inside(people.learner)
    held = ledger.mark(operator, people.manager, number="7100123456789", granted_on=NOON.date())
    other = ledger.mark(operator, people.manager, number="DBD-000777", granted_on=NOON.date())
    assert figures()["K3"] == 2
    assert recount_figures(LATER).drift == []
    reasons = reasons_after(lambda: fallen(claim, people))
    assert (figures()["K3"], count_k3(2570, demonstration=False).value) == (1, 1)
    assert reasons["K3"], "the closed month says why"
    held.refresh_from_db()
    other.refresh_from_db()
    assert (held.void_reason, held.voided_by, held.fallen_claim) == ("รูปเดิม", people.manager, claim.pk)
    assert other.voided_at is None
    assert AuditEntry.objects.of("dbd", held.pk).filter(by=people.manager, at=LATER).exists()
    other.delete()
    assert "M8" not in ladder_of(people.learner).reached
    assert recount_figures(LATER).drift == []
    verify_claim(things.later_sale(
        people.learner, milestone="M8", registration_number=NUMBER, happened_on=NOON.date(), at=LATER
    ), by=people.manager, at=LATER)  # fmt: skip
    held.refresh_from_db()
    assert (held.is_void, held.fallen_claim, held.back_at) == (False, None, LATER)
    assert (figures()["K3"], "M8" in ladder_of(people.learner).reached) == (1, True)
    assert recount_figures(LATER).drift == []


def test_a_mark_entered_anew_in_the_meantime_is_not_doubled(people: People) -> None:
    things.certified(people.learner, people.manager)
    claim = mark_claim(people)
    operator = ledger.inside(people.learner)
    held = ledger.mark(operator, people.manager, number="7100123456789", granted_on=NOON.date())
    fallen(claim, people)
    enter_granted_mark(
        operator, checklist=held.checklist, number=held.number, granted_on=held.granted_on,
        entry_id=things.uuid.uuid4(), by=people.manager, at=LATER,
    )  # fmt: skip
    again = things.later_sale(
        people.learner, milestone="M8", registration_number=NUMBER, happened_on=NOON.date(), at=LATER
    )
    verify_claim(again, by=people.manager, at=LATER)
    assert DbdApplication.objects.filter(voided_at=None).count() == 1


def test_a_shop_that_falls_takes_the_certification_that_rests_on_it(people: People) -> None:
    things.certified(people.learner, people.manager)
    shop = Claim.objects.get(milestone="M4")
    fallen(shop, people)
    assert Certification.objects.get().revoked_reason == "รูปเดิม"
    assert set(Claim.objects.values_list("milestone", "state")) == {("M4", "returned"), ("M6", "returned")}
    assert (figures()["K1"], recount_figures(LATER).drift) == (0, [])
