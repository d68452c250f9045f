"""What people write into the cells of a list, read into what the register keeps."""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError

from courses.imports.reasons import CellRefused
from courses.people.actions import LONGEST_NAME, OLDEST_YEARS, YOUNGEST_YEARS
from courses.people.models import Education, Sex
from courses.people.titles import split_title
from courses.sheets.marks import BESIDE, mark_code
from lms.accounts.phones import read_cell_phone
from lms.dates import BUDDHIST_OFFSET_YEARS, read_day, read_year_be
from lms.text import fold, latin_digits, normalise_thai

# A line copied out of a chat begins with its time and who wrote it: which words are the name nobody knows.
_TIME = re.compile(r"^[0-9]{1,2}[:.][0-9]{2}(?![0-9])")
_FLOAT = re.compile(r"^(\d+)\.0+$")
_PHONE_WORDS = re.compile(r"(โทรศัพท์|โทร|มือถือ|เบอร์|tel|phone|mobile)[.:\s]*", re.IGNORECASE)
_BETWEEN_NUMBERS = re.compile(r"[,;/\n|]|หรือ|และ|\bor\b")
_LEAST_DIGITS_OF_A_NUMBER = 8
# Two digits that make somebody younger are rather an age, or a year of the common era.
YOUNGEST_GUESSED_YEARS = 15
_YEAR_FIRST = re.compile(r"[0-9]{4}")
_ENDS_IN_TWO_DIGITS = re.compile(r"(?<![0-9])[0-9]{2}$")
_UNKNOWN = {
    "", "-", "–", "—", "?", "n/a", "na", "ไม่ทราบ", "ไม่ระบุ", "ไม่ระบุข้อมูล", "ไม่มีข้อมูล", "ไม่แน่ใจ", "จำไม่ได้", "ไม่มี",
}  # fmt: skip


def refuse_marks(text: str) -> None:
    """Raise CellRefused where the cell has no value of its own."""
    if code := mark_code(text):
        raise CellRefused(code)


def read_name(*parts: str) -> tuple[str, str]:
    """Return a person's name in one spelling and the sex that its title tells; raises CellRefused."""
    # A name in one cell over two columns is whole; a mark in the first has nothing before it.
    parts = tuple("" if part == BESIDE and any(parts[:at]) else part for at, part in enumerate(parts))
    for part in parts:
        refuse_marks(part)
    words = " ".join(part for part in parts if part)
    name, sex = split_title("".join(letter for letter in words if not _is_picture(letter)))
    name = normalise_thai("".join(letter for letter in name if letter.isprintable()))
    if _TIME.match(latin_digits(name)):
        raise CellRefused("name_time")
    if not any(letter.isalpha() for letter in name):
        raise CellRefused("name_number" if any(letter.isdigit() for letter in name) else "name_missing")
    if len(name) > LONGEST_NAME:
        raise CellRefused("name_long")
    return name, sex


def _is_picture(letter: str) -> bool:
    """Tell whether a letter is an emoji or what chooses its colours."""
    return unicodedata.category(letter) in ("So", "Sk") or letter in "\ufe0e\ufe0f\u20e3"


def read_phone(text: str) -> str:
    """Return a phone in E.164 from what Excel and people make of one; raises CellRefused.

    Understood: dashes, Thai digits, +66 and 0066, a lost leading zero, «812345678.0», «โทร. 081…».
    """
    refuse_marks(text)
    typed = _PHONE_WORDS.sub("", latin_digits(normalise_thai(text))).strip(" .'’`")
    if not typed:
        raise CellRefused("phone_missing")
    if _numbers_in(typed) > 1:
        raise CellRefused("phone_two")
    try:
        return read_cell_phone(typed)
    except ValidationError as error:
        raise CellRefused(str(error.code)) from None


def _numbers_in(typed: str) -> int:
    """Count the phone numbers of a cell: parts of enough digits, or more digits than one number has."""
    parts = [re.sub(r"\D", "", part) for part in _BETWEEN_NUMBERS.split(typed)]
    whole = sum(len(part) >= _LEAST_DIGITS_OF_A_NUMBER for part in parts)
    together = re.sub(r"\D", "", typed)
    return max(whole, 2 if len(together) >= 18 else 1)


def _said(text: str) -> str:
    """Return what a cell says of a fact; empty where it says that nobody knows. Raises CellRefused."""
    refuse_marks(text)
    typed = latin_digits(normalise_thai(text))
    return "" if typed.casefold() in _UNKNOWN else typed


def read_birth_year(text: str, *, on: date) -> tuple[int | None, bool]:
    """Return the Buddhist birth year of «2508», «1965», «08» or a whole date; and whether it was guessed.

    Two digits are 25xx where that makes a grown person, else they may be an age. Raises CellRefused.
    """
    typed = _FLOAT.sub(r"\1", _said(text))
    if not typed:
        return None, False
    guessed = bool(re.fullmatch(r"\d{2}", typed))
    year = 2500 + int(typed) if guessed else _whole_year(typed)
    age = on.year + BUDDHIST_OFFSET_YEARS - year
    if _ENDS_IN_TWO_DIGITS.search(typed) and not _YEAR_FIRST.match(typed) and age < YOUNGEST_GUESSED_YEARS:
        raise CellRefused("year_short")
    _check_year(year, on)
    return year, guessed


def _whole_year(typed: str) -> int:
    try:
        return read_year_be(typed)
    except ValueError:
        pass
    try:
        return read_day(typed).year + BUDDHIST_OFFSET_YEARS
    except ValueError:
        raise CellRefused("year") from None


def _can_be(year_be: int, on: date) -> bool:
    this_year = on.year + BUDDHIST_OFFSET_YEARS
    return this_year - OLDEST_YEARS <= year_be <= this_year - YOUNGEST_YEARS


def _check_year(year_be: int, on: date) -> None:
    if not _can_be(year_be, on):
        raise CellRefused("year_range")


def read_age(text: str, *, on: date) -> int | None:
    """Return the Buddhist birth year of an age in years; raises CellRefused."""
    typed = _FLOAT.sub(r"\1", _said(text).replace("ปี", "").strip())
    if not typed:
        return None
    if not re.fullmatch(r"[0-9]{1,3}", typed) or not YOUNGEST_YEARS <= int(typed) <= OLDEST_YEARS:
        raise CellRefused("age")
    return on.year + BUDDHIST_OFFSET_YEARS - int(typed)


_SEX = {
    Sex.FEMALE: ["หญิง", "ญ", "ญ.", "ผู้หญิง", "เพศหญิง", "f", "female", "นาง", "นางสาว", "น.ส", "น.ส."],
    Sex.MALE: ["ชาย", "ช", "ช.", "ผู้ชาย", "เพศชาย", "m", "male", "นาย"],
    Sex.OTHER: ["อื่นๆ", "อื่น ๆ", "อื่น", "other", "lgbt", "lgbtq", "lgbtq+", "เพศทางเลือก"],
}
# Without dots and spaces; the first that a word begins with holds.
_EDUCATION = {
    Education.LOWER_SECONDARY: ["มต้น", "มัธยมต้น", "มัธยมศึกษาตอนต้น", "ม1", "ม2", "ม3", "lowersecondary"],
    Education.UPPER_SECONDARY: [
        "มปลาย", "มัธยมปลาย", "มัธยมศึกษาตอนปลาย", "ม4", "ม5", "ม6", "ปวช", "uppersecondary",
    ],
    Education.TERTIARY: ["ปวส", "อนุปริญญา", "ปริญญา", "ปตรี", "ปโท", "ปเอก", "ตรี", "โท", "tertiary"],
    Education.PRIMARY: ["ประถม", "ป1", "ป2", "ป3", "ป4", "ป5", "ป6", "ป7", "primary"],
}  # fmt: skip
_YES = ["เคย", "ใช่", "ขาย", "เคยขาย", "มี", "yes", "y", "true", "1", "✓", "✔", "√", "☑", "/", "x"]
_NO = ["ไม่เคย", "ไม่", "ไม่ใช่", "ไม่มี", "ไม่เคยขาย", "ยัง", "no", "n", "false", "0"]
_BEGINS_YES, _BEGINS_NO = re.compile(r"เคย(?=[\s(])"), re.compile("(?:ไม่|ยังไม่)(?:เคย|ได้ขาย)")


def read_sex(text: str) -> str:
    """Return a value of `Sex`, or "" for an empty cell; raises CellRefused."""
    typed = fold(_said(text))
    if not typed:
        return ""
    for sex, words in _SEX.items():
        if typed in words:
            return sex.value
    raise CellRefused("sex")


def read_education(text: str) -> str:
    """Return a value of `Education`, or "" for an empty cell; raises CellRefused."""
    typed = re.sub(r"[.\s]", "", fold(_said(text)))
    if not typed:
        return ""
    for education, words in _EDUCATION.items():
        if any(typed.startswith(word) for word in words):
            return education.value
    raise CellRefused("education")


def read_sold_before(text: str) -> bool:
    """Tell whether the person had sold online before; an empty cell is no. Raises CellRefused."""
    typed = fold(_said(text))
    if typed in _YES or _BEGINS_YES.match(typed):
        return True
    if typed == "" or typed in _NO or _BEGINS_NO.match(typed):
        return False
    raise CellRefused("sold_before")
