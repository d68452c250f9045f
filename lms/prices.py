"""Price, profit and break-even of one piece. The formula is that of lesson F2.

price = (cost + wanted profit) / (1 - fee rate): the fee is taken from the selling price, so it is
divided by, not added. `calculator.js` does the same sums; both are held to the same test vectors. A
seller's own products are worked out here as well.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

BAHT, SATANG = Decimal(1), Decimal("0.01")


@dataclass(frozen=True)
class Prices:
    """What the calculator answers, in baht for one piece."""

    cost: Decimal
    price: Decimal
    fee: Decimal
    profit: Decimal
    break_even: Decimal


def fee_of(price: Decimal, fee_percent: Decimal) -> Decimal:
    """Return what the channel takes of a selling price, in baht to the satang."""
    return (price * fee_percent / 100).quantize(SATANG, ROUND_HALF_UP)


def profit_of(*, price: Decimal, cost: Decimal, fee_percent: Decimal) -> Decimal:
    """Return what one piece leaves after cost and fee, in baht; below zero where it loses money."""
    return price - fee_of(price, fee_percent) - cost


def work_out(*, cost: Decimal, fee_percent: Decimal, wanted_profit: Decimal) -> Prices:
    """Return the price that brings the wanted profit, and the price below which one loses money.

    The price is rounded up to whole baht and the break-even up to the satang, so that rounding
    never turns into a loss; the profit shown is what the rounded price really brings.
    `fee_percent` must be below 100.
    """
    keeps = 1 - fee_percent / 100
    price = ((cost + wanted_profit) / keeps).quantize(BAHT, ROUND_CEILING)
    return Prices(
        cost=cost.quantize(SATANG),
        price=price,
        fee=fee_of(price, fee_percent),
        profit=profit_of(price=price, cost=cost, fee_percent=fee_percent),
        break_even=(cost / keeps).quantize(SATANG, ROUND_CEILING),
    )
