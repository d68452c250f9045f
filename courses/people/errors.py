"""What this room says when it refuses."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.errors import Refused


class InputRefused(Refused):
    """Something typed cannot be taken as it is; `field` says which."""

    code = "input"

    @classmethod
    def because(cls, error: ValidationError, *, field: str) -> "InputRefused":
        """Carry a field's own sentence over."""
        return cls(str(error.messages[0]), field=field)


class PinTaken(Refused):
    """Somebody on this phone has this PIN already. Nothing says who."""

    code = "pin_taken"

    def __init__(self) -> None:
        super().__init__(_("This PIN cannot be used on this phone. Choose other digits."), field="pin")


class PhoneIsFull(Refused):
    """The phone has as many profiles as one phone may have."""

    code = "phone_is_full"

    def __init__(self) -> None:
        super().__init__(
            _("This phone has all the profiles that one phone may have. Ask your trainer what to do."),
            field="phone",
        )


class WrongPin(Refused):
    """The PIN that should prove who asks is not theirs."""

    code = "wrong_pin"

    def __init__(self, *, field: str = "pin") -> None:
        super().__init__(
            _("This is not your PIN. Type it again, or ask your trainer for a help code."), field=field
        )


class PinNotForPhone(Refused):
    """The PIN cannot go along to another phone. Nothing says why: somebody there may have it."""

    code = "pin_not_for_phone"

    def __init__(self) -> None:
        super().__init__(
            _("Your PIN cannot be used on that phone. Change your PIN first, then change the phone."),
            field="pin",
        )


class TooManyTries(Refused):
    """So many tries that somebody may be guessing."""

    status = 429
    code = "too-many-tries"

    def __init__(self, *, field: str = "") -> None:
        super().__init__(
            _("There were too many tries from here. Wait a while and try again, or ask your trainer."),
            field=field,
        )
