"""Thai text made comparable, searchable and safe. No models, no imports of ours."""

import re
import unicodedata

import bleach

# Marks that draw nothing and that people cannot see they typed.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
TONE_MARKS = "\u0e48-\u0e4b"
# SARA AM is typed whole (ำ) or as NIKHAHIT + SARA AA (ํา), with a tone mark before or between.
NIKHAHIT_TONE_AA = re.compile(f"\u0e4d([{TONE_MARKS}]?)\u0e32")
TONE_AFTER_AM = re.compile(f"\u0e33([{TONE_MARKS}])")
# A tone mark typed before its vowel is drawn the same and must compare the same.
TONE_BEFORE_VOWEL = re.compile(f"([{TONE_MARKS}])([\u0e31\u0e34-\u0e39])")
REPEATED_MARK = re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\\1+")
SPACES = re.compile(r"\s+")
# What makes a cell of a spreadsheet more than its text, where the cell begins with it.
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")

CLEAN_TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "a"})
CLEAN_ATTRIBUTES = {"a": ["href"]}
CLEAN_PROTOCOLS = frozenset({"https", "tel", "line"})


def latin_digits(text: str) -> str:
    """Return the text with Thai digits (๐–๙) written as 0–9."""
    return text.translate(THAI_DIGITS)


def normalise_thai(text: str) -> str:
    """Return one spelling for what is drawn alike: NFC, one SARA AM, แ for เเ, tone after vowel.

    Invisible characters go; spaces become one. Digits and letter case stay as they are.
    """
    text = unicodedata.normalize("NFC", text).translate(INVISIBLE)
    text = text.replace("\u0e40\u0e40", "\u0e41")
    text = NIKHAHIT_TONE_AA.sub("\\1\u0e33", text)
    text = TONE_AFTER_AM.sub("\\1\u0e33", text)
    text = TONE_BEFORE_VOWEL.sub("\\2\\1", text)
    text = REPEATED_MARK.sub("\\1", text)
    return SPACES.sub(" ", text).strip()


def fold(text: str) -> str:
    """Return the form in which text is searched and compared: normalised, 0–9, lower case."""
    return latin_digits(normalise_thai(text)).casefold()


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe goes before = + - @, tab and return.

    For CSV, where a cell cannot say that it is text (OWASP, CSV injection). What a spreadsheet passes over
    at the beginning is passed over here too: spaces, marks that draw nothing, and full-width ＝＋－＠.
    """
    begins = unicodedata.normalize("NFKC", text[:40].translate(INVISIBLE).lstrip(" \u00a0\u3000"))
    return f"'{text}" if begins.startswith(RUNS) or text.startswith(RUNS) else text


def clean_user_html(html: str) -> str:
    """Return rich text of a person with every tag, attribute and protocol outside a short list gone.

    Used on write and again on render; the content security policy stands behind it. bleach has
    ended (6.4.0 is final): it is imported here only, so that one function changes when it must go.
    """
    return bleach.clean(
        html, tags=CLEAN_TAGS, attributes=CLEAN_ATTRIBUTES, protocols=CLEAN_PROTOCOLS, strip=True
    )
