"""What the room of exports says when it refuses."""

from django.utils.translation import gettext_lazy as _

from courses.errors import Refused


class UnknownList(Refused):
    """There is no such list, or a filter names nothing."""

    status = 404
    code = "unknown-list"

    def __init__(self) -> None:
        super().__init__(_("This list does not exist. Choose one on the page of exports."))


class TokenMissing(Refused):
    """No token came, or none that is known, in force and not stopped."""

    status = 401
    code = "token"

    def __init__(self) -> None:
        super().__init__(_("Send a valid token in the header “Authorization: Bearer …”."))


class ScopeMissing(Refused):
    """The token was not given for this."""

    status = 403
    code = "scope"

    def __init__(self) -> None:
        super().__init__(_("This token was not given for that. Ask the administrator for another one."))


class OutsideArea(Refused):
    """The token ends at its area."""

    status = 403
    code = "area"

    def __init__(self) -> None:
        super().__init__(_("This token ends at its area. Ask for a place inside it."), field="area")


class TooOften(Refused):
    """More requests in a minute than a program needs."""

    status = 429
    code = "too-often"

    def __init__(self) -> None:
        super().__init__(_("Too many requests. Wait a minute, then go on from the last cursor."))


class BadQuestion(Refused):
    """A parameter names nothing that is known."""

    status = 422
    code = "bad-question"


class NotSigned(Refused):
    """A report cannot be signed as it is."""

    status = 422
    code = "not-signed"
