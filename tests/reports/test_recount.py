"""Zero drift: progress is what the facts say, and the night brings it up to them."""

import uuid
from datetime import timedelta

import pytest

from courses.models import CoreCompletion, Learner, Lesson, LessonProgress
from courses.practice.actions import approve_work, send_work
from courses.progress.actions import submit_quiz
from courses.progress.settle import settle_everything, settle_lesson
from courses.quizzes.actions import publish_lesson, withdraw_lesson
from courses.reports.recount import recount
from tests import build

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def take(learner: Learner, lesson: Lesson, answers: dict[str, str] = build.RIGHT, hours: int = 0) -> None:
    moment = build.NOON + hours * HOUR
    submit_quiz(
        lesson.quiz_versions.get(number=1),
        attempt_id=uuid.uuid4(),
        learner=learner,
        answers=answers,
        answered_at=moment,
        received_at=moment,
    )


def approve(people: build.People, lesson: Lesson) -> None:
    work = send_work(people.learner, submission_id=uuid.uuid4(), lesson=lesson, text="งาน", at=build.NOON)
    approve_work(work, by=people.trainer, at=build.NOON)


@pytest.fixture
def lesson() -> Lesson:
    return build.published(with_quiz=build.quiz(), practice_kinds=["text"])


def test_what_the_actions_wrote_has_no_drift(people: build.People, lesson: Lesson) -> None:
    take(people.learner, lesson, build.WRONG)
    take(people.learner, lesson, hours=1)
    take(people.learner, lesson, {"q1": "b", "q2": "b"}, hours=2)
    take(people.classmate, lesson, {"q1": "b"})
    approve(people, lesson)
    assert recount(build.NOON) == (0, 0, 0)


def test_a_lost_row_is_made_again(people: build.People, lesson: Lesson) -> None:
    take(people.learner, lesson)
    approve(people, lesson)
    before = LessonProgress.objects.values("best_percent", "quiz_passed_at", "completed_at").get()
    LessonProgress.objects.all().delete()
    assert recount(build.NOON) == (1, 0, 0)
    assert LessonProgress.objects.values("best_percent", "quiz_passed_at", "completed_at").get() == before


def test_what_is_ahead_of_the_facts_is_reported_and_left(
    people: build.People, lesson: Lesson, caplog: pytest.LogCaptureFixture
) -> None:
    take(people.learner, lesson, build.WRONG)
    LessonProgress.objects.update(best_percent=90)
    assert recount(build.NOON).ahead == 1
    assert LessonProgress.objects.get().best_percent == 90
    assert str(people.learner.pk) in caplog.text
    assert people.learner.name not in caplog.text


def test_practice_taken_out_of_a_lesson_completes_those_who_passed(
    people: build.People, lesson: Lesson
) -> None:
    take(people.learner, lesson)
    take(people.classmate, lesson, build.WRONG)
    publish_lesson(build.facts(key=lesson.key), quiz=build.quiz(), at=build.NOON)
    assert settle_lesson(lesson.key) == 1
    done = LessonProgress.objects.get(completed_at__isnull=False)
    assert (done.learner, done.completed_at) == (people.learner, build.NOON)


def test_withdrawn_lesson_lets_the_core_be_complete(people: build.People) -> None:
    build.track("shop", 2)
    one = build.published("F1", with_quiz=build.quiz())
    two = build.published("F2", with_quiz=build.quiz())
    last = build.published("S1", track_code="shop", with_quiz=build.quiz())
    take(people.learner, one)
    take(people.learner, last)
    take(people.classmate, one)
    assert settle_everything() == 0
    withdraw_lesson(two.key, at=build.NOON)
    assert settle_everything() == 1
    assert CoreCompletion.objects.get().learner == people.learner
    assert settle_everything() == 0
