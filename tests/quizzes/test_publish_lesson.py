"""Publishing and withdrawing a lesson: catalogue and quiz version in one transaction."""

import uuid
from datetime import timedelta

import pytest

from courses.catalogue.errors import UnknownLesson, UnknownPracticeKind, UnknownTrack
from courses.models import Attempt, Lesson, QuizVersion
from courses.quizzes.actions import publish_lesson, record_attempt, withdraw_lesson
from courses.quizzes.content import sha256_of
from courses.quizzes.errors import QuizContentRefused
from tests import build

pytestmark = pytest.mark.django_db
FIRST, SECOND = build.quiz(), build.quiz(build.choice("q1"))


def versions(lesson: Lesson) -> list[tuple[int, bool]]:
    return list(
        QuizVersion.objects.filter(lesson=lesson).order_by("number").values_list("number", "is_current")
    )


def test_lesson_and_first_version_are_written_together() -> None:
    facts = build.facts("F1", practice_kinds=["text", "photo_set_3"], minutes=8)
    lesson = publish_lesson(facts, quiz=FIRST, at=build.NOON)
    lesson.refresh_from_db()
    assert (lesson.code, lesson.minutes, lesson.practice_kinds) == ("F1", 8, ["text", "photo_set_3"])
    assert versions(lesson) == [(1, True)]
    version = QuizVersion.objects.get()
    assert version.sha256 == sha256_of(version.content)


def test_same_quiz_again_is_the_same_version() -> None:
    facts = build.facts()
    publish_lesson(facts, quiz=FIRST, at=build.NOON)
    lesson = publish_lesson(facts, quiz=FIRST, at=build.NOON + timedelta(hours=1))
    assert versions(lesson) == [(1, True)]


def test_edited_quiz_is_the_next_version_and_the_old_text_comes_back_as_the_old_version() -> None:
    facts = build.facts()
    publish_lesson(facts, quiz=FIRST, at=build.NOON)
    lesson = publish_lesson(facts, quiz=SECOND, at=build.NOON)
    assert versions(lesson) == [(1, False), (2, True)]
    publish_lesson(facts, quiz=FIRST, at=build.NOON)
    assert versions(lesson) == [(1, True), (2, False)]


def test_quiz_taken_out_leaves_its_versions_and_can_come_back() -> None:
    facts = build.facts()
    publish_lesson(facts, quiz=FIRST, at=build.NOON)
    lesson = publish_lesson(facts, quiz=None, at=build.NOON)
    assert versions(lesson) == [(1, False)]
    publish_lesson(facts, quiz=FIRST, at=build.NOON)
    assert versions(lesson) == [(1, True)]


def test_bad_quiz_leaves_the_published_lesson_as_it_was() -> None:
    facts = build.facts(title_th="เดิม")
    lesson = publish_lesson(facts, quiz=FIRST, at=build.NOON)
    with pytest.raises(QuizContentRefused):
        publish_lesson(build.facts(key=lesson.key, title_th="ใหม่"), quiz={"questions": []}, at=build.NOON)
    lesson.refresh_from_db()
    assert lesson.title_th == "เดิม"
    assert versions(lesson) == [(1, True)]


def test_unknown_track_and_unknown_practice_are_refused() -> None:
    with pytest.raises(UnknownTrack):
        publish_lesson(build.facts(track_code="nowhere"), quiz=None, at=build.NOON)
    with pytest.raises(UnknownPracticeKind):
        publish_lesson(build.facts(practice_kinds=["photo_set_0"]), quiz=None, at=build.NOON)
    assert not Lesson.objects.exists()


def test_copy_with_the_same_code_is_published_without_one() -> None:
    original = publish_lesson(build.facts("F1"), quiz=FIRST, at=build.NOON)
    copy = publish_lesson(build.facts("F1"), quiz=FIRST, at=build.NOON)
    original.refresh_from_db()
    assert (original.code, copy.code) == ("F1", "")
    assert versions(original) == versions(copy) == [(1, True)]


def test_copy_gets_the_code_once_the_original_is_withdrawn() -> None:
    original = publish_lesson(build.facts("F1"), quiz=None, at=build.NOON)
    copy = publish_lesson(build.facts("F1"), quiz=None, at=build.NOON)
    withdraw_lesson(original.key, at=build.NOON)
    assert publish_lesson(build.facts("F1", key=copy.key), quiz=None, at=build.NOON).code == "F1"
    assert publish_lesson(build.facts("F1", key=original.key), quiz=None, at=build.NOON).code == ""


def test_withdrawing_keeps_everything_and_publishing_brings_it_back() -> None:
    learner = build.learner()
    facts = build.facts()
    lesson = publish_lesson(facts, quiz=FIRST, at=build.NOON)
    record_attempt(
        QuizVersion.objects.get(),
        attempt_id=uuid.uuid4(),
        learner=learner,
        answers=build.RIGHT,
        answered_at=build.NOON,
        received_at=build.NOON,
    )
    withdrawn = withdraw_lesson(lesson.key, at=build.NOON)
    assert withdrawn.withdrawn_at == build.NOON
    assert withdraw_lesson(lesson.key, at=build.NOON + timedelta(days=1)).withdrawn_at == build.NOON
    assert Attempt.objects.count() == 1
    assert versions(lesson) == [(1, True)]
    assert publish_lesson(facts, quiz=FIRST, at=build.NOON).withdrawn_at is None


def test_withdrawing_what_was_never_published_is_refused() -> None:
    with pytest.raises(UnknownLesson):
        withdraw_lesson(uuid.uuid4(), at=build.NOON)
