"""The forms of coming in. Each knows the status with which it is shown again."""

from typing import TYPE_CHECKING, Any, NoReturn

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.accounts.adapter import AccountAdapter
from lms.accounts.fields import NewPinField, PhoneField, PinField
from lms.accounts.limits import TOO_MANY, TOO_MANY_STAFF, allowed, forget_failures
from lms.accounts.models import User
from lms.accounts.pins import clean_new_pin
from lms.accounts.widgets import PinInput

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

UNPROCESSABLE, TOO_MANY_REQUESTS = 422, 429
LONGEST_PASSWORD = 128  # hashing is work: nobody may send a novel


class DoorForm(forms.Form):
    """A form of the door: `status` is what the page that shows it answers."""

    def __init__(self, request: HttpRequest) -> None:
        is_sent = request.method == "POST"
        super().__init__(request.POST if is_sent else None)
        self.request = request
        self.status = UNPROCESSABLE if is_sent else 200

    def refuse_for_now(self, sentence: "str | _StrPromise") -> NoReturn:
        """Answer 429 with the sentence that says how long to wait and whom to ask."""
        self.status = TOO_MANY_REQUESTS
        raise ValidationError(sentence, code="too_many")


class WayInForm(DoorForm):
    """Credentials that are tried through allauth, which counts the failures."""

    wrong: "str | _StrPromise" = ""
    too_many: "str | _StrPromise" = TOO_MANY
    user: User | None = None

    def credentials(self) -> dict[str, str]:
        """Return what the backend is asked with."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Try the credentials; one sentence whatever is wrong with them."""
        if not self.errors:
            self.user = self._try()
        return self.cleaned_data

    def _try(self) -> User:
        if not allowed(self.request, "login"):
            self.refuse_for_now(self.too_many)
        try:
            user = AccountAdapter(self.request).authenticate(self.request, **self.credentials())
        except ValidationError:  # allauth's "too many login attempts" is the only one
            self.refuse_for_now(self.too_many)
        if not isinstance(user, User):
            raise ValidationError(self.wrong, code="wrong")
        return user


class PhonePinForm(WayInForm):
    """A learner's way in."""

    wrong = _("Phone and PIN do not belong together. Look at both once more.")
    phone = PhoneField(label=_("Mobile phone number"))
    pin = PinField(label=_("Your 6-digit PIN"))

    def credentials(self) -> dict[str, str]:
        """Return phone and PIN."""
        return {"phone": self.cleaned_data["phone"], "password": self.cleaned_data["pin"]}


class StaffForm(WayInForm):
    """The way in for trainers, managers and administrators."""

    wrong = _("E-mail and password do not belong together. Look at both once more.")
    too_many = TOO_MANY_STAFF
    email = forms.EmailField(
        label=_("E-mail"),
        error_messages={
            "required": _("Type your e-mail address."),
            "invalid": _("This is not an e-mail address. Type it like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        error_messages={"required": _("Type your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def credentials(self) -> dict[str, str]:
        """Return e-mail and password."""
        return {"email": self.cleaned_data["email"].lower(), "password": self.cleaned_data["password"]}


class CodeForm(DoorForm):
    """A learner sets a new PIN with the one-time code of the trainer."""

    phone = PhoneField(label=_("Mobile phone number"))
    code = PinField(
        label=_("Help code from your trainer"),
        widget=PinInput(attrs={"autocomplete": "one-time-code"}),
        error_messages={"required": _("A help code has 6 digits. Type all 6.")},
    )
    pin = NewPinField(label=_("A new 6-digit PIN of your own"))

    def clean(self) -> dict[str, Any]:
        """Count the try by its phone, known or not, before anything is compared."""
        if self.errors:
            return self.cleaned_data
        phone = self.cleaned_data["phone"]
        try:
            clean_new_pin(self.cleaned_data["pin"], phone)
        except ValidationError as error:
            self.add_error("pin", error)
            return self.cleaned_data
        if not allowed(self.request, "redeem_code", key=phone):
            self.refuse_for_now(TOO_MANY)
        return self.cleaned_data

    def forget_failures(self) -> None:
        """The code was right: whoever guessed before no longer keeps the owner out."""
        forget_failures(self.request, phone=self.cleaned_data["phone"])


class PasswordForm(DoorForm):
    """Staff choose their own password."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        error_messages={"required": _("Type your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        help_text=_("At least 10 characters. A short sentence is easy to remember and hard to guess."),
        error_messages={"required": _("Type a new password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, request: HttpRequest, *, user: User) -> None:
        super().__init__(request)
        self.user = user

    def clean_new(self) -> str:
        """Refuse a password that is short, common, or the one that it should replace."""
        new: str = self.cleaned_data["new"]
        validate_password(new, self.user)
        if new == self.cleaned_data.get("old"):
            raise ValidationError(_("The new password is the same as the old one. Choose another."))
        return new

    def clean(self) -> dict[str, Any]:
        """Ask for the present password last, and not too often: a session may be a borrowed one."""
        if self.errors:
            return self.cleaned_data
        if not allowed(self.request, "change_password"):
            self.refuse_for_now(TOO_MANY_STAFF)
        if not self.user.check_password(self.cleaned_data["old"]):
            self.add_error("old", _("This is not your present password. Type it once more."))
        return self.cleaned_data
