"""Taking a quiz."""

import uuid

from tests import build
from tests.routes import Row, learners

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
    Row("quiz", lambda p: {"key": uuid.uuid4()}),
]
