"""Practice work: sent once, complete or not at all; decided once, by somebody else, with a reason."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from courses.models import CoreCompletion, Learner, Lesson, LessonProgress, Submission
from courses.practice.actions import approve_work, return_work, send_work
from courses.practice.errors import (
    AlreadyApproved,
    AlreadyDecided,
    AlreadyWaiting,
    LessonWithdrawn,
    NoPractice,
    OwnWork,
    ReasonMissing,
    SubmissionTaken,
    WorkIncomplete,
)
from courses.quizzes.actions import withdraw_lesson
from media.actions import store_photo
from media.models import StoredFile
from tests import build
from tests.media.files import photo, upload

pytestmark = pytest.mark.django_db
STEPS = [{"th": "ทำ", "en": "Do"}, {"th": "ดู", "en": "Look"}]


@pytest.fixture
def lesson() -> Lesson:
    return build.published(practice_kinds=["text"])


def a_photo(learner: Learner) -> StoredFile:
    return store_photo(learner.user, upload=upload(photo()), at=build.NOON)


def send(learner: Learner, lesson: Lesson, text: str = "งานของฉัน", **fields: Any) -> Submission:
    fields = {"submission_id": uuid.uuid4(), "at": build.NOON, "text": text, **fields}
    return send_work(learner, lesson=lesson, **fields)


def test_work_is_sent_with_its_files(people: build.People) -> None:
    lesson = build.published(practice_kinds=["text", "photo_set_2", "checklist"], practice_checklist=STEPS)
    files = [a_photo(people.learner), a_photo(people.learner)]
    work = send(people.learner, lesson, checklist=[1, 0, 1, 7], files=files)
    work.refresh_from_db()
    assert (work.state, work.text, work.checklist) == ("pending", "งานของฉัน", [0, 1])
    assert {row.stored_file for row in work.files.all()} == set(files)


@pytest.mark.parametrize(
    ("kinds", "text", "ticks", "photos", "field"),
    [
        (["text"], "  \u200b ", [], 0, "text"),
        (["photo_set_2"], "", [], 1, "photos"),
        (["photo"], "", [], 0, "photos"),
        (["audio"], "", [], 1, "audio"),
        (["video"], "", [], 0, "video"),
        (["checklist"], "", [0], 0, "checklist"),
        (["text"], "ย" * 4001, [], 0, "text"),
    ],
)
def test_what_is_missing_is_said_with_its_field(
    people: build.People, kinds: list[str], text: str, ticks: list[int], photos: int, field: str
) -> None:
    lesson = build.published(practice_kinds=kinds, practice_checklist=STEPS)
    files = [a_photo(people.learner) for _ in range(photos)]
    with pytest.raises(WorkIncomplete) as refused:
        send(people.learner, lesson, text, checklist=ticks, files=files)
    assert refused.value.field == field
    assert not Submission.objects.exists()


def test_same_delivery_twice_is_one(people: build.People, lesson: Lesson) -> None:
    first = send(people.learner, lesson)
    again = send(people.learner, lesson, submission_id=first.pk)
    assert again == first
    assert Submission.objects.count() == 1


def test_delivery_of_somebody_else_is_not_answered(people: build.People, lesson: Lesson) -> None:
    first = send(people.learner, lesson)
    with pytest.raises(SubmissionTaken):
        send(people.classmate, lesson, submission_id=first.pk)


def test_files_of_somebody_else_are_refused(people: build.People) -> None:
    lesson = build.published(practice_kinds=["photo"])
    with pytest.raises(SubmissionTaken):
        send(people.learner, lesson, files=[a_photo(people.classmate)])


def test_one_piece_waits_at_a_time(people: build.People, lesson: Lesson) -> None:
    send(people.learner, lesson)
    with pytest.raises(AlreadyWaiting):
        send(people.learner, lesson)


def test_approved_work_needs_no_second_piece(people: build.People, lesson: Lesson) -> None:
    approve_work(send(people.learner, lesson), by=people.trainer, at=build.NOON)
    with pytest.raises(AlreadyApproved):
        send(people.learner, lesson)


def test_returned_work_can_be_sent_again(people: build.People, lesson: Lesson) -> None:
    work = return_work(send(people.learner, lesson), by=people.trainer, at=build.NOON, feedback=" แสงน้อย ")
    assert (work.state, work.feedback, work.decided_by) == ("returned", "แสงน้อย", people.trainer)
    send(people.learner, lesson)
    assert sorted(Submission.objects.values_list("state", flat=True)) == ["pending", "returned"]


def test_lesson_without_practice_and_withdrawn_lesson_refuse(people: build.People, lesson: Lesson) -> None:
    with pytest.raises(NoPractice):
        send(people.learner, build.published("F2"))
    with pytest.raises(LessonWithdrawn):
        send(people.learner, withdraw_lesson(lesson.key, at=build.NOON))


def test_approval_moves_progress_and_core(people: build.People, lesson: Lesson) -> None:
    build.track("shop", 2)
    last = build.published("S1", track_code="shop", practice_kinds=["text"])
    approve_work(send(people.learner, lesson), by=people.trainer, at=build.NOON)
    assert LessonProgress.objects.get().completed_at == build.NOON
    later = build.NOON + timedelta(days=1)
    approve_work(send(people.learner, last), by=people.trainer, at=later, feedback="ดีมาก")
    assert CoreCompletion.objects.get().reached_at == later


def test_second_trainer_is_told_who_decided(people: build.People, lesson: Lesson) -> None:
    work = send(people.learner, lesson)
    approve_work(work, by=people.trainer, at=build.NOON)
    with pytest.raises(AlreadyDecided) as refused:
        return_work(work, by=people.administrator, at=build.NOON, feedback="แก้")
    assert people.trainer.name in str(refused.value)
    work.refresh_from_db()
    assert (work.state, work.feedback) == ("approved", "")


def test_nobody_decides_their_own_work(people: build.People, lesson: Lesson) -> None:
    work = send(people.learner, lesson)
    with pytest.raises(OwnWork):
        approve_work(work, by=people.learner.user, at=build.NOON)
    assert not LessonProgress.objects.exists()


def test_work_is_returned_with_a_reason_or_not_at_all(people: build.People, lesson: Lesson) -> None:
    work = send(people.learner, lesson)
    with pytest.raises(ReasonMissing):
        return_work(work, by=people.trainer, at=build.NOON, feedback=" \u200b ")
    work.refresh_from_db()
    assert work.state == "pending"
