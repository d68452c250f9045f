"""Join codes: six characters that cannot be guessed and cannot be misread across a hall."""

import re
import secrets

from courses.cohorts.errors import CodeNotReadable
from lms.text import INVISIBLE, latin_digits

# No vowels, so that no word appears by chance; no 0, 1, I, L, O, which look alike on paper.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH = 6
_SEPARATORS = re.compile(r"[\s\-–—_.·]+")
_THAI = re.compile("[ก-๛]")
_LONGEST_TYPED = 64


def new_code() -> str:
    """Return a code from the system's random source: 28^6 is 482 million, so guessing finds nothing."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalise_code(typed: str) -> str:
    """Return the code that a person meant: «7kx-m4q» and «7KX M4Q» are `7KXM4Q`.

    Raises `CodeNotReadable` with what to do: switch the keyboard, count the characters, or look at
    the poster again.
    """
    text = latin_digits(typed[:_LONGEST_TYPED].translate(INVISIBLE))
    code = _SEPARATORS.sub("", text).upper()
    if not code:
        raise CodeNotReadable.empty()
    if _THAI.search(code):
        raise CodeNotReadable.thai_keyboard()
    if len(code) != LENGTH:
        raise CodeNotReadable.wrong_length()
    if not set(code) <= set(ALPHABET):
        raise CodeNotReadable.wrong_characters()
    return code
