"""Form fields for phones and PINs, the same on every page that asks for them."""

from typing import TYPE_CHECKING, Any

from django import forms

from lms.accounts.phones import MESSAGES as PHONE_MESSAGES
from lms.accounts.phones import clean_phone
from lms.accounts.pins import MESSAGES as PIN_MESSAGES
from lms.accounts.pins import clean_new_pin, clean_pin
from lms.accounts.widgets import PhoneInput, PinInput

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class _TypedField(forms.Field):
    """Takes whatever was typed, however odd, and lets the room's own reader judge it."""

    missing: "str | _StrPromise" = ""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": self.missing})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text that was typed."""
        return str(value or "").strip()


class PhoneField(_TypedField):
    """A phone number in any spelling; becomes E.164."""

    missing = PHONE_MESSAGES["phone_missing"]
    widget = PhoneInput

    def clean(self, value: Any) -> str:
        """Return the number in E.164."""
        return clean_phone(super().clean(value))


class PinField(_TypedField):
    """Six digits that someone types to come in, or a one-time code of six digits."""

    missing = PIN_MESSAGES["pin_shape"]
    widget: "type[forms.Widget] | forms.Widget" = PinInput

    def clean(self, value: Any) -> str:
        """Return the six digits."""
        return clean_pin(super().clean(value))


class NewPinField(PinField):
    """Six digits that someone chooses; the easy ones are refused."""

    widget = PinInput(attrs={"autocomplete": "new-password"})

    def clean(self, value: Any) -> str:
        """Return the six digits."""
        return clean_new_pin(super().clean(value))
