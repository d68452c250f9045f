"""Why a month is not closed, or a rule not changed."""

from courses.errors import Refused


class CannotClose(Refused):
    """The month is still running, another comes first, or it is closed already."""

    status = 409
    code = "cannot-close"


class CannotChangeRule(Refused):
    """The rule would reach into a closed year, or has no such value."""

    status = 422
    code = "cannot-change-rule"
