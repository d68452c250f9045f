"""A certification is taken back: the figure falls by one and everything it used is free."""

import pytest

from courses.milestones.actions import revoke_certification, verify_claim
from courses.milestones.errors import NotYours, ReasonMissing
from courses.milestones.models import Certification, UsedReference
from tests.build import NOON, People
from tests.milestones import things


def counted() -> int:
    return Certification.objects.counted(demonstration=False).count()


def test_revoking_lowers_the_figure_by_one_and_keeps_the_row(people: People) -> None:
    certification = things.certified(people.learner, people.manager, tracking_number=things.TRACKING)
    assert counted() == 1
    revoked = revoke_certification(certification, by=people.manager, at=NOON, reason="ใช้ภาพของคนอื่น")
    assert counted() == 0
    assert (revoked.revoked_by, revoked.revoked_reason) == (people.manager, "ใช้ภาพของคนอื่น")
    assert not UsedReference.objects.exists()
    assert revoked.claim.state == "verified" or revoked.claim.state == "returned"


def test_a_revoked_person_is_certified_again(people: People) -> None:
    certification = things.certified(people.learner, people.manager, tracking_number=things.TRACKING)
    revoke_certification(certification, by=people.administrator, at=NOON, reason="ภาพผิดคำสั่งซื้อ")
    again = things.sale_claim(people.learner, tracking_number=things.TRACKING)
    verify_claim(again, by=people.manager, at=NOON)
    assert counted() == 1
    assert Certification.objects.filter(learner=people.learner).count() == 2


def test_revoking_twice_changes_nothing(people: People) -> None:
    certification = things.certified(people.learner, people.manager)
    first = revoke_certification(certification, by=people.manager, at=NOON, reason="ก")
    assert revoke_certification(certification, by=people.administrator, at=NOON, reason="ข") == first
    assert Certification.objects.get().revoked_reason == "ก"


@pytest.mark.parametrize("who", ["trainer", "learner", "neighbour_manager", "neighbour_trainer"])
def test_only_managers_in_sight_and_administrators_revoke(people: People, who: str) -> None:
    certification = things.certified(people.learner, people.manager)
    person = getattr(people, who)
    with pytest.raises(NotYours):
        revoke_certification(certification, by=getattr(person, "user", person), at=NOON, reason="ก")
    assert counted() == 1


def test_a_revocation_says_why(people: People) -> None:
    certification = things.certified(people.learner, people.manager)
    with pytest.raises(ReasonMissing):
        revoke_certification(certification, by=people.manager, at=NOON, reason="")
    assert counted() == 1
