"""Roles, and helping a learner who forgot the PIN."""

import uuid
from typing import Any

from tests.build import People
from tests.routes import Row, ours


def of_the_trainer(people: People) -> dict[str, Any]:
    return {"pk": people.trainer.pk}


ROWS = [
    Row("roles", administrator=200),
    Row("role-new", administrator=200),
    Row("role-new", method="post", administrator=422),
    Row("role-edit", of_the_trainer, administrator=200),
    Row("role-edit", of_the_trainer, method="post", administrator=422),
    Row(
        "role-password",
        of_the_trainer,
        method="post",
        data=lambda p: {"form_id": str(uuid.uuid4())},
        administrator=200,
    ),
    Row("role-active", of_the_trainer, method="post", data=lambda p: {"active": "no"}, administrator=302),
    ours("reset-pin", lambda p: {"pk": p.learner.pk}),
    ours("reset-pin", lambda p: {"pk": p.learner.pk}, method="post"),
]
