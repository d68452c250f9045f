"""Two certified profiles, made one person: the sale that counted for both falls, the other one stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from courses.duplicates.actions import merge_people, undo_merge
from courses.duplicates.models import Merge
from courses.milestones.actions import revoke_certification, take_back_claim
from courses.milestones.models import Certification, Claim
from courses.models import Learner
from courses.reports.months.actions import close_month
from courses.reports.months.calendar import Month
from courses.reports.months.restating import restate
from courses.reports.recounting.run import recount_figures
from tests.build import People
from tests.duplicates.test_earlier_sales import DECEMBER, k1
from tests.duplicates.things import pair_of
from tests.reports import rows

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2026, 11, 3), date(2026, 11, 9)
LATER = DECEMBER + timedelta(days=1)


@pytest.fixture
def two(people: People) -> list[Certification]:
    """The first sales of two profiles, each with a shop of its own, the earlier one first."""
    sellers = ((people.learner, FIRST), (people.classmate, SECOND))
    for learner, day in sellers:
        rows.claim(learner, "M4", day - timedelta(days=2), "verified")
    return [rows.certify(learner, people.cohort, day) for learner, day in sellers]


def merged(people: People, survivor: Learner, other: Learner, at: datetime = DECEMBER) -> Merge:
    return merge_people(pair_of(survivor, other), survivor=survivor, by=people.administrator, at=at)


def revoke(people: People, certification: Certification) -> None:
    certification.refresh_from_db()
    revoke_certification(certification, by=people.administrator, at=LATER, reason="สลิปปลอม")


@pytest.mark.parametrize("stays", ["first", "second"])
def test_the_other_checked_sale_counts_when_the_one_that_counted_falls(
    people: People, two: list[Certification], stays: str
) -> None:
    pair = (people.learner, people.classmate)
    survivor, other = pair if stays == "first" else reversed(pair)
    done = merged(people, survivor, other)
    assert k1() == 1
    revoke(people, two[0])
    stands = Certification.objects.live().get()
    assert (k1(LATER), stands.pk, stands.learner, stands.claim.learner) == (1, two[1].pk, survivor, survivor)
    assert recount_figures(LATER).drift == []
    undo_merge(done, by=people.administrator, at=LATER)
    owners = {row.pk: (row.learner_id, row.claim.learner_id) for row in Certification.objects.all()}
    assert owners == {two[0].pk: (people.learner.pk,) * 2, two[1].pk: (people.classmate.pk,) * 2}
    assert (k1(LATER), Certification.objects.live().get().pk) == (1, two[1].pk)
    assert recount_figures(LATER).drift == []


def test_with_a_sale_that_stands_the_other_one_stays_behind(people: People, two: list[Certification]) -> None:
    done = merged(people, people.learner, people.classmate)
    revoke(people, two[1])
    assert (k1(LATER), Certification.objects.live().get().pk) == (1, two[0].pk)
    undo_merge(done, by=people.administrator, at=LATER)
    assert (k1(LATER), Certification.objects.live().get().pk) == (1, two[0].pk)


def test_where_the_shop_falls_the_other_profiles_shop_stands_and_its_sale(
    people: People, two: list[Certification]
) -> None:
    merged(people, people.learner, people.classmate)
    shop = Claim.objects.get(learner=people.learner, milestone="M4", state="verified")
    take_back_claim(shop, by=people.administrator, at=LATER, reason="ร้านไม่มีอยู่จริง")
    assert Claim.objects.filter(learner=people.learner, milestone="M4", state="verified").count() == 1
    assert (k1(LATER), Certification.objects.live().get().pk) == (1, two[1].pk)
    assert recount_figures(LATER).drift == []


def test_no_sale_stands_without_a_shop(people: People, two: list[Certification]) -> None:
    Claim.objects.filter(learner=people.classmate, milestone="M4").delete()
    merged(people, people.learner, people.classmate)
    shop = Claim.objects.get(learner=people.learner, milestone="M4", state="verified")
    take_back_claim(shop, by=people.administrator, at=LATER, reason="ร้านไม่มีอยู่จริง")
    assert k1(LATER) == 0


def test_who_had_sold_before_stays_beside_k1(people: People, two: list[Certification]) -> None:
    merged(people, people.learner, people.classmate)
    Learner.objects.filter(pk=people.learner.pk).update(sold_before=True)
    revoke(people, two[0])
    assert (k1(LATER), Certification.objects.live().get().is_baseline_seller) == (0, True)


def test_a_closed_month_says_that_another_sale_of_the_person_stands(
    people: People, two: list[Certification]
) -> None:
    merged(people, people.learner, people.classmate)
    period = close_month(Month(2026, 11), demonstration=False, by=None, at=DECEMBER)
    revoke(people, two[0])
    (told,) = restate([period])
    assert (told.then, told.now) == (1, 1)
    assert [(line.reason, line.delta) for line in told.lines] == [("stands", 1), ("revoked", -1)]
