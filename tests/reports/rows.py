"""Rows that the reports read, made straight in the tables: these tests are about reading them."""

import uuid
from datetime import date, datetime, time, timedelta

from courses.cohorts.models import Cohort
from courses.milestones.models import Certification, Claim
from courses.people.models import Learner
from courses.practice.models import Submission
from courses.progress.models import CoreCompletion, LessonProgress
from lms.accounts.models import Role, User
from lms.dates import BANGKOK, fiscal_year_be
from tests import build


def officer() -> User:
    """The person who decides everything in these tests."""
    found = User.objects.filter(email="officer@example.org").first()
    return found or User.objects.create_staff(
        email="officer@example.org", password=None, name="เจ้าหน้าที่", role=Role.MANAGER
    )


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), BANGKOK)


def claim(
    learner: Learner, milestone: str = "M6", on: date = build.TODAY, state: str = "pending", **fields: object
) -> Claim:
    decided = {} if state == "pending" else {"decided_by": officer(), "decided_at": noon(on)}
    if state == "returned":
        fields.setdefault("reason", "ภาพไม่ชัด")
    return Claim.objects.create(
        id=uuid.uuid4(),
        learner=learner,
        submitted_by=learner.user,
        milestone=milestone,
        happened_on=on,
        state=state,
        sent_at=fields.pop("sent_at", noon(on)),
        **decided,
        **fields,
    )


def certify(learner: Learner, cohort: Cohort, on: date = build.TODAY, **fields: object) -> Certification:
    fields.setdefault("is_demonstration", cohort.is_demonstration or cohort.community.is_demonstration)
    fields.setdefault("is_baseline_seller", learner.sold_before)
    return Certification.objects.create(
        learner=learner,
        claim=claim(learner, "M6", on, "verified"),
        event_on=on,
        fiscal_year_be=fiscal_year_be(on),
        community=cohort.community,
        cohort=cohort,
        trainer=cohort.trainer,
        track=build.track("shop", 2),
        certified_by=officer(),
        certified_at=noon(on),
        **fields,
    )


def core(learner: Learner, cohort: Cohort, at: datetime = build.NOON) -> CoreCompletion:
    return CoreCompletion.objects.create(
        learner=learner, cohort=cohort, track=build.track("shop", 2), reached_at=at
    )


def progress(
    learner: Learner, lesson: object, seen: datetime = build.NOON, **fields: object
) -> LessonProgress:
    fields.setdefault("opened_at", seen)
    return LessonProgress.objects.create(learner=learner, lesson=lesson, last_seen_at=seen, **fields)


def work(
    learner: Learner, lesson: object, state: str = "pending", at: datetime = build.NOON, **fields: object
) -> Submission:
    decided = {} if state == "pending" else {"decided_by": officer(), "decided_at": at + timedelta(hours=1)}
    if state == "returned":
        fields.setdefault("feedback", "ลองถ่ายใกล้อีกนิด")
    return Submission.objects.create(
        id=uuid.uuid4(), learner=learner, lesson=lesson, state=state, sent_at=at, **decided, **fields
    )
