"""My shop and the evidence queue."""

from typing import Any

from courses.milestones.follow_up_models import FollowUp
from courses.milestones.second_looks import look_again
from courses.models import SecondLook
from tests import build
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


def _question(people: People) -> dict[str, Any]:
    """A question about the first sale that came due."""
    certification = things.certified(people.learner, people.manager)
    row = FollowUp.objects.create(
        certification=certification, after_days=30, due_on=build.TODAY, asked_at=build.NOON
    )
    return {"pk": row.pk}


def _learner(people: People) -> dict[str, Any]:
    return {"pk": people.learner.pk}


def _piece(people: People) -> dict[str, Any]:
    stored = things.stored_picture(people.learner)
    claim = things.content_claim(people.learner, photos=[(things.CONTENT, stored)])
    return {"pk": claim.pk, "piece": claim.evidence.get().pk}


def _look(people: People) -> dict[str, Any]:
    """A second look: the sale's number has no check digit, so it is flagged."""
    claim = things.certified(people.learner, people.administrator, tracking_number="KEX1234567890").claim
    return {"pk": claim.pk}


def _fallen(people: People) -> dict[str, Any]:
    wanted = _look(people)
    look = SecondLook.objects.get(claim=wanted["pk"])
    look_again(look, by=people.manager, at=things.NOON, stands=False, reason="ภาพซ้ำ")
    return wanted


ROWS = [
    learners("shop"),
    learners("claim", lambda p: {"milestone": "M4"}),
    Row(
        "follow-up-answer",
        _question,
        method="post",
        data=lambda p: {"answer": "paused"},
        learner=302,
        classmate=404,
        neighbour=404,
    ),
    Row("learner-witness", _learner, trainer=200, neighbour_trainer=404),
    Row("learner-orders", _learner, trainer=200, neighbour_trainer=404),
    Row("learner-suspend", _learner, manager=200, neighbour_manager=404, administrator=200),
    desk("evidence"),
    ours("evidence-claim", _claim),
    ours("evidence-enlarged", _piece),
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
    ours("evidence-nothing-to-cover", _claim, status=302, method="post"),
    ours("evidence-cover", _piece, status=302, method="post", data=lambda p: {"part": "0,0,50,50"}),
    ours("evidence-cover-again", _piece, status=302, method="post"),
    Row("evidence-original", _piece, method="post", manager=200, neighbour_manager=404, administrator=200),
    desk("second-looks"),
    Row("second-look", _look, manager=200, neighbour_manager=404, administrator=200),
    Row(
        "second-look-verdict",
        _look,
        method="post",
        data=lambda p: {"verdict": "stands"},
        manager=302,
        neighbour_manager=404,
        administrator=403,
    ),
    Row("second-look-take-back", _look, method="post", manager=422, neighbour_manager=404, administrator=422),
    Row(
        "second-look-keep",
        _fallen,
        method="post",
        data=lambda p: {"reason": "โทรถามแล้ว"},
        manager=302,
        neighbour_manager=404,
        administrator=302,
    ),
]
