"""What the room of imports says when it refuses a whole list."""

from django.utils.translation import gettext_lazy as _

from courses.errors import Refused


class NoColumns(Refused):
    """Nobody said which columns hold the name and the phone."""

    status = 422
    code = "no-columns"

    def __init__(self) -> None:
        super().__init__(
            _("Say which column holds the name and which one the phone number."), field="columns"
        )


class NoticeMissing(Refused):
    """Nobody's record is kept without the notice (PDPA section 23)."""

    status = 422
    code = "notice-missing"

    def __init__(self) -> None:
        super().__init__(
            _("Tick that these people were told what is kept and agreed. Without it nobody is added."),
            field="notice",
        )
