"""Practice work."""

from tests import build
from tests.routes import desk, learners

ROWS = [
    learners("practice", lambda p: {"key": build.lesson().key}),
    desk("review"),
]
