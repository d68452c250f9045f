"""Practice work."""

import uuid
from typing import Any

from courses.practice.actions import send_work
from media.actions import store_photo
from tests import build
from tests.media.files import photo, upload
from tests.routes import desk, learners, ours


def _lesson(people: build.People) -> dict[str, Any]:
    return {"key": build.published(practice_kinds=["text"]).key}


def _work(people: build.People) -> dict[str, Any]:
    lesson = build.published(practice_kinds=["text"])
    work = send_work(people.learner, submission_id=uuid.uuid4(), lesson=lesson, text="งาน", at=build.NOON)
    return {"pk": work.pk}


def _file(people: build.People) -> dict[str, Any]:
    lesson = build.published(practice_kinds=["photo"])
    stored = store_photo(people.learner.user, upload=upload(photo()), at=build.NOON)
    send_work(people.learner, submission_id=uuid.uuid4(), lesson=lesson, files=[stored], at=build.NOON)
    return {"pk": stored.pk}


def _sent(people: build.People) -> dict[str, Any]:
    return {"submission_id": str(uuid.uuid4()), "text": "งาน"}


ROWS = [
    learners("practice", _lesson),
    learners("practice", _lesson, method="post", data=_sent, status=302),
    desk("review"),
    ours("review-work", _work),
    ours("review-work", _work, method="post", data=lambda p: {"verdict": "approve", "words": ""}, status=302),
    ours("practice-file-again", _file, method="post", status=302),
    ours("practice-file", _file, learner=200, classmate=404, neighbour=404),
]
