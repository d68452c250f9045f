"""What the door says when it refuses: one sentence for the person, in the page's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AccountRefused(Exception):
    """A rule of the door said no. `message` tells the person what to do next."""

    status = 422
    code = "refused"
    message: str | Promise = ""
    field = ""

    def __init__(self) -> None:
        super().__init__(str(self.message))


class CodeWrong(AccountRefused):
    """No open code of this phone reads like this; or there is no such phone. Both sound alike."""

    code = "code_wrong"
    message = _(
        "Phone and help code do not belong together. "
        "Look at both once more, or ask your trainer for a new code."
    )


class CodeOver(AccountRefused):
    """The code was right and its time is over."""

    code = "code_over"
    message = _("This help code is too old. Ask your trainer for a new one.")


class CodeUsed(AccountRefused):
    """The code was right and has done its work, or a newer one has taken its place."""

    code = "code_used"
    message = _("This help code has been used. Sign in with your PIN, or ask your trainer for a new code.")


class CodeBlocked(AccountRefused):
    """Too many wrong tries on its phone ended the code."""

    code = "code_blocked"
    message = _("There were too many wrong tries with this code. Ask your trainer for a new one.")


class PinTakenOnPhone(AccountRefused):
    """Somebody else on the phone has the PIN. Nothing says who."""

    code = "pin_taken"
    field = "pin"
    message = _("This PIN cannot be used on this phone. Choose other digits.")


class FormTooOld(AccountRefused):
    """The form's own number was used for something else."""

    status = 409
    code = "form_too_old"
    message = _("This form was sent before. Open the page again to make a new code.")
