"""Staff send a claim back with a reason."""

import pytest

from courses.milestones.actions import return_claim, verify_claim
from courses.milestones.errors import AlreadyDecided, NotYours, ReasonMissing
from courses.milestones.models import Claim
from tests.build import NOON, People
from tests.milestones import things


def test_a_claim_goes_back_with_a_reason(people: People) -> None:
    claim = return_claim(things.shop_claim(people.learner), by=people.trainer, at=NOON, reason=" ภาพไม่ชัด ")
    assert (claim.state, claim.reason, claim.decided_by) == ("returned", "ภาพไม่ชัด", people.trainer)


def test_a_claim_without_a_reason_stays(people: People) -> None:
    claim = things.shop_claim(people.learner)
    with pytest.raises(ReasonMissing) as refused:
        return_claim(claim, by=people.trainer, at=NOON, reason=" \n ")
    assert refused.value.field == "reason"
    assert Claim.objects.get().state == "pending"


def test_the_own_trainer_does_not_decide_the_first_sale_either_way(people: People) -> None:
    claim = things.sale_claim(people.learner)
    with pytest.raises(NotYours):
        return_claim(claim, by=people.trainer, at=NOON, reason="ภาพไม่ชัด")


def test_sending_back_twice_is_once_and_a_second_person_is_too_late(people: People) -> None:
    claim = things.shop_claim(people.learner)
    first = return_claim(claim, by=people.trainer, at=NOON, reason="ภาพไม่ชัด")
    assert return_claim(claim, by=people.trainer, at=NOON, reason="อย่างอื่น").reason == first.reason
    with pytest.raises(AlreadyDecided):
        return_claim(claim, by=people.manager, at=NOON, reason="อย่างอื่น")
    with pytest.raises(AlreadyDecided):
        verify_claim(claim, by=people.manager, at=NOON)
