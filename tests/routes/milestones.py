"""My shop and the evidence queue."""

from typing import Any

from tests.build import People
from tests.milestones import things
from tests.routes import Row, desk, learners, ours


def _claim(people: People) -> dict[str, Any]:
    return {"pk": things.shop_claim(people.learner).pk}


def _certified(people: People) -> dict[str, Any]:
    return {"pk": things.certified(people.learner, people.manager).claim_id}


def _picture(people: People) -> dict[str, Any]:
    """A picture with its bytes, in a claim of the learner."""
    stored = things.stored_picture(people.learner)
    things.content_claim(people.learner, photos=[(things.CONTENT, stored)])
    return {"pk": stored.pk}


ROWS = [
    learners("shop"),
    learners("claim", lambda p: {"milestone": "M4"}),
    desk("evidence"),
    ours("evidence-claim", _claim),
    ours("evidence-verify", _claim, status=302, method="post"),
    ours(
        "evidence-return",
        _claim,
        status=302,
        method="post",
        data=lambda p: {"reason": "unclear", "words": ""},
    ),
    Row("certification-revoke", _certified, manager=200, neighbour_manager=404, administrator=200),
    ours("evidence-file", _picture, learner=200, classmate=404, neighbour=404),
]
