"""Names of people made comparable: titles gone, one spelling for what sounds alike in Thai."""

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from courses.people.titles import split_title
from lms.text import fold

# In front of a name without a space, where only names are compared: «คุณสมใจ» is kept as it was written.
CALLED = re.compile("^(?:คุณ|mrs|miss|ms|mr)(?=[\u0e01-\u0e2e\u0e40-\u0e44a-z].)", re.IGNORECASE)
SILENT = re.compile("[\u0e01-\u0e2e][\u0e38\u0e34]?\u0e4c")
TONES = re.compile("[\u0e47-\u0e4b\u0e4c\u0e4d]")
DOUBLED = re.compile(r"(.)\1+")
# Letters of one sound, and the two AI vowels that people mix up.
ALIKE = str.maketrans("ศษฎฏฐฑฒธณฬภญใ", "สสดตถทททนลพยไ")
ALIKE_PERCENT = 85
OTHER_PERCENT = 60


class Likeness(IntEnum):
    """How alike two names are."""

    OTHER = 0
    UNCLEAR = 1
    ALIKE = 2
    SAME = 3


class Name(NamedTuple):
    """A name without its title: as written, and as it sounds; the first name and all that follows it."""

    written: str
    first: str
    last: str

    @property
    def is_full(self) -> bool:
        """Tell whether there is a surname."""
        return bool(self.last)

    @property
    def sound(self) -> str:
        """Return the whole name as it sounds, in one piece."""
        return self.first + self.last


@lru_cache(maxsize=65536)
def read_name(text: str) -> Name:
    """Return a name as it is compared. Invisible characters, digits' script, tone order do not matter."""
    written = without_title(fold(text))
    first, _space, last = written.partition(" ")
    return Name(written, _sound(first), _sound(last))


def without_title(text: str) -> str:
    """Return a name without its titles and ranks, to compare it with others."""
    bare = split_title(text)[0] or text  # a mark alone stays: who searches for it means it
    called = CALLED.sub("", bare)
    return called if called == bare else split_title(called)[0]


def likeness(one: Name, other: Name) -> Likeness:
    """Say how alike two names are. First names and surnames are compared apart: a family shares one."""
    if one.written == other.written or one.sound == other.sound:
        return Likeness.SAME if one.written == other.written else Likeness.ALIKE
    first = fuzz.ratio(one.first, other.first)
    if one.is_full and other.is_full:
        last = fuzz.ratio(one.last, other.last)
        if min(first, last) >= ALIKE_PERCENT:
            return Likeness.ALIKE
        return Likeness.OTHER if min(first, last) < OTHER_PERCENT else Likeness.UNCLEAR
    return Likeness.OTHER if first < OTHER_PERCENT else Likeness.UNCLEAR


def _sound(word: str) -> str:
    word = TONES.sub("", SILENT.sub("", word)).translate(ALIKE)
    return DOUBLED.sub("\\1", re.sub("[ .\\-]", "", word))
