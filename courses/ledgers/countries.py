"""Countries by their ISO 3166 code, in the page's language. Names come from Babel (CLDR)."""

from functools import lru_cache

from lms.text import fold

# What people call them, beside the names of CLDR.
SPOKEN = {
    "ลาว": "LA", "สปป.ลาว": "LA", "สปป. ลาว": "LA", "เกาหลี": "KR", "usa": "US", "อเมริกา": "US",
    "สหรัฐ": "US", "สหรัฐฯ": "US", "อังกฤษ": "GB", "uk": "GB", "england": "GB",
    "เวียตนาม": "VN", "พม่า": "MM", "เมียนมา": "MM",
    "เมียนมาร์": "MM", "myanmar": "MM", "เขมร": "KH", "มาเลย์": "MY", "ฮ่องกง": "HK", "hong kong": "HK",
}  # fmt: skip
# Codes that CLDR names but that are no country.
NO_COUNTRY = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})
NEAR = ("CN", "JP", "LA", "MY", "SG", "VN", "KH", "MM", "KR", "TW", "HK", "IN", "US", "TH")


@lru_cache(maxsize=4)
def country_names(language: str) -> dict[str, str]:
    """Return every country's name by its code, those that the programme meets most first."""
    from babel import Locale  # 30 ms that most pages never pay

    spoken = Locale("en" if language == "en" else "th").territories
    names = {str(code): str(name) for code, name in spoken.items()}
    codes = {code for code in names if len(code) == 2 and code.isalpha()} - NO_COUNTRY
    rest = sorted(codes - set(NEAR), key=lambda code: names[code])
    return {code: names[code] for code in (*NEAR, *rest)}


def country_name(code: str, language: str = "th") -> str:
    """Return the country's name; the code itself where it is unknown."""
    return country_names(language).get(code, code)


@lru_cache(maxsize=1)
def _codes_by_word() -> dict[str, str]:
    words = {fold(name): code for language in ("en", "th") for code, name in country_names(language).items()}
    words |= {code.casefold(): code for code in country_names("th")}
    return words | SPOKEN


def read_country(text: str) -> str:
    """Return the code for a code or a Thai or English name; raises ValueError for anything else."""
    code = _codes_by_word().get(fold(text).removeprefix("ประเทศ").strip())
    if code is None:
        raise ValueError(text)
    return code
