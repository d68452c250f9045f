"""Looking into pictures later: copies that were cropped or saved again, slips, and the flags that follow."""

from __future__ import annotations

import random
import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from courses.milestones import likeness
from courses.milestones.actions import verify_claim
from courses.milestones.errors import ReferenceUsed
from courses.milestones.examining import look_into_pictures
from courses.milestones.flags import find_flags
from courses.milestones.likeness_models import Likeness, PicturePrint
from courses.milestones.models import Claim, Evidence, UsedReference
from courses.models import Learner
from lms.demo.story.pictures import draw_picture
from media.actions import store_photo
from media.models import StoredFile
from tests.build import NOON, People
from tests.milestones import things


def order(seed: int) -> Image.Image:
    """A screen with an order: a head, boxes and lines of text that differ from order to order."""
    chance = random.Random(seed)
    screen = Image.new("RGB", (720, 1440), (250, 250, 250))
    draw = ImageDraw.Draw(screen)
    draw.rectangle((0, 0, 720, 110), fill=(238, 77, 45))
    top = 130
    while top < 1300:
        high = chance.randint(70, 190)
        if chance.random() < 0.6:
            draw.rectangle((20, top, 200, top + high), fill=tuple(chance.randint(0, 255) for _ in range(3)))
        for line in range(chance.randint(1, 5)):
            draw.rectangle(
                (230, top + line * 30, 290 + chance.randint(0, 400), top + 14 + line * 30), fill=(40, 40, 40)
            )
        top += high + 10
    return screen


def stored(owner: Learner, picture: Image.Image, quality: int = 90) -> StoredFile:
    content = BytesIO()
    picture.save(content, "JPEG", quality=quality)
    upload = SimpleUploadedFile("a.jpg", content.getvalue(), "image/jpeg")
    return store_photo(owner.user, upload=upload, at=NOON)


def sale(learner: Learner, picture: Image.Image, quality: int = 90) -> Claim:
    photos = [
        (things.ORDER, stored(learner, picture, quality)),
        (things.PARCEL, things.picture(learner)),
    ]
    return things.sale_claim(learner, photos=photos)


def cropped(picture: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    wide, high = picture.size
    return picture.crop(
        (int(wide * left), int(high * top), int(wide * (1 - right)), int(high * (1 - bottom)))
    )


COPIES = {
    "saved again": lambda one: one,
    "half the size": lambda one: one.resize((360, 720)),
    "a tenth off all sides": lambda one: cropped(one, 0.1, 0.1, 0.1, 0.1),
    "a little off all sides": lambda one: cropped(one, 0.022, 0.022, 0.022, 0.022),
    "without the status bar": lambda one: cropped(one, 0, 0.045, 0, 0),
    "without the bottom": lambda one: cropped(one, 0, 0, 0, 0.1),
    "without both bars": lambda one: cropped(one, 0, 0.05, 0, 0.05),
    "cropped and smaller": lambda one: cropped(one, 0.06, 0.06, 0.06, 0.06).resize((300, 600)),
}


@pytest.mark.parametrize("way", COPIES)
def test_a_copy_is_found_and_flagged_as_like(people: People, way: str) -> None:
    first = sale(people.learner, order(1))
    second = sale(people.classmate, COPIES[way](order(1)), quality=55)
    assert second.flags == []  # by its bytes it is another picture
    assert look_into_pictures(NOON) == 4
    for claim, other in ((first, second), (second, first)):
        claim.refresh_from_db()
        (flag,) = [flag for flag in find_flags(claim) if flag.code == "dup_hash"]
        assert claim.flags == ["dup_hash"]
        assert flag.likeness == {other.pk: "near"}
        assert str(flag.sentence) == "เคยมีคนส่งภาพที่คล้ายกันมาก (ตัดขอบหรือบันทึกซ้ำ)"


def test_pictures_of_different_orders_are_not_alike(people: People) -> None:
    for seed in range(6):
        Evidence.objects.create(
            claim=_shop_claim(people.learner) if seed == 0 else Claim.objects.get(),
            kind=things.SHOP,
            stored_file=stored(people.learner, order(seed)),
            sha256=uuid.uuid4().hex * 2,
        )
    assert look_into_pictures(NOON) == 6
    assert not Likeness.objects.exists()
    assert all(len(bytes(one.hashes)) == 32 * len(likeness.CUTS) for one in PicturePrint.objects.all())


def _shop_claim(learner: Learner) -> Claim:
    return things.shop_claim(learner)


def screen_of_an_app(tracking: str, number: str) -> Image.Image:
    """The same app, goods and price in every order, as selling apps show them: only the numbers differ."""
    words = ("คำสั่งซื้อ", "ผ้าซิ่นมัดหมี่", "฿790.00", tracking, "18 พ.ย. 2569", number)
    return Image.open(BytesIO(draw_picture("order-screenshot", words))).convert("RGB")


def with_a_name_covered(picture: Image.Image) -> Image.Image:
    covered = picture.copy()
    ImageDraw.Draw(covered).rectangle((24, 500, 200, 515), fill=(0, 0, 0))
    return covered


def test_two_orders_of_one_selling_app_are_not_alike(people: People) -> None:
    sale(people.learner, screen_of_an_app("EJ104338508TH", "7152440312"))
    sale(people.classmate, screen_of_an_app("RR473124829TH", "2290813576"))
    look_into_pictures(NOON)
    assert not Likeness.objects.exists()


@pytest.mark.parametrize("way", ["saved again", "half the size", "a little off all sides", "covered"])
def test_a_copy_of_an_order_of_a_selling_app_is_alike(people: People, way: str) -> None:
    screen = screen_of_an_app("EJ104338508TH", "7152440312")
    sale(people.learner, screen)
    sale(people.classmate, (COPIES | {"covered": with_a_name_covered})[way](screen), quality=55)
    look_into_pictures(NOON)
    assert Likeness.objects.count() == 2


def test_a_plain_picture_is_like_nothing(people: People) -> None:
    for who in (people.learner, people.classmate):
        things.content_claim(
            who, photos=[(things.CONTENT, things.stored_picture(who, "navy" if who.pk % 2 else "red"))]
        )
    look_into_pictures(NOON)
    assert not Likeness.objects.exists()


def test_the_same_bytes_and_a_copy_are_told_apart(people: People) -> None:
    first = sale(people.learner, order(1))
    same = sale(people.classmate, order(1))
    near = sale(people.neighbour, cropped(order(1), 0.03, 0.03, 0.03, 0.03))
    look_into_pictures(NOON)
    (flag,) = [flag for flag in find_flags(first) if flag.code == "dup_hash"]
    assert flag.likeness == {same.pk: "exact", near.pk: "near"}


def test_it_is_looked_into_once_and_a_missing_file_costs_nothing(people: People) -> None:
    claim = things.sale_claim(people.learner)  # its pictures have no files
    assert look_into_pictures(NOON) == 2
    assert look_into_pictures(NOON) == 0
    assert all(one.parsed == {"unreadable": True} and one.examined_at for one in claim.evidence.all())


def test_a_slip_anywhere_among_the_pictures_is_found(people: People) -> None:
    photos = [
        (things.ORDER, things.slip_picture(people.learner)),
        (things.PARCEL, things.picture(people.learner)),
    ]
    claim = things.sale_claim(people.learner, photos=photos)
    look_into_pictures(NOON)
    assert claim.evidence.get(kind=things.ORDER).slip_reference == "014:202611170945123456"


def test_one_slip_flags_both_and_certifies_one_person(people: People) -> None:
    for who in (people.learner, people.classmate):
        things.ready_to_sell(who, people.manager)
    first, second = (
        things.sale_claim(
            who, photos=[(things.ORDER, things.slip_picture(who)), (things.PARCEL, things.picture(who))]
        )
        for who in (people.learner, people.classmate)
    )
    look_into_pictures(NOON)
    for claim in (first, second):
        claim.refresh_from_db()
        assert "dup_txn_ref" in claim.flags
    verify_claim(things.said(first, people.manager), by=people.manager, at=NOON)
    with pytest.raises(ReferenceUsed):
        verify_claim(things.said(second, people.manager), by=people.manager, at=NOON)
    assert UsedReference.objects.filter(kind="slip").count() == 1


def test_a_forged_slip_is_flagged(people: People) -> None:
    forged = things.slip_picture(people.learner, things.slip_text(forged=True))
    claim = things.sale_claim(
        people.learner,
        photos=[(things.ORDER, forged), (things.PARCEL, things.picture(people.learner))],
    )
    look_into_pictures(NOON)
    claim.refresh_from_db()
    assert claim.flags == ["bad_slip"]


@pytest.mark.parametrize("own", [things.slip_text("202611170945000001"), things.slip_text(forged=True)])
def test_the_code_of_another_slip_pasted_on_a_slip_proves_nothing(people: People, own: str) -> None:
    """Which of two codes is read first is chance: no valid one may hide a forged one, or another transfer."""
    both = Image.new("RGB", (1440, 1100), "white")
    for left, text in ((0, own), (720, things.slip_text("202611170945999999"))):
        both.paste(Image.open(things.slip_upload(text)), (left, 0))
    content = BytesIO()
    both.save(content, "JPEG", quality=85)
    upload = SimpleUploadedFile("slip.jpg", content.getvalue(), "image/jpeg")
    stored = store_photo(people.learner.user, upload=upload, at=NOON)
    photos = [(things.ORDER, stored), (things.PARCEL, things.picture(people.learner))]
    claim = things.sale_claim(people.learner, photos=photos)
    look_into_pictures(NOON)
    claim.refresh_from_db()
    assert claim.flags == ["bad_slip"]
    assert claim.evidence.get(kind=things.ORDER).slip_reference == ""


def test_two_copies_of_one_picture_are_one_piece_of_evidence(people: People) -> None:
    photos = [
        (things.ORDER, stored(people.learner, order(1))),
        (things.PARCEL, stored(people.learner, cropped(order(1), 0.03, 0.03, 0.03, 0.03))),
    ]
    claim = things.sale_claim(people.learner, photos=photos)
    look_into_pictures(NOON)
    claim.refresh_from_db()
    assert claim.flags == ["missing_part"]
