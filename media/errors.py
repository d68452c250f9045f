"""What the film room says when it refuses a file: one sentence for the person."""

from django.utils.functional import Promise


class MediaRefused(Exception):
    """A file cannot be taken. `code` names the reason, `message` tells the person what to do next.

    `status` is the HTTP answer and `field` the name of the form's field, so that pages and the API
    show it the same way as a room's own refusal.
    """

    def __init__(self, code: str, message: str | Promise, *, status: int = 400, field: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.status = status
        self.field = field
