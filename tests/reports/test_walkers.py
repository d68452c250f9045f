"""People who are kept in a large programme: brought up to date, they are who they would be sorted anew."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.catalogue.models import Lesson
from courses.cohorts.actions import enrol
from courses.cohorts.models import Cohort, Enrolment
from courses.milestones.models import Certification, Claim
from courses.people.models import Learner
from courses.reports import walkers, walkers_sql
from courses.reports.basis import Basis
from courses.reports.walkers import Walkers, keep_ready, read_walkers, year_of_people
from tests import build
from tests.reports import rows

pytestmark = pytest.mark.django_db
SORTING = "WITH"


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every programme is large, at noon, and nobody is sorted again out of caution only."""
    monkeypatch.setattr(walkers, "KEEP_FROM", 0)
    monkeypatch.setattr(walkers_sql, "IDS_BEFORE", 0)
    monkeypatch.setattr(walkers_sql, "TIME_BEFORE", timedelta())
    with time_machine.travel(build.NOON, tick=False):
        yield


def basis(at: datetime = build.NOON) -> Basis:
    return Basis(2570, False, at)


def told(found: Walkers) -> dict[int, tuple[object, ...]]:
    return found.told_of(set(found.learner))


def sortings(queries: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in queries.captured_queries if query["sql"].lstrip().startswith(SORTING)]


def sorted_again(at: datetime = build.NOON) -> list[str]:
    """Ask for the people and return the statements that sorted some of them."""
    with CaptureQueriesContext(connection) as queries:
        found = year_of_people(basis(at))
    anew = read_walkers(basis(at))
    assert told(found.walkers) == told(anew)
    assert found.walkers.sums == anew.sums
    return sortings(queries)


def test_nobody_is_sorted_twice_while_nothing_is_written(people: build.People) -> None:
    assert len(sorted_again()) == 1
    assert not sorted_again(build.NOON + timedelta(minutes=3))


def test_one_claim_sorts_its_own_person_only(people: build.People) -> None:
    sorted_again()
    later = build.NOON + timedelta(minutes=5)
    with time_machine.travel(later, tick=False):
        rows.claim(people.learner, "M4", sent_at=later)
        (statement,) = sorted_again(later)
    assert f"VALUES ({people.learner.pk}))" in statement


def test_a_verdict_and_a_sign_of_life_are_seen_at_once(people: build.People) -> None:
    lesson = build.lesson("F01")
    rows.progress(people.classmate, lesson, build.NOON - timedelta(days=29))
    claim = rows.claim(people.learner, "M4", sent_at=build.NOON - timedelta(days=28))
    sorted_again()
    for minutes, change in (
        (3, lambda at: Claim.objects.filter(pk=claim.pk).update(
            state="verified", decided_by=rows.officer(), decided_at=at
        )),
        (4, lambda at: people.classmate.progress.update(last_seen_at=at)),
    ):  # fmt: skip
        at = build.NOON + timedelta(minutes=minutes)
        with time_machine.travel(at, tick=False):
            change(at)
            assert sorted_again(at)


def test_a_claim_that_a_phone_kept_for_days_is_seen_when_it_comes(people: build.People) -> None:
    rows.claim(people.classmate, "M4", sent_at=build.NOON)
    sorted_again()
    later = build.NOON + timedelta(minutes=3)
    with time_machine.travel(later, tick=False):
        rows.claim(people.learner, "M6", sent_at=build.NOON - timedelta(days=3))
        assert sorted_again(later)
        rows.claim(people.neighbour, "M6", sent_at=build.NOON)
        assert sorted_again(later)


def _claim(one: Learner, cohort: Cohort, at: datetime) -> None:
    if not one.claims.filter(milestone="M4", state="pending").exists():
        rows.claim(one, "M4", sent_at=at)


def _claim_late(one: Learner, cohort: Cohort, at: datetime) -> None:
    if not one.claims.filter(milestone="M5", state="pending").exists():
        rows.claim(one, "M5", sent_at=at - timedelta(days=2))


def _decide(one: Learner, cohort: Cohort, at: datetime) -> None:
    waiting = one.claims.filter(state="pending").first()
    if waiting and not one.claims.filter(milestone=waiting.milestone, state="verified").exists():
        Claim.objects.filter(pk=waiting.pk).update(
            state="verified", decided_by=rows.officer(), decided_at=at, happened_on=build.TODAY
        )


def _certify(one: Learner, cohort: Cohort, at: datetime) -> None:
    if not Certification.objects.live().filter(learner=one).exists():
        Claim.objects.filter(learner=one, milestone="M6", state="verified").update(
            state="pending", decided_by=None, decided_at=None
        )
        Claim.objects.filter(learner=one, milestone="M6", state="pending").update(state="replaced")
        rows.certify(one, cohort)


def _revoke(one: Learner, cohort: Cohort, at: datetime) -> None:
    Certification.objects.live().filter(learner=one).update(
        revoked_at=at, revoked_by=rows.officer(), revoked_reason="ภาพซ้ำ"
    )


def _enrol(one: Learner, cohort: Cohort, at: datetime) -> None:
    Enrolment.objects.get_or_create(learner=one, cohort=cohort, defaults={"joined_at": at})


def _leave(one: Learner, cohort: Cohort, at: datetime) -> None:
    one.enrolments.filter(left_at=None).update(left_at=at)


def _back(one: Learner, cohort: Cohort, at: datetime) -> None:
    if gone := one.enrolments.filter(left_at__isnull=False).first():
        enrol(one, cohort=gone.cohort, at=at)


def _finish(one: Learner, cohort: Cohort, at: datetime) -> None:
    if not hasattr(Learner.objects.get(pk=one.pk), "core_completion"):
        rows.core(one, cohort, at)


def _learn(one: Learner, cohort: Cohort, at: datetime) -> None:
    if not one.progress.exists():
        rows.progress(one, Lesson.objects.filter(code="F01").first() or build.lesson("F01"), at)
    one.progress.update(last_seen_at=at)


def _change(one: Learner, cohort: Cohort, at: datetime) -> None:
    Learner.objects.filter(pk=one.pk).update(sex="female", birth_year_be=2510)
    note(Verb.CHANGED, by=rows.officer(), at=at, person=one.public_id, subject=("learner", one.pk))


def _other_dates(one: Learner, cohort: Cohort, at: datetime) -> None:
    over = build.TODAY - timedelta(days=200)
    Cohort.objects.filter(pk=cohort.pk).update(starts_on=over - timedelta(days=40), ends_on=over)


def _gone(one: Learner, cohort: Cohort, at: datetime) -> None:
    one.enrolments.filter(cohort=cohort).delete()


ACTS: list[Callable[[Learner, Cohort, datetime], None]] = [
    _claim, _claim_late, _decide, _certify, _revoke, _enrol, _leave, _back, _finish, _learn, _change,
    _other_dates, _gone,
]  # fmt: skip


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 1), st.integers(0, 400)),
        min_size=1,
        max_size=10,
    )
)
def test_whatever_happens_the_kept_people_are_those_sorted_anew(
    people: build.People, acts: list[tuple[Callable[..., None], int, int, int]]
) -> None:
    with transaction.atomic():
        cache.clear()
        at = build.NOON
        who = [people.learner, people.classmate, people.neighbour]
        cohorts = [people.cohort, people.neighbour_cohort]
        sorted_again(at)
        for act, person, cohort, seconds in acts:
            at += timedelta(seconds=seconds)
            with time_machine.travel(at, tick=False):
                act(who[person], cohorts[cohort], at)
                sorted_again(at)
        transaction.set_rollback(True)


def test_who_comes_back_into_a_cohort_stands_there_at_once(people: build.People) -> None:
    _enrol(people.learner, people.neighbour_cohort, build.NOON)
    people.learner.enrolments.filter(cohort=people.cohort).update(left_at=build.NOON)
    sorted_again()
    later = build.NOON + timedelta(minutes=2)
    with time_machine.travel(later, tick=False):
        _back(people.learner, people.cohort, later)
        assert sorted_again(later)


def test_a_small_programme_is_sorted_each_time(people: build.People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walkers, "KEEP_FROM", 500)
    year_of_people(basis())
    with CaptureQueriesContext(connection) as queries:
        assert not year_of_people(basis()).version
    assert len(sortings(queries)) == 1


def test_another_moment_than_the_present_is_never_kept(people: build.People) -> None:
    last_month = basis(build.NOON - timedelta(days=30))
    assert not year_of_people(last_month).version


def test_the_version_stays_until_somebody_claims(people: build.People) -> None:
    first = year_of_people(basis()).version
    note(Verb.SAW, by=people.trainer, at=build.NOON, person=people.learner.public_id)
    assert year_of_people(basis()).version == first
    rows.claim(people.learner, "M4")
    assert year_of_people(basis()).version != first


def test_the_worker_sorts_before_what_is_kept_is_over(people: build.People) -> None:
    year_of_people(basis())
    soon, late = (build.NOON + timedelta(minutes=minutes) for minutes in (3, 9))
    for at, expected in ((soon, 0), (late, 1), (late, 0)):
        with time_machine.travel(at, tick=False), CaptureQueriesContext(connection) as queries:
            keep_ready(at)
        assert len(sortings(queries)) == expected
    with time_machine.travel(late, tick=False):
        assert not sorted_again(late)


def test_the_worker_sorts_when_a_day_begins_and_nobody_has_looked_yet(people: build.People) -> None:
    year_of_people(basis())
    morning = build.NOON + timedelta(hours=13)
    with time_machine.travel(morning, tick=False), CaptureQueriesContext(connection) as queries:
        keep_ready(morning)
        assert len(sortings(queries)) == 1
        assert not sorted_again(morning)


def test_the_worker_sorts_when_a_change_concerned_everybody(people: build.People) -> None:
    year_of_people(basis())
    people.cohort.ends_on += timedelta(days=7)
    people.cohort.save()
    soon = build.NOON + timedelta(minutes=1)
    with time_machine.travel(soon, tick=False):
        keep_ready(soon)
        assert not sorted_again(soon)


def test_the_worker_sorts_for_nobody_who_does_not_look(people: build.People) -> None:
    year_of_people(basis())
    week = build.NOON + timedelta(days=7)
    with time_machine.travel(week, tick=False), CaptureQueriesContext(connection) as queries:
        keep_ready(week)
    assert not sortings(queries)
