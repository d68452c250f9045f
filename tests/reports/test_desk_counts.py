"""What waits for a staff member, counted by hand-written SQL around the rooms' own gate."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from courses.cohorts.querysets import learner_gate
from courses.duplicates.models import DuplicatePair
from courses.milestones.models import Claim
from courses.milestones.person_models import WitnessStatement
from courses.milestones.second_look_models import SecondLook
from courses.people.models import Correction
from courses.practice.models import Submission
from courses.reports.desk import MOST, Waiting, waiting_for
from courses.sync.models import RejectedItem
from tests import build
from tests.reports import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(people: build.People) -> build.People:
    """Work and claims in two communities, some decided; one learner sits in two cohorts."""
    lesson = build.lesson("F1")
    other = build.cohort(people.community, build.staff("trainer"))
    elsewhere = build.learner("อีกรุ่น", other)
    build.Enrolment.objects.create(learner=people.learner, cohort=other, joined_at=build.NOON)
    for learner in (people.learner, people.neighbour, elsewhere):
        rows.work(learner, lesson)
        rows.work(learner, build.lesson(f"X{learner.pk}"), "approved", at=build.NOON - timedelta(days=1))
        rows.claim(learner, "M5")
        rows.claim(learner, "M6")
    rows.core(people.learner, people.cohort)
    rows.claim(people.learner, "M4", state="verified")
    rows.core(people.neighbour, people.neighbour_cohort)
    rows.claim(elsewhere, "M4", state="verified")
    for learner, replayed_at in (
        (people.learner, None),
        (people.neighbour, None),
        (people.learner, build.NOON),
    ):
        RejectedItem.objects.create(
            learner=learner,
            item_id=f"{learner.pk} {replayed_at}",
            code="unreadable",
            received_at=build.NOON,
            replayed_at=replayed_at,
        )
    for learner in (people.learner, people.neighbour):
        Correction.objects.create(
            id=uuid.uuid4(), learner=learner, field="name", words="ชื่อผิด", asked_at=build.NOON
        )
    return people


def test_a_trainer_has_the_work_they_see_and_no_first_sale_of_their_own(full: build.People) -> None:
    assert waiting_for(full.trainer) == Waiting(work=2, claims=2, rejected=1, corrections=1)


def test_others_also_have_the_first_sales_that_can_be_accepted(full: build.People) -> None:
    assert waiting_for(full.administrator) == Waiting(work=3, claims=4, rejected=2, corrections=2)
    assert waiting_for(full.manager) == Waiting(work=2, claims=3, rejected=1, corrections=1)
    assert waiting_for(full.neighbour_manager) == Waiting(work=1, claims=1, rejected=1, corrections=1)


@pytest.mark.parametrize("role", ["trainer", "manager", "administrator", "neighbour_trainer"])
def test_the_counts_are_those_of_the_queues(full: build.People, role: str) -> None:
    user = getattr(full, role)
    found = waiting_for(user)
    assert found
    assert found.work == Submission.objects.visible_to(user).waiting().count()
    assert found.claims == Claim.objects.visible_to(user).waiting().decidable_by(user).count()
    assert found.rejected == RejectedItem.objects.visible_to(user).waiting().count()
    asked = Correction.objects.filter(learner_gate(user), state="asked")
    assert found.corrections == asked.count() == {"administrator": 2}.get(role, 1)
    assert found.second_looks == SecondLook.objects.to_look_at(user).count()
    pairs = DuplicatePair.objects.visible_to(user).waiting().count()
    assert found.duplicates == (0 if user.is_trainer else pairs)


def test_a_sale_that_one_saw_oneself_does_not_wait_for_one(full: build.People) -> None:
    before = waiting_for(full.manager)
    WitnessStatement.objects.create(
        learner=full.learner,
        witness=full.manager,
        happened_on=build.TODAY,
        place="ตลาด",
        text="เห็นลูกค้ามารับ",
        made_at=build.NOON,
    )
    after = waiting_for(full.manager)
    assert before is not None
    assert after is not None
    assert after.claims == before.claims - 1
    assert after.claims == Claim.objects.visible_to(full.manager).waiting().decidable_by(full.manager).count()


def test_double_profiles_and_second_looks_are_counted_in_ones_area(full: build.People) -> None:
    first, second = sorted([full.learner, full.classmate], key=lambda one: one.pk)
    DuplicatePair.objects.create(first=first, second=second, score=80, reasons=[], found_at=build.NOON)
    sale = rows.certify(build.learner(into=full.cohort), full.cohort).claim
    SecondLook.objects.create(
        claim=sale, first_decider=rows.officer(), cause="chance", is_drawn=True, drawn_at=build.NOON
    )
    counts = {
        role: (found.duplicates, found.second_looks)
        for role in ("trainer", "manager", "neighbour_manager", "administrator")
        if (found := waiting_for(getattr(full, role)))
    }
    assert counts == {
        "trainer": (0, 0), "manager": (1, 1), "neighbour_manager": (0, 0), "administrator": (1, 1)
    }  # fmt: skip


def test_counting_stops_at_a_hundred_and_the_menu_says_so(people: build.People, client: Client) -> None:
    lesson = build.lesson("F1")
    for n in range(MOST + 5):
        rows.work(people.learner, lesson if not n else build.lesson(f"L{n}"))
    found = waiting_for(people.manager)
    assert found
    assert (found.work, found.shown["work"], found.shown["claims"]) == (MOST, "99+", "")
    client.force_login(people.manager)
    assert "99+" in client.get("/desk/cohorts/").content.decode()


def test_learners_and_strangers_have_nothing(full: build.People) -> None:
    assert waiting_for(full.learner.user) is None
    assert waiting_for(None) is None


def test_counting_takes_one_query(full: build.People, django_assert_num_queries: Any) -> None:
    for user in (full.trainer, full.manager, full.administrator):
        with django_assert_num_queries(1):
            waiting_for(user)
