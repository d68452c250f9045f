"""Practice work: sent by a learner, approved or returned by a trainer."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from courses.append import append_once, make_way
from courses.catalogue.models import Lesson
from courses.people.models import Learner
from courses.practice.errors import (
    AlreadyApproved,
    AlreadyDecided,
    AlreadyWaiting,
    LessonWithdrawn,
    NoPractice,
    OwnWork,
    ReasonMissing,
    SubmissionTaken,
)
from courses.practice.models import Submission, SubmissionFile, SubmissionState
from courses.practice.needs import late_work_lacks, missing_parts, tidy_ticks, tidy_words
from courses.progress.actions import note_practice_approved
from lms.accounts.models import User
from lms.prepared import Prepared
from media.light_copies.actions import ask_for_light_copy
from media.models import StoredFile

# A hall full of phones asks these of every piece of work that it kept.
_work = Prepared(lambda: Submission.objects.filter(pk=UUID(int=0)))
_work_of = Prepared(lambda: Submission.objects.filter(learner=0).filter(lesson=UUID(int=0)))


@transaction.atomic
def keep_late_work(
    learner: Learner,
    *,
    submission_id: UUID,
    lesson: Lesson,
    text: str = "",
    checklist: Sequence[int] = (),
    files: Sequence[StoredFile] = (),
    at: datetime,
    people: Collection[int] = (),
) -> tuple[Submission, bool]:
    """Keep work that a phone made at `at` without a network; tell whether it is new.

    Nothing that was made is refused for when it arrives: of several pieces of a lesson the latest one
    waits and the others are `replaced`, whatever the order of arrival. After a verdict only newer work
    waits, and after an approval none. A lesson that was closed or changed meanwhile still takes it: a
    trainer looks at what is there. `files` are not saved yet; `people` are former ids of the learner.
    Raises `WorkIncomplete` for nothing at all or too much, `SubmissionTaken`.
    """
    if connection.features.has_select_for_update:
        # Whatever arrives for one person takes turns; SQLite has one writer anyway.
        Learner.objects.select_for_update().get(pk=learner.pk)
    if (earlier := _work.get(submission_id)) is not None:
        if earlier.learner_id not in {learner.pk, *people} or earlier.lesson_id != lesson.key:
            raise SubmissionTaken
        return earlier, False
    words, ticks = tidy_words(text), tidy_ticks(lesson, checklist)
    if missing := late_work_lacks(text=words, ticks=ticks, files=files):
        raise missing
    work = Submission(
        id=submission_id, learner=learner, lesson=lesson, text=words, checklist=ticks, sent_at=at
    )
    outdated = make_way(work, _work_of.all(learner.pk, lesson.key), final=SubmissionState.APPROVED)
    if outdated:
        Submission.objects.filter(pk__in=outdated).update(state=SubmissionState.REPLACED)
    work.save(force_insert=True)
    if files:
        StoredFile.objects.bulk_create(files)
        SubmissionFile.objects.bulk_create(SubmissionFile(submission=work, stored_file=f) for f in files)
    return work, True


def send_work(
    learner: Learner,
    *,
    submission_id: UUID,
    lesson: Lesson,
    text: str = "",
    checklist: Sequence[int] = (),
    files: Sequence[StoredFile] = (),
    at: datetime,
) -> Submission:
    """Send a learner's practice work to the trainers, files and all or nothing.

    Clips play as they were sent until the worker has made their light copies.
    `checklist` holds the positions ticked. The same id again returns the first delivery. Raises
    `WorkIncomplete` naming the field, `AlreadyWaiting`, `AlreadyApproved`, `LessonWithdrawn`,
    `NoPractice`, `SubmissionTaken`.
    """
    if (earlier := Submission.objects.filter(pk=submission_id).first()) is not None:
        return _same_work(earlier, learner, lesson)
    try:
        check_open(learner, lesson)
    except (AlreadyWaiting, AlreadyApproved):
        # The same form sent twice at one moment: its twin may have been stored since the first look.
        if (twin := Submission.objects.filter(pk=submission_id).first()) is None:
            raise
        return _same_work(twin, learner, lesson)
    words, ticks = tidy_words(text), tidy_ticks(lesson, checklist)
    if any(stored.owner_id != learner.user_id for stored in files):
        raise SubmissionTaken
    if missing := missing_parts(lesson, text=words, ticks=ticks, files=files):
        raise missing[0]
    work = Submission(
        id=submission_id, learner=learner, lesson=lesson, text=words, checklist=ticks, sent_at=at
    )
    try:
        with transaction.atomic():
            if append_once(work):
                SubmissionFile.objects.bulk_create(
                    SubmissionFile(submission=work, stored_file=f) for f in files
                )
                for stored in files:
                    ask_for_light_copy(stored, at=at)
                return work
    except IntegrityError as error:
        # Two forms sent at the same moment: the table lets one piece of work wait, and it may be this one.
        if (twin := Submission.objects.filter(pk=submission_id).first()) is None:
            raise AlreadyWaiting from error
        return _same_work(twin, learner, lesson)
    return _same_work(Submission.objects.get(pk=submission_id), learner, lesson)


@transaction.atomic
def approve_work(submission: Submission, *, by: User, at: datetime, feedback: str = "") -> Submission:
    """Approve practice work and move the learner's progress, both or neither.

    Raises `AlreadyDecided` when somebody was quicker, `OwnWork`.
    """
    decided = _decide(submission, SubmissionState.APPROVED, by=by, at=at, feedback=tidy_words(feedback))
    note_practice_approved(decided.learner, lesson=decided.lesson, at=at)
    return decided


@transaction.atomic
def return_work(submission: Submission, *, by: User, at: datetime, feedback: str) -> Submission:
    """Send practice work back with what to improve; the learner sends again when it is better.

    Raises `ReasonMissing`, `AlreadyDecided`, `OwnWork`.
    """
    words = tidy_words(feedback)
    if not words:
        raise ReasonMissing
    return _decide(submission, SubmissionState.RETURNED, by=by, at=at, feedback=words)


def _same_work(earlier: Submission, learner: Learner, lesson: Lesson) -> Submission:
    if (earlier.learner_id, earlier.lesson_id) != (learner.pk, lesson.key):
        raise SubmissionTaken
    return earlier


def check_open(learner: Learner, lesson: Lesson) -> None:
    """Refuse work that could not be sent now, before a phone's files are looked at.

    Raises `LessonWithdrawn`, `NoPractice`, `AlreadyApproved`, `AlreadyWaiting`.
    """
    if lesson.withdrawn_at is not None:
        raise LessonWithdrawn
    if not lesson.has_practice:
        raise NoPractice
    states = set(Submission.objects.filter(learner=learner, lesson=lesson).values_list("state", flat=True))
    if SubmissionState.APPROVED in states:
        raise AlreadyApproved
    if SubmissionState.PENDING in states:
        raise AlreadyWaiting


def _decide(
    submission: Submission, state: SubmissionState, *, by: User, at: datetime, feedback: str
) -> Submission:
    """Write a verdict if the work still waits: the first of two trainers wins, the second is told."""
    if submission.learner.user_id == by.pk:
        raise OwnWork
    waiting = Submission.objects.filter(pk=submission.pk, state=SubmissionState.PENDING)
    decided = waiting.update(state=state, decided_by=by, decided_at=at, feedback=feedback)
    current = Submission.objects.select_related("learner", "lesson", "decided_by").get(pk=submission.pk)
    if current.state == SubmissionState.REPLACED:
        raise AlreadyDecided(_("Newer work of this learner has arrived. Look at that instead."))
    if not decided:
        raise AlreadyDecided(
            _("%(name)s has already decided on this work: %(verdict)s. Your verdict was not saved.")
            % {"name": current.decided_by, "verdict": current.get_state_display()}
        )
    return current
