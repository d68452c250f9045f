"""Phone numbers as people write them, kept in E.164."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.text import latin_digits, normalise_thai

REGION = "TH"
THAI_DIGITS_IN_ALL = 10
LONGEST_TYPED = 40
_FLOAT = re.compile(r"^(\d+)\.0+$")
# «8.12E+08» opened and saved once more: a number without its zero that ends in many.
_WRITTEN_OUT = re.compile(r"^(66)?[1-9][0-9]{2,3}0{5,6}$")
# Without its dashes «2026-11-20» is a number of Bangkok that lost its zero.
_DAY = re.compile(
    r"^([0-9]{4}([-./])[0-9]{1,2}\2[0-9]{1,2}|[0-9]{1,2}([-./])[0-9]{1,2}\3[0-9]{4})( [0-9:]+)?$"
)
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?[eE]\+?\d{1,2}$")

# What each way of being wrong is called, so that a test and a page can tell them apart.
MESSAGES = {
    "phone_missing": _("Type your phone number."),
    "phone_short": _("The number does not have all 10 digits yet. Look at it once more."),
    "phone_long": _("The number has too many digits. Look at it once more."),
    "phone_rounded": _("Excel shortened the number. Set the column to “Text” and type the number again."),
    "phone_unknown": _("This is not a phone number. Type it like 081-234-5678."),
}


def _wrong(code: str) -> ValidationError:
    return ValidationError(MESSAGES[code], code=code)


def _refuse(typed: str) -> ValidationError:
    """Return the sentence that fits best; most mistakes are one digit too few or too many."""
    digits = "".join(letter for letter in typed if letter in "0123456789")
    if digits.startswith("0") and len(digits) < THAI_DIGITS_IN_ALL:
        return _wrong("phone_short")
    if digits.startswith("0") and len(digits) > THAI_DIGITS_IN_ALL:
        return _wrong("phone_long")
    return _wrong("phone_unknown")


def clean_phone(text: str) -> str:
    """Return a phone number in E.164, for «081-234-5678», «+66 81 234 5678» or Thai digits alike.

    A number without a country is Thai. Raises ValidationError with a sentence for the person.
    """
    typed = latin_digits(normalise_thai(text))[:LONGEST_TYPED]
    if not typed:
        raise _wrong("phone_missing")
    if _DAY.match(typed):
        raise _wrong("phone_unknown")
    # 30 ms and 10 MB that a process which never reads a number should not pay at its start.
    import phonenumbers

    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        raise _refuse(typed) from None
    if not phonenumbers.is_valid_number(number):
        raise _refuse(typed)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def read_cell_phone(text: str) -> str:
    """Return a phone in E.164 from what a spreadsheet made of one; raises ValidationError with its code.

    Understood beside what `clean_phone` takes: +66 and 0066 with a zero too many, a lost leading zero,
    «812345678.0», «8.12345678E+08». «phone_rounded» is one that lost digits, also where a spreadsheet wrote
    zeros in their place.
    """
    typed = latin_digits(normalise_thai(text)).strip(" .'’`")
    if found := _FLOAT.match(typed):
        typed = found[1]
    if _SCIENTIFIC.match(typed):
        typed = _whole_number(typed)
    if _DAY.match(typed):
        raise _wrong("phone_unknown")
    if _WRITTEN_OUT.match(typed):
        raise _wrong("phone_rounded")
    return clean_phone(_with_zero(typed))


def _whole_number(typed: str) -> str:
    """Write «8.12345678E+08» out where no digit was lost."""
    digits, power = re.split("[eE]", typed)
    if len(digits.replace(".", "")) != int(power) + 1:
        raise _wrong("phone_rounded")
    return digits.replace(".", "")


def _with_zero(typed: str) -> str:
    digits = re.sub(r"\D", "", typed)
    bare = digits.removeprefix("00") if digits.startswith("0066") else digits
    if bare.startswith("66") and len(bare) in (10, 11, 12):
        return "0" + bare[2:].lstrip("0")
    if not typed.startswith("+") and not digits.startswith("0") and len(digits) in (8, 9):
        return "0" + digits
    return typed


def show_phone(phone: str) -> str:
    """Write a number as people read it: «081-234-5678»; one from another country with its +."""
    if phone.startswith("+66") and len(phone) == len("+66812345678"):
        rest = phone[3:]
        return f"0{rest[:2]}-{rest[2:5]}-{rest[5:]}"
    return phone
