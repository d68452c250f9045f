"""A platform's own file of orders as evidence: read in memory, reduced to number, day and amount.

A file that somebody may have worked on (formulas, a macro) is refused with its reason: the platform's own has
neither. Nothing of a customer leaves this module.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.milestones.claim_rules import ORDER_NUMBER, plain_number
from courses.milestones.errors import ClaimRefused
from courses.milestones.models import Claim
from courses.milestones.order_columns import KEPT_AFTER_ALL, NOT_SOLD, PLATFORMS, Columns
from courses.milestones.order_models import OrderFile, ReportedOrder
from courses.sheets.errors import ListRefused
from courses.sheets.marks import FORMULA, mark_code
from courses.sheets.marks import WORDS as CELL_MARKS
from courses.sheets.tables import Row, Table, read_file
from lms.dates import read_day

FIELD, KEPT_FIELD = "order-file", "kept-order-file"
MOST_BYTES, MOST_ORDERS, HEADING_ROWS = 2_000_000, 500, 12
# An order has a line for each kind of goods in it.
MOST_LINES = 5_000
SALT, KEPT_S = "courses.milestones.order_files", 24 * 3600
# Texts of the Excel trick that keeps a long number whole: ="260917ABCD".
_QUOTED = re.compile(r'^="([^"]*)"$')
_DAY = re.compile(r"^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{1,2} [^\W\d]+\.? \d{4})")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_ROUNDED = re.compile(r"^\d(\.\d+)?[eE]\+?\d+$")

WORDS: dict[str, str | Promise] = {
    "too-large": _("The file is larger than 2 MB. Choose a shorter time and download it again."),
    "too-many-rows": _("More than 500 orders stand in it. Choose a shorter time and download it again."),
    "macro": _("The file holds a macro (a program). Send the file as the platform gave it to you."),
    "formula": _("The file holds formulas, so it was changed. Download it again and send it as it is."),
    "rounded": _("Excel shortened the order numbers. Download it again and send it without opening it."),
    "unknown": _(
        "This is not an order file of Shopee, Lazada or TikTok Shop. Send a picture of the order instead."
    ),
    "no-orders": _("No order that was paid stands in this file. Choose another time and download it again."),
    "old-excel": _("This is an old Excel file (.xls) or has a password. Download it as .xlsx or .csv."),
    "not-a-list": _("This is not an Excel or CSV file. Send the file as the platform gave it to you."),
    "broken": _("The file cannot be opened: it may have come only in part. Download it again and send it."),
}
# The platform's own file is asked for anew; the reader's other sentences say how a list is mended.
WORDS |= {"empty": WORDS["no-orders"], "no-rows": WORDS["no-orders"], "web-page": WORDS["not-a-list"]}
WORDS |= dict.fromkeys(("quotation", "encoding", "bomb"), WORDS["broken"])


@dataclass(frozen=True)
class Order:
    """One order: its number in one spelling, the day it was made, what was paid in baht if that is known."""

    number: str
    ordered_on: date
    amount_baht: Decimal | None


@dataclass(frozen=True)
class OrderReport:
    """What is kept of a file. `sha256` is that of the bytes as sent."""

    platform: str
    sha256: str
    orders: tuple[Order, ...]

    @property
    def platform_name(self) -> str:
        """Return the platform in words."""
        from courses.shops.models import Platform

        return str(Platform(self.platform).label)

    @property
    def first_day(self) -> date:
        """Return the day of the file's earliest order."""
        return min(one.ordered_on for one in self.orders)

    @property
    def last_day(self) -> date:
        """Return the day of the file's latest order."""
        return max(one.ordered_on for one in self.orders)

    def order_for(self, number: str, day: date) -> Order:
        """Return the order that a claim is about: the one with its number, else the first of its day.

        Raises `ClaimRefused` at the field to mend.
        """
        if number:
            found = next((one for one in self.orders if one.number == number), None)
            if found is None:
                raise ClaimRefused(
                    _(
                        "No order that was sold stands under this number in the file: cancelled and returned "
                        "ones do not count. Look at the number again, or leave it empty."
                    ),
                    field="order_number",
                )
            if found.ordered_on != day:
                raise ClaimRefused(
                    _("The file has this order on another day. Put in the day that stands in the file."),
                    field="happened_on",
                )
            return found
        of_day = next((one for one in self.orders if one.ordered_on == day), None)
        if of_day is None:
            raise ClaimRefused(
                _("No order of this day stands in the file. Look at the day, or send the file of that time."),
                field="happened_on",
            )
        return of_day


def read_order_file(upload: UploadedFile) -> OrderReport:
    """Read an uploaded order file into what is kept of it. Raises `ClaimRefused` at the file's field."""
    if (upload.size or 0) > MOST_BYTES:
        raise _refused("too-large")
    return read_orders(upload.read(MOST_BYTES + 1))


def read_orders(content: bytes) -> OrderReport:
    """Read the bytes of an order file into what is kept of it. Raises `ClaimRefused` at the file's field."""
    if len(content) > MOST_BYTES:
        raise _refused("too-large")
    try:
        table = read_file(content, most_rows=MOST_LINES, is_strict=True)
    except ListRefused as refusal:
        raise ClaimRefused(WORDS.get(refusal.why, refusal.message), field=FIELD) from None
    columns, rows = _platform_of(table)
    orders = _orders(columns, rows)
    if not orders:
        raise _refused("no-orders")
    if len(orders) > MOST_ORDERS:
        raise _refused("too-many-rows")
    return OrderReport(columns.platform, hashlib.sha256(content).hexdigest(), tuple(orders))


def sign_report(report: OrderReport) -> str:
    """Return a report as the text that a form carries while it is mended; nobody can change it unseen."""
    orders = [[one.number, one.ordered_on.isoformat(), str(one.amount_baht or "")] for one in report.orders]
    return signing.dumps([report.platform, report.sha256, orders], salt=SALT, compress=True)


def kept_report(text: str) -> OrderReport | None:
    """Return the report that a form carries; None where it carries none, or one that is old or not ours."""
    try:
        platform, sha256, rows = signing.loads(text, salt=SALT, max_age=KEPT_S)
    except signing.BadSignature:
        return None
    return OrderReport(platform, sha256, tuple(_order(number, day, paid) for number, day, paid in rows))


def report_of(claim: Claim | None) -> OrderReport | None:
    """Return the report that came with a claim, for the next try."""
    file = OrderFile.objects.filter(claim=claim).prefetch_related("orders").first() if claim else None
    if file is None:
        return None
    orders = tuple(Order(one.number, one.ordered_on, one.amount_baht) for one in file.orders.all())
    return OrderReport(file.platform, file.sha256, orders)


def keep_report(claim: Claim, report: OrderReport) -> OrderFile:
    """Store what is kept of a file with its claim."""
    file = OrderFile.objects.create(claim=claim, platform=report.platform, sha256=report.sha256)
    ReportedOrder.objects.bulk_create(
        ReportedOrder(file=file, number=one.number, ordered_on=one.ordered_on, amount_baht=one.amount_baht)
        for one in report.orders
    )
    return file


def _refused(why: str) -> ClaimRefused:
    return ClaimRefused(WORDS[why], field=FIELD)


def _order(number: str, day: str, paid: str) -> Order:
    return Order(number, date.fromisoformat(day), Decimal(paid) if paid else None)


def _heading(cell: str) -> str:
    return cell.strip().lstrip("*").strip().casefold()


def _place(headings: Sequence[str], names: Sequence[str]) -> int | None:
    """Return where the first of some names stands in the headings."""
    return next((headings.index(name.casefold()) for name in names if name.casefold() in headings), None)


@dataclass(frozen=True)
class _Found:
    """A platform with the places of its columns in one file."""

    columns: Columns
    number: int
    day: int
    amount: int | None
    status: int | None
    returned: int | None

    @property
    def platform(self) -> str:
        return self.columns.platform


def _platform_of(table: Table) -> tuple[_Found, list[Row]]:
    """Find the row of headings, and the platform of which the most columns stand there."""
    for line, (_number, cells) in enumerate(table.rows[:HEADING_ROWS]):
        headings = [_heading(cell) for cell in cells]
        fits = [found for columns in PLATFORMS if (found := _fit(columns, headings))]
        if fits:
            best = max(fits, key=lambda one: (one.amount is not None) + (one.status is not None))
            return best, table.rows[line + 1 :]
    raise _refused("unknown")


def _fit(columns: Columns, headings: Sequence[str]) -> _Found | None:
    number, day = _place(headings, columns.number), _place(headings, columns.day)
    if number is None or day is None:
        return None
    others = (_place(headings, names) for names in (columns.amount, columns.status, columns.returned))
    return _Found(columns, number, day, *others)


def _orders(found: _Found, rows: Sequence[Row]) -> list[Order]:
    """Put the lines of each order together: one order has a line for each kind of goods."""
    orders: dict[str, Order] = {}
    for number, day, amount in _lines(found, rows):
        before = orders.get(number)
        if before is None:
            orders[number] = Order(number, day, amount)
        elif found.columns.is_per_item and amount is not None:
            orders[number] = Order(number, before.ordered_on, (before.amount_baht or Decimal(0)) + amount)
    return list(orders.values())


def _lines(found: _Found, rows: Sequence[Row]) -> Iterator[tuple[str, date, Decimal | None]]:
    for row, cells in rows:
        needed = [cells[place] for place in (found.number, found.day, found.amount) if place is not None]
        texts = [_QUOTED.sub(r"\1", text.strip()) for text in needed]
        if any(text == FORMULA or text.startswith("=") for text in texts):
            raise _refused("formula")
        if _ROUNDED.match(texts[0]):
            raise _refused("rounded")
        for code in filter(None, map(mark_code, texts)):
            raise _unread(row, CELL_MARKS[code])
        number = plain_number(texts[0])
        # TikTok explains its columns in the line below them; totals and what has no day are no orders either.
        if not ORDER_NUMBER.match(number) or not texts[1] or not _is_sold(found, cells):
            continue
        yield number, _read_day(texts[1], row), _read_amount(texts[2]) if found.amount is not None else None


def _is_sold(found: _Found, cells: Sequence[str]) -> bool:
    """Tell whether an order, or a piece of it, was paid and kept, as far as the file says."""
    status, returned = (
        cells[place].casefold() if place is not None else "" for place in (found.status, found.returned)
    )
    is_back = bool(returned) and not any(word in returned for word in KEPT_AFTER_ALL)
    return not is_back and not any(word in status for word in NOT_SOLD)


def _unread(row: int, why: str | Promise) -> ClaimRefused:
    """Return the refusal of a file in which an order cannot be read: none is left out in silence."""
    return ClaimRefused(_("Row %(row)s of the file: %(why)s") % {"row": row, "why": why}, field=FIELD)


def _read_day(text: str, row: int) -> date:
    begins = _DAY.match(text)
    try:
        return read_day(begins[1] if begins else text)
    except ValueError:
        why = _("We cannot read “%(text)s”.") % {"text": text[:40]}
        raise _unread(row, why) from None


def _read_amount(text: str) -> Decimal | None:
    """Read «1,250.00», «฿1,250» or «THB 1250»; None for what is no amount."""
    bare = re.sub(r"[^\d.,\-]", "", text)
    if not _THOUSANDS.fullmatch(bare) and "," in bare:  # «1.250,50» would become 1.25
        return None
    bare = bare.replace(",", "")
    try:
        amount = Decimal(bare).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return amount if 0 <= amount < Decimal(10) ** 10 else None


def order_facts(claim: Claim) -> list[tuple[Any, str, bool | None, Any]]:
    """Return what a reviewer reads of the file that came with a claim.

    Each is a name, its words, whether it agrees with what was told (None: nothing to compare), and how
    that is said.
    """
    report = report_of(claim) if claim.order_number else None
    if report is None:
        return []
    from lms.dates import short_date

    language = get_language() or "th"

    mine = next((one for one in report.orders if one.number == claim.order_number), None)
    told: list[tuple[Any, str, bool | None, Any]] = [
        (_("Order file"), report.platform_name, None, ""),
        (
            _("Orders in the file"),
            f"{len(report.orders):,} · {short_date(report.first_day, language)}"
            f" – {short_date(report.last_day, language)}",
            None,
            "",
        ),
    ]
    if mine is not None:
        paid = "–" if mine.amount_baht is None else f"{mine.amount_baht:,.2f}"
        fits = mine.ordered_on == claim.happened_on
        said = _("the day that was told") if fits else _("another day than was told")
        told.append((_("Day in the file"), short_date(mine.ordered_on, language), fits, said))
        told.append((_("Paid, in baht"), paid, None, ""))
    return told
