"""The steps of taking a quiz that need the database: finding the go of a form, recording it."""

from datetime import datetime
from uuid import UUID, uuid4

from django.http import QueryDict

from courses.people.models import Learner
from courses.progress.actions import submit_quiz
from courses.progress.quiz_tries import Tries, Try
from courses.quizzes.errors import AttemptTaken
from courses.quizzes.models import Attempt, QuizVersion


def first_open(version: QuizVersion, go: Try) -> int:
    """Return the number of the first question without an answer; the last one when there is none."""
    questions = version.content["questions"]
    opened = (number for number, item in enumerate(questions, start=1) if item["id"] not in go.answers)
    return next(opened, len(questions))


def go_of_form(form: QueryDict, tries: Tries, lesson_key: UUID, learner: Learner) -> Try | Attempt | None:
    """Return the go that a form belongs to, or the attempt that it became; None for a form of no go.

    A form carries the attempt's id and the version it showed, so that it still counts when the session
    ended meanwhile. A form of another, unfinished go (a forgotten tab) counts for nothing.
    """
    go = tries.of(lesson_key)
    attempt_id = _uuid(form.get("attempt", ""))
    if go is not None and attempt_id is not None and str(attempt_id) == go.attempt_id:
        return go
    if attempt_id is None:
        return None
    attempt = Attempt.objects.filter(
        pk=attempt_id, learner=learner, quiz_version__lesson_id=lesson_key
    ).first()
    if attempt is not None or (go is not None and not go.is_recorded):
        return attempt
    number = _whole(form.get("version", ""))
    if number is None or not QuizVersion.objects.filter(lesson_id=lesson_key, number=number).exists():
        return None
    return tries.start(lesson_key, version=number, attempt_id=attempt_id)


def record(go: Try, version: QuizVersion, *, learner: Learner, at: datetime) -> None:
    """Turn a finished go into an attempt.

    An id that already stands for other answers (the same go finished in two tabs) gets a fresh one:
    both sets of answers are kept.
    """
    try:
        _submit(go, version, learner, at)
    except AttemptTaken:
        go.attempt_id = str(uuid4())
        _submit(go, version, learner, at)
    go.is_recorded = True


def _submit(go: Try, version: QuizVersion, learner: Learner, at: datetime) -> None:
    submit_quiz(
        version,
        attempt_id=UUID(go.attempt_id),
        learner=learner,
        answers=go.answers,
        answered_at=at,
        received_at=at,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
