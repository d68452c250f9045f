"""«Do you still sell?» after 30, 90 and 180 days: asked once, answered with one tap, with evidence."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.milestones.actions import return_claim, revoke_certification, verify_claim
from courses.milestones.follow_up_models import FollowUp
from courses.milestones.follow_ups import answer_follow_up, ask_what_is_due, open_question
from courses.models import Certification, Learner
from tests import build
from tests.build import NOON, People
from tests.milestones import things


@pytest.fixture
def seller(people: People) -> Learner:
    things.certified(people.learner, people.manager)
    return people.learner


def after(days: int) -> datetime:
    return NOON - (NOON.date() - things.SOLD_ON) + timedelta(days=days)


def asked() -> list[int]:
    return list(FollowUp.objects.order_by("after_days").values_list("after_days", flat=True))


def test_it_is_asked_on_the_day_and_never_twice(seller: Learner) -> None:
    assert ask_what_is_due(after(29)) == 0
    assert [ask_what_is_due(after(30)), ask_what_is_due(after(30)), ask_what_is_due(after(31))] == [1, 0, 0]
    for days in (89, 90, 91, 180, 250):
        ask_what_is_due(after(days))
    assert asked() == [30, 90, 180]


def test_who_was_certified_late_is_asked_the_latest_question_alone(seller: Learner) -> None:
    ask_what_is_due(after(100))
    assert asked() == [90]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(0, 300), min_size=1, max_size=6))
def test_whenever_the_job_runs_each_question_comes_at_most_once(seller: Learner, days: list[int]) -> None:
    FollowUp.objects.all().delete()
    for day in sorted(days):
        ask_what_is_due(after(day))
    assert len(asked()) == len(set(asked()))
    assert all(row.due_on == things.SOLD_ON + timedelta(row.after_days) for row in FollowUp.objects.all())


def test_a_break_settles_the_question(seller: Learner) -> None:
    ask_what_is_due(after(30))
    question = open_question(seller, after(30))
    assert question is not None
    answer_follow_up(question, answer="paused", at=after(30))
    answer_follow_up(question, answer="stopped", at=after(31))  # the first answer stands
    assert FollowUp.objects.get().answer == "paused"
    assert open_question(seller, after(31)) is None


def test_still_selling_stays_open_until_its_evidence_came(seller: Learner, people: People) -> None:
    ask_what_is_due(after(30))
    question = open_question(seller, after(30))
    assert question is not None
    answer_follow_up(question, answer="selling", at=after(30))
    assert open_question(seller, after(31)) == question
    claim = things.later_sale(seller, happened_on=after(28).date(), at=after(31))
    assert open_question(seller, after(31)) is None
    return_claim(claim, by=people.manager, at=after(32), reason="ภาพไม่ชัด")
    assert open_question(seller, after(32)) == question
    again = things.later_sale(seller, happened_on=after(28).date(), at=after(33))
    verify_claim(again, by=people.manager, at=after(34))
    assert open_question(seller, after(35)) is None
    assert FollowUp.objects.get().claim == again


def test_evidence_sent_before_the_question_answers_it(seller: Learner) -> None:
    claim = things.later_sale(seller, milestone="M7", happened_on=after(70).date(), at=after(71))
    ask_what_is_due(after(90))
    row = FollowUp.objects.get()
    assert (row.answer, row.claim) == ("selling", claim)
    assert open_question(seller, after(91)) is None


def test_the_newest_question_alone_is_shown_and_overdue_ones_are_seen_by_staff(
    seller: Learner, people: People
) -> None:
    for days in (30, 90):
        ask_what_is_due(after(days))
    question = open_question(seller, after(95))
    assert question is not None
    assert question.after_days == 90
    overdue = FollowUp.objects.due(after(95))
    assert list(overdue.visible_to(people.trainer)) == [question]
    assert not overdue.visible_to(people.neighbour_trainer).exists()


def test_a_revoked_person_is_asked_nothing(seller: Learner, people: People) -> None:
    ask_what_is_due(after(30))
    revoke_certification(Certification.objects.get(), by=people.manager, at=after(31), reason="ปลอม")
    assert open_question(seller, after(31)) is None
    assert ask_what_is_due(after(90)) == 0


@pytest.fixture
def phone(people: People) -> Client:
    client = Client()
    people.learner.joined_at -= timedelta(days=60)
    people.learner.save()
    sold = date(2026, 10, 20)  # 32 days before today
    things.certified(people.learner, people.manager, happened_on=sold)
    client.force_login(people.learner.user)
    ask_what_is_due(NOON)
    return client


def test_home_and_shop_ask_with_three_big_answers(phone: Client) -> None:
    for path in ("/me/", "/me/shop/"):
        page = phone.get(path).content.decode()
        assert "ขายชิ้นแรกมา 30 วันแล้ว ยังขายอยู่ไหม" in page
        for answer in ("selling", "paused", "stopped"):
            assert page.count(f'name="answer" value="{answer}"') == 1


def test_still_selling_leads_to_the_form_and_a_break_to_the_shop(phone: Client, people: People) -> None:
    path = f"/me/follow-up/{FollowUp.objects.get().pk}/"
    assert phone.post(path, {"answer": "maybe"}).status_code == 302
    assert FollowUp.objects.get().answer == ""
    answer = phone.post(path, {"answer": "selling"})
    assert answer["Location"] == "/me/shop/K9/"
    assert phone.get("/me/shop/K9/").status_code == 200
    assert "ส่งการขายหนึ่งครั้ง" in phone.get("/me/").content.decode()
    stranger = Client()
    stranger.force_login(people.classmate.user)
    assert stranger.post(path, {"answer": "stopped"}).status_code == 404


def test_asking_costs_the_same_for_three_as_for_one(people: People, django_assert_num_queries) -> None:
    for learner in (people.learner, people.classmate, build.learner(into=people.cohort)):
        things.certified(learner, people.manager)
    with django_assert_num_queries(5):  # a look for each of the three days, one look for evidence, one write
        assert ask_what_is_due(after(90)) == 3
