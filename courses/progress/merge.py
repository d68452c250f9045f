"""One learner in one lesson, merged: any order, any repetition, any number of phones, one row.

Watched parts are joined by OR, positions and marks by max, times by min (`last_seen_at` by max): a
join-semilattice. Completion follows from the merged row inside the same statement, so it cannot
disagree with it: the quiz is passed if the lesson has one, the practice work is approved if it asks
for some, and a lesson with neither is complete when it was opened.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from courses.progress.models import WATCHED_PARTS, LessonProgress
from lms.prepared import Prepared

TABLE = "courses_lessonprogress"
MOST_MS = 2**31 - 1
ALL_WATCHED = 2**WATCHED_PARTS - 1
COLUMNS = (
    "learner_id",
    "lesson_id",
    "watched",
    "furthest_ms",
    "best_percent",
    "opened_at",
    "quiz_passed_at",
    "practice_approved_at",
    "completed_at",
    "last_seen_at",
)
_rows = Prepared(lambda: LessonProgress.objects.filter(pk=0))
HAS_QUIZ = "EXISTS (SELECT 1 FROM courses_quizversion v WHERE v.lesson_id = {key} AND v.is_current)"
HAS_PRACTICE = (
    "EXISTS (SELECT 1 FROM courses_lesson w WHERE w.key = {key} AND CAST(w.practice_kinds AS text) <> '[]')"
)


class Known(NamedTuple):
    """What is known of a learner in a lesson: the join of one or more events. See `merge_progress`."""

    watched: int = 0
    furthest_ms: int = 0
    best_percent: int | None = None
    opened_at: datetime | None = None
    quiz_passed_at: datetime | None = None
    practice_approved_at: datetime | None = None
    seen_at: datetime | None = None

    def joined(self, other: "Known") -> "Known":
        """Return both together: OR, max and min, as the statement joins them."""
        return Known(
            self.watched | other.watched,
            max(self.furthest_ms, other.furthest_ms),
            _of_both(max, self.best_percent, other.best_percent),
            _of_both(min, self.opened_at, other.opened_at),
            _of_both(min, self.quiz_passed_at, other.quiz_passed_at),
            _of_both(min, self.practice_approved_at, other.practice_approved_at),
            _of_both(max, self.seen_at, other.seen_at),
        )

    def checked(self) -> list[Any]:
        """Return the values as the database takes them. Raises `ValueError` for what cannot be."""
        if not 0 <= self.watched <= ALL_WATCHED or not 0 <= self.furthest_ms <= MOST_MS:
            raise ValueError("watched parts or position out of range")
        if self.best_percent is not None and not 0 <= self.best_percent <= 100:
            raise ValueError("a mark is a percentage")
        adapt = connection.ops.adapt_datetimefield_value
        return [*self[:3], *(moment and adapt(moment) for moment in self[3:])]


def _of_both(choose: Callable[[Any, Any], Any], one: Any, other: Any) -> Any:
    if one is None or other is None:
        return one if other is None else other
    return choose(one, other)


def merge_progress(
    learner_id: int,
    lesson_key: UUID,
    *,
    watched: int = 0,
    furthest_ms: int = 0,
    best_percent: int | None = None,
    opened_at: datetime | None = None,
    quiz_passed_at: datetime | None = None,
    practice_approved_at: datetime | None = None,
    seen_at: datetime | None = None,
) -> LessonProgress | None:
    """Join what is known of a learner in a lesson into their one row, and return the row.

    One `INSERT … ON CONFLICT DO UPDATE … RETURNING`, the same on SQLite and PostgreSQL. Returns None
    when no lesson has the key. Raises `ValueError` for a bitmap, position or mark out of range.
    """
    known = Known(
        watched, furthest_ms, best_percent, opened_at, quiz_passed_at, practice_approved_at, seen_at
    )
    rows = merge_lessons(learner_id, {lesson_key: known})
    return rows[0] if rows else None


def merge_lessons(learner_id: int, known: Mapping[UUID, Known]) -> list[LessonProgress]:
    """Join what is known of a learner in several lessons, in one statement; return the rows.

    A lesson that does not exist gives no row. Raises `ValueError` as `merge_progress` does.
    """
    field = LessonProgress._meta.get_field("lesson")
    values: list[Any] = []
    # In the order of the keys: two deliveries at the same moment wait for each other and never in a ring.
    for lesson_key, one in sorted(known.items()):
        values += [
            learner_id,
            *one.checked(),
            field.get_db_prep_value(lesson_key, connection),
        ]
    with connection.cursor() as cursor:
        cursor.execute(_statement(connection.vendor, len(known)), values)
        rows = cursor.fetchall()
    return [_rows.made_of(row) for row in rows]


def completion_of(side: str, key: str) -> str:
    """Return the SQL of the moment at which a row's lesson was complete, NULL while it is not.

    `side` is the prefix of the three times, `key` the SQL of the lesson's key.
    """
    quiz, practice = f"{side}quiz_passed_at", f"{side}practice_approved_at"
    return _completion(quiz, practice, f"{side}opened_at", key)


def _completion(quiz: str, practice: str, opened: str, key: str) -> str:
    later = f"CASE WHEN {quiz} > {practice} THEN {quiz} WHEN {quiz} <= {practice} THEN {practice} END"
    has_quiz, has_practice = HAS_QUIZ.format(key=key), HAS_PRACTICE.format(key=key)
    return (
        f"CASE WHEN {has_quiz} THEN CASE WHEN {has_practice} THEN {later} ELSE {quiz} END "
        f"WHEN {has_practice} THEN {practice} ELSE {opened} END"
    )


def _least(column: str, new: str = "") -> str:
    new, old = new or f"excluded.{column}", f"p.{column}"
    return f"(CASE WHEN {old} IS NULL OR {new} < {old} THEN COALESCE({new}, {old}) ELSE {old} END)"


def _most(column: str) -> str:
    new, old = f"excluded.{column}", f"p.{column}"
    return f"(CASE WHEN {old} IS NULL OR {new} > {old} THEN COALESCE({new}, {old}) ELSE {old} END)"


@lru_cache(maxsize=256)
def _statement(vendor: str, lessons: int = 1) -> str:
    # PostgreSQL has to be told the type of a NULL; SQLite would turn a time into a number if it were.
    moment = "CAST(%s AS timestamptz)" if vendor == "postgresql" else "%s"
    mark = "CAST(%s AS smallint)" if vendor == "postgresql" else "%s"
    number, key = ("CAST(%s AS bigint)", "CAST(%s AS uuid)") if vendor == "postgresql" else ("%s", "%s")
    one = f"SELECT {number}, {number}, {number}, {mark}, {moment}, {moment}, {moment}, {moment}, {key}"
    passed, approved, opened = _least("quiz_passed_at"), _least("practice_approved_at"), _least("opened_at")
    merged = {
        "watched": "p.watched | excluded.watched",
        "furthest_ms": _most("furthest_ms"),
        "best_percent": _most("best_percent"),
        "opened_at": opened,
        "quiz_passed_at": passed,
        "practice_approved_at": approved,
        "completed_at": _least("completed_at", f"({_completion(passed, approved, opened, 'p.lesson_id')})"),
        "last_seen_at": _most("last_seen_at"),
    }
    update = ", ".join(f"{column} = {sql}" for column, sql in merged.items())
    columns = ", ".join(COLUMNS)
    parts = [
        "WITH new (learner_id, watched, furthest_ms, best_percent,",
        "opened_at, quiz_passed_at, practice_approved_at, seen_at, lesson_key)",
        f"AS ({' UNION ALL '.join([one] * lessons)})",
        f"INSERT INTO {TABLE} AS p ({columns})",
        "SELECT new.learner_id, l.key, new.watched, new.furthest_ms, new.best_percent, new.opened_at,",
        f"new.quiz_passed_at, new.practice_approved_at, {completion_of('new.', 'l.key')}, new.seen_at",
        "FROM new JOIN courses_lesson l ON l.key = new.lesson_key WHERE true",
        f"ON CONFLICT (learner_id, lesson_id) DO UPDATE SET {update}",
        f"RETURNING id, {columns}",
    ]
    return " ".join(parts)
