"""Why a shop or its link is refused."""

from courses.errors import Refused


class BadLink(Refused):
    """The text is not the address of a page on the public web."""

    status = 422
    code = "bad-link"
