"""The one next step, decided from facts alone."""

import uuid

import pytest

from courses.reports.next_step import JourneyFacts, LessonState, Step, StepKind, chosen_track, next_step


def lesson(title: str = "F1", **facts: object) -> LessonState:
    track = {"F": "foundation", "S": "shop", "C": "clips", "L": "live"}[title[0]]
    return LessonState(
        key=uuid.uuid4(), title=title, track=track, is_foundation=track == "foundation", **facts
    )


def done(title: str) -> LessonState:
    return lesson(
        title, completed=True, is_opened=True, quiz_passed=True, practice_approved=True, sent="approved"
    )


def step(*lessons: LessonState, **facts: object) -> Step:
    return next_step(JourneyFacts(is_enrolled=True, lessons=lessons, **facts))


def test_without_a_cohort_the_step_is_to_join_one() -> None:
    assert next_step(JourneyFacts(is_enrolled=False, lessons=[lesson()])).kind is StepKind.JOIN


def test_a_newcomer_begins_with_the_first_lesson() -> None:
    found = step(lesson("F1"), lesson("F2"), lesson("S1"))
    assert (found.kind, found.lesson.title) == (StepKind.LESSON, "F1")


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({}, StepKind.LESSON),
        ({"is_opened": True, "watched_percent": 40}, StepKind.LESSON),
        ({"is_opened": True, "watched_percent": 80}, StepKind.QUIZ),
        ({"is_opened": True, "has_clip": False}, StepKind.QUIZ),
        ({"best_percent": 33}, StepKind.QUIZ),
        ({"quiz_passed": True, "best_percent": 100}, StepKind.PRACTICE),
        ({"has_quiz": False, "is_opened": True, "watched_percent": 90}, StepKind.PRACTICE),
        ({"sent": "pending"}, StepKind.QUIZ),
        ({"quiz_passed": True, "sent": "returned"}, StepKind.MEND_WORK),
    ],
)
def test_what_is_next_inside_a_lesson(facts: dict[str, object], kind: StepKind) -> None:
    assert step(lesson("F1", **facts)).kind is kind


def test_work_that_waits_for_the_trainer_lets_the_next_lesson_begin() -> None:
    waiting = lesson("F1", quiz_passed=True, sent="pending")
    found = step(waiting, lesson("F2"))
    assert (found.kind, found.lesson.title) == (StepKind.LESSON, "F2")


def test_returned_work_comes_before_the_next_lesson() -> None:
    found = step(lesson("F1"), lesson("F2", quiz_passed=True, sent="returned"))
    assert (found.kind, found.lesson.title) == (StepKind.MEND_WORK, "F2")


def test_a_returned_first_sale_comes_before_everything() -> None:
    found = step(
        lesson("F1", quiz_passed=True, sent="returned"), milestones={"M6": "returned", "M4": "verified"}
    )
    assert (found.kind, found.milestone) == (StepKind.MEND_CLAIM, "M6")


def test_a_lesson_that_was_withdrawn_is_simply_not_there() -> None:
    found = step(lesson("F2"))
    assert found.lesson.title == "F2"


def test_without_any_lesson_the_shop_is_next() -> None:
    assert step() == Step(StepKind.CLAIM, milestone="M4")


def test_the_track_already_begun_comes_before_the_first_one() -> None:
    lessons = [done("F1"), lesson("S1"), lesson("C1", is_opened=True), lesson("L1")]
    assert chosen_track(lessons) == "clips"
    assert step(*lessons).lesson.title == "C1"
    assert chosen_track([lesson("S1"), lesson("C1")]) == "shop"
    assert chosen_track([lesson("F1")]) == ""


def test_the_shop_comes_when_the_core_is_done_or_waits() -> None:
    waiting = lesson("S1", quiz_passed=True, sent="pending")
    assert step(done("F1"), waiting, lesson("C1")) == Step(StepKind.CLAIM, milestone="M4")


def test_milestones_follow_each_other() -> None:
    core = (done("F1"), done("S1"))
    shop_waits = step(*core, core_complete=True, milestones={"M4": "pending"})
    assert shop_waits.milestone == "M5"
    both = step(*core, core_complete=True, milestones={"M4": "verified", "M5": "pending"})
    assert both.milestone == "M6"


def test_a_first_sale_is_not_asked_for_before_core_and_shop() -> None:
    milestones = {"M4": "verified", "M5": "verified"}
    assert step(lesson("F1", quiz_passed=True, sent="pending"), milestones=milestones).kind is StepKind.WAIT
    shop_waits = {"M4": "pending", "M5": "verified"}
    assert step(done("F1"), core_complete=True, milestones=shop_waits).milestone == "M6"


def test_when_all_milestones_wait_another_track_is_offered() -> None:
    milestones = {"M4": "verified", "M5": "verified", "M6": "pending"}
    found = step(done("F1"), done("S1"), lesson("C1"), core_complete=True, milestones=milestones)
    assert (found.kind, found.lesson.title) == (StepKind.LESSON, "C1")


def test_the_certified_are_offered_the_other_lessons_and_no_milestone() -> None:
    milestones = {"M4": "verified", "M6": "verified"}
    facts = {"core_complete": True, "is_certified": True, "milestones": milestones}
    assert step(done("F1"), done("S1"), lesson("L1"), **facts).lesson.title == "L1"
    assert step(done("F1"), done("S1"), **facts).kind is StepKind.DONE


def test_a_lesson_that_is_not_required_waits_until_after_the_milestones() -> None:
    extra = lesson("F2", is_required=False)
    assert step(extra, done("F1")).milestone == "M4"


def test_a_lesson_without_quiz_and_practice_is_behind_once_it_was_read() -> None:
    plain = lesson("F1", has_quiz=False, has_practice=False, has_clip=False, is_opened=True)
    assert step(plain, lesson("F2")).lesson.title == "F2"
