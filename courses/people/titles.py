"""Titles and ranks before names («นางสาว», «ดร.», «พ.ต.ท.»), read away alike in lists and ledgers."""

import re

from courses.people.models import Sex
from lms.text import normalise_thai

_MALE_TITLES = ["นาย", "เด็กชาย", "ด.ช.", "ด. ช.", "ดช.", "mr.", "mr", "master"]
_FEMALE_TITLES = [
    "นางสาว", "นาง", "น.ส.", "น. ส.", "นส.", "น.ส", "นส", "เด็กหญิง", "ด.ญ.", "ด. ญ.", "ดญ.",
    "mrs.", "mrs", "miss", "ms.", "ms",
]  # fmt: skip
_RANKS = [
    "ว่าที่ร้อยตรี", "ว่าที่ ร้อยตรี", "ว่าที่ ร.ต.", "ว่าที่ร.ต.", "ว่าที่", "ร้อยตรี", "ร้อยโท", "ร้อยเอก",
    "พันตรี", "พันโท", "พันเอก", "จ่าสิบตรี", "จ่าสิบโท", "จ่าสิบเอก", "สิบตำรวจตรี", "สิบตำรวจโท", "สิบตำรวจเอก",
    "จ่าสิบตำรวจ", "ดาบตำรวจ", "ร้อยตำรวจตรี", "ร้อยตำรวจโท", "ร้อยตำรวจเอก", "พันตำรวจตรี", "พันตำรวจโท",
    "พันตำรวจเอก", "ส.ต.ต.", "ส.ต.ท.", "ส.ต.อ.",
    "จ.ส.อ.", "จ.ส.ท.", "จ.ส.ต.", "ร.ต.อ.", "ร.ต.ท.", "ร.ต.ต.", "พ.ต.อ.", "พ.ต.ท.",
    "พ.ต.ต.", "พล.ต.", "พ.อ.", "พ.ท.", "พ.ต.", "ร.อ.", "ร.ท.", "ร.ต.", "ส.อ.", "ส.ท.", "ส.ต.",
    "ด.ต.", "พ.จ.อ.", "พ.จ.ท.", "พ.จ.ต.", "พ.อ.อ.", "พ.อ.ท.", "พ.อ.ต.", "จ.อ.", "จ.ท.", "จ.ต.",
    "พล.อ.", "พล.ท.", "พล.อ.อ.", "พล.อ.ท.", "พล.อ.ต.", "พล.ต.อ.", "พล.ต.ท.", "พล.ต.ต.", "สิบเอก", "สิบโท",
    "สิบตรี", "จ่าเอก", "จ่าโท", "จ่าตรี", "นายแพทย์", "แพทย์หญิง", "นพ.", "พญ.", "ทพ.", "ทพญ.", "ภก.", "ภญ.",
    "ดร.", "ผศ.", "รศ.", "ศ.", "dr.",
]  # fmt: skip
# Of a woman a rank says so: «ร.ต.หญิง», «ว่าที่ ร.ต. หญิง». Where a name of one word follows it may be hers.
_WOMAN_BESIDE, _WOMAN_APART = re.compile(r"หญิง ?(?=\S)"), re.compile(r"หญิง (?=\S+ \S)")
# «คุณ» and the Latin titles are titles only where a space follows: คุณากร is a name.
_NEEDS_SPACE = ["คุณ", "mr", "mrs", "ms", "miss", "master", "น.ส", "นส"]
# The longest first: «นางสาว» is not «นาง» with a name.
_TITLES = tuple(sorted({*_MALE_TITLES, *_FEMALE_TITLES, *_RANKS, "คุณ"}, key=len, reverse=True))
# A vowel or mark that belongs to the letter before it: «นายิกา» is a name, not นาย + ิกา.
_LEANS = re.compile("[\u0e30-\u0e3a\u0e45-\u0e4e]")
# «12.», «3)», «•» and «-» before a line of a list.
_NUMBERING = re.compile(r"^[\s•·*\-–—►▪_/|#]*(?:\d{1,4}\s*[.)]\s*(?=\D))?[\s•·*\-–—►▪_/|#]*")


def split_title(text: str) -> tuple[str, str]:
    """Return a name without its titles, and the sex that a title tells ("" where it tells none).

    «นางสาวสมใจ วงศ์ผ้า» → («สมใจ วงศ์ผ้า», "female"); several titles go one after the other.
    """
    name, sex = _NUMBERING.sub("", normalise_thai(text)), ""
    while found := _leading_title(name):
        title, rest = found
        sex = sex or (Sex.MALE if title in _MALE_TITLES else Sex.FEMALE if title in _FEMALE_TITLES else "")
        if title in _RANKS and (bare := _without_woman(name[len(title) :])):
            rest, sex = bare, sex or Sex.FEMALE
        name = rest
    return name, str(sex)


def is_title(text: str) -> bool:
    """Tell whether a cell holds nothing but a title."""
    return normalise_thai(text).casefold().strip(" .") in {title.strip(" .") for title in _TITLES}


def _without_woman(behind: str) -> str:
    """Return the name behind «หญิง» of a rank; empty where it is not there, or may be the name itself."""
    if behind.startswith("หญิง"):
        found = _WOMAN_BESIDE.match(behind)
    else:
        behind = behind.strip(" .")
        found = _WOMAN_APART.match(behind)
    return behind[found.end() :] if found and not _LEANS.match(behind[found.end() :]) else ""


def _leading_title(name: str) -> tuple[str, str] | None:
    lower = name.casefold()
    if not lower.startswith(_TITLES):
        return None
    for title in _TITLES:
        if not lower.startswith(title):
            continue
        rest = name[len(title) :]
        if title in _NEEDS_SPACE and not rest.startswith((" ", ".")):
            continue
        if _LEANS.match(rest) or not rest.strip(" ."):
            continue
        return title, rest.strip(" .")
    return None
