"""Two people press "join" in the same moment for the last seat: one gets it, the other is told."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection

from courses.cohorts import actions
from courses.cohorts.errors import CohortFull
from courses.errors import Refused
from courses.models import Cohort, Enrolment, Learner
from tests import build
from tests.build import NOON, PIN

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(works: list[Callable[[], object]]) -> list[object]:
    """Run each work in a thread and connection of its own, all released together."""
    gate = threading.Barrier(len(works))
    answers: list[object] = []

    def run(work: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            answers.append(work())
        except Refused as refused:
            answers.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def _newcomer(cohort: Cohort, number: int, joining_id: uuid.UUID | None = None) -> Callable[[], object]:
    return lambda: actions.join_cohort(
        cohort,
        name=f"คนที่ {number}",
        phone=f"08123456{number:02d}",
        pin=PIN,
        sold_before=False,
        notice_version="1",
        at=NOON,
        joining_id=joining_id,
    )


def test_the_last_seat_goes_to_one_of_two(db: None) -> None:
    cohort = build.cohort(build.community(), seats=1)
    answers = _at_once([_newcomer(cohort, 1), _newcomer(cohort, 2)])
    assert {type(answer) for answer in answers} == {Enrolment, CohortFull}
    assert cohort.taken_seats() == 1
    assert Learner.objects.count() == 1


def test_six_people_share_three_seats_and_none_is_half_registered(db: None) -> None:
    cohort = build.cohort(build.community(), seats=3)
    answers = _at_once([_newcomer(cohort, number) for number in range(6)])
    assert sum(isinstance(answer, Enrolment) for answer in answers) == 3
    assert sum(isinstance(answer, CohortFull) for answer in answers) == 3
    assert (cohort.taken_seats(), Learner.objects.count()) == (3, 3)


def test_one_form_sent_twice_in_the_same_moment_makes_one_learner(db: None) -> None:
    cohort = build.cohort(build.community(), seats=5)
    joining_id = uuid.uuid4()
    answers = _at_once([_newcomer(cohort, 1, joining_id), _newcomer(cohort, 1, joining_id)])
    assert len({answer.pk for answer in answers if isinstance(answer, Enrolment)}) == 1
    assert len(answers) == 2
    assert Learner.objects.count() == 1


def test_two_cohorts_opened_in_the_same_moment_get_two_numbers(db: None) -> None:
    village = build.community()
    calendar = {"starts_on": build.TODAY, "ends_on": build.TODAY.replace(year=2027)}
    work = lambda: actions.open_cohort(village, trainer=None, seats=5, at=NOON, **calendar)  # noqa: E731
    answers = _at_once([work, work])
    assert sorted(answer.number for answer in answers if isinstance(answer, Cohort)) == [1, 2]
