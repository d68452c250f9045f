"""Taking a quiz."""

import uuid

from courses.quizzes.actions import record_attempt
from tests import build
from tests.routes import learners

JSON = "application/json"
# The API has one answer for everybody who is no learner: sign in as one.
NO_STAFF = {"trainer": 401, "manager": 401, "administrator": 401}


def _seen(people: build.People) -> dict[str, object]:
    return {"lesson": str(build.lesson().key), "watched": 1}


def _sent(people: build.People) -> dict[str, object]:
    return {
        "attempt_id": str(uuid.uuid4()),
        "version": 1,
        "answers": {},
        "answered_at": build.NOON.isoformat(),
    }


def _question(people: build.People) -> dict[str, object]:
    return {"key": build.published(with_quiz=build.quiz()).key, "number": 1}


def _result(people: build.People) -> dict[str, object]:
    version = build.published(with_quiz=build.quiz()).quiz_versions.get()
    attempt, _ = record_attempt(
        version,
        attempt_id=uuid.uuid4(),
        learner=people.learner,
        answers=build.RIGHT,
        answered_at=build.NOON,
        received_at=build.NOON,
    )
    return {"key": version.lesson_id, "attempt_id": attempt.pk}


ROWS = [
    learners("api:my-progress", method="post", data=_seen, content_type=JSON, nobody=401, **NO_STAFF),
    learners(
        "api:quiz-attempts",
        lambda p: {"key": build.published(with_quiz=build.quiz()).key},
        method="post",
        data=_sent,
        content_type=JSON,
        nobody=401,
        **NO_STAFF,
    ),
    learners("quiz", lambda p: {"key": build.published(with_quiz=build.quiz()).key}, status=302),
    learners("quiz-question", _question, status=302),
    learners("quiz-question", _question, method="post", status=302),
    learners("quiz-result", _result, classmate=404, neighbour=404),
]
