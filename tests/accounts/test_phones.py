"""One phone, however it is typed."""

import pytest
from django.core.exceptions import ValidationError

from lms.accounts.phones import clean_phone, show_phone


@pytest.mark.parametrize(
    "typed",
    [
        "081-234-5678",
        "0812345678",
        "+66 81 234 5678",
        "+66812345678",
        "66812345678",
        "+66 (0)81 234 5678",
        "๐๘๑-๒๓๔-๕๖๗๘",
        "๐๘๑๒๓๔๕๖๗๘",
        " 081.234.5678 ",
        "081 234 5678",
        "081\u200b2345678",
    ],
)
def test_a_phone_is_the_same_however_it_is_typed(typed: str) -> None:
    assert clean_phone(typed) == "+66812345678"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "phone_missing"),
        ("   ", "phone_missing"),
        ("081-234-56", "phone_short"),
        ("๐๘๑๒๓", "phone_short"),
        ("081-234-56789", "phone_long"),
        ("สมใจ", "phone_unknown"),
        ("12", "phone_unknown"),
        ("0000000000", "phone_unknown"),
        ("\x00", "phone_unknown"),
        ("9" * 5000, "phone_unknown"),
        ("+999123456789", "phone_unknown"),
        ("\ud800", "phone_unknown"),
    ],
)
def test_what_is_no_phone_is_refused_in_words(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        clean_phone(typed)
    assert refusal.value.code == code
    assert str(refusal.value.messages[0])


def test_a_phone_is_shown_as_people_write_it() -> None:
    assert show_phone("+66812345678") == "081-234-5678"
    assert show_phone("+4915112345678") == "+4915112345678"
