"""A platform's own order file as evidence: read safely, reduced before it is stored, compared."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.audit.models import AuditEntry, Verb
from courses.milestones.actions import return_claim, verify_claim
from courses.milestones.deciders import why_not_decide
from courses.milestones.errors import ClaimRefused
from courses.milestones.evidence_rules import group_of
from courses.milestones.flag_codes import DUP_ORDER
from courses.milestones.models import Claim
from courses.milestones.order_files import MOST_BYTES, WORDS, kept_report, read_order_file, sign_report
from courses.milestones.order_models import OrderFile, ReportedOrder
from courses.milestones.parsed import facts_of
from media.models import StoredFile
from tests.build import NOON, People
from tests.imports import files
from tests.milestones import things
from tests.milestones.test_claim import _in_november, phone, sale

__all__ = ["_in_november", "phone"]
ID = "576463274328912"
CUSTOMER, ADDRESS, CALL = "ปราณี ลูกค้าประจำ", "99 หมู่ 4 ต.บ้านใหม่", "0891112222"
SHOPEE = [
    "หมายเลขคำสั่งซื้อ",
    "สถานะการสั่งซื้อ",
    "วันที่ทำการสั่งซื้อ",
    "ชื่อผู้รับ",
    "หมายเลขโทรศัพท์",
    "ที่อยู่ในการจัดส่ง",
    "จำนวนเงินทั้งหมด",
]
LAZADA = ["orderItemId", "orderNumber", "createTime", "shippingName", "shippingPhone", "paidPrice", "status"]
TIKTOK = ["Order ID", "Order Status", "Order Amount", "Created Time", "Recipient", "Phone #"]


def shopee(*orders: Sequence[Any]) -> bytes:
    rows = [[number, status, day, CUSTOMER, CALL, ADDRESS, paid] for number, status, day, paid in orders]
    return files.xlsx(*rows, headings=SHOPEE)


TWO = shopee(
    ("261117ABCD1", "สำเร็จแล้ว", "2026-11-17 13:05", "350.00"),
    ("261118ABCD2", "ยกเลิกแล้ว", "2026-11-18 09:00", "90"),
    ("261119ABCD3", "ที่ต้องจัดส่ง", "2026-11-19 08:00", "1,250.50"),
)


def upload(content: bytes, name: str = "Order.all.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


def read(content: bytes) -> list[tuple[str, str, Decimal | None]]:
    report = read_order_file(upload(content))
    return [(one.number, one.ordered_on.isoformat(), one.amount_baht) for one in report.orders]


def why(content: bytes) -> str:
    with pytest.raises(ClaimRefused) as refusal:
        read_order_file(upload(content))
    assert refusal.value.field == "order-file"
    return next(name for name, words in WORDS.items() if str(words) == str(refusal.value.message))


def test_shopee_in_thai_leaves_cancelled_orders_out() -> None:
    assert read(TWO) == [
        ("261117ABCD1", "2026-11-17", Decimal("350.00")),
        ("261119ABCD3", "2026-11-19", Decimal("1250.50")),
    ]


def test_what_came_back_or_never_arrived_was_not_sold() -> None:
    back = [
        ("261117ABCD1", "คืนเงิน/คืนสินค้า", "2026-11-17 13:05", "350.00"),
        ("261117ABCD2", "Return/Refund", "2026-11-17 13:05", "350.00"),
        ("261117ABCD3", "จัดส่งไม่สำเร็จ", "2026-11-17 13:05", "350.00"),
        ("261117ABCD4", "สำเร็จแล้ว", "2026-11-17 13:05", "90.00"),
    ]
    assert [number for number, _day, _paid in read(shopee(*back))] == ["261117ABCD4"]
    for status in ("returned", "failed", "Package Returned", "shipped_back_success", "lost_by_3pl"):
        row = [1, "8713262520166", "17 Nov 2026 13:05", CUSTOMER, CALL, "100.00", status]
        assert why(files.xlsx(row, headings=LAZADA)) == "no-orders", status


def test_lazada_leaves_the_piece_out_that_came_back() -> None:
    rows = [
        [1, "8713262520166", "17 Nov 2026 13:05", CUSTOMER, CALL, "100.00", "delivered"],
        [2, "8713262520166", "17 Nov 2026 13:05", CUSTOMER, CALL, "50.25", "returned"],
    ]
    assert read(files.xlsx(*rows, headings=LAZADA)) == [("8713262520166", "2026-11-17", Decimal("100.00"))]


@pytest.mark.parametrize(
    ("told", "is_sold"),
    [("คืนเงินสำเร็จ", False), ("Request pending", False), ("คำขอถูกยกเลิก", True), ("", True)],
)
def test_the_column_of_returns_says_that_an_order_came_back(told: str, is_sold: bool) -> None:
    row = ["261117ABCD1", "สำเร็จแล้ว", "2026-11-17 13:05", CUSTOMER, CALL, ADDRESS, "350.00", told]
    content = files.xlsx(row, headings=[*SHOPEE, "สถานะการคืนเงินหรือคืนสินค้า"])
    if is_sold:
        assert len(read(content)) == 1
    else:
        assert why(content) == "no-orders"


def test_lazada_adds_the_pieces_of_an_order_up() -> None:
    rows = [
        [1, "8713262520166", "17 Nov 2026 13:05", CUSTOMER, CALL, "100.00", "delivered"],
        [2, "8713262520166", "17 Nov 2026 13:05", CUSTOMER, CALL, "50.25", "delivered"],
    ]
    assert read(files.xlsx(*rows, headings=LAZADA)) == [("8713262520166", "2026-11-17", Decimal("150.25"))]


def test_tiktok_as_csv_with_its_line_of_explanations() -> None:
    lines = [
        ",".join(TIKTOK),
        "Platform unique order ID.,Status,Total,When,Who,Call",
        *[
            f'"576463274328912{n}\t",Completed,THB 350.00,17/11/2026 13:05:22\t,{CUSTOMER},{CALL}'
            for n in (1, 1, 2)
        ],
    ]
    assert read("\n".join(lines).encode("utf-8-sig")) == [
        ("5764632743289121", "2026-11-17", Decimal("350.00")),
        ("5764632743289122", "2026-11-17", Decimal("350.00")),
    ]


def test_what_is_no_untouched_file_is_refused_with_its_reason() -> None:
    macro = files.with_part(TWO, "xl/vbaProject.bin", b"x")
    formula = shopee(("261117ABCD1", "สำเร็จแล้ว", "2026-11-17", '=HYPERLINK("http://x")'))
    csv = ",".join(TIKTOK)
    many = "\n".join([csv, *[f"57646327432891{n:04},Completed,1,17/11/2026,a,b" for n in range(501)]])
    assert why(macro) == "macro"
    assert why(formula) == "formula"
    assert why(f"{csv}\n=1+1,Completed,350,17/11/2026,a,b".encode()) == "formula"
    assert why(f"{csv}\n5.76463E+17,Completed,350,17/11/2026,a,b".encode()) == "rounded"
    assert why(many.encode()) == "too-many-rows"
    assert why(b"x" * (MOST_BYTES + 1)) == "too-large"
    assert why("ชื่อ,เบอร์\nก,0812345678".encode()) == "unknown"
    assert why(f"{csv}\n576463274328912,Cancelled,350,17/11/2026,a,b".encode()) == "no-orders"
    assert why(b"\xd0\xcf\x11\xe0old") == "old-excel"
    assert why(b"PK\x03\x04broken") == "broken"
    for words in WORDS.values():
        assert str(words)


def test_an_order_whose_day_or_number_cannot_be_read_is_never_left_out_in_silence() -> None:
    for day in ("11/17/2026", "sometime"):
        with pytest.raises(ClaimRefused) as refusal:
            read(
                shopee(("261117ABCD1", "สำเร็จแล้ว", "2026-11-17", "1"), ("261117ABCD2", "สำเร็จแล้ว", day, "2"))
            )
        assert all(words in str(refusal.value.message) for words in ("3", day))
    assert (
        len(
            read(
                shopee(("261117ABCD1", "", "17 พ.ย. 2569", "1"), ("261117ABCD2", "", "17 พฤศจิกายน 2569", "1"))
            )
        )
        == 2
    )
    for cells in ("C2:C3", "A2:A3"):
        made = files.workbook(*[[f"261117ABCD{n}", "", "2026-11-17"] for n in (1, 2)], headings=SHOPEE[:3])
        made.active.merge_cells(cells)
        with pytest.raises(ClaimRefused) as refusal:
            read(files.saved(made))
        assert "แถวที่ 3" in str(refusal.value.message)


@pytest.mark.parametrize(
    ("typed", "amount"), [("1.250,50", None), ("1,250.50", "1250.50"), ("฿1,250", "1250.00")]
)
def test_an_amount_that_may_be_another_is_unknown(typed: str, amount: str | None) -> None:
    ((_number, _day, paid),) = read(shopee(("261117ABCD1", "สำเร็จแล้ว", "2026-11-17", typed)))
    assert paid == (Decimal(amount) if amount else None)


def test_columns_far_to_the_right_are_read() -> None:
    headings = [*SHOPEE[:-1], *[f"ช่อง {n}" for n in range(60)], SHOPEE[-1]]
    row = ["261117ABCD1", "สำเร็จแล้ว", "2026-11-17", CUSTOMER, CALL, ADDRESS, *["x"] * 60, "350"]
    assert read(files.xlsx(row, headings=headings)) == [("261117ABCD1", "2026-11-17", Decimal("350.00"))]


@pytest.mark.parametrize(
    "content", [b" \n", b"<html><table></table></html>", b'Order ID,Created Time\n"1,2,3\n"4"5']
)
def test_a_file_that_cannot_be_read_is_asked_for_anew_and_not_to_be_mended(content: bytes) -> None:
    """Nobody saves a platform's file anew, and there is no box to paste into."""
    assert why(content) in ("no-orders", "not-a-list", "broken")


def test_what_a_form_carries_cannot_be_changed() -> None:
    report = read_order_file(upload(TWO))
    signed = sign_report(report)
    assert kept_report(signed) == report
    assert kept_report(signed[:-2]) is None


def test_a_seller_sends_the_file_and_nothing_of_the_customer_is_stored(phone: Client, people: People) -> None:
    answer = phone.post("/me/shop/M6/", sale(**{"order-file": upload(TWO)}))
    assert answer.status_code == 302
    claim = Claim.objects.get()
    assert (claim.order_number, group_of(claim)) == ("261117ABCD1", "A")
    assert OrderFile.objects.get().platform == "shopee"
    assert not StoredFile.objects.exists(), "the file itself is kept nowhere"
    kept = [str(row) for model in (Claim, OrderFile, ReportedOrder) for row in model.objects.values_list()]
    for secret in (CUSTOMER, ADDRESS, CALL, CALL[1:]):
        assert secret not in " ".join(kept)
    root = Path(settings.PRIVATE_ROOT)
    assert not [path for path in root.rglob("*") if path.is_file() and CALL.encode() in path.read_bytes()]
    told = {str(fact.name): fact.words for fact in facts_of(claim, [])}
    assert told["ยอดที่จ่าย (บาท)"] == "350.00"
    assert told["วันในไฟล์"] == "17 พ.ย. 2569"
    desk = Client()
    desk.force_login(people.manager)
    page = desk.get(f"/desk/evidence/{claim.pk}/").content.decode()
    assert "ไฟล์คำสั่งซื้อ" in page
    assert "อ่านไฟล์คำสั่งซื้อของแพลตฟอร์มแล้ว" in page
    assert "เปิดลิงก์เพื่อตรวจ" not in page, "there is a file, and nothing is to be opened"
    assert "ตรงกับวันที่แจ้ง" in page
    assert "รหัสถูกต้อง" not in page, "no code of a slip was read"


def test_an_order_without_an_amount_is_not_called_forged(people: People) -> None:
    content = shopee(("261117ABCD1", "สำเร็จแล้ว", "2026-11-17 13:05", ""))
    claim = things.sale_claim(people.learner, photos=[], orders=read_order_file(upload(content)))
    desk = Client()
    desk.force_login(people.manager)
    page = desk.get(f"/desk/evidence/{claim.pk}/").content.decode()
    assert "ยอดที่จ่าย (บาท)" in page
    assert "ปลอม" not in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"happened_on": "16/11/2569"}, "ในไฟล์ไม่มีคำสั่งซื้อของวันที่ใส่ไว้"),
        ({"order_number": "999999ZZZ"}, "ไม่มีคำสั่งซื้อที่ขายสำเร็จเลขนี้ในไฟล์"),
        ({"order_number": "261119ABCD3"}, "อยู่คนละวัน"),
    ],
)
def test_what_does_not_fit_the_file_is_said_and_the_file_is_kept(
    phone: Client, typed: dict[str, str], words: str
) -> None:
    answer = phone.post("/me/shop/M6/", sale(**{"order-file": upload(TWO), **typed}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Shopee · 17 พ.ย. 2569 – 19 พ.ย. 2569" in page, (
        "the days of the file stand where one corrects the day"
    )
    signed = answer.context["orders_signed"]
    assert f'name="kept-order-file" value="{signed}"' in page
    again = sale(**{"kept-order-file": signed})
    assert phone.post("/me/shop/M6/", again).status_code == 302
    assert Claim.objects.get().order_number == "261117ABCD1"


def test_a_bad_file_is_said_at_its_place(phone: Client) -> None:
    answer = phone.post("/me/shop/M6/", sale(**{"order-file": upload(b"PK\x03\x04")}))
    assert answer.status_code == 422
    assert "เปิดไฟล์ไม่ได้" in answer.content.decode()


def claimed(people: People, learner: Any, content: bytes = TWO, **fields: Any) -> Claim:
    return things.sale_claim(learner, photos=[], orders=read_order_file(upload(content)), **fields)


def test_an_order_that_two_people_tell_of_is_flagged_whoever_comes_first(people: People) -> None:
    things.ready_to_sell(people.learner, people.manager)
    one = claimed(people, people.learner)
    # Another order is claimed, and the file holds the first one as well.
    other = claimed(people, people.classmate, happened_on=things.SOLD_ON.replace(day=19), at=NOON)
    one.refresh_from_db()
    assert DUP_ORDER in one.flags
    assert DUP_ORDER in other.flags
    typed = things.sale_claim(people.neighbour, order_number="261119ABCD3", at=NOON)
    assert DUP_ORDER in typed.flags


def test_ones_own_later_file_holds_earlier_orders_without_a_flag(people: People) -> None:
    things.ready_to_sell(people.learner, people.manager)
    verify_claim(claimed(people, people.learner), by=people.manager, at=NOON)
    later = claimed(
        people, people.learner, milestone="K9", happened_on=things.SOLD_ON.replace(day=19), at=NOON
    )
    assert DUP_ORDER not in later.flags


def test_one_order_certifies_one_person(people: People) -> None:
    from courses.milestones.errors import ReferenceUsed

    for learner in (people.learner, people.classmate):
        things.ready_to_sell(learner, people.manager)
    verify_claim(claimed(people, people.learner), by=people.manager, at=NOON)
    with pytest.raises(ReferenceUsed):
        verify_claim(claimed(people, people.classmate), by=people.manager, at=NOON)


def test_a_picture_never_passes_for_the_file(people: People) -> None:
    with pytest.raises(ClaimRefused):
        things.sale_claim(
            people.learner,
            photos=[("order-file", things.picture(people.learner))],
            order_number="261117ABCD1",
        )
    assert not Claim.objects.exists()


def test_a_claim_sent_back_offers_its_file_again(phone: Client, people: People) -> None:
    phone.post("/me/shop/M6/", sale(**{"order-file": upload(TWO)}))
    return_claim(Claim.objects.get(), by=people.manager, at=NOON, reason="วันไม่ชัด")
    page = phone.get("/me/shop/M6/")
    assert page.context["orders"].platform == "shopee"
    again = sale(claim_id=str(uuid.uuid4()), **{"kept-order-file": page.context["orders_signed"]})
    assert phone.post("/me/shop/M6/", again).status_code == 302
    assert OrderFile.objects.count() == 2


def test_the_trainer_sends_it_for_the_learner_and_never_decides_about_it(people: People) -> None:
    desk = Client()
    desk.force_login(people.trainer)
    path = f"/desk/learners/{people.learner.pk}/orders/"
    form = {"claim_id": str(uuid.uuid4()), "happened_on": "17/11/2569", "order_number": ""}
    assert "เลือกไฟล์คำสั่งซื้อ" in desk.post(path, form).content.decode()
    wrong = desk.post(path, {**form, "happened_on": "16/11/2569", "order-file": upload(TWO)})
    assert wrong.status_code == 422
    kept = {"kept-order-file": wrong.context["orders_signed"]}
    for _twice in range(2):
        assert desk.post(path, {**form, **kept}).status_code == 302
    claim = Claim.objects.get()
    assert (claim.submitted_by, claim.learner, claim.milestone) == (people.trainer, people.learner, "M6")
    assert AuditEntry.objects.filter(verb=Verb.SENT_FOR, person=people.learner.public_id).count() == 1
    assert why_not_decide(claim, people.trainer)
    assert desk.get(f"/desk/learners/{people.neighbour.pk}/orders/").status_code == 404
