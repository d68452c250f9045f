"""What phones send late, and what of it could not be stored."""

from typing import Any

from courses.sync.models import RejectedItem
from lms.accounts.submit_tokens import give_token
from tests import build
from tests.routes import Row, desk, learners, ours, public

JSON = "application/json"
NO_STAFF = {"nobody": 401, "trainer": 401, "manager": 401, "administrator": 401}


def _rejected(people: build.People) -> dict[str, Any]:
    row = RejectedItem.objects.create(
        learner=people.learner,
        item_id="1",
        code="unreadable",
        message="อ่านไม่ได้",
        content="{}",
        content_sha256="0" * 64,
        received_at=build.NOON,
    )
    return {"pk": row.pk}


def _phone(people: build.People) -> dict[str, Any]:
    return {"token": give_token(people.learner.user, device="", at=build.NOON).row.pk}


def _phone_of_a_learner(people: build.People) -> dict[str, Any]:
    return {"pk": people.learner.pk, **_phone(people)}


ROWS = [
    public("api:keys"),
    learners("api:submit-tokens", method="post", data=lambda p: {}, content_type=JSON, **NO_STAFF),
    learners("api:sync", method="post", data=lambda p: {"items": []}, content_type=JSON, **NO_STAFF),
    learners("my-rejected"),
    desk("rejected"),
    ours("rejected-replay", _rejected, method="post", status=302),
    Row("phone-revoke", _phone, method="post", learner=302, classmate=404, neighbour=404),
    ours("phone-revoke-desk", _phone_of_a_learner, method="post", status=302),
]
