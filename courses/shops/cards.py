"""What my shop shows of products, channels and sales."""

from datetime import date
from typing import Any

from courses.people.models import Learner
from courses.shops.models import MonthlySales, Product, Shop
from courses.shops.sales_actions import month_to_ask
from courses.shops.sales_year import MonthRow


def shop_cards(learner: Learner, day: date) -> dict[str, Any]:
    """Return the cards of one seller, in a fixed number of queries."""
    goods = list(Product.objects.filter(learner=learner).prefetch_related("photos"))
    channels = Shop.objects.filter(learner=learner).with_checks().order_by("created_at", "pk")
    return {
        "products": [product for product in goods if product.removed_at is None],
        "removed": [product for product in goods if product.removed_at is not None],
        "channels": list(channels),
        "sales": _month(learner, *month_to_ask(learner, day)),
    }


def _month(learner: Learner, year_be: int, month: int) -> MonthRow:
    told = list(MonthlySales.objects.filter(learner=learner, year_be=year_be, month=month).current())
    if not told:
        return MonthRow(year_be, month, None, None)
    return MonthRow(year_be, month, sum(row.orders for row in told), sum(row.amount_baht for row in told))
