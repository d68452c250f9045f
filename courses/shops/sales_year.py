"""The running year of a seller: what was told for each month, as rows and as a small picture."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.people.models import Learner
from courses.shops.models import MonthlySales
from lms.dates import BUDDHIST_OFFSET_YEARS, ENGLISH_MONTHS, THAI_MONTHS, fiscal_year_be, month_name

WIDTH, HEIGHT, TOP, BOTTOM = 360, 150, 14, 122
MONTHS = 12
SLOT = WIDTH / MONTHS


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month that has begun. `orders` and `amount_baht` are None where nothing was told yet."""

    year_be: int
    month: int
    orders: int | None
    amount_baht: Decimal | None

    @property
    def key(self) -> str:
        """Return the month as addresses name it."""
        return f"{self.year_be}-{self.month:02d}"

    @property
    def name(self) -> str:
        """Return «พฤศจิกายน 2569»."""
        return month_name(self.year_be, self.month, get_language() or "th")


@dataclass(frozen=True)
class SalesYear:
    """A fiscal year of one seller up to today, oldest month first."""

    year_be: int
    rows: list[MonthRow]

    @property
    def amount_baht(self) -> Decimal:
        """Return the sum of what was told."""
        return sum((row.amount_baht or Decimal(0) for row in self.rows), Decimal(0))

    @property
    def orders(self) -> int:
        """Return the orders of what was told."""
        return sum(row.orders or 0 for row in self.rows)

    def row(self, year_be: int, month: int) -> MonthRow | None:
        """Return one month of the year, if it has begun."""
        return next((row for row in self.rows if (row.year_be, row.month) == (year_be, month)), None)


def sales_year(learner: Learner, day: date) -> SalesYear:
    """Read the fiscal year of a day for one seller, in one query."""
    year_be = fiscal_year_be(day)
    told: dict[tuple[int, int], tuple[int, Decimal]] = {}
    for row in MonthlySales.objects.filter(learner=learner).current().in_fiscal_year(year_be):
        orders, amount = told.get((row.year_be, row.month), (0, Decimal(0)))
        told[row.year_be, row.month] = (orders + row.orders, amount + row.amount_baht)
    rows = [
        MonthRow(*month, *told.get(month, (None, None)))
        for month in months_of(year_be)
        if month <= (day.year + BUDDHIST_OFFSET_YEARS, day.month)
    ]
    return SalesYear(year_be, rows)


def months_of(year_be: int) -> list[tuple[int, int]]:
    """Return the twelve months of a fiscal year, as (Buddhist year, month)."""
    return [(year_be - 1, month) for month in (10, 11, 12)] + [(year_be, month) for month in range(1, 10)]


def draw_year(year: SalesYear) -> SafeString:
    """Draw one bar a month; a month that was not told is a dotted line, not a zero."""
    most = max((row.amount_baht or Decimal(0) for row in year.rows), default=Decimal(0)) or Decimal(1)
    return format_html(
        '<svg class="sales-year" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        WIDTH,
        HEIGHT,
        _("Sales told in fiscal year %(year)s: %(baht)s baht")
        % {"year": year.year_be, "baht": f"{year.amount_baht:,.0f}"},
        format_html_join("", "{}", ((_bar(year, place, most),) for place in range(MONTHS))),
        format_html('<path class="ground" d="M0 {}H{}"/>', BOTTOM, WIDTH),
    )


def _bar(year: SalesYear, place: int, most: Decimal) -> SafeString:
    year_be, month = months_of(year.year_be)[place]
    row = year.row(year_be, month)
    left, middle = round(place * SLOT + 5, 1), round((place + 0.5) * SLOT, 1)
    names = THAI_MONTHS if get_language() == "th" else ENGLISH_MONTHS
    label = format_html('<text x="{}" y="{}">{}</text>', middle, BOTTOM + 20, names[month - 1])
    if row is None:
        return label
    if row.amount_baht is None:
        return format_html(
            '<path class="untold" d="M{} {}H{}"/>{}', left, BOTTOM - 4, left + SLOT - 10, label
        )
    high = max(2.0, round(float(row.amount_baht / most) * (BOTTOM - TOP), 1))
    bar = '<rect class="told" x="{}" y="{}" width="{}" height="{}" rx="3"/>{}'
    return format_html(bar, left, round(BOTTOM - high, 1), SLOT - 10, high, label)
