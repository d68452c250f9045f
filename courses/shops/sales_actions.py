"""What sellers say they sold in a month: kept as said, asked once more where it is rarely true."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.append import append_once
from courses.audit.actions import note
from courses.audit.models import Verb
from courses.people.models import Learner
from courses.shops.errors import SalesRefused, SalesUnlikely
from courses.shops.models import MonthlySales, Shop
from lms.dates import BUDDHIST_OFFSET_YEARS, bangkok_date
from media.models import FileKind, StoredFile

# Above this a seller is asked whether no digit too many was typed.
RARELY_ABOVE_BAHT = Decimal(10_000_000)
RARELY_ABOVE_BAHT_AN_ORDER = Decimal(500_000)
MOST_BAHT, MOST_ORDERS = Decimal(9_999_999_999), 999_999
# How far back one remembers: older months are no longer asked for.
MONTHS_BACK = 24
# In the first days of a month people know the whole of the last one.
LAST_MONTH_UNTIL_DAY = 10


@transaction.atomic
def tell_sales(
    learner: Learner,
    *,
    sales_id: UUID,
    year_be: int,
    month: int,
    orders: int,
    amount_baht: Decimal,
    channel: Shop | None = None,
    picture: StoredFile | None = None,
    is_sure: bool = False,
    at: datetime,
) -> MonthlySales:
    """Keep what a seller says she sold in a month; the newest answer counts, the earlier ones stay.

    The same `sales_id` again changes nothing. Nothing sold is an answer as well. Raises `SalesUnlikely`
    where the figures are rarely true and `is_sure` is not said, `SalesRefused` where they cannot be.
    """
    _check_month(learner, year_be, month, bangkok_date(at))
    if not 0 <= orders <= MOST_ORDERS:
        raise SalesRefused(_("Look at the number of orders again."), field="orders")
    if not 0 <= amount_baht <= MOST_BAHT:
        raise SalesRefused(_("Look at the amount again."), field="amount_baht")
    if channel is not None and channel.learner_id != learner.pk:
        raise SalesRefused(_("Choose one of your own shops."), field="channel")
    if picture is not None and (picture.owner_id != learner.user_id or picture.kind != FileKind.PHOTO):
        raise SalesRefused(_("Choose the picture again."), field="picture")
    if not is_sure and (doubt := what_is_unlikely(orders, amount_baht)):
        raise SalesUnlikely(doubt)
    sales = MonthlySales(
        id=sales_id,
        learner=learner,
        year_be=year_be,
        month=month,
        orders=orders,
        amount_baht=amount_baht,
        channel=channel,
        picture=picture,
        sent_at=at,
    )
    if not append_once(sales):
        sales = MonthlySales.objects.get(pk=sales_id)
        if sales.learner_id != learner.pk:
            raise SalesRefused(_("Open the form again and send it once more."))
        return sales
    subject = ("sales", sales.pk)
    note(Verb.CHANGED, by=learner.user, at=at, person=learner.public_id, subject=subject)
    return sales


def what_is_unlikely(orders: int, amount_baht: Decimal) -> str | Promise:
    """Return the sentence that asks once more; empty where the figures may well be true."""
    if amount_baht > RARELY_ABOVE_BAHT:
        return _("This is more than 10 million baht. Look whether there is a digit too many.")
    if orders == 0 and amount_baht > 0:
        return _("There is money but no order. Is that right?")
    if orders > 0 and amount_baht == 0:
        return _("There are orders but no money. Is that right?")
    if orders and amount_baht / orders > RARELY_ABOVE_BAHT_AN_ORDER:
        return _("That is more than 500,000 baht for one order. Is that right?")
    return ""


def month_to_ask(learner: Learner, day: date) -> tuple[int, int]:
    """Return the month to ask for, as (Buddhist year, month): last month in the first days of a month.

    Once last month is told, the present one is asked for.
    """
    this = (day.year + BUDDHIST_OFFSET_YEARS, day.month)
    last = month_before(*this)
    if day.day > LAST_MONTH_UNTIL_DAY:
        return this
    is_told = MonthlySales.objects.filter(learner=learner, year_be=last[0], month=last[1]).exists()
    return this if is_told else last


def month_before(year_be: int, month: int) -> tuple[int, int]:
    """Return the month before one."""
    return (year_be, month - 1) if month > 1 else (year_be - 1, 12)


def months_open(day: date) -> list[tuple[int, int]]:
    """Return the months that can be told on a day, as (Buddhist year, month), the newest first."""
    months = [(day.year + BUDDHIST_OFFSET_YEARS, day.month)]
    while len(months) < MONTHS_BACK:
        months.append(month_before(*months[-1]))
    return months


def _check_month(learner: Learner, year_be: int, month: int, day: date) -> None:
    if learner.merged_into_id:
        raise SalesRefused(_("This profile was merged into another one. Sign in with the other one."))
    if (year_be, month) > (day.year + BUDDHIST_OFFSET_YEARS, day.month):
        raise SalesRefused(_("This month is still to come."), field="month")
    if (year_be, month) not in months_open(day):
        raise SalesRefused(_("Choose one of the last %(n)s months.") % {"n": MONTHS_BACK}, field="month")
