"""A person's rights, and those who answer."""

import uuid
from typing import Any

from courses.people.corrections import ask_correction
from tests.build import NOON, People
from tests.routes import Row, desk, learners, ours


def _correction(people: People) -> dict[str, Any]:
    asked = ask_correction(people.learner, correction_id=uuid.uuid4(), field="other", words="ผิด", at=NOON)
    return {"pk": asked.pk}


ROWS = [
    learners("held"),
    learners("own-copy", method="post"),
    learners("correction"),
    learners("erasure"),
    desk("corrections"),
    ours("correction-answer", _correction, status=302, method="post", data=lambda p: {"state": "done"}),
    Row("erasure-desk", lambda p: {"pk": p.learner.pk}, administrator=200),
]
