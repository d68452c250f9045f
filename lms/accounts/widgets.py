"""Inputs of the sign-in and joining pages."""

from typing import Any

from django import forms


class PhoneInput(forms.TextInput):
    """A phone number: digits on the keyboard, the phone's own number offered.

    It is no `type=tel`, which on some phones takes no Thai digits.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "tel", "autocomplete": "tel-national", "maxlength": 40, **(attrs or {})}
        )


class PinInput(forms.TextInput):
    """Six boxes for six digits, one input over them; dots until the person asks to see.

    It is a text input that draws dots: so the digits can be shown without a script, and a number
    keyboard comes up. What was typed travels back only where `render_value` says so: on joining,
    whose page is never stored, so that a slip in the phone does not cost the PIN.
    """

    template_name = "accounts/pin_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, render_value: bool = False) -> None:
        self.render_value = render_value
        super().__init__(
            {"inputmode": "numeric", "autocomplete": "current-password", "maxlength": 6, **(attrs or {})}
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Draw the input empty, unless a right PIN may come back."""
        is_wrong = bool((attrs or {}).get("aria-invalid"))
        return super().get_context(name, value if self.render_value and not is_wrong else None, attrs)
