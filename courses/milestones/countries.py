"""The countries that a sale abroad may have gone to, in the page's language, the usual ones first."""

from django.utils.translation import get_language

USUAL = ("LA", "KH", "MM", "MY", "SG", "VN", "CN", "JP", "KR", "TW", "US", "AU")
LETTERS = 2
NO_COUNTRIES = {"TH", "EU", "EZ", "UN", "XA", "XB", "ZZ"}


def countries() -> list[tuple[str, str]]:
    """Return (ISO code, name) pairs for a select box, without Thailand."""
    # A second at its first use, which a page without this list should not pay.
    from babel import Locale

    territories = Locale.parse("en" if get_language() == "en" else "th").territories
    names = {str(code): str(name) for code, name in territories.items()}
    codes = {code for code in names if len(code) == LETTERS and code.isalpha()} - NO_COUNTRIES
    rest = sorted(codes - set(USUAL), key=lambda code: names[code])
    return [("", "—"), *((code, names[code]) for code in (*USUAL, *rest))]
