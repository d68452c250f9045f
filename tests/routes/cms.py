"""The classroom's own addresses."""

from tests.routes import public

ROWS = [
    public("lessons"),
]
