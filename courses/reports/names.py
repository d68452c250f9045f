"""How people are addressed and how a table names them."""

import re

# «นายสมชาย» is written without a space; what follows must be able to begin a Thai word.
TITLE = re.compile("^(?:นางสาว|น\\.ส\\.|นาง|นาย|คุณ)\\s*(?=[\u0e01-\u0e2e\u0e40-\u0e44A-Za-z].)")
LEADING_VOWELS = "เแโใไ"


def first_name(name: str) -> str:
    """Return the word by which a person is greeted: the first name without a title."""
    words = TITLE.sub("", name.strip()).split()
    return words[0] if words else name.strip()


def short_name(name: str) -> str:
    """Return the name as a narrow table shows it: «สมใจ ว.». A leading vowel is no initial."""
    words = TITLE.sub("", name.strip()).split()
    if len(words) < 2:
        return first_name(name)
    initial = words[-1].lstrip(LEADING_VOWELS)[:1] or words[-1][:1]
    return f"{words[0]} {initial}."
