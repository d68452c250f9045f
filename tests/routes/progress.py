"""Taking a quiz."""

import uuid

from tests.routes import Row

ROWS = [
    Row("quiz", lambda p: {"key": uuid.uuid4()}),
]
