"""Flags: what a human must look at, each with its neighbours."""

from datetime import date, timedelta

from courses.milestones.actions import return_claim, verify_claim
from courses.milestones.flags import find_flags
from courses.milestones.models import Claim
from tests.build import NOON, People
from tests.milestones import things


def codes(claim: Claim) -> list[str]:
    return Claim.objects.get(pk=claim.pk).flags


def test_the_same_link_in_another_spelling_flags_both_people(people: People) -> None:
    first = things.shop_claim(people.learner, url="https://shopee.co.th/pha")
    second = things.shop_claim(people.classmate, url="https://www.shopee.co.th/Pha/?utm_source=line")
    assert codes(first) == codes(second) == ["dup_url"]
    assert [flag.neighbours for flag in find_flags(second)] == [(first,)]


def test_the_same_picture_flags_both_people(people: People) -> None:
    first = things.content_claim(
        people.learner, photos=[(things.CONTENT, things.picture(people.learner, "a"))]
    )
    second = things.content_claim(
        people.classmate, photos=[(things.CONTENT, things.picture(people.classmate, "a"))]
    )
    assert codes(first) == codes(second) == ["dup_hash"]


def test_an_own_second_try_is_no_duplicate(people: People) -> None:
    photo = things.picture(people.learner, "a")
    first = things.content_claim(people.learner, photos=[(things.CONTENT, photo)])
    return_claim(first, by=people.trainer, at=NOON, reason="ไม่เห็นวันที่")
    same = things.picture(people.learner, "a")
    assert things.content_claim(people.learner, photos=[(things.CONTENT, same)]).flags == []


def test_the_same_picture_for_another_step_is_flagged(people: People) -> None:
    things.content_claim(people.learner, photos=[(things.CONTENT, things.picture(people.learner, "a"))])
    photos = [
        (things.ORDER, things.picture(people.learner, "a")),
        (things.PARCEL, things.picture(people.learner)),
    ]
    assert things.sale_claim(people.learner, photos=photos).flags == ["dup_hash"]


def test_the_same_tracking_number_flags_both_people_across_communities(people: People) -> None:
    first = things.sale_claim(people.learner, tracking_number=things.TRACKING)
    second = things.sale_claim(people.neighbour, tracking_number="rr473124829th")
    assert codes(first) == codes(second) == ["dup_tracking"]


def test_a_decided_neighbour_keeps_the_flags_it_was_decided_with(people: People) -> None:
    first = verify_claim(
        things.shop_claim(people.learner, url="https://shopee.co.th/pha"), by=people.trainer, at=NOON
    )
    things.shop_claim(people.classmate, url="https://shopee.co.th/pha")
    assert codes(first) == []


def test_a_sale_before_the_shop_opened_is_flagged(people: People) -> None:
    things.shop_claim(people.learner, happened_on=things.SOLD_ON + timedelta(days=1))
    assert things.sale_claim(people.learner).flags == ["before_shop_open"]


def test_a_sale_in_another_fiscal_year_than_its_sending_is_flagged(people: People) -> None:
    people.learner.joined_at -= timedelta(days=90)
    people.learner.save()
    sale = things.sale_claim(people.learner, happened_on=date(2026, 9, 30))
    assert sale.flags == ["outside_fy_window"]


def test_shop_and_sale_within_ten_minutes_of_one_day_are_flagged(people: People) -> None:
    things.shop_claim(people.learner, happened_on=things.SOLD_ON, at=NOON)
    sale = things.sale_claim(people.learner, at=NOON + timedelta(minutes=9, seconds=59))
    assert sale.flags == ["too_fast"]


def test_ten_minutes_or_another_day_are_not_too_fast(people: People) -> None:
    things.shop_claim(people.learner, happened_on=things.SOLD_ON, at=NOON)
    assert things.sale_claim(people.learner, at=NOON + timedelta(minutes=10)).flags == []
    things.shop_claim(people.classmate, happened_on=things.SOLD_ON - timedelta(days=9), at=NOON)
    assert things.sale_claim(people.classmate, at=NOON + timedelta(minutes=1)).flags == []


def test_flags_cost_the_same_with_one_neighbour_and_with_nine(
    people: People, django_assert_max_num_queries
) -> None:
    claim = things.shop_claim(people.learner, url="https://shopee.co.th/pha")
    for other in (people.classmate, people.neighbour):
        things.shop_claim(other, url="https://shopee.co.th/pha")
        with django_assert_max_num_queries(5):
            flags = find_flags(claim)
            assert all(str(other.learner.user.name) for flag in flags for other in flag.neighbours)
