"""Places in Thailand by their DOPA code: province 2 digits, amphoe 4, tambon 6. Codes stay strings.

Names come from the geothai package (data CC-BY-4.0, named in the credits page and NOTICE).
"""

from functools import lru_cache
from typing import Any

PROVINCE_DIGITS, AMPHOE_DIGITS, TAMBON_DIGITS = 2, 4, 6

# The six regions of the National Geographical Committee (คณะกรรมการภูมิศาสตร์แห่งชาติ, 1978): code, Thai and
# English name, the provinces' DOPA codes. Other offices cut the country differently.
# fmt: off
REGIONS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "north": ("ภาคเหนือ", "North", ("50", "51", "52", "53", "54", "55", "56", "57", "58")),
    "northeast": ("ภาคตะวันออกเฉียงเหนือ", "Northeast", (
        "30", "31", "32", "33", "34", "35", "36", "37", "38", "39",
        "40", "41", "42", "43", "44", "45", "46", "47", "48", "49",
    )),
    "central": ("ภาคกลาง", "Central", (
        "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "26",
        "60", "61", "62", "64", "65", "66", "67", "72", "73", "74", "75",
    )),
    "east": ("ภาคตะวันออก", "East", ("20", "21", "22", "23", "24", "25", "27")),
    "west": ("ภาคตะวันตก", "West", ("63", "70", "71", "76", "77")),
    "south": ("ภาคใต้", "South", (
        "80", "81", "82", "83", "84", "85", "86", "90", "91", "92", "93", "94", "95", "96",
    )),
}
# fmt: on
_REGION_OF = {province: region for region, (*_names, provinces) in REGIONS.items() for province in provinces}


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


def region_of(code: str) -> str:
    """Return the region of any area code; empty where no region holds its province."""
    return _REGION_OF.get(province_of(code), "")


def region_name(region: str, language: str = "th") -> str:
    """Return a region's name; the code itself where it is unknown."""
    thai, english, *_provinces = REGIONS.get(region, (region, region))
    return thai if language == "th" else english


@lru_cache(maxsize=1)
def _successors() -> dict[str, tuple[str, ...]]:
    from geothai.abolished import abolished_areas

    return {area.code: area.successors for area in abolished_areas()}


def successors_of(code: str) -> tuple[str, ...]:
    """Return the codes in use today that took the place of an abolished one; empty where none is known."""
    return _successors().get(code, ())


def is_abolished(code: str) -> bool:
    """Tell whether a code named a place once and names none today."""
    return code in _successors()


@lru_cache(maxsize=4096)
def current_code(code: str) -> str:
    """Return the code in use today for a place: an abolished one is led to what took its place.

    Where one place became several, or where nobody wrote down what it became, the answer is what all
    of them lie in: the amphoe, else the province. Empty for what no list ever knew.
    """
    if is_known_place(code):
        return code
    found = [current_code(successor) for successor in successors_of(code)]
    if len(found) == 1:
        return found[0]
    shared = _shared_beginning(found) if found else code[:-2]
    return current_code(shared) if shared else ""


def known_code(text: str) -> str:
    """Return the code in use today for what somebody typed as a code; empty where it is none."""
    is_code = text.isascii() and text.isdigit() and len(text) in (2, 4, 6)
    return current_code(text) if is_code else ""


def _shared_beginning(codes: list[str]) -> str:
    """Return the smallest area that holds all of some places; empty where it is the country."""
    first = codes[0]
    ends = (end for end in (TAMBON_DIGITS, AMPHOE_DIGITS, PROVINCE_DIGITS) if end <= len(first))
    return next((first[:end] for end in ends if all(code[:end] == first[:end] for code in codes)), "")


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
