"""A person enrolled twice under two phones: from entry to queue to merge to the count, and back."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courses.cohorts.actions import join_cohort
from courses.cohorts.programme import is_demonstration
from courses.duplicates.finding import look_for_duplicates
from courses.duplicates.models import DuplicatePair, Merge, PairState
from courses.imports import actions as imports
from courses.models import Certification, Cohort, Enrolment, Learner
from courses.people.notice import NOTICE_VERSION
from courses.reports.recounting.run import recount_figures
from courses.sheets.tables import read_pasted
from tests.build import NOON, PIN, People
from tests.milestones import things

NAME = "สมหญิง แสนดี"


def by_list(people: People, phone: str) -> Learner:
    """Come in with a manager's list."""
    batch = imports.keep_list(
        people.cohort,
        read_pasted(f"ชื่อ\tเบอร์\n{NAME}\t{phone}"),
        b"",
        batch_id=uuid.uuid4(),
        by=people.trainer,
        at=NOON,
    )
    imports.confirm(batch, notice_version=NOTICE_VERSION, at=NOON)
    return Learner.objects.get(user__phone=phone)


def by_poster(people: People, cohort: Cohort, phone: str) -> Learner:
    """Join by QR with another phone."""
    facts = {"name": f"นาง{NAME}", "phone": phone, "pin": PIN, "sold_before": False}
    return join_cohort(cohort, **facts, notice_version=NOTICE_VERSION, at=NOON).learner


def counted() -> int:
    return Certification.objects.counted(demonstration=is_demonstration()).count()


@pytest.fixture
def pair(people: People) -> tuple[Learner, Learner]:
    one = by_list(people, "+66811111111")
    other = by_poster(people, people.cohort, "+66822222222")
    for person in (one, other):
        Learner.objects.filter(pk=person.pk).update(joined_at=NOON - timedelta(days=60))
    return Learner.objects.get(pk=one.pk), Learner.objects.get(pk=other.pk)


def test_a_person_under_two_phones_comes_to_the_queue_is_merged_and_counts_once(
    people: People, pair: tuple[Learner, Learner]
) -> None:
    one, other = pair
    assert Enrolment.objects.filter(learner__in=pair).count() == 2, "neither entry was dropped"
    before = counted()
    first = things.certified(one, people.manager)
    things.certified(other, people.manager)
    assert counted() == before + 2
    look_for_duplicates(NOON)
    found = DuplicatePair.objects.get(first=one, second=other)
    assert found.state == PairState.OPEN
    assert "name" in found.features
    assert "phone" not in found.features
    desk = Client()
    desk.force_login(people.manager)
    shown = desk.get(reverse("duplicates")).content.decode()
    assert NAME in shown
    answer = desk.post(reverse("duplicate-merge", args=[found.pk]), {"survivor": one.pk})
    assert answer.status_code == 302
    assert counted() == before + 1
    other.refresh_from_db()
    assert other.merged_into == one
    assert Certification.objects.live().get(learner=one) == first, "the earliest sale stays"
    assert Enrolment.objects.filter(learner=one, cohort=people.cohort).count() == 1
    assert not recount_figures(NOON).drift


def test_undoing_the_merge_counts_two_again(people: People, pair: tuple[Learner, Learner]) -> None:
    for person in pair:
        things.certified(person, people.manager)
    before = counted()
    look_for_duplicates(NOON)
    desk = Client()
    desk.force_login(people.manager)
    found = DuplicatePair.objects.get(first=pair[0])
    desk.post(reverse("duplicate-merge", args=[found.pk]), {"survivor": pair[0].pk})
    assert counted() == before - 1
    desk.post(reverse("merge-undo", args=[Merge.objects.get().pk]))
    assert counted() == before


def test_a_list_that_names_the_person_once_more_adds_nobody_after_the_merge(
    people: People, pair: tuple[Learner, Learner]
) -> None:
    from courses.duplicates.actions import merge_people

    look_for_duplicates(NOON)
    merge_people(DuplicatePair.objects.get(first=pair[0]), survivor=pair[0], by=people.manager, at=NOON)
    people_before = Learner.objects.count()
    by_list(people, pair[1].user.phone)
    assert Learner.objects.count() == people_before
