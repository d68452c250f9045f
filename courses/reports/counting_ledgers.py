"""What counts K2, K3 and awareness: the ledgers, as their own pages count them."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from courses.goals.models import IndicatorCode
from courses.ledgers import counting
from courses.reports.figures import Counted, Part, Reading, counter, nothing_counts_it, plain

Ledger = Callable[..., counting.Counted]


@counter(IndicatorCode.K2)
def promoted(reading: Reading) -> Counted:
    """Count the distinct operators with a cross-border promotion service in the year.

    Beside it the orders abroad of the days: how many have a confirmed amount, and the baht. What waits for
    another person is in the N of both and in no n.
    """
    counted = _by_place(reading, counting.count_k2)
    if counted.value is None:
        return counted
    basis, scope = reading.basis, reading.scope
    days = (basis.first_day, basis.last_day)
    orders = counting.order_values(
        days, scope.area, demonstration=basis.demonstration, only_rest=scope.only_rest
    )
    return replace(counted, parts=order_parts(orders))


def order_parts(orders: counting.OrderValues) -> tuple[Part, ...]:
    """Return the parts of K2 that tell of orders abroad: how many, and the baht, confirmed of all told."""
    some, baht = orders.confirmed, orders.baht
    return (
        Part("orders", _("orders abroad with a confirmed amount"), some, some + orders.waiting),
        Part("order-baht", _("baht of orders abroad, confirmed"), baht, baht + orders.waiting_baht),
    )


@counter(IndicatorCode.K3)
def marks(reading: Reading) -> Counted:
    """Count the DBD Registered marks granted in the year, renewals excluded."""
    return _by_place(reading, counting.count_k3)


@counter(IndicatorCode.AWARENESS)
def verified_reach(reading: Reading) -> Counted:
    """Sum the reach of the year's posts that has a picture and a day."""
    return _by_place(reading, counting.reach)


def _by_place(reading: Reading, count: Ledger) -> Counted:
    """Count over the scope's place; operators outside have no cohort, trainer, sex or age to choose by."""
    basis, scope = reading.basis, reading.scope
    if scope.community or scope.cohort or scope.has_filters:
        return nothing_counts_it(_("This figure is counted by place only."))
    asked = {"demonstration": basis.demonstration, "only_rest": scope.only_rest}
    if basis.window is None:
        return plain(count((basis.first_day, basis.last_day), scope.area, **asked).value)
    # A person's month is that of the year's first service: so the months add up to the year.
    months = count((basis.whole.first_day, basis.last_day), scope.area, by="month", **asked).by
    first = f"{basis.first_day:%Y-%m}"
    return plain(sum(value for month, value in months.items() if month >= first))
