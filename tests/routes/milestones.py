"""My shop and the evidence queue."""

from tests.routes import desk, learners

ROWS = [
    learners("shop"),
    learners("claim", lambda p: {"milestone": "M4"}),
    desk("evidence"),
]
