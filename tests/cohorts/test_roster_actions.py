"""Taking people into cohorts, moving them and letting them go."""

from datetime import timedelta

import pytest

from courses.cohorts import actions
from courses.cohorts.errors import (
    BadTime,
    CohortClosed,
    CohortFull,
    CohortOver,
    DemonstrationMixed,
    SameCohort,
)
from courses.models import Cohort, Enrolment
from tests import build
from tests.build import NOON, People


def _enrolment(people: People) -> Enrolment:
    return Enrolment.objects.get(learner=people.learner, cohort=people.cohort)


def _seats(cohort: Cohort, seats: int) -> Cohort:
    Cohort.objects.filter(pk=cohort.pk).update(seats=seats)
    return cohort


def test_enrolling_twice_is_once(people: People) -> None:
    first = actions.enrol(people.learner, cohort=people.neighbour_cohort, at=NOON)
    again = actions.enrol(people.learner, cohort=people.neighbour_cohort, at=NOON + timedelta(days=1))
    assert again == first
    assert again.joined_at == NOON


def test_a_full_cohort_takes_nobody_more(people: People) -> None:
    _seats(people.neighbour_cohort, 1)
    with pytest.raises(CohortFull):
        actions.enrol(people.learner, cohort=people.neighbour_cohort, at=NOON)
    assert people.neighbour_cohort.taken_seats() == 1


def test_who_leaves_frees_a_seat_and_can_be_brought_back_while_one_is_free(people: People) -> None:
    _seats(people.cohort, 2)
    left = actions.end_enrolment(_enrolment(people), at=NOON, reason=" ย้ายบ้าน ")
    assert (left.left_at, left.left_reason) == (NOON, "ย้ายบ้าน")
    newcomer = build.learner("คนใหม่")
    actions.enrol(newcomer, cohort=people.cohort, at=NOON)
    with pytest.raises(CohortFull):
        actions.bring_back(left, at=NOON)
    _seats(people.cohort, 3)
    back = actions.bring_back(left, at=NOON)
    assert (back.pk, back.left_at, back.left_reason) == (left.pk, None, "")


def test_ending_twice_changes_nothing_and_never_before_the_beginning(people: People) -> None:
    with pytest.raises(BadTime):
        actions.end_enrolment(_enrolment(people), at=NOON - timedelta(days=90), reason="")
    actions.end_enrolment(_enrolment(people), at=NOON, reason="a")
    again = actions.end_enrolment(_enrolment(people), at=NOON + timedelta(days=1), reason="b")
    assert (again.left_at, again.left_reason) == (NOON, "a")


def test_a_move_is_whole_or_not_at_all(people: People) -> None:
    other = build.cohort(people.community, people.trainer)
    arrived = actions.move_learner(_enrolment(people), to=other, at=NOON)
    assert arrived.cohort == other
    assert _enrolment(people).left_reason == actions.MOVED
    full = _seats(build.cohort(people.community, people.trainer), 1)
    actions.enrol(people.classmate, cohort=full, at=NOON)
    with pytest.raises(CohortFull):
        actions.move_learner(arrived, to=full, at=NOON)
    arrived.refresh_from_db()
    assert arrived.left_at is None
    with pytest.raises(SameCohort):
        actions.move_learner(arrived, to=other, at=NOON)


def test_demonstration_and_real_people_never_share_a_cohort(people: People) -> None:
    demo = build.cohort(people.community, people.trainer, is_demonstration=True)
    with pytest.raises(DemonstrationMixed):
        actions.enrol(people.learner, cohort=demo, at=NOON)
    with pytest.raises(DemonstrationMixed):
        actions.move_learner(_enrolment(people), to=demo, at=NOON)
    pretend = build.learner("สมมติ", demo)
    with pytest.raises(DemonstrationMixed):
        actions.enrol(pretend, cohort=people.cohort, at=NOON)
    assert _enrolment(people).left_at is None


def test_a_person_with_a_profile_joins_only_what_is_open(people: People) -> None:
    closed = actions.close_cohort(people.neighbour_cohort, at=NOON)
    with pytest.raises(CohortClosed):
        actions.join_as_learner(people.learner, cohort=closed, at=NOON)
    with pytest.raises(CohortOver):
        actions.join_as_learner(people.learner, cohort=closed, at=NOON + timedelta(days=400))
    assert actions.join_as_learner(people.learner, cohort=people.cohort, at=NOON) == _enrolment(people)
