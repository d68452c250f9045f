"""Core complete (M3): the foundation and one whole track, with the cohort that gave it."""

import uuid
from datetime import datetime, timedelta

import pytest

from courses.models import CoreCompletion, Enrolment, Learner, Lesson, LessonProgress
from courses.progress.actions import note_practice_approved, submit_quiz
from courses.progress.core import RequiredLesson, cohort_at, core_reached
from courses.quizzes.actions import withdraw_lesson
from tests import build

HOUR = timedelta(hours=1)


def at(hours: int | None) -> datetime | None:
    return None if hours is None else build.NOON + HOUR * hours


def required(*lessons: tuple[str, int | None]) -> list[RequiredLesson]:
    order = {"foundation": 0, "shop": 1, "clips": 2}
    return [RequiredLesson(code, code == "foundation", order[code], at(hours)) for code, hours in lessons]


@pytest.mark.parametrize(
    ("lessons", "expected"),
    [
        ([], None),
        ([("foundation", 1)], None),
        ([("foundation", 1), ("shop", None)], None),
        ([("foundation", None), ("shop", 1)], None),
        ([("foundation", 1), ("shop", 2), ("shop", None)], None),
        ([("foundation", 1), ("shop", 2)], ("shop", 2)),
        ([("foundation", 5), ("shop", 2)], ("shop", 5)),
        ([("foundation", 1), ("shop", 9), ("clips", 3)], ("clips", 3)),
        ([("foundation", 1), ("shop", None), ("clips", 3)], ("clips", 3)),
        ([("foundation", 9), ("clips", 3), ("shop", 2)], ("shop", 9)),
        ([("shop", 2)], ("shop", 2)),
    ],
)
def test_core_is_the_foundation_and_one_whole_track(
    lessons: list[tuple[str, int | None]], expected: tuple[str, int] | None
) -> None:
    core = core_reached(required(*lessons))
    assert (core and (core.track_code, core.reached_at)) == (expected and (expected[0], at(expected[1])))


@pytest.fixture
def path(db: None) -> dict[str, Lesson]:
    """Two foundation lessons, one of them optional, and two tracks of one lesson each."""
    build.track("foundation", 1)
    build.track("shop", 2)
    build.track("clips", 3)
    quiz = build.quiz()
    return {
        "F1": build.published("F1", with_quiz=quiz),
        "F2": build.published("F2", with_quiz=quiz, is_required=False),
        "S1": build.published("S1", track_code="shop", with_quiz=quiz, practice_kinds=["text"]),
        "C1": build.published("C1", track_code="clips", with_quiz=quiz),
    }


def take(
    learner: Learner, lesson: Lesson, moment: datetime = build.NOON, answers: dict[str, str] | None = None
) -> None:
    submit_quiz(
        lesson.quiz_versions.get(),
        attempt_id=uuid.uuid4(),
        learner=learner,
        answers=build.RIGHT if answers is None else answers,
        answered_at=moment,
        received_at=max(moment, build.NOON),
    )


def test_last_required_lesson_completes_the_core_in_the_cohort(
    people: build.People, path: dict[str, Lesson]
) -> None:
    take(people.learner, path["F1"])
    assert not CoreCompletion.objects.exists()
    take(people.learner, path["C1"], build.NOON + HOUR)
    core = CoreCompletion.objects.get()
    assert (core.learner, core.track_id, core.cohort) == (people.learner, "clips", people.cohort)
    assert core.reached_at == build.NOON + HOUR


def test_track_with_practice_waits_for_the_approval(people: build.People, path: dict[str, Lesson]) -> None:
    take(people.learner, path["F1"])
    take(people.learner, path["S1"])
    assert not CoreCompletion.objects.exists()
    note_practice_approved(people.learner, lesson=path["S1"], at=build.NOON + HOUR)
    assert CoreCompletion.objects.get().reached_at == build.NOON + HOUR


def test_failed_quiz_completes_nothing_and_a_later_failure_takes_nothing_back(
    people: build.People, path: dict[str, Lesson]
) -> None:
    take(people.learner, path["F1"], answers=build.WRONG)
    row = LessonProgress.objects.get()
    assert (row.best_percent, row.quiz_passed_at, row.completed_at) == (0, None, None)
    take(people.learner, path["F1"])
    take(people.learner, path["F1"], build.NOON + HOUR, build.WRONG)
    row.refresh_from_db()
    assert (row.best_percent, row.quiz_passed_at, row.completed_at) == (100, build.NOON, build.NOON)


def test_withdrawn_lessons_block_nobody(people: build.People, path: dict[str, Lesson]) -> None:
    withdraw_lesson(path["F1"].key, at=build.NOON)
    take(people.learner, path["C1"])
    assert CoreCompletion.objects.get().track_id == "clips"


def test_core_is_written_once_and_stays(people: build.People, path: dict[str, Lesson]) -> None:
    take(people.learner, path["F1"])
    take(people.learner, path["C1"])
    take(people.learner, path["S1"], build.NOON + HOUR)
    note_practice_approved(people.learner, lesson=path["S1"], at=build.NOON + HOUR)
    core = CoreCompletion.objects.get()
    assert (core.track_id, core.reached_at) == ("clips", build.NOON)


def test_same_attempt_again_moves_nothing(people: build.People, path: dict[str, Lesson]) -> None:
    attempt_id = uuid.uuid4()
    for _ in range(3):
        submit_quiz(
            path["F1"].quiz_versions.get(),
            attempt_id=attempt_id,
            learner=people.learner,
            answers=build.RIGHT,
            answered_at=build.NOON,
            received_at=build.NOON,
        )
    assert people.learner.attempts.count() == 1
    assert LessonProgress.objects.get().best_percent == 100


def enrol(learner: Learner, cohort: object, joined: int, left: int | None = None) -> None:
    Enrolment.objects.create(learner=learner, cohort=cohort, joined_at=at(joined), left_at=at(left))


def test_cohort_is_the_one_joined_first_of_those_running_then(people: build.People) -> None:
    learner = build.learner()
    second, first, over = (build.cohort(people.community) for _ in range(3))
    enrol(learner, over, 0, 3)
    enrol(learner, second, 2)
    enrol(learner, first, 1)
    assert cohort_at(learner, build.NOON + 2 * HOUR) == over
    assert cohort_at(learner, build.NOON + 3 * HOUR) == first
    assert cohort_at(learner, build.NOON + 9 * HOUR) == first


def test_work_after_the_course_counts_for_the_cohort_left_last(people: build.People) -> None:
    learner = build.learner()
    one, two = build.cohort(people.community), build.cohort(people.community)
    enrol(learner, two, 0, 5)
    enrol(learner, one, 1, 3)
    assert cohort_at(learner, build.NOON + 9 * HOUR) == two
    assert cohort_at(build.learner(), build.NOON) is None
