"""Join codes: unguessable, and read as people type them."""

import pytest
from django.utils import translation

from courses.cohorts.codes import ALPHABET, LENGTH, new_code, normalise_code
from courses.cohorts.errors import CodeNotReadable


def test_codes_have_six_characters_without_look_alikes() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert not set("01ILOAEU") & set(ALPHABET)


@pytest.mark.parametrize(
    "typed",
    [
        "7KXM4Q",
        "7kxm4q",
        " 7KX M4Q ",
        "7kx-m4q",
        "๗kx m๔q",
        "7\u200bKXM4Q",
        "7KX\u00a0M4Q",
        "7 K X M 4 Q",
        "7KX–M4Q\n",
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert normalise_code(typed) == "7KXM4Q"


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", "poster"),
        ("   ", "poster"),
        ("7KXM4", "6 characters"),
        ("7KXM4QQ", "6 characters"),
        ("7KX" * 5000, "6 characters"),
        ("๗ำปท๔ฃ", "keyboard"),
        ("ึแปทจๆ", "keyboard"),
        ("7KXM40", "Codes never hold"),
        ("7KXM\x004", "Codes never hold"),
        ("7KXM4😀", "Codes never hold"),
    ],
)
def test_what_is_no_code_is_answered_with_what_to_do(typed: str, word: str) -> None:
    with translation.override("en"), pytest.raises(CodeNotReadable, match=word):
        normalise_code(typed)
