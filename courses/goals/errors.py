"""What this room refuses, in words that say what to do."""

from courses.errors import Refused


class BadVersion(Refused):
    """A version of a definition that would overlap another one."""


class CannotChangeGoal(Refused):
    """A target that may not be set."""
