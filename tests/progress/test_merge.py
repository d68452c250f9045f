"""Progress is a join-semilattice: any order and any repetition gives the same row."""

import itertools
import uuid
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import Learner, Lesson, LessonProgress
from courses.progress.merge import ALL_WATCHED, merge_progress
from tests import build

pytestmark = pytest.mark.django_db
FIELDS = (
    "watched",
    "furthest_ms",
    "best_percent",
    "opened_at",
    "quiz_passed_at",
    "practice_approved_at",
    "completed_at",
    "last_seen_at",
)
# Whole seconds and parts of them: SQLite keeps times as text of differing lengths.
moments = st.none() | st.integers(0, 400).map(
    lambda tenths: build.NOON + timedelta(milliseconds=100 * tenths)
)
events = st.fixed_dictionaries(
    {},
    optional={
        "watched": st.integers(0, ALL_WATCHED),
        "furthest_ms": st.integers(0, 2**31 - 1),
        "best_percent": st.none() | st.integers(0, 100),
        "opened_at": moments,
        "quiz_passed_at": moments,
        "practice_approved_at": moments,
        "seen_at": moments,
    },
)
KINDS_OF_LESSON = list(itertools.product((True, False), (True, False)))
hypothesis_settings = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def learner() -> Learner:
    return build.learner()


@pytest.fixture
def lessons() -> list[Lesson]:
    return [
        build.published(
            f"L{number}",
            with_quiz=build.quiz() if quiz else None,
            practice_kinds=["text"] if practice else [],
        )
        for number, (quiz, practice) in enumerate(KINDS_OF_LESSON)
    ]


def row_after(learner: Learner, lesson: Lesson, sent: list[dict[str, Any]]) -> tuple[Any, ...]:
    LessonProgress.objects.all().delete()
    for event in sent:
        merge_progress(learner.pk, lesson.key, **event)
    return tuple(LessonProgress.objects.values_list(*FIELDS).get())


@hypothesis_settings
@given(data=st.data())
def test_any_order_and_any_repetition_gives_the_same_row(
    learner: Learner, lessons: list[Lesson], data: st.DataObject
) -> None:
    lesson = data.draw(st.sampled_from(lessons))
    sent = data.draw(st.lists(events, min_size=1, max_size=5))
    again = data.draw(st.permutations(sent + data.draw(st.lists(st.sampled_from(sent), max_size=4))))
    assert row_after(learner, lesson, sent) == row_after(learner, lesson, again)


@hypothesis_settings
@given(one=events, two=events)
def test_two_events_commute_and_each_is_idempotent(
    learner: Learner, lessons: list[Lesson], one: dict[str, Any], two: dict[str, Any]
) -> None:
    lesson = lessons[0]
    assert row_after(learner, lesson, [one, two]) == row_after(learner, lesson, [two, one])
    assert row_after(learner, lesson, [one]) == row_after(learner, lesson, [one, one, one])


@hypothesis_settings
@given(sent=st.lists(events, min_size=2, max_size=5), cut=st.integers(1, 4))
def test_merging_what_two_phones_merged_is_merging_it_all(
    learner: Learner, lessons: list[Lesson], sent: list[dict[str, Any]], cut: int
) -> None:
    """Associative: a phone may join its own events first and send the joined row."""
    lesson = lessons[0]
    joined = []
    for part in (sent[:cut], sent[cut:]):
        if part:
            row = dict(zip(FIELDS, row_after(learner, lesson, part), strict=True))
            row["seen_at"] = row.pop("last_seen_at")
            row.pop("completed_at")
            joined.append(row)
    assert row_after(learner, lesson, joined) == row_after(learner, lesson, sent)


@hypothesis_settings
@given(sent=st.lists(events, min_size=1, max_size=5), more=events)
def test_no_event_takes_anything_back(
    learner: Learner, lessons: list[Lesson], sent: list[dict[str, Any]], more: dict[str, Any]
) -> None:
    before = dict(zip(FIELDS, row_after(learner, lessons[0], sent), strict=True))
    merge_progress(learner.pk, lessons[0].key, **more)
    after = LessonProgress.objects.values(*FIELDS).get()
    assert after["watched"] & before["watched"] == before["watched"]
    assert after["furthest_ms"] >= before["furthest_ms"]
    assert (after["best_percent"] or 0) >= (before["best_percent"] or 0)
    assert before["completed_at"] is None or after["completed_at"] <= before["completed_at"]


@pytest.mark.parametrize(("quiz", "practice"), KINDS_OF_LESSON)
def test_lesson_is_complete_when_what_it_has_is_done(learner: Learner, quiz: bool, practice: bool) -> None:
    lesson = build.published(
        with_quiz=build.quiz() if quiz else None, practice_kinds=["photo"] if practice else []
    )
    opened, passed, approved = (build.NOON + timedelta(hours=hours) for hours in (0, 1, 2))
    row = merge_progress(learner.pk, lesson.key, opened_at=opened)
    assert row is not None
    assert (row.completed_at is not None) is (not quiz and not practice)
    if quiz:
        row = merge_progress(learner.pk, lesson.key, quiz_passed_at=passed)
    assert row is not None
    assert (row.completed_at is not None) is (not practice)
    if practice:
        row = merge_progress(learner.pk, lesson.key, practice_approved_at=approved)
    assert row is not None
    assert row.completed_at == (approved if practice else passed if quiz else opened)


def test_the_returned_row_is_the_stored_row(learner: Learner) -> None:
    lesson = build.published()
    row = merge_progress(learner.pk, lesson.key, watched=5, furthest_ms=9, opened_at=build.NOON)
    assert row is not None
    stored = LessonProgress.objects.get()
    names = [field.attname for field in LessonProgress._meta.concrete_fields]
    assert [getattr(row, name) for name in names] == [getattr(stored, name) for name in names]
    assert (row.lesson_id, row.watched, row.opened_at) == (lesson.key, 5, build.NOON)


def test_it_is_one_statement(learner: Learner, django_assert_num_queries: Any) -> None:
    lesson = build.published()
    with django_assert_num_queries(1):
        merge_progress(learner.pk, lesson.key, watched=1)
    with django_assert_num_queries(1):
        merge_progress(learner.pk, lesson.key, watched=2)


def test_unknown_lesson_writes_nothing(learner: Learner) -> None:
    assert merge_progress(learner.pk, uuid.uuid4(), watched=1) is None
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize(
    "event", [{"watched": -1}, {"watched": 2**60}, {"furthest_ms": 2**31}, {"best_percent": 101}]
)
def test_values_out_of_range_are_refused(learner: Learner, event: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"range|percentage"):
        merge_progress(learner.pk, build.published().key, **event)
