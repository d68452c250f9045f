"""The history of a ledger's row speaks the words of its forms."""

import pytest
from django.utils.translation import override

from courses.ledgers.models import DbdChecklist
from courses.ledgers.told import tell_change


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("status: draft → submitted", "สถานะ: กำลังเตรียม → ส่งให้ DBD แล้ว"),
        ("day: 2026-11-01 → 2026-11-02", "วันที่: 1 พ.ย. 2569 → 2 พ.ย. 2569"),
        ("country: CN → LA", "ประเทศของสถานที่หรือตลาด: จีน → ลาว"),
        ("outcome: - → order", "ผลการเจรจา: – → สั่งซื้อ"),
        ("number: DBD-1234", "เลขเครื่องหมาย: DBD-1234"),
        ("voided", "ยกเลิกแถวนี้"),
        ("value_state: waiting → confirmed", "ยอดของคำสั่งซื้อ: รอยืนยัน → ยืนยันแล้ว"),
        ("counts again", "กลับมานับ"),
        ("what nobody knows", "what nobody knows"),
    ],
)
def test_a_change_is_told_in_thai(kept: str, told: str) -> None:
    with override("th"):
        assert tell_change(kept) == told


def test_a_ticked_item_has_its_name() -> None:
    checklist = DbdChecklist(items=[{"key": "id-copy", "th": "สำเนาบัตร", "en": "Copy of the card"}])
    with override("th"):
        assert tell_change("ready: id-copy", checklist) == "พร้อมแล้ว: สำเนาบัตร"
        assert tell_change("not ready: id-copy", checklist) == "ยังไม่พร้อม: สำเนาบัตร"
        assert tell_change("ready: id-copy") == "พร้อมแล้ว: id-copy"
