"""The offline app and what it asks of the site."""

from tests import build
from tests.routes import learners, public

STAFF = dict.fromkeys(("nobody", "trainer", "manager", "administrator"), 401)

ROWS = [
    public("phone"),
    learners("api:my-state", **STAFF),
    learners(
        "api:my-pin",
        status=204,
        method="post",
        data=lambda p: {"pin": build.PIN},
        content_type="application/json",
        **STAFF,
    ),
]
