"""The order files of the platforms: which column of each holds what, as data.

Column names as sellers' tools on the web read them from files of Thailand (looked up in November 2026:
Shopee in Thai, Lazada and TikTok Shop in English). A platform that renames a column gets one more name here.
Columns that are not named here (customers' names, phones, addresses, messages, goods) are never kept.
"""

from dataclasses import dataclass

from courses.shops.models import Platform


@dataclass(frozen=True)
class Columns:
    """The columns of one platform. `is_per_item`: the amount is that of one piece, to be added up.

    `returned` is a column of its own that says that the buyer sends the goods back.
    """

    platform: str
    number: tuple[str, ...]
    day: tuple[str, ...]
    amount: tuple[str, ...]
    status: tuple[str, ...]
    returned: tuple[str, ...] = ()
    is_per_item: bool = False


PLATFORMS = (
    Columns(
        Platform.SHOPEE,
        number=("หมายเลขคำสั่งซื้อ", "Order ID", "Order SN"),
        day=("วันที่ทำการสั่งซื้อ", "Order Creation Date", "เวลาการชำระสินค้า", "เวลาที่ชำระเงิน"),
        amount=("จำนวนเงินทั้งหมด", "ยอดรวม", "Total Amount", "Grand Total"),
        status=("สถานะการสั่งซื้อ", "สถานะของคำสั่งซื้อ", "Order Status"),
        returned=("สถานะการคืนเงินหรือคืนสินค้า", "Return / Refund Status"),
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
        returned=("Cancelation/Return Type",),
    ),
)
# An order, or a piece of it, with such a word in its status was not sold: it was given up or not paid, did
# not arrive, or came back.
NOT_SOLD = (
    *("cancel", "ยกเลิก", "unpaid", "ที่ต้องชำระ"),
    *("fail", "ไม่สำเร็จ", "lost_by", "damaged_by"),
    *("return", "refund", "shipped_back", "คืน"),
)
# A buyer who asked to send it back and did not.
KEPT_AFTER_ALL = ("cancel", "ยกเลิก", "reject", "ปฏิเสธ")
