"""Phone numbers as people write them, kept in E.164."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.text import latin_digits, normalise_thai

REGION = "TH"
THAI_DIGITS_IN_ALL = 10
LONGEST_TYPED = 40

# What each way of being wrong is called, so that a test and a page can tell them apart.
MESSAGES = {
    "phone_missing": _("Type your phone number."),
    "phone_short": _("The number does not have all 10 digits yet. Look at it once more."),
    "phone_long": _("The number has too many digits. Look at it once more."),
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
    # 30 ms and 10 MB that a process which never reads a number should not pay at its start.
    import phonenumbers

    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        raise _refuse(typed) from None
    if not phonenumbers.is_valid_number(number):
        raise _refuse(typed)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def show_phone(phone: str) -> str:
    """Write a number as people read it: «081-234-5678»; one from another country with its +."""
    if phone.startswith("+66") and len(phone) == len("+66812345678"):
        rest = phone[3:]
        return f"0{rest[:2]}-{rest[2:5]}-{rest[5:]}"
    return phone
