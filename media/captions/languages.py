"""The languages and dialects that captions are written in, each by its own name.

The tags are BCP 47 primary language subtags as registered by IANA (from ISO 639-3): `tts`, `nod` and
`sou` are the tongues of the Northeast, the North and the South. Registered tags rather than private ones
such as `th-x-isan`: a browser, a screen reader and every other program can know them, and they sort and
compare like `th` and `en`. Isan and Kham Mueang are languages in that register, not kinds of Thai.
"""

NATIVE_NAMES = {
    "th": "ไทย",
    "tts": "อีสาน",
    "nod": "คำเมือง",
    "sou": "ปักษ์ใต้",
    "en": "English",
}
TAGS = tuple(NATIVE_NAMES)
CHOICES = list(NATIVE_NAMES.items())


def native_name(tag: str) -> str:
    """Return a language's own name for itself."""
    return NATIVE_NAMES.get(tag, tag)


def place(tag: str) -> int:
    """Return where a language stands in a list: the clip's country first, English last."""
    return TAGS.index(tag) if tag in TAGS else len(TAGS)
