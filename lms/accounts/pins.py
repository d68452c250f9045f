"""The six digits that a learner chooses: which ones are allowed, how they are kept and found.

All PINs of one phone are hashed with one salt, made from the phone and the site's key. So one
hash answers for all profiles of the phone at once: signing in takes the same time for an unknown
phone, a wrong PIN, and a phone with one profile or eight. It also makes "PINs on one phone differ"
a plain unique constraint in the database.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from lms.text import latin_digits, normalise_thai

if TYPE_CHECKING:
    from lms.accounts.models import User

PIN_DIGITS = 6
# Each profile on a phone is one more PIN that a guess may hit, so there is an end to them.
MOST_PROFILES_ON_A_PHONE = 8
SALT_LETTERS = 22  # 128 bits, what Django's hashers expect
RUN = "01234567890123456789"

MESSAGES = {
    "pin_shape": _("A PIN is 6 digits. Type all 6."),
    "pin_easy": _("This PIN is too easy to guess. Choose other digits that only you know."),
    "pin_is_phone": _("This PIN stands in your phone number. Choose other digits that only you know."),
}


def clean_pin(text: str) -> str:
    """Return the six digits that were typed, Thai digits and spaces understood.

    Raises ValidationError where they are not six digits.
    """
    typed = latin_digits(normalise_thai(text)).replace(" ", "").replace("-", "")
    if len(typed) != PIN_DIGITS or not (typed.isascii() and typed.isdigit()):
        raise ValidationError(MESSAGES["pin_shape"], code="pin_shape")
    return typed


def is_easy(pin: str) -> bool:
    """Tell whether a stranger would try this PIN first: 000000, 123456, 121212, 123123, 112233."""
    repeats = pin[:2] * 3 == pin or pin[:3] * 2 == pin
    pairs = pin[0::2] == pin[1::2]
    return repeats or pairs or pin in RUN or pin in RUN[::-1]


def clean_new_pin(text: str, phone: str = "") -> str:
    """Return a PIN that someone chooses; raises ValidationError for one that is easy to guess."""
    pin = clean_pin(text)
    if is_easy(pin):
        raise ValidationError(MESSAGES["pin_easy"], code="pin_easy")
    if phone and pin in "0" + phone.removeprefix("+66"):
        raise ValidationError(MESSAGES["pin_is_phone"], code="pin_is_phone")
    return pin


def encode_secret(phone: str, secret: str, purpose: str = "pin") -> str:
    """Return the hash under which a phone keeps a secret; equal secrets of one phone hash equally."""
    salt = salted_hmac(f"lms.accounts.{purpose}", phone, algorithm="sha256").hexdigest()[:SALT_LETTERS]
    return make_password(secret, salt=salt, hasher=settings.PIN_HASHER)


def profile_with(phone: str, pin: str) -> "User | None":
    """Return the active profile of a phone that has this PIN; there is at most one.

    One hash whatever the phone: nothing can be learnt from how long the answer takes.
    """
    from lms.accounts.models import User

    wanted = encode_secret(phone, pin)
    prefix = wanted.rpartition("$")[0]
    found = None
    for user in User.objects.with_phone(phone):
        if user.password.rpartition("$")[0] == prefix:
            fits = constant_time_compare(user.password, wanted)
        else:
            # Set under another site key, or another phone: has a salt of its own.
            fits = check_password(pin, user.password)
        found = user if fits else found
    return found


def pin_is_free(phone: str, pin: str, except_user: "User | None" = None) -> bool:
    """Tell whether nobody else on this phone has this PIN."""
    holder = profile_with(phone, pin)
    return holder is None or holder == except_user
