"""The order files of the platforms: which column of each holds what, as data.

Column names as sellers' tools on the web read them from files of Thailand (looked up in November 2026:
Shopee in Thai, Lazada and TikTok Shop in English). A platform that renames a column gets one more name here.
Columns that are not named here (customers' names, phones, addresses, messages, goods) are never kept.
"""

from dataclasses import dataclass

from courses.shops.models import Platform


@dataclass(frozen=True)
class Columns:
    """The columns of one platform. `is_per_item`: the amount is that of one piece, to be added up."""

    platform: str
    number: tuple[str, ...]
    day: tuple[str, ...]
    amount: tuple[str, ...]
    status: tuple[str, ...]
    is_per_item: bool = False


PLATFORMS = (
    Columns(
        Platform.SHOPEE,
        number=("หมายเลขคำสั่งซื้อ", "Order ID", "Order SN"),
        day=("วันที่ทำการสั่งซื้อ", "Order Creation Date", "เวลาการชำระสินค้า", "เวลาที่ชำระเงิน"),
        amount=("จำนวนเงินทั้งหมด", "ยอดรวม", "Total Amount", "Grand Total"),
        status=("สถานะการสั่งซื้อ", "สถานะของคำสั่งซื้อ", "Order Status"),
    ),
    Columns(
        Platform.LAZADA,
        number=("orderNumber", "Order Number"),
        day=("createTime", "Created at", "Order Creation Date"),
        amount=("paidPrice", "Paid Price", "unitPrice"),
        status=("status", "Status"),
        is_per_item=True,
    ),
    Columns(
        Platform.TIKTOK,
        number=("Order ID",),
        day=("Created Time", "Paid Time"),
        amount=("Order Amount",),
        status=("Order Status",),
    ),
)
# An order with such a word in its status was not sold.
CANCELLED = ("cancel", "ยกเลิก", "unpaid", "ที่ต้องชำระ")
