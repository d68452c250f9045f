"""Why a shop or its link is refused."""

from courses.errors import Refused


class BadLink(Refused):
    """The text is not the address of a page on the public web."""

    status = 422
    code = "bad-link"


class ProductRefused(Refused):
    """A product says something that cannot be; `field` says what."""

    status = 422
    code = "product"


class SalesRefused(Refused):
    """Sales of a month that cannot be; `field` says what."""

    status = 422
    code = "sales"


class SalesUnlikely(SalesRefused):
    """Sales that may be true and are rarely: the person is asked once more, with a sentence."""

    code = "unlikely"
