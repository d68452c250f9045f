"""Time in Thailand: fiscal years, Buddhist years and dates as people there write them.

Times are stored in UTC and decided in Asia/Bangkok here only. Nothing reads the clock at import:
a process that lives over midnight on 30 September must not count the wrong year.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms.text import latin_digits, normalise_thai

BANGKOK = ZoneInfo("Asia/Bangkok")
BUDDHIST_OFFSET_YEARS = 543
# fmt: off
THAI_MONTHS = [
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
]
ENGLISH_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
LONG_THAI_MONTHS = [
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
]
# fmt: on
# From this year on a four-digit year can only be of the Buddhist era.
FIRST_YEAR_READ_AS_BUDDHIST = 2400
_YEAR_FIRST = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2}|[^\d/\-]+?)\s*[/.\- ]\s*(\d{4}|\d{2})")
# «1ธ.ค.69»: a month in letters needs nothing between.
_CLOSE = re.compile(r"(\d{1,2})([^\d\s/\-]{2,})(\d{4}|\d{2})")
_WORDS_BEFORE = re.compile(r"^วัน\S*ที่\s*|^วันที่\s*|(?<=\s)พ\.?ศ\.?\s*(?=\d)")
# What a program or a spreadsheet writes behind the day.
_TIME_BEHIND = re.compile(r"[\sT]\d{1,2}[:.]\d{2}(:\d{2}(\.\d+)?)?( ?น\.)?$")
_WITH_ZONE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})")
# Days as spreadsheets count them from 30 December 1899: of 1927 to 2099, or a Buddhist year taken as is.
_FIRST_CELL_DAY = date(1899, 12, 30)
_CELL_NUMBER = re.compile(r"([0-9]{5,6})(\.[0-9]+)?")
_CELL_DAYS = (range(10_000, 73_051), range(208_000, 271_000))
# What came before is a slip of the finger, not a day that anybody means.
_FIRST_YEAR = 1800
_LONGEST_TYPED = 40


def now() -> datetime:
    """Return the present moment in UTC. Views and commands ask once and hand it to the actions."""
    return datetime.now(UTC)


def bangkok_date(moment: datetime) -> date:
    """Return the calendar day in Thailand of an aware moment."""
    return moment.astimezone(BANGKOK).date()


def today() -> date:
    """Return the calendar day in Thailand now."""
    return bangkok_date(now())


def fiscal_year_be(day: date) -> int:
    """Return the fiscal year of a day, named by the Buddhist year in which it ends.

    The Thai fiscal year runs from 1 October to 30 September (programme document, section 2.7).
    """
    return day.year + BUDDHIST_OFFSET_YEARS + (1 if day.month >= 10 else 0)


def fiscal_year_bounds(year_be: int) -> tuple[date, date]:
    """Return the first and the last day of a fiscal year, both inside it."""
    ends = year_be - BUDDHIST_OFFSET_YEARS
    return date(ends - 1, 10, 1), date(ends, 9, 30)


def day_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the moments [start, end) that cover whole days in Thailand, `last` included."""
    start = datetime.combine(first, time.min, BANGKOK)
    end = datetime.combine(last + timedelta(days=1), time.min, BANGKOK)
    return start, end


def short_date(day: date | datetime | None, language: str = "th") -> str:
    """Write a day as «21 พ.ย. 2569», or «21 Nov 2026» in English; empty for None."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = bangkok_date(day)
    if language == "th":
        return f"{day.day} {THAI_MONTHS[day.month - 1]} {day.year + BUDDHIST_OFFSET_YEARS}"
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"


def month_name(year_be: int, month: int, language: str = "th") -> str:
    """Write a month of a Buddhist year as «พฤศจิกายน 2569», or «Nov 2026» in English."""
    if language == "th":
        return f"{LONG_THAI_MONTHS[month - 1]} {year_be}"
    return f"{ENGLISH_MONTHS[month - 1]} {year_be - BUDDHIST_OFFSET_YEARS}"


def read_year_be(text: str) -> int:
    """Return the Buddhist year that a person meant: «๒๕๐๘» and «2508» as well as «1965».

    Raises ValueError where the text is no year of four digits.
    """
    typed = (
        latin_digits(normalise_thai(text[:_LONGEST_TYPED])).removeprefix("พ.ศ.").removeprefix("ค.ศ.").strip()
    )
    if not re.fullmatch(r"[0-9]{4}", typed):
        raise ValueError(text)
    year = int(typed)
    return year if year >= FIRST_YEAR_READ_AS_BUDDHIST else year + BUDDHIST_OFFSET_YEARS


def read_day(text: str) -> date:
    """Return the day that a person typed: «1/12/2569», «1 ธ.ค. 69», «2026-12-01», Thai digits alike.

    A year from 2400 on is of the Buddhist era, and so is a year of two digits, but behind an English month
    («1-Dec-26», as spreadsheets write it). A time behind the day is left out. Raises ValueError.
    """
    typed = latin_digits(normalise_thai(text[:_LONGEST_TYPED]))
    if _WITH_ZONE.fullmatch(typed):
        return bangkok_date(_in_common_era(datetime.fromisoformat(typed)))
    typed = _WORDS_BEFORE.sub("", _TIME_BEHIND.sub("", typed)).strip()
    if whole := _YEAR_FIRST.fullmatch(typed):
        year, _between, month, day = whole.groups()
    elif whole := _DAY_FIRST.fullmatch(typed) or _CLOSE.fullmatch(typed):
        day, month, year = whole.groups()
    else:
        raise ValueError(text)
    found = date(_christian_year(year, month), _month_number(month), int(day))
    if found.year < _FIRST_YEAR:
        raise ValueError(text)
    return found


def read_cell_day(text: str) -> date:
    """Return the day of a spreadsheet's cell: as typed, or as the number of days that Excel keeps.

    Raises ValueError.
    """
    number = _CELL_NUMBER.fullmatch(latin_digits(text).strip())
    if number is None:
        return read_day(text)
    if not any(int(number[1]) in days for days in _CELL_DAYS):
        raise ValueError(text)
    counted = _FIRST_CELL_DAY + timedelta(days=int(number[1]))
    return counted.replace(year=_christian_year(str(counted.year)))


def _in_common_era(moment: datetime) -> datetime:
    return moment.replace(year=_christian_year(str(moment.year)))


def _christian_year(year: str, month: str = "") -> int:
    if len(year) == 2 and month.isascii() and month.isalpha():
        return int(year) + (2000 if int(year) < 50 else 1900)
    if len(year) == 2:
        year = f"25{year}"
    return int(year) - (BUDDHIST_OFFSET_YEARS if int(year) >= FIRST_YEAR_READ_AS_BUDDHIST else 0)


def _month_number(month: str) -> int:
    """Read «12», «ธ.ค.», «ธค», «ธันวาคม», «Dec» or «December»; raises ValueError for anything else."""
    if month.isdigit():
        return int(month)
    bare = month.replace(".", "").casefold()
    for number in range(1, 13):
        thai = THAI_MONTHS[number - 1].replace(".", "")
        if bare in (thai, LONG_THAI_MONTHS[number - 1]) or bare[:3] == ENGLISH_MONTHS[number - 1].casefold():
            return number
    raise ValueError(month)


def clock_time(moment: datetime) -> str:
    """Write a moment's time of day in Thailand as «14:05»."""
    return moment.astimezone(BANGKOK).strftime("%H:%M")
