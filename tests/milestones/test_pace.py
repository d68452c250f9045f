"""Nobody looks at two hundred claims in an hour: first a flag, then a refusal."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.milestones.actions import verify_claim
from courses.milestones.errors import TooManyApprovals
from courses.milestones.flag_codes import OVER_LIMIT, SENTENCES
from courses.milestones.models import Claim
from courses.milestones.pace import approvals_within_the_hour
from courses.models import SecondLook, SecondLookShare
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
def _short_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.APPROVALS_AN_HOUR", 3)
    monkeypatch.setattr("django.conf.settings.MOST_APPROVALS_AN_HOUR", 5)


def test_the_hour_ends_at_the_moment_of_the_verdict(people: People) -> None:
    for ago in (timedelta(hours=1), timedelta(minutes=59, seconds=59), timedelta(0), -SECOND):
        accepted(people, 1, at=NOON - ago, by=people.manager)
    accepted(people, 1, at=NOON, by=people.trainer)
    assert approvals_within_the_hour(people.manager, at=NOON) == 2


def test_a_hurried_approval_is_flagged_and_looked_at_again(people: People) -> None:
    SecondLookShare.objects.create(from_day="2020-01-01", percent=0)
    things.ready_to_sell(people.learner, people.trainer)
    accepted(people, 3, at=NOON - 60 * SECOND, by=people.manager)
    claim = verify_claim(things.sale_claim(people.learner, tracking_number=""), by=people.manager, at=NOON)
    assert claim.flags == ["over_limit"]
    assert SecondLook.objects.get().cause == "over-limit"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.lists(st.integers(0, 45), min_size=1, max_size=12))
def test_whatever_the_times_no_hour_holds_more_than_the_limit(people: People, minutes: list[int]) -> None:
    with transaction.atomic():
        at, done, flagged = NOON, [], []
        for wait in minutes:
            at += timedelta(minutes=wait)
            within = [one for one in done if one > at - timedelta(hours=1)]
            claim = things.shop_claim(build.learner(into=people.cohort))
            try:
                verify_claim(claim, by=people.manager, at=at)
            except TooManyApprovals:
                assert len(within) == 5
                continue
            done.append(at)
            flagged.append(bool(claim_flags(claim)) == (len(within) >= 3))
        assert all(flagged)
        assert all(sum(one - timedelta(hours=1) < two <= one for two in done) <= 5 for one in done)
        transaction.set_rollback(True)


def claim_flags(claim: Claim) -> list[str]:
    return Claim.objects.get(pk=claim.pk).flags


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
        shown[who] = str(SENTENCES[OVER_LIMIT]) in desk.get(f"/desk/evidence/{claim.pk}/").content.decode()
    assert shown == {people.trainer: False, people.manager: True}
