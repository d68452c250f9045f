"""A learner sends a milestone with its evidence."""

import uuid
from datetime import date, timedelta

import pytest

from courses.milestones.actions import claim_milestone, return_claim, verify_claim
from courses.milestones.errors import AlreadyClaimed, BadTrackingNumber, ClaimRefused
from courses.milestones.models import Claim, Evidence
from courses.models import Shop
from courses.shops.errors import BadLink
from media.models import FileKind
from tests.build import People
from tests.milestones import things


def refused_at(field: str, learner, send=things.sale_claim, **fields) -> ClaimRefused:
    with pytest.raises(ClaimRefused) as refused:
        send(learner, **fields)
    assert refused.value.field == field
    assert str(refused.value.message)
    assert 400 <= refused.value.status < 500
    assert not Claim.objects.filter(learner=learner).exists()
    assert not Evidence.objects.exists()
    return refused.value


def test_a_shop_is_claimed_with_its_link(people: People) -> None:
    claim = things.shop_claim(people.learner, url="tiktok.com/@Mae.Somjai?_t=8x")
    assert claim.state == "pending"
    assert claim.submitted_by == people.learner.user
    assert claim.url_key == "tiktok.com/@mae.somjai"
    assert claim.shop.platform == "tiktok"
    assert claim.flags == []


def test_the_same_claim_sent_twice_is_one_claim(people: People) -> None:
    claim_id, photo = uuid.uuid4(), things.picture(people.learner)
    photos = [(things.ORDER, photo)]
    first = things.sale_claim(
        people.learner, claim_id=claim_id, tracking_number=things.TRACKING, photos=photos
    )
    again = things.sale_claim(people.learner, claim_id=claim_id, tracking_number="nonsense", photos=photos)
    assert again == first
    assert Claim.objects.count() == Evidence.objects.count() == 1


def test_somebody_elses_claim_id_is_refused(people: People) -> None:
    claim_id = uuid.uuid4()
    things.shop_claim(people.learner, claim_id=claim_id)
    with pytest.raises(ClaimRefused):
        things.shop_claim(people.classmate, claim_id=claim_id)
    assert Claim.objects.get().learner == people.learner


def test_a_shop_without_a_link_is_refused_at_the_link(people: People) -> None:
    refused_at("url", people.learner, things.shop_claim, url="  ")
    assert not Shop.objects.exists()


def test_a_link_to_nowhere_is_refused_and_no_shop_is_kept(people: People) -> None:
    with pytest.raises(BadLink) as refused:
        things.shop_claim(people.learner, url="http://localhost/shop")
    assert refused.value.field == "url"
    assert not Shop.objects.exists()
    assert not Claim.objects.exists()


def test_content_needs_a_link_and_a_picture(people: People) -> None:
    refused_at("url", people.learner, things.content_claim, url="")
    refused_at("photos-content-screenshot", people.learner, things.content_claim, photos=[])
    assert things.content_claim(people.learner).state == "pending"


def test_a_sale_without_evidence_is_refused(people: People) -> None:
    refused_at("photos-order-screenshot", people.learner, photos=[])
    refused_at("photos-order-screenshot", people.learner, photos=[], tracking_number=things.TRACKING)


def test_an_order_picture_alone_is_not_enough(people: People) -> None:
    photos = [(things.ORDER, things.picture(people.learner))]
    refused_at("tracking_number", people.learner, photos=photos)


def test_the_same_picture_twice_is_one_piece_of_evidence(people: People) -> None:
    twice = [(kind, things.picture(people.learner, "one")) for kind in (things.ORDER, things.PARCEL)]
    refused_at("tracking_number", people.learner, photos=twice)


def test_a_number_of_an_unknown_carrier_needs_a_photo_of_the_parcel(people: People) -> None:
    order = (things.ORDER, things.picture(people.learner))
    refused_at("photos-parcel-photo", people.learner, tracking_number="QX01234567890A", photos=[order])
    parcel = (things.PARCEL, things.picture(people.learner))
    claim = things.sale_claim(people.learner, tracking_number="TH01234567890A", photos=[order, parcel])
    assert claim.flags == ["unchecked_tracking"]


def test_a_checked_number_with_the_order_picture_is_enough(people: People) -> None:
    photos = [(things.ORDER, things.picture(people.learner))]
    claim = things.sale_claim(people.learner, tracking_number="rr 473124829 th", photos=photos)
    assert claim.tracking_number == things.TRACKING
    assert claim.evidence.get().sha256 == photos[0][1].sent_sha256


def test_a_wrong_check_digit_is_refused_at_the_number(people: People) -> None:
    refused = refused_at("tracking_number", people.learner, tracking_number="RR473124828TH")
    assert isinstance(refused, BadTrackingNumber)


@pytest.mark.parametrize("day", [things.TODAY + timedelta(days=1), date(1999, 12, 31), date(2026, 10, 1)])
def test_a_day_that_cannot_be_is_refused_at_the_day(people: People, day: date) -> None:
    refused_at("happened_on", people.learner, happened_on=day)


def test_a_shop_may_be_older_than_the_course(people: People) -> None:
    assert things.shop_claim(people.learner, happened_on=date(2024, 2, 29)).state == "pending"


def test_today_in_thailand_is_not_in_the_future(people: People) -> None:
    at = things.NOON.replace(hour=0, minute=5)
    assert things.sale_claim(people.learner, happened_on=things.TODAY, at=at).happened_on == things.TODAY


def test_a_waiting_or_checked_step_is_not_sent_again(people: People) -> None:
    claim = things.shop_claim(people.learner)
    with pytest.raises(AlreadyClaimed):
        things.shop_claim(people.learner)
    verify_claim(claim, by=people.manager, at=things.NOON)
    with pytest.raises(AlreadyClaimed):
        things.shop_claim(people.learner)
    assert Claim.objects.count() == 1


def test_a_step_sent_back_is_sent_again_with_the_same_shop(people: People) -> None:
    first = things.shop_claim(people.learner)
    return_claim(first, by=people.trainer, at=things.NOON, reason="ภาพไม่ชัด")
    second = things.shop_claim(people.learner, url=first.url)
    assert second.state == "pending"
    assert second.shop == first.shop
    assert Shop.objects.count() == 1


def test_a_picture_of_another_person_or_kind_or_claim_is_refused(people: People) -> None:
    mine = things.picture(people.learner)
    sound = things.picture(people.learner)
    sound.kind = FileKind.AUDIO
    for stored in (things.picture(people.classmate), sound):
        refused_at("photos-order-screenshot", people.learner, photos=[(things.ORDER, stored)])
    refused_at("", people.learner, photos=[(things.SHOP, mine), (things.ORDER, mine)])
    claim = things.content_claim(people.learner, photos=[(things.CONTENT, mine)])
    with pytest.raises(ClaimRefused):
        things.shop_claim(people.learner, photos=[(things.SHOP, mine)])
    assert claim.evidence.get().stored_file == mine


def test_too_many_pictures_or_an_unknown_step_are_refused(people: People) -> None:
    many = [(things.ORDER, things.picture(people.learner)) for _ in range(7)]
    refused_at("photos-order-screenshot", people.learner, photos=many)
    with pytest.raises(ClaimRefused):
        claim_milestone(
            people.learner, claim_id=uuid.uuid4(), milestone="M9", happened_on=things.SOLD_ON, at=things.NOON
        )
