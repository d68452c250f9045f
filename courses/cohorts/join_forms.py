"""The forms of joining: a code, and the few facts of a newcomer."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.errors import Refused
from courses.people.actions import LONGEST_NAME, clean_name
from courses.people.forms import RefusableForm
from lms.accounts.fields import PhoneField
from lms.accounts.pins import clean_new_pin, clean_pin
from lms.accounts.widgets import PinInput

SOLD_BEFORE = [("no", _("Not yet")), ("yes", _("Yes, already"))]


class JoinForm(RefusableForm):
    """Name, phone, PIN and "sold online before?". `joining_id` is the form's own number."""

    joining_id = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=_("First and last name"),
        error_messages={"required": _("Type your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": LONGEST_NAME}),
    )
    phone = PhoneField(label=_("Mobile phone"))
    pin = forms.CharField(
        label=_("Choose a PIN of 6 digits, to come in next time"),
        error_messages={"required": _("A PIN is 6 digits. Type all 6.")},
        widget=PinInput({"autocomplete": "new-password"}, render_value=True),
    )
    code = forms.CharField(
        label=_("Help code from your trainer"),
        required=False,
        widget=PinInput({"autocomplete": "one-time-code"}, render_value=True),
    )
    sold_before = forms.ChoiceField(
        label=_("Have you sold things online before?"),
        choices=SOLD_BEFORE,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one: not yet, or already."),
            "invalid_choice": _("Choose one: not yet, or already."),
        },
    )

    @classmethod
    def fresh(cls) -> "JoinForm":
        """Return an empty form with a number of its own."""
        return cls(initial={"joining_id": uuid.uuid4()})

    def clean_joining_id(self) -> uuid.UUID:
        """Return the form's number; one that was spoilt on the way is replaced."""
        try:
            return uuid.UUID(self.cleaned_data["joining_id"])
        except ValueError:
            return uuid.uuid4()

    def clean_name(self) -> str:
        """Return the name in one spelling."""
        try:
            return clean_name(self.cleaned_data["name"])
        except Refused as error:
            raise forms.ValidationError(str(error.message)) from error

    def clean_pin(self) -> str:
        """Return six digits that are not easy to guess."""
        return clean_new_pin(self.cleaned_data["pin"], self.cleaned_data.get("phone", ""))

    def clean_code(self) -> str:
        """Return the six digits of a trainer's code; empty where there is none."""
        typed: str = self.cleaned_data["code"]
        if not typed.strip():
            return ""
        try:
            return clean_pin(typed)
        except forms.ValidationError:
            raise forms.ValidationError(_("A help code has 6 digits. Type all 6.")) from None

    @property
    def newcomer(self) -> dict[str, Any]:
        """Return what `join_cohort` wants to know."""
        facts = self.cleaned_data
        is_new = "is_new" in self.data
        return {**facts, "sold_before": facts["sold_before"] == "yes", "is_new": is_new}
