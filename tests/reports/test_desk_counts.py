"""What waits for a staff member, counted by hand-written SQL around the rooms' own gate."""

from datetime import timedelta
from typing import Any

import pytest

from courses.milestones.models import Claim
from courses.practice.models import Submission
from courses.reports.desk import Waiting, waiting_for
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
    return people


def test_a_trainer_has_the_work_they_see_and_no_first_sale_of_their_own(full: build.People) -> None:
    assert waiting_for(full.trainer) == Waiting(work=2, claims=2, rejected=1)


def test_others_also_have_the_first_sales_that_can_be_accepted(full: build.People) -> None:
    assert waiting_for(full.administrator) == Waiting(work=3, claims=4, rejected=2)
    assert waiting_for(full.manager) == Waiting(work=2, claims=3, rejected=1)
    assert waiting_for(full.neighbour_manager) == Waiting(work=1, claims=1, rejected=1)


@pytest.mark.parametrize("role", ["trainer", "manager", "administrator", "neighbour_trainer"])
def test_the_counts_are_those_of_the_queues(full: build.People, role: str) -> None:
    user = getattr(full, role)
    found = waiting_for(user)
    assert found
    assert found.work == Submission.objects.visible_to(user).waiting().count()
    assert found.claims == Claim.objects.visible_to(user).waiting().decidable_by(user).count()
    assert found.rejected == RejectedItem.objects.visible_to(user).waiting().count()


def test_learners_and_strangers_have_nothing(full: build.People) -> None:
    assert waiting_for(full.learner.user) is None
    assert waiting_for(None) is None


def test_counting_takes_one_query(full: build.People, django_assert_num_queries: Any) -> None:
    for user in (full.trainer, full.manager, full.administrator):
        with django_assert_num_queries(1):
            waiting_for(user)
