"""What a phone tells of a learner's progress: what was watched, and quizzes that were finished."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from ninja import Router, Schema
from pydantic import AwareDatetime, BeforeValidator, Field

from courses.access import learner_session
from courses.people.models import Learner
from courses.progress.actions import note_watched, submit_quiz
from courses.progress.merge import ALL_WATCHED, MOST_MS
from courses.progress.notices import quiz_notice
from courses.quizzes.marking import mark_quiz
from courses.quizzes.models import Attempt, QuizVersion
from lms.dates import now

router = Router(tags=["progress"])
NOT_KEPT = {"Cache-Control": "private, no-store"}


def _whole(value: object) -> object:
    # A float or a boolean is a mistake of the sender, not a number to round.
    if isinstance(value, (bool, float)):
        raise ValueError("must be a whole number")
    return value


# A bitmap may come as decimal text too: JavaScript's numbers are exact to 53 bits, the bitmap has 60.
Whole = Annotated[int, BeforeValidator(_whole)]


class Seen(Schema):
    """What was seen of a lesson's clip: a bitmap of sixty equal parts, and the furthest position."""

    lesson: UUID
    watched: Whole = Field(0, ge=0, le=ALL_WATCHED)
    furthest_ms: Whole = Field(0, ge=0, le=MOST_MS)
    seen_at: AwareDatetime | None = None


class Sent(Schema):
    """A finished quiz. `version` is the number of the version that was shown."""

    attempt_id: UUID
    version: int = Field(ge=1, le=MOST_MS)
    answers: dict[str, str | list[str]]
    answered_at: AwareDatetime


class SeenAnswer(Schema):
    """The joined row after the event."""

    watched_percent: int
    furthest_ms: int
    completed: bool


class QuestionAnswer(Schema):
    """Whether one question was right."""

    id: str
    right: bool


class SentAnswer(Schema):
    """How the server marked it. `message` is what the learner should know, mostly nothing."""

    attempt_id: UUID
    version: int
    score: int
    max_score: int
    percent: int
    passed: bool
    questions: list[QuestionAnswer]
    message: str


@router.post("/me/progress", auth=learner_session, response=SeenAnswer, url_name="my-progress")
def my_progress(request: HttpRequest, event: Seen) -> JsonResponse:
    """Join what was seen of a clip into the learner's progress. Safe to send again, in any order.

    At most three queries: session, profile, and one statement that writes and reads.
    """
    learner: Learner = request.auth  # type: ignore[attr-defined]
    at = now()
    progress = note_watched(
        learner,
        lesson_key=event.lesson,
        watched=event.watched,
        furthest_ms=event.furthest_ms,
        seen_at=event.seen_at or at,
        received_at=at,
    )
    answer = {
        "watched_percent": progress.watched_percent,
        "furthest_ms": progress.furthest_ms,
        "completed": progress.completed_at is not None,
    }
    return JsonResponse(answer, headers=NOT_KEPT)


@router.post(
    "/quizzes/{uuid:key}/attempts", auth=learner_session, response=SentAnswer, url_name="quiz-attempts"
)
def quiz_attempts(request: HttpRequest, key: UUID, sent: Sent) -> JsonResponse:
    """Mark a finished quiz against the version that was shown, and keep it. Safe to send again."""
    version = QuizVersion.objects.seen(key, sent.version)
    attempt = submit_quiz(
        version,
        attempt_id=sent.attempt_id,
        learner=request.auth,  # type: ignore[attr-defined]
        answers=sent.answers,
        answered_at=sent.answered_at,
        received_at=now(),
    )
    return JsonResponse(_sent_answer(version, attempt), headers=NOT_KEPT)


def _sent_answer(version: QuizVersion, attempt: Attempt) -> dict[str, Any]:
    marks = mark_quiz(version.content, attempt.answers).questions
    return {
        "attempt_id": str(attempt.pk),
        "version": version.number,
        "score": attempt.score,
        "max_score": attempt.max_score,
        "percent": attempt.percent,
        "passed": attempt.is_passed,
        "questions": [{"id": mark.question_id, "right": mark.is_right} for mark in marks],
        "message": quiz_notice(version),
    }
