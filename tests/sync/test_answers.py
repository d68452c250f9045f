"""«Do you still sell?» answered without a signal: kept once, whoever sends it and however often."""

from __future__ import annotations

from datetime import timedelta

import pytest

from courses.milestones.follow_up_models import FollowUp
from courses.milestones.follow_ups import ask_what_is_due
from courses.models import Learner, RejectedItem
from courses.phone.state import state_of
from lms.dates import bangkok_date, now
from tests.build import People
from tests.milestones import things
from tests.sync.phones import Phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller(people: People) -> Learner:
    Learner.objects.filter(pk=people.learner.pk).update(joined_at=now() - timedelta(days=200))
    people.learner.refresh_from_db()
    things.ready_to_sell(people.learner, people.manager)
    sold = bangkok_date(now()) - timedelta(days=95)
    from courses.milestones.actions import verify_claim

    claim = things.sale_claim(people.learner, happened_on=sold, at=now() - timedelta(days=94))
    verify_claim(claim, by=people.manager, at=now() - timedelta(days=90))
    ask_what_is_due(now())
    return people.learner


def test_an_answer_is_stored_once(seller: Learner) -> None:
    question = FollowUp.objects.get()
    phone = Phone(seller)
    item = phone.item("answer", {"question": question.pk, "answer": "selling"})
    assert phone.outcomes(phone.seal(item)) == ["stored"]
    assert phone.outcomes(item, phone.item("answer", {"question": question.pk, "answer": "stopped"})) == [
        "duplicate",
        "duplicate",
    ]
    assert FollowUp.objects.get().answer == "selling", "the first answer stands"


def test_nobody_answers_for_another_and_nonsense_is_told(seller: Learner, people: People) -> None:
    question = FollowUp.objects.get()
    stranger = Phone(people.classmate)
    assert stranger.outcomes(
        stranger.item("answer", {"question": question.pk, "answer": "stopped"}),
        stranger.item("answer", {"question": question.pk, "answer": "perhaps"}),
        stranger.item("answer", {"question": "1; DROP", "answer": "stopped"}),
    ) == ["rejected not-asked", "rejected unreadable", "rejected unreadable"]
    assert FollowUp.objects.get().answer == ""
    assert RejectedItem.objects.count() == 3


def test_the_phone_is_told_of_the_question_and_the_steps_that_are_open(seller: Learner) -> None:
    state = state_of(seller, at=now())
    assert state["question"]["milestone"] == "M7"
    assert state["question"]["after_days"] == 90
    assert [step["code"] for step in state["after"]] == ["M7", "M8", "M9", "K9"]
    window = next(rule for rule in state["days"]["M7"] if rule[0] == "dayWindow")
    sold = seller.certifications.get().event_on
    assert window[1:3] == [(sold + timedelta(days=days)).isoformat() for days in (60, 120)]


@pytest.mark.parametrize(
    ("milestone", "more"),
    [("M7", {}), ("K9", {}), ("M9", {"country": "LA"}), ("M8", {"registration_number": "0105561-2345"})],
)
def test_every_later_step_arrives_from_a_phone_exactly_once(
    seller: Learner, milestone: str, more: dict[str, str]
) -> None:
    phone = Phone(seller)
    files = (
        []
        if milestone == "M8"
        else [phone.file(things.upload().read(), "photo", evidence="order-screenshot")]
    )
    day = bangkok_date(now()) - timedelta(days=5)
    body = {"milestone": milestone, "happened_on": day.isoformat(), "files": files, **more}
    if milestone != "M8":
        body["tracking_number"] = things.TRACKING
    item = phone.item("claim", body)
    assert phone.outcomes(item) == ["stored"]
    assert phone.outcomes(item) == ["duplicate"]
    claim = seller.claims.get(milestone=milestone)
    assert claim.state == "pending"
    if milestone == "M7":
        assert FollowUp.objects.get().claim == claim, "the evidence answers the question"
