"""What is enough for a sale: groups A, B and C, the trainer's word, and the rule as versions."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.milestones.actions import verify_claim
from courses.milestones.errors import ClaimRefused, NotYours, RuleRefused
from courses.milestones.evidence_rules import Given, group_by, group_of
from courses.milestones.examining import read_slips
from courses.milestones.kinds import GROUPS, Proof
from courses.milestones.models import Certification
from courses.milestones.months import stop_month_check, use_month_check
from courses.milestones.rule_models import EvidenceRule
from courses.milestones.rules import change_rule, rule_on
from courses.milestones.witnesses import witness_sale
from tests.build import NOON, TODAY, People
from tests.milestones import things


def refused(people: People, **fields: object) -> ClaimRefused:
    with pytest.raises(ClaimRefused) as told:
        things.sale_claim(people.learner, **fields)
    return told.value


def one_order(people: People) -> list[object]:
    return [(things.ORDER, things.picture(people.learner))]


def saw_it(people: People, **fields: object) -> None:
    values = {
        "happened_on": things.SOLD_ON,
        "place": "ตลาดนาข่า",
        "text": "เห็นลูกค้าจ่ายเงิน",
        "at": NOON,
        **fields,
    }
    witness_sale(people.learner, statement_id=uuid.uuid4(), by=people.trainer, **values)  # type: ignore[arg-type]


def test_every_proof_belongs_to_one_group() -> None:
    listed = [proof for group in GROUPS.values() for proof in group]
    assert sorted(listed) == sorted(Proof)


@pytest.mark.parametrize("number", [things.TRACKING, "KEX0012345678", "SPXTH012345678901", "TH01234567890A"])
def test_a_known_carrier_with_the_order_is_strong(people: People, number: str) -> None:
    claim = things.sale_claim(people.learner, tracking_number=number, photos=one_order(people))
    assert group_of(claim) == "A"


def test_a_report_is_strong_with_its_order_number_alone(people: People) -> None:
    report = [(things.REPORT, things.picture(people.learner))]
    assert refused(people, photos=report).field == "order_number"
    assert group_of(things.sale_claim(people.learner, photos=report, order_number="#240925-ABCD12")) == "A"


def test_a_readable_slip_is_strong_and_a_forged_one_proves_nothing(people: People) -> None:
    forged = [(things.SLIP, things.slip_picture(people.learner, things.slip_text(forged=True)))]
    told = refused(people, photos=forged, slips=read_slips(forged))
    assert told.field == "photos-payment-slip"
    good = [(things.SLIP, things.slip_picture(people.learner))]
    assert refused(people, photos=good).field == "photos-payment-slip"
    assert group_of(things.sale_claim(people.learner, photos=good, slips=read_slips(good))) == "A"


def test_the_own_word_is_never_enough(people: People) -> None:
    told = refused(people, photos=[], note="ขายได้จริง ๆ เชื่อเถอะ", order_number="240925ABCD12")
    assert told.field == "photos-order-screenshot"


def test_the_trainers_word_of_that_day_is_one_weak_piece(people: People) -> None:
    saw_it(people, happened_on=things.SOLD_ON - timedelta(days=1))
    refused(people, photos=one_order(people))
    saw_it(people)
    assert group_of(things.sale_claim(people.learner, photos=one_order(people))) == "B"
    assert refused(people, photos=[], claim_id=uuid.uuid4())  # alone it is one piece too few


def test_a_new_version_judges_sales_from_its_day_and_leaves_the_others(people: People) -> None:
    rule = change_rule(
        effective_on=things.SOLD_ON, by=people.administrator, at=NOON, reason="เข้มขึ้น", weak_needed=3
    )
    assert rule_on(things.SOLD_ON) == rule
    assert rule_on(things.SOLD_ON - timedelta(days=1)).weak_needed == 2
    refused(people)
    claim = things.sale_claim(people.learner, happened_on=things.SOLD_ON - timedelta(days=1))
    assert group_of(claim) == "B"


def test_what_waits_is_judged_again_when_it_is_verified(people: People) -> None:
    things.ready_to_sell(people.learner, people.manager)
    claim = things.sale_claim(people.learner)
    change_rule(effective_on=things.SOLD_ON, by=people.administrator, at=NOON, reason="เข้มขึ้น", weak_needed=3)
    with pytest.raises(ClaimRefused):
        verify_claim(claim, by=people.manager, at=NOON)
    assert not Certification.objects.exists()


def test_a_certification_keeps_the_rule_it_was_judged_by(people: People) -> None:
    assert things.certified(people.learner, people.manager).rule is None  # the first one
    rule = change_rule(effective_on=things.SOLD_ON, by=people.administrator, at=NOON, reason="x")
    assert things.certified(people.classmate, people.manager).rule == rule


def test_a_past_year_and_a_closed_month_keep_their_rule(people: People) -> None:
    values = {"by": people.administrator, "at": NOON, "reason": "x"}
    with pytest.raises(RuleRefused):
        change_rule(effective_on=date(2026, 9, 30), **values)  # type: ignore[arg-type]
    use_month_check(_october)
    try:
        with pytest.raises(RuleRefused):
            change_rule(effective_on=date(2026, 10, 31), **values)  # type: ignore[arg-type]
        change_rule(effective_on=date(2026, 11, 1), **values)  # type: ignore[arg-type]
    finally:
        stop_month_check(_october)
    with pytest.raises(RuleRefused):
        change_rule(effective_on=date(2026, 11, 1), **values)  # type: ignore[arg-type]
    with pytest.raises(NotYours):
        change_rule(effective_on=TODAY, by=people.manager, at=NOON, reason="x")


def _october(day: date) -> bool:
    return (day.year, day.month) == (2026, 10)


pieces = st.lists(
    st.tuples(
        st.sampled_from([things.ORDER, things.PARCEL, things.SLIP, things.REPORT]), st.sampled_from("abcd")
    ),
    max_size=6,
)


@settings(max_examples=30, deadline=None)
@given(data=st.data(), shown=pieces, number=st.sampled_from(["", things.TRACKING, "QX12345678"]))
def test_order_and_repetition_of_pieces_decide_nothing(
    data: st.DataObject, shown: list[tuple[str, str]], number: str
) -> None:
    rule = EvidenceRule(strong=list(GROUPS["A"]), weak=list(GROUPS["B"]), strong_needed=1, weak_needed=2)

    def group(some: list[tuple[str, str]]) -> str:
        return group_by(Given("M6", TODAY, tracking_number=number, pieces=tuple(some)), rule)

    again = data.draw(st.permutations(shown + shown))
    assert group(again) == group(shown)
    assert group(shown[:-1]) in ("", group(shown), "B")  # a piece more never makes it weaker
