"""What a room says when it refuses: one sentence for the person, in the page's language."""

from django.utils.functional import Promise


class Refused(Exception):
    """A rule said no. `message` tells the person what to do next; `status` is the HTTP answer.

    Every room derives its own errors from this one, so that pages and the API answer alike.
    """

    status = 400
    code = "refused"

    def __init__(self, message: str | Promise, *, field: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field
