"""What the cohort view reads: three queries, the same at 5, 50 and 500 learners.

Rows come as plain tuples: making 7,500 model instances, dates and UUIDs would cost more than the
whole page may take.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from courses.catalogue.models import Lesson
from courses.cohorts.models import Cohort
from courses.milestones.models import ROAD
from courses.quizzes.models import QuizVersion

# What the code of a row says. Progress: these three added up, plus eight times the best mark and one,
# so that a row is few values: reading a value into Python costs more than finding it.
QUIZ_PASSED, PRACTICE_APPROVED, COMPLETED = 1, 2, 4
MARK_SHIFT = 3
# Work and claims: below zero, the larger hides the smaller of the same lesson or milestone.
WORK_WAITS, WORK_RETURNED = -1, -2
CLAIM_VERIFIED, CLAIM_WAITS, CLAIM_RETURNED = -3, -4, -5
MILESTONES: tuple[str, ...] = tuple(str(code) for code in ROAD)


@dataclass(frozen=True, slots=True)
class Column:
    """One lesson of the table."""

    key: UUID
    number: int
    title: str
    track: str
    has_quiz: bool
    has_practice: bool

    @property
    def parts(self) -> int:
        """Return the steps: seeing it, passing its quiz, having its practice work approved."""
        return 1 + self.has_quiz + self.has_practice

    @property
    def reference(self) -> str:
        """Return the key as the database writes it: with dashes where it knows UUIDs."""
        return str(self.key) if connection.features.has_native_uuid_field else self.key.hex


@dataclass(slots=True)
class Person:
    """One learner of the cohort with everything that their row shows.

    `last_sign_at` is when they last learnt or sent something, or joined where they never did;
    `certified_as_baseline` is None for who is not certified. `lessons` maps a lesson's reference to
    (code, watched bitmap); `work` and `claims` hold the state that matters: what waits hides what
    was sent back before it.
    """

    id: int
    name: str
    phone: str
    joined_at: datetime
    started_at: datetime | None
    last_sign_at: datetime
    certified_as_baseline: bool | None
    lessons: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    work: dict[str, int] = field(default_factory=dict)
    claims: dict[str, int] = field(default_factory=dict)


def columns() -> list[Column]:
    """Return the published lessons in the order of the path, numbered within their track."""
    quiz = QuizVersion.objects.filter(lesson_id=OuterRef("pk"), is_current=True)
    numbers: dict[str, int] = defaultdict(int)
    found = []
    for lesson in Lesson.objects.live().annotate(has_quiz=Exists(quiz)).defer("search_text"):
        numbers[lesson.track_id] += 1
        found.append(
            Column(
                key=lesson.key,
                number=numbers[lesson.track_id],
                title=lesson.title,
                track=lesson.track.title,
                has_quiz=lesson.has_quiz,
                has_practice=lesson.has_practice,
            )
        )
    return found


def people_of(cohort: Cohort) -> list[Person]:
    """Return the cohort's active learners with their marks, in no order yet."""
    people = {row[0]: _person(*row) for row in _rows(PEOPLE, cohort)}
    for learner_id, reference, code, watched in _rows(MARKS, cohort):
        person = people.get(learner_id)
        if person is None:  # merged into somebody else
            continue
        if code >= 0:
            person.lessons[reference] = (code, watched)
        elif code >= WORK_RETURNED:
            person.work[reference] = max(code, person.work.get(reference, code))
        else:
            person.claims[reference] = max(code, person.claims.get(reference, code))
    return list(people.values())


def _person(learner_id: int, name: str, phone: str, joined: Any, opened: Any, *rest: Any) -> Person:
    """Make a person of a row of `PEOPLE`."""
    *signs, certified = rest
    joined_at = _moment(joined)
    return Person(
        id=learner_id,
        name=name,
        phone=phone,
        joined_at=joined_at,
        started_at=None if opened is None else _moment(opened),
        last_sign_at=max([joined_at, *(_moment(sign) for sign in signs if sign is not None)]),
        certified_as_baseline=None if certified is None else bool(certified),
    )


# Written by hand because they are read by the thousand: the ORM would convert each number and
# moment, which takes longer than reading it, and building the queries takes as long again.

# Who is in the cohort, when they began, when they were last heard of, and whether they count.
# What was seen is worked out once: a planner that has never counted the tables would do it per learner.
PEOPLE = """
WITH active AS MATERIALIZED (
  SELECT learner_id, joined_at FROM courses_enrolment WHERE cohort_id = %s AND left_at IS NULL
), seen AS MATERIALIZED (
  SELECT p.learner_id, MIN(p.opened_at) AS opened_at, MAX(p.last_seen_at) AS seen_at
  FROM active JOIN courses_lessonprogress p ON p.learner_id = active.learner_id
  GROUP BY p.learner_id
)
SELECT e.learner_id, u.name, u.phone, e.joined_at, p.opened_at, p.seen_at,
  (SELECT MAX(w.sent_at) FROM courses_submission w WHERE w.learner_id = e.learner_id),
  (SELECT MAX(c.sent_at) FROM courses_claim c WHERE c.learner_id = e.learner_id),
  (SELECT CASE WHEN s.is_baseline_seller THEN 1 ELSE 0 END FROM courses_certification s
    WHERE s.learner_id = e.learner_id AND s.revoked_at IS NULL AND s.merged_away_at IS NULL)
FROM active e
JOIN courses_learner l ON l.id = e.learner_id
JOIN accounts_user u ON u.id = l.user_id
LEFT JOIN seen p ON p.learner_id = e.learner_id
WHERE l.merged_into_id IS NULL
"""
# Progress, undecided or returned work, and claims as rows of one shape: (learner, lesson key or
# milestone, code, watched bitmap of a lesson under way).
MARKS = f"""
SELECT p.learner_id, CAST(p.lesson_id AS text),
  CASE WHEN p.completed_at IS NULL
    THEN CASE WHEN p.quiz_passed_at IS NULL THEN 0 ELSE {QUIZ_PASSED} END
       + CASE WHEN p.practice_approved_at IS NULL THEN 0 ELSE {PRACTICE_APPROVED} END
    ELSE {COMPLETED} END + (COALESCE(p.best_percent, -1) + 1) * {1 << MARK_SHIFT},
  CASE WHEN p.completed_at IS NULL THEN p.watched END
FROM courses_enrolment e JOIN courses_lessonprogress p ON p.learner_id = e.learner_id
WHERE e.cohort_id = %s AND e.left_at IS NULL
UNION ALL
SELECT w.learner_id, CAST(w.lesson_id AS text),
  CASE w.state WHEN 'pending' THEN {WORK_WAITS} ELSE {WORK_RETURNED} END, NULL
FROM courses_enrolment e JOIN courses_submission w ON w.learner_id = e.learner_id
WHERE e.cohort_id = %s AND e.left_at IS NULL AND w.state NOT IN ('approved', 'replaced')
UNION ALL
SELECT c.learner_id, c.milestone,
  CASE c.state WHEN 'verified' THEN {CLAIM_VERIFIED} WHEN 'pending' THEN {CLAIM_WAITS}
    ELSE {CLAIM_RETURNED} END, NULL
FROM courses_enrolment e JOIN courses_claim c ON c.learner_id = e.learner_id
WHERE e.cohort_id = %s AND e.left_at IS NULL AND c.state <> 'replaced'
"""  # noqa: S608 - our own constants


def _rows(statement: str, cohort: Cohort) -> list[tuple[Any, ...]]:
    """Run one of the statements above; its parameters are all the cohort."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [cohort.pk] * statement.count("%s"))
        return cursor.fetchall()


def _moment(value: datetime | str) -> datetime:
    """Return a moment as the database gave it: SQLite keeps UTC as text or without saying so."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value if value.tzinfo else value.replace(tzinfo=UTC)
