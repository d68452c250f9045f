"""Nobody looks at two hundred claims in an hour: first a flag, then a refusal."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from courses.milestones.actions import verify_claim
from courses.milestones.errors import TooManyApprovals
from courses.milestones.models import Claim
from courses.milestones.pace import approvals_within_the_hour
from courses.models import SecondLook
from lms.dates import now
from tests import build
from tests.build import NOON, People
from tests.milestones import things

SECOND = timedelta(seconds=1)


def accepted(people: People, count: int, *, at, by) -> None:
    """Claims that a person accepted at a moment, as rows."""
    learners = [build.learner(into=people.cohort) for _ in range(count)]
    Claim.objects.bulk_create(
        Claim(
            id=uuid.uuid4(), learner=learner, submitted_by=learner.user, milestone="M4", state="verified",
            happened_on=NOON.date(), sent_at=at, decided_by=by, decided_at=at,
        )
        for learner in learners
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _short_hour(settings) -> None:
    settings.APPROVALS_AN_HOUR, settings.MOST_APPROVALS_AN_HOUR = 3, 5


def test_the_hour_ends_at_the_moment_of_the_verdict(people: People) -> None:
    for ago in (timedelta(hours=1), timedelta(minutes=59, seconds=59), timedelta(0), -SECOND):
        accepted(people, 1, at=NOON - ago, by=people.manager)
    accepted(people, 1, at=NOON, by=people.trainer)
    assert approvals_within_the_hour(people.manager, at=NOON) == 2


def test_a_hurried_approval_is_flagged_and_looked_at_again(people: People, settings) -> None:
    settings.SECOND_LOOK_SEED = "no claim of this test is drawn by chance"
    things.ready_to_sell(people.learner, people.trainer)
    accepted(people, 3, at=NOON - 60 * SECOND, by=people.manager)
    claim = verify_claim(things.sale_claim(people.learner, tracking_number=""), by=people.manager, at=NOON)
    assert claim.flags == ["over_limit"]
    assert SecondLook.objects.get().cause == "over-limit"


def test_an_hour_later_nothing_is_left_of_the_hurry(people: People) -> None:
    accepted(people, 3, at=NOON - timedelta(hours=1), by=people.manager)
    assert verify_claim(things.shop_claim(people.learner), by=people.manager, at=NOON).flags == []


def test_at_the_last_limit_the_claim_waits_and_the_person_is_told(people: People) -> None:
    claim = things.shop_claim(people.learner)
    accepted(people, 5, at=NOON, by=people.manager)
    with pytest.raises(TooManyApprovals) as refused:
        verify_claim(claim, by=people.manager, at=NOON + timedelta(minutes=59))
    assert refused.value.status == 429
    assert Claim.objects.get(pk=claim.pk).state == "pending"
    assert verify_claim(claim, by=people.manager, at=NOON + timedelta(hours=1)).state == "verified"


def test_a_page_says_it_in_thai_and_another_person_goes_on(people: People) -> None:
    claim = things.shop_claim(people.learner)
    accepted(people, 5, at=now(), by=people.manager)
    desk = Client()
    desk.force_login(people.manager)
    answer = desk.post(f"/desk/evidence/{claim.pk}/verify/")
    assert answer.status_code == 429
    assert "รับรองไปแล้ว 5 รายการในหนึ่งชั่วโมง" in answer.content.decode()
    assert verify_claim(claim, by=people.trainer, at=now()).state == "verified"


def test_only_managers_see_the_hurry_of_a_reviewer(people: People) -> None:
    accepted(people, 3, at=NOON, by=people.trainer)
    claim = verify_claim(things.shop_claim(people.learner), by=people.trainer, at=NOON)
    shown = {}
    for who in (people.trainer, people.manager):
        desk = Client()
        desk.force_login(who)
        shown[who] = "ผู้ตรวจรับรองจำนวนมาก" in desk.get(f"/desk/evidence/{claim.pk}/").content.decode()
    assert shown == {people.trainer: False, people.manager: True}
