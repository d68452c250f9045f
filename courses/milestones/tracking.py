"""Tracking numbers: checked by their check digit where they have one.

Thailand Post uses the S10 numbers of the Universal Postal Union, two letters, nine digits of which
the last checks the others, two letters of the country: RR473124829TH. Such a number with a wrong
digit is a typing mistake and is refused.

Private carriers in Thailand (Kerry/KEX «KEX…», Flash «TH…», J&T twelve digits, SPX «SPXTH…»,
Ninja Van «NV…», Lazada «LEX…») publish no check digit. Their numbers are known by their shape, count as
strong evidence with the picture of the order, never as checked, and are flagged so that a human looks.
A number of no known shape is accepted and proves nothing by itself.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from courses.milestones.errors import BadTrackingNumber
from lms.text import INVISIBLE, latin_digits

S10 = re.compile(r"^[A-Z]{2}\d{9}[A-Z]{2}$")
# Thailand Post with a digit too few or too many, or with letters O, I, L in the place of 0 and 1.
NEARLY_S10 = re.compile(r"^[A-Z]{2}[\dOIL]{7,11}TH$")
CARRIER = re.compile(r"^(?=(?:[A-Z]*\d){6})[A-Z0-9]{8,20}$")
# Shapes as they stand on receipts; carriers change them without telling, so a number of none is no mistake.
CARRIERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("spx", re.compile(r"^SPXTH\d{9,15}[A-Z]?$")),
    ("kex", re.compile(r"^(?:KEX|KER[A-Z]{0,2})[A-Z0-9]{8,14}$")),
    ("lex", re.compile(r"^LEX[A-Z]{0,3}\d{8,14}(?:TH)?$")),
    ("ninja-van", re.compile(r"^(?:NV|NJV)[A-Z]{0,6}\d{8,14}$")),
    ("flash", re.compile(r"^TH(?=[A-Z0-9]*\d{5})[A-Z0-9]{10,16}$")),
    ("j&t", re.compile(r"^\d{12}$")),
)
MOBILE_PHONE = re.compile(r"^(?:0|66)[689]\d{8}$")
SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212._/]+")
WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
LONGEST_TYPED = 64


@dataclass(frozen=True)
class TrackingNumber:
    """A tracking number as it is stored. `is_checked`: its check digit was there and is right."""

    text: str
    is_checked: bool


def s10_check_digit(serial: str) -> int:
    """Return the check digit of an S10 number's eight digits (UPU standard S10)."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def is_checked(text: str) -> bool:
    """Tell whether a stored number is an S10 number with the right check digit."""
    return bool(S10.match(text)) and s10_check_digit(text[2:10]) == int(text[10])


def carrier_of(text: str) -> str:
    """Return the code of the private carrier whose numbers look like this; empty for none."""
    return next((code for code, shape in CARRIERS if shape.match(text)), "")


def read_tracking_number(typed: str) -> TrackingNumber | None:
    """Return the number that a person typed or pasted; None for an empty field.

    Thai digits, spaces, hyphens and small letters are fine. Raises `BadTrackingNumber` with the
    sentence that says what to mend.
    """
    text = unicodedata.normalize("NFKC", latin_digits(typed).translate(INVISIBLE))
    text = SEPARATORS.sub("", text).upper()
    if not text:
        return None
    if S10.match(text) and text.isascii():
        if not is_checked(text):
            raise BadTrackingNumber(
                _("One digit of this tracking number is wrong. Look at the receipt and type it again.")
            )
        return TrackingNumber(text, is_checked=True)
    if NEARLY_S10.match(text):
        raise BadTrackingNumber(
            _("A Thailand Post number has 2 letters, 9 digits and TH, such as RR473124829TH. Type it again.")
        )
    if MOBILE_PHONE.match(text):
        raise BadTrackingNumber(_("This looks like a phone number. Type the tracking number on the parcel."))
    if len(typed) > LONGEST_TYPED or not text.isascii() or not CARRIER.match(text):
        raise BadTrackingNumber(
            _("This is not a tracking number. Type the letters and digits on the receipt of the carrier.")
        )
    return TrackingNumber(text, is_checked=False)
