"""The forms that send evidence: errors in place, nothing lost, nothing half-written."""

import re
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.milestones.actions import claim_milestone, return_claim
from courses.milestones.errors import ClaimRefused
from courses.milestones.models import Claim, Evidence
from courses.milestones.pictures import sign
from media.models import StoredFile
from tests.build import NOON, People
from tests.milestones import things

pytestmark = pytest.mark.usefixtures("_in_november")
KEPT_ORDER, KEPT_PARCEL = "order-screenshot", "parcel-photo"
ORDER, PARCEL, CONTENT = "photos-order-screenshot", "photos-parcel-photo", "photos-content-screenshot"


@pytest.fixture
def _in_november():
    import time_machine

    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def phone(people: People) -> Client:
    client = Client()
    client.force_login(people.learner.user)
    return client


def sale(**fields: object) -> dict[str, object]:
    return {
        "claim_id": str(uuid.uuid4()),
        "happened_on": "17/11/2569",
        "tracking_number": "",
        "note": "",
        **fields,
    }


def refused(phone: Client, milestone: str, data: dict[str, object], status: int = 422) -> str:
    answer = phone.post(f"/me/shop/{milestone}/", data)
    assert answer.status_code == status
    assert not Claim.objects.exists()
    assert not Evidence.objects.exists()
    return answer.content.decode()


def test_a_shop_is_sent_and_shown_as_waiting(phone: Client, people: People) -> None:
    data = {
        "claim_id": str(uuid.uuid4()),
        "platform": "tiktok",
        "shop_name": "ผ้าทอแม่สมใจ",
        "url": "tiktok.com/@mae.somjai",
        "happened_on": "๓ พ.ย. ๖๙",
    }
    answer = phone.post("/me/shop/M4/", data, follow=True)
    assert answer.redirect_chain == [("/me/shop/", 302)]
    assert "ส่งแล้ว ตรวจเสร็จเมื่อไรจะบอกที่หน้านี้" in answer.content.decode()
    claim = Claim.objects.get()
    assert str(claim.happened_on) == "2026-11-03"
    assert claim.learner == people.learner


@pytest.mark.parametrize("day", ["17/11/2569", "2026-11-17", "17 พ.ย. 2569", "๑๗/๑๑/๒๕๖๙"])
def test_a_sale_is_sent_with_number_and_picture_whatever_the_day_is_written_like(
    phone: Client, day: str
) -> None:
    data = sale(happened_on=day, tracking_number="rr 473124829 th", **{ORDER: things.upload()})
    assert phone.post("/me/shop/M6/", data).status_code == 302
    claim = Claim.objects.get()
    assert str(claim.happened_on) == "2026-11-17"
    assert claim.tracking_number == things.TRACKING
    assert claim.evidence.get().stored_file.content_type == "image/jpeg"


def test_the_same_form_twice_is_one_claim_and_leaves_no_picture_over(phone: Client) -> None:
    data = sale(tracking_number=things.TRACKING)
    for _ in range(2):
        assert phone.post("/me/shop/M6/", {**data, ORDER: things.upload()}).status_code == 302
    assert Claim.objects.count() == Evidence.objects.count() == StoredFile.objects.count() == 1


def test_a_claim_without_evidence_gets_a_sentence_and_nothing_is_written(phone: Client) -> None:
    html = refused(phone, "M6", sale(note="ขายให้ป้าสาว"))
    assert "เพิ่มภาพคำสั่งซื้อ โดยปิดชื่อลูกค้าก่อน" in html
    assert "ขายให้ป้าสาว" in html
    assert 'value="17/11/2569"' in html


def test_a_photo_that_is_no_photo_gets_a_sentence_and_the_good_one_stays(phone: Client) -> None:
    fake = SimpleUploadedFile("parcel.jpg", b"<script>alert(1)</script>", "image/jpeg")
    html = refused(phone, "M6", sale(**{ORDER: things.upload(), PARCEL: fake}))
    assert f'id="id_{PARCEL}_error"' in html
    assert "ได้รับแล้ว ไม่ต้องเลือกใหม่" in html
    assert StoredFile.objects.count() == 1


def test_every_fault_shows_at_once(phone: Client) -> None:
    fake = SimpleUploadedFile("order.jpg", b"no picture", "image/jpeg")
    html = refused(phone, "M6", sale(happened_on="", tracking_number="RR473124828TH", **{ORDER: fake}))
    for name in ("happened_on", "tracking_number", ORDER):
        assert f'id="id_{name}_error"' in html


def test_a_picture_that_arrived_is_sent_along_without_choosing_it_again(phone: Client) -> None:
    html = refused(phone, "M6", sale(tracking_number="RR473124828TH", **{ORDER: things.upload()}))
    assert 'id="id_tracking_number_error"' in html
    assert 'value="RR473124828TH"' in html
    signed = re.search(r'name="kept-order-screenshot" value="([^"]+)"', html)
    assert signed
    assert phone.get(re.search(r'src="(/files/evidence/[^"]+)"', html)[1]).status_code == 200
    again = sale(tracking_number=things.TRACKING, **{"kept-order-screenshot": signed[1]})
    assert phone.post("/me/shop/M6/", again).status_code == 302
    assert Claim.objects.get().evidence.count() == StoredFile.objects.count() == 1


def test_a_kept_picture_of_another_person_or_a_made_up_one_is_not_taken(
    phone: Client, people: People
) -> None:
    from courses.milestones.pictures import sign

    theirs = sign(things.picture(people.classmate))
    for signed in (theirs, "made:up", "\x00", "ก" * 5000):
        refused(phone, "M6", sale(tracking_number=things.TRACKING, **{"kept-order-screenshot": signed}))
        assert not Claim.objects.exists()


def test_too_many_pictures_get_a_sentence(phone: Client) -> None:
    many = [
        things.upload(colour=colour) for colour in ("red", "blue", "green", "navy", "white", "black", "pink")
    ]
    html = refused(phone, "M6", sale(**{ORDER: many}))
    assert "ส่งได้ไม่เกิน 6 รูป" in html
    assert StoredFile.objects.count() == 6


@pytest.mark.parametrize(
    ("milestone", "data"),
    [
        ("M4", {}),
        (
            "M4",
            {
                "platform": "x",
                "shop_name": "\x00",
                "url": "http://localhost",
                "happened_on": "9/9/9999999999",
            },
        ),
        (
            "M4",
            {
                "platform": "tiktok",
                "shop_name": "ร้าน",
                "url": "javascript:alert(1)",
                "happened_on": "1/11/2569",
            },
        ),
        ("M5", {"url": "https://youtu.be/abc", "happened_on": "1/11/2569"}),
        ("M6", {"happened_on": "31/2/2569", "tracking_number": "๑" * 9999, "note": "x" * 5000}),
        ("M6", {"claim_id": "not-a-uuid", "happened_on": "22/11/2569"}),
        ("M6", {"claim_id": "0" * 400, "happened_on": "\x00"}),
    ],
)
def test_bad_input_is_answered_in_place(phone: Client, milestone: str, data: dict[str, str]) -> None:
    html = refused(phone, milestone, data)
    assert 'role="alert"' in html
    assert 'class="error"' in html


def test_files_in_the_place_of_text_and_text_in_the_place_of_files_do_no_harm(phone: Client) -> None:
    refused(phone, "M6", {"happened_on": things.upload(), "claim_id": things.upload(), ORDER: "not a file"})
    assert not StoredFile.objects.exists(), "a picture in the place of a day is no evidence"


def test_a_waiting_step_is_not_sent_again(phone: Client, people: People) -> None:
    things.sale_claim(people.learner)
    answer = phone.post("/me/shop/M6/", sale(tracking_number=things.TRACKING, **{ORDER: things.upload()}))
    assert answer.status_code == 409
    assert "รอตรวจก่อน" in answer.content.decode()
    assert Claim.objects.count() == 1
    assert phone.get("/me/shop/M6/").status_code == 302


def test_a_step_sent_back_opens_with_what_was_written(phone: Client, people: People) -> None:
    claim = things.shop_claim(people.learner)
    return_claim(claim, by=people.trainer, at=NOON, reason="ลิงก์เปิดไม่ได้")
    html = phone.get("/me/shop/M4/").content.decode()
    assert "ลิงก์เปิดไม่ได้" in html
    assert 'value="3/11/2569"' in html
    assert claim.url in html


def test_the_order_form_teaches_to_cover_the_customer_before_the_picture_is_chosen(phone: Client) -> None:
    html = phone.get("/me/shop/M6/").content.decode()
    assert 0 < html.index("ปิดข้อมูลลูกค้าก่อน") < html.index(f'id="id_{ORDER}"')


@pytest.mark.parametrize("milestone", ["M1", "M10", "x", "m6"])
def test_an_unknown_step_is_not_found(phone: Client, milestone: str) -> None:
    assert phone.get(f"/me/shop/{milestone}/").status_code == 404
    assert phone.post(f"/me/shop/{milestone}/").status_code == 404


def test_somebody_elses_claim_id_is_refused_and_their_claim_stays(phone: Client, people: People) -> None:
    claim = things.sale_claim(people.classmate)
    data = sale(claim_id=str(claim.pk), tracking_number=things.TRACKING, **{ORDER: things.upload()})
    assert phone.post("/me/shop/M6/", data).status_code == 422
    assert Claim.objects.get().learner == people.classmate


def test_what_was_sent_back_is_sent_again_with_the_pictures_it_had(phone: Client, people: People) -> None:
    first = {ORDER: things.upload(), PARCEL: things.upload("parcel.jpg", "red")}
    phone.post("/me/shop/M6/", sale(**first))
    return_claim(Claim.objects.get(), by=people.manager, at=NOON, reason="ขอรูปพัสดุที่ชัดกว่านี้")
    page = phone.get("/me/shop/M6/").content.decode()
    order, parcel = (
        re.findall(rf'name="kept-{kind}" value="([^"]+)"', page) for kind in (KEPT_ORDER, KEPT_PARCEL)
    )
    assert (len(order), len(parcel)) == (1, 1)
    again = sale(**{f"kept-{KEPT_ORDER}": order[0], PARCEL: things.upload("clear.jpg", "green")})
    assert phone.post("/me/shop/M6/", again).status_code == 302
    waiting = Claim.objects.get(state="pending")
    returned = Claim.objects.get(state="returned")
    assert waiting.evidence.count() == returned.evidence.count() == 2
    shared = set(waiting.evidence.values_list("stored_file", flat=True))
    assert len(shared & set(returned.evidence.values_list("stored_file", flat=True))) == 1
    assert waiting.flags == []


def test_a_picture_of_a_waiting_claim_cannot_be_used_once_more(phone: Client, people: People) -> None:
    phone.post("/me/shop/M6/", sale(**{ORDER: things.upload(), PARCEL: things.upload("parcel.jpg", "red")}))
    stored = StoredFile.objects.order_by("created_at").first()
    assert stored is not None
    content = {
        **sale(),
        "url": "https://www.tiktok.com/@mae/video/1",
        "kept-content-screenshot": sign(stored),
    }
    answer = phone.post("/me/shop/M5/", content)
    assert answer.status_code == 422
    assert Claim.objects.count() == 1


def marked(page: str) -> set[str]:
    """The names of the fields of a page that stand marked, by their inputs."""
    return set(re.findall(r'name="([\w-]+)"[^>]*aria-invalid="true"', page))


def test_all_that_is_wrong_with_a_claim_is_named_at_once(phone: Client) -> None:
    """The form finds the link and the amount, the rules the day and the proof: nobody is sent round twice."""
    content = {"url": "ร้านของฉัน", "happened_on": "17/12/2569", "note": "", "claim_id": str(uuid.uuid4())}
    page = refused(phone, "M5", content)
    assert "วันนี้ยังมาไม่ถึง" in page
    assert "เพิ่มภาพหน้าจอ" in page
    assert marked(page) >= {"url", "happened_on"}
    page = refused(phone, "M6", sale(happened_on="17/12/2569", amount_baht="-5", buyer_phone="12"))
    assert marked(page) >= {"amount_baht", "happened_on"}
    page = refused(phone, "M6", sale(amount_baht="-5"))
    assert "เพิ่มภาพคำสั่งซื้อ" in page
    assert marked(page) >= {"amount_baht"}


def test_the_action_names_every_fault_of_a_claim_and_writes_nothing(people: People) -> None:
    with pytest.raises(ClaimRefused) as refusal:
        claim_milestone(
            people.learner,
            claim_id=uuid.uuid4(),
            milestone="M6",
            happened_on=date(2026, 12, 17),
            tracking_number="RR473124820TH",
            order_number="-",
            buyer_phone="12",
            at=NOON,
        )
    named = [refusal.value.field, *(one.field for one in refusal.value.others)]
    assert named == ["happened_on", "tracking_number", "order_number", "buyer_phone"]
    assert not Claim.objects.exists()
