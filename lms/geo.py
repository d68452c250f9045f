"""Places in Thailand by their DOPA code: province 2 digits, amphoe 4, tambon 6. Codes stay strings.

Names come from the geothai package (data CC-BY-4.0, named in the credits page and NOTICE).
"""

from functools import lru_cache
from typing import Any

PROVINCE_DIGITS, AMPHOE_DIGITS, TAMBON_DIGITS = 2, 4, 6


def _find(code: str) -> Any:
    import geothai  # 7,436 tambons: loaded when a place is first shown, not at the start

    finders = {
        PROVINCE_DIGITS: geothai.province,
        AMPHOE_DIGITS: geothai.district,
        TAMBON_DIGITS: geothai.subdistrict,
    }
    finder = finders.get(len(code))
    return finder(code) if finder and code.isascii() and code.isdigit() else None


@lru_cache(maxsize=1024)
def place_name(code: str, language: str = "th") -> str:
    """Return the name of one province, amphoe or tambon; the code itself where it is unknown."""
    place = _find(code)
    if place is None:
        return code
    return str(place.name_th if language == "th" else place.name_en)


def is_known_place(code: str) -> bool:
    """Tell whether a code names a province, amphoe or tambon of the current list."""
    return _find(code) is not None


def province_of(code: str) -> str:
    """Return the province code of any area code."""
    return code[:PROVINCE_DIGITS]


def province_name(code: str, language: str = "th") -> str:
    """Return the province's name of any area code."""
    return place_name(province_of(code), language)


def is_inside(code: str, area: str) -> bool:
    """Tell whether a place lies in an area; the empty area is the whole country."""
    return code.startswith(area)


def full_place_name(code: str, language: str = "th") -> str:
    """Return a place with all it lies in: «ต.นาข่า อ.เมืองอุดรธานี จ.อุดรธานี»; a bare code where unknown."""
    if not is_known_place(code):
        return code
    ends = [end for end in (TAMBON_DIGITS, AMPHOE_DIGITS, PROVINCE_DIGITS) if end <= len(code)]
    names = [place_name(code[:end], language) for end in ends]
    if language != "th":
        return ", ".join(names)
    before = {TAMBON_DIGITS: "ต.", AMPHOE_DIGITS: "อ.", PROVINCE_DIGITS: "จ."}
    return " ".join(f"{before[end]}{name}" for end, name in zip(ends, names, strict=True))


def find_places(text: str, *, limit: int = 20) -> list[str]:
    """Return the codes of places by part of a Thai or English name, or by the code itself."""
    import geothai

    if is_known_place(text.strip()):
        return [text.strip()]
    return [result.area.code for result in geothai.search(text[:60], limit=limit)]
