"""The simulated programme: the same for the same seed, and the same as real people would have made it."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import models, transaction

from courses.cohorts.seeds import load_communities
from courses.models import (
    Attempt,
    Certification,
    Claim,
    Cohort,
    Consent,
    CoreCompletion,
    Covering,
    Enrolment,
    Evidence,
    Learner,
    LessonProgress,
    ManagerArea,
    SecondLook,
    Shop,
    Submission,
    SubmissionFile,
    TrainerCommunity,
    UsedReference,
)
from lms.accounts.models import User
from lms.demo import logins, story
from lms.demo.story.draw import draw
from lms.demo.story.lessons import lesson_specs
from lms.demo.story.plan import Plan
from lms.demo.story.write import write
from media.models import StoredFile
from tests.build import NOON
from tests.demo.play import play
from tests.demo.things import curriculum, place

pytestmark = [pytest.mark.django_db, pytest.mark.film]

TABLES: tuple[type[models.Model], ...] = (
    User, TrainerCommunity, ManagerArea, Cohort, Learner, Consent, Enrolment, StoredFile, LessonProgress,
    Attempt, Submission, SubmissionFile, CoreCompletion, Shop, Claim, Evidence, Certification, UsedReference,
    Covering, SecondLook,
)  # fmt: skip
# Made by chance or by the database, by each way for itself.
NOT_COMPARED = {
    *("id", "public_id", "password", "created_at", "join_code", "path", "last_login", "joining_id"),
}
COMPARED_ANYWAY = {("StoredFile", "created_at"), ("Shop", "created_at")}


class Undo(Exception):
    """Takes a transaction back."""


def known_as(row: models.Model) -> object:
    """Return what a row is called in both ways of making it."""
    if isinstance(row, User):
        return row.email or (row.phone, row.name)
    if isinstance(row, Learner):
        return known_as(row.user)
    if isinstance(row, Cohort):
        return row.community.key, row.number
    if isinstance(row, StoredFile):
        return row.sent_sha256, row.owner.phone
    if isinstance(row, Shop):
        return row.url_key
    if isinstance(row, Certification):
        return known_as(row.learner)
    return row.pk


def facts_of(row: models.Model) -> tuple[tuple[str, str], ...]:
    facts: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in NOT_COMPARED and (type(row).__name__, field.name) not in COMPARED_ANYWAY:
            continue
        value = getattr(row, field.name)
        facts[field.name] = known_as(value) if isinstance(value, models.Model) else value
    return tuple((name, repr(value)) for name, value in sorted(facts.items()))


def snapshot() -> dict[str, Counter]:
    return {model.__name__: Counter(facts_of(row) for row in model.objects.all()) for model in TABLES}


def after(make: Any, plan: Plan) -> dict[str, Counter]:
    found: dict[str, Counter] = {}
    try:
        with transaction.atomic():
            make(plan)
            found = snapshot()
            raise Undo
    except Undo:
        return found


@pytest.fixture
def lessons() -> list:
    load_communities()
    curriculum(NOON - timedelta(days=900))
    return lesson_specs()


def test_bulk_writes_the_rows_that_the_real_actions_make(lessons: list) -> None:
    plan = draw(24, 5, NOON, lessons)
    bulk, real = after(write, plan), after(play, plan)
    for name in bulk:
        assert bulk[name] == real[name], name
    for name in ("Certification", "UsedReference", "CoreCompletion", "SubmissionFile", "Claim"):
        assert bulk[name], f"the plan holds no {name}: it proves nothing about it"


def test_same_seed_gives_the_same_programme_and_another_seed_another(lessons: list) -> None:
    first, second, other = (draw(60, seed, NOON, lessons) for seed in (3, 3, 4))
    assert first == second
    assert first != other


@pytest.mark.parametrize("learners", [8, 9, 100, 401])
def test_programme_has_as_many_learners_as_asked(lessons: list, learners: int) -> None:
    plan = draw(learners, 1, NOON, lessons)
    assert sum(len(group.people) for group in plan.groups) == learners
    assert len({group.village for group in plan.groups}) == 8


def test_nothing_lies_in_the_future_and_events_are_in_order(lessons: list) -> None:
    plan = draw(200, 2, NOON, lessons)
    for person in (person for group in plan.groups for person in group.people):
        times = [event.at for event in person.events]
        assert times == sorted(times)
        assert person.joined_at <= NOON
        assert all(person.joined_at <= at <= NOON for at in times)
        decisions = [event.decision for event in person.events if getattr(event, "decision", None)]
        assert all(decision.at <= NOON for decision in decisions)


def test_real_communities_hold_one_demonstration_cohort_each(lessons: list) -> None:
    write(draw(40, 1, NOON, lessons))
    for key in ("na-kha", "phu-khae"):
        cohort = Cohort.objects.get(community__key=key)
        assert cohort.is_demonstration
        assert not cohort.community.is_demonstration
    assert not Cohort.objects.filter(is_demonstration=False).exists()
    assert not Certification.objects.filter(is_demonstration=False).exists()


def test_only_the_four_named_people_can_sign_in(lessons: list) -> None:
    write(draw(40, 1, NOON, lessons))
    assert sum(user.has_usable_password() for user in User.objects.all()) == 4


def test_named_learner_has_the_core_a_checked_shop_and_work_to_mend(lessons: list) -> None:
    write(draw(40, 1, NOON, lessons))
    somjai = logins.named_learner()
    assert somjai is not None
    assert somjai.core_completion.track_id == "short-clips"
    assert [(claim.milestone, claim.state) for claim in somjai.claims.all()] == [("M4", "verified")]
    assert somjai.submissions.order_by("sent_at").last().state == "returned"


def test_every_desk_has_something_waiting(lessons: list) -> None:
    write(draw(160, 1, NOON, lessons))
    waiting = Claim.objects.waiting().filter(milestone="M6")
    assert waiting.count() >= 8
    assert {flag for claim in waiting for flag in claim.flags} >= {"dup_tracking", "dup_hash"}
    assert Submission.objects.waiting().filter(learner__enrolments__cohort__community__key="na-kha").exists()


def test_the_demonstration_is_the_same_twice() -> None:
    place()
    plan = Plan([], [])

    def make(_plan: object) -> None:
        story.make(learners=24, seed=3, now=NOON)

    first, second = (after(make, plan) for _ in range(2))
    assert first == second
