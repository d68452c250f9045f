"""The year's line: people able to sell, added up day by day, against the target. Drawn on the server."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.reports.basis import Basis
from courses.reports.goal import Headline
from lms.dates import ENGLISH_MONTHS, THAI_MONTHS, bangkok_date

# The drawing's own units: small enough that the words stay readable on a phone.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 400, 214, 40, 394, 14, 188
NICE_STEPS = (1, 2, 5)
MONTHS_SHOWN = (0, 3, 6, 9, 11)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of the table below the line: people counted in it, and since October."""

    label: str
    people: int
    total: int


def month_rows(by_day: Mapping[date, int], basis: Basis) -> list[MonthRow]:
    """Return the months that have begun, with their people and the sum so far."""
    last = _last_day(basis)
    months = [month for month in _months(basis) if month <= last]
    people = [
        sum(n for day, n in by_day.items() if (day.year, day.month) == (m.year, m.month)) for m in months
    ]
    rows = zip(months, people, accumulate(people), strict=True)
    return [MonthRow(_month_name(month.month), count, total) for month, count, total in rows]


def draw_chart(
    by_day: Mapping[date, int],
    number: Headline,
    basis: Basis,
    before: Mapping[date, int] | None = None,
) -> SafeString:
    """Draw the line up to today, or to the end of a past year, with the target as a line across.

    `before` are the days of the year before, drawn as a thin line to its end.
    """
    last = _last_day(basis)
    last_year = sum((before or {}).values())
    step, top = _scale(max(number.certified, number.needed or 0, last_year, 4))
    total = sum(n for day, n in by_day.items() if day <= last)
    end = (_x(last, basis), _y(total, top))
    words = _("today") if basis.is_current else _("end of the year")
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}'
        '<path class="line" d="{}"/><circle cx="{}" cy="{}" r="4"/>'
        '<text class="now" x="{}" y="{}" text-anchor="{}">{} {}</text></svg>',
        WIDTH,
        HEIGHT,
        _("People able to sell since %(day)s: %(n)s") % {"day": _first_words(basis), "n": f"{total:,}"},
        _grid(step, top),
        _month_labels(basis),
        _target_line(number, top),
        _line_before(before, basis, top) if before else "",
        _line(by_day, last, basis, top),
        *end,
        min(end[0] + 8, RIGHT) if end[0] < RIGHT - 70 else end[0],
        max(end[1] - 9, TOP + 8),
        "start" if end[0] < RIGHT - 70 else "end",
        words,
        f"{total:,}",
    )


def _line_before(before: Mapping[date, int], basis: Basis, top: int) -> SafeString:
    """Draw the year before, day for day, with its sum at its end."""
    year = replace(basis, year_be=basis.year_be - 1)
    end = _y(sum(before.values()), top)
    return format_html(
        '<path class="before" d="{}"/><text class="before" x="{}" y="{}" text-anchor="end">{} {}</text>',
        _line(before, year.last_day, year, top),
        RIGHT,
        end - 4,
        year.year_be,
        f"{sum(before.values()):,}",
    )


def _last_day(basis: Basis) -> date:
    """Return the last day that the line may reach: none of it lies in the future."""
    return min(bangkok_date(basis.at), basis.last_day)


def _months(basis: Basis) -> list[date]:
    """Return the first days of the year's twelve months."""
    year, begins = basis.first_day.year, basis.first_day.month - 1
    return [date(year + (begins + n) // 12, (begins + n) % 12 + 1, 1) for n in range(12)]


def month_names(basis: Basis) -> list[str]:
    """Return the names of the year's twelve months in its order."""
    return [_month_name(month.month) for month in _months(basis)]


def _first_words(basis: Basis) -> str:
    return f"{basis.first_day.day} {_month_name(basis.first_day.month)}"


def _month_name(month: int) -> str:
    return (ENGLISH_MONTHS if get_language() == "en" else THAI_MONTHS)[month - 1]


def _x(day: date, basis: Basis) -> float:
    days = (basis.last_day - basis.first_day).days
    return round(LEFT + (RIGHT - LEFT) * (day - basis.first_day).days / days, 1)


def _y(count: int, top: int) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * count / top, 1)


def _scale(most: int) -> tuple[int, int]:
    """Return the step between the lines and the top: four or five lines, round numbers, some air."""
    wanted, power = most * 1.06 / 4, 1
    while wanted > power * NICE_STEPS[-1] * 2:
        power *= 10
    step = next((nice * power for nice in (*NICE_STEPS, 10) if nice * power >= wanted), power * 10)
    return step, step * (int(most * 1.06) // step + 1)


def _grid(step: int, top: int) -> SafeString:
    return format_html_join(
        "",
        '<path class="grid" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (LEFT, _y(count, top), RIGHT, LEFT - 5, _y(count, top) + 3, f"{count:,}")
            for count in range(0, top + 1, step)
        ),
    )


def _month_labels(basis: Basis) -> SafeString:
    months = _months(basis)
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (_x(months[n] + timedelta(days=14), basis), BOTTOM + 18, _month_name(months[n].month))
            for n in MONTHS_SHOWN
        ),
    )


def _target_line(number: Headline, top: int) -> SafeString | str:
    """Draw the target where there is a number to reach."""
    if number.target_value is None:
        return ""
    y = _y(number.target_value, top)
    return format_html(
        '<path class="target" d="M{} {}H{}"/><text class="target" x="{}" y="{}" text-anchor="end">{}</text>',
        LEFT,
        y,
        RIGHT,
        RIGHT,
        y - 5,
        number.target_words,
    )


def _line(by_day: Mapping[date, int], last: date, basis: Basis, top: int) -> str:
    """Return the path: level between two days on which somebody counted, so it never promises more."""
    path, total = f"M{LEFT} {BOTTOM}", 0
    for day in sorted(by_day):
        if day <= last:
            total += by_day[day]
            path += f"H{_x(day, basis)}V{_y(total, top)}"
    return f"{path}H{_x(last, basis)}"
