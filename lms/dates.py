"""Time in Thailand: fiscal years, Buddhist years and dates as people there write them.

Times are stored in UTC and decided in Asia/Bangkok here only. Nothing reads the clock at import:
a process that lives over midnight on 30 September must not count the wrong year.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
BUDDHIST_OFFSET_YEARS = 543
THAI_MONTHS = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split()
ENGLISH_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


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


def clock_time(moment: datetime) -> str:
    """Write a moment's time of day in Thailand as «14:05»."""
    return moment.astimezone(BANGKOK).strftime("%H:%M")
