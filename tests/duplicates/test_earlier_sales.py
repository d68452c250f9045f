"""Certified as new, then merged with a profile that had sold before: out of K1, and back when undone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from courses.duplicates.actions import merge_people, undo_merge
from courses.duplicates.models import Merge
from courses.milestones.actions import revoke_certification, verify_claim
from courses.milestones.counting_rules import Rule
from courses.milestones.models import Certification
from courses.models import CountingRule, Learner
from courses.reports.basis import Basis
from courses.reports.figures import figures
from courses.reports.months.actions import change_rule, close_month
from courses.reports.months.calendar import Month
from courses.reports.months.restating import restate
from courses.reports.recounting.run import recount_figures
from lms.dates import BANGKOK
from tests import build
from tests.build import NOON, People
from tests.duplicates.test_duplicates import desk_of
from tests.duplicates.things import everything, pair_of
from tests.milestones import things
from tests.reports import rows

pytestmark = pytest.mark.django_db
DECEMBER = datetime(2026, 12, 5, 9, 0, tzinfo=BANGKOK)
SOLD = date(2026, 11, 3)
EARLY, LATE = (datetime(2026, month, 1, tzinfo=BANGKOK) for month in (10, 12))


@pytest.fixture
def earlier(people: People) -> Learner:
    """Another profile in the same cohort, of somebody who had sold before."""
    return _joined(build.learner("สมใจ วงผ้า", people.cohort, sold_before=True), EARLY)


def _joined(learner: Learner, at: datetime) -> Learner:
    Learner.objects.filter(pk=learner.pk).update(joined_at=at)
    learner.refresh_from_db()
    return learner


def k1(at: datetime = DECEMBER) -> int:
    return int({one.code: one.value for one in figures(Basis(2570, False, at))}["K1"] or 0)


def merged(people: People, survivor: Learner, other: Learner) -> Merge:
    pair = pair_of(survivor, other)
    return merge_people(pair, survivor=survivor, by=people.administrator, at=DECEMBER)


@pytest.mark.parametrize("stays", ["new", "earlier"])
def test_who_had_sold_before_leaves_k1_whoever_stays_and_is_back_when_it_is_undone(
    people: People, earlier: Learner, stays: str
) -> None:
    rows.certify(people.learner, people.cohort, SOLD)
    before = everything()
    assert k1() == 1
    pair = (people.learner, earlier) if stays == "new" else (earlier, people.learner)
    done = merged(people, *pair)
    held = Certification.objects.get()
    assert (k1(), held.is_baseline_seller, held.learner) == (0, True, pair[0])
    assert recount_figures(DECEMBER).drift == []
    undo_merge(done, by=people.administrator, at=DECEMBER)
    assert (k1(), everything() == before) == (1, True)
    assert recount_figures(DECEMBER).drift == []


def test_it_is_the_same_whether_one_merges_first_or_certifies_first(people: People, earlier: Learner) -> None:
    things.ready_to_sell(people.learner, people.manager)
    sale = things.sale_claim(people.learner)
    merged(people, people.learner, earlier)
    verify_claim(sale, by=people.manager, at=DECEMBER)
    assert (k1(), Certification.objects.get().is_baseline_seller) == (0, True)


def test_a_closed_month_keeps_its_figure_and_says_why_today_is_less(people: People, earlier: Learner) -> None:
    rows.certify(people.learner, people.cohort, SOLD)
    period = close_month(Month(2026, 11), demonstration=False, by=None, at=DECEMBER)
    pair = pair_of(people.learner, earlier)
    later = DECEMBER + timedelta(days=1)
    done = merge_people(pair, survivor=earlier, by=people.administrator, at=later)
    (told,) = restate([period])
    assert (told.then, told.now, [(line.reason, line.delta) for line in told.lines]) == (
        1,
        0,
        [("earlier", -1)],
    )
    assert recount_figures(later).drift == []
    undo_merge(done, by=people.administrator, at=later)
    assert restate([period])[0].lines == []


def test_a_yes_that_was_told_after_the_first_proven_sale_changes_nothing(
    people: People, earlier: Learner
) -> None:
    rows.certify(people.learner, people.cohort, SOLD)
    late = _joined(earlier, LATE)
    before = everything()
    done = merged(people, late, people.learner)
    late.refresh_from_db()
    assert (k1(), late.sold_before) == (1, False), "that sale is what the yes tells of"
    assert recount_figures(DECEMBER).drift == []
    undo_merge(done, by=people.administrator, at=DECEMBER)
    assert everything() == before


def test_a_year_whose_rule_lets_all_count_keeps_them(people: People, earlier: Learner) -> None:
    CountingRule.objects.create(
        name=Rule.BASELINE_EXCLUDED, from_year_be=2570, value=0, decided_at=NOON,
        decided_by=people.administrator,
    )  # fmt: skip
    rows.certify(people.learner, people.cohort, SOLD)
    merged(people, people.learner, earlier)
    assert k1() == 1
    change_rule(
        Rule.BASELINE_EXCLUDED, from_year_be=2570, value=1, by=people.administrator, at=DECEMBER
    )  # fmt: skip
    assert k1() == 0


def test_a_rule_that_changes_while_two_are_one_leaves_nothing_behind_when_they_are_two(
    people: People, earlier: Learner
) -> None:
    rows.certify(people.learner, people.cohort, SOLD)
    boss = people.administrator
    change_rule(Rule.BASELINE_EXCLUDED, from_year_be=2570, value=0, by=boss, at=DECEMBER)
    done = merged(people, people.learner, earlier)
    change_rule(Rule.BASELINE_EXCLUDED, from_year_be=2570, value=1, by=boss, at=DECEMBER)
    assert k1() == 0
    undo_merge(done, by=boss, at=DECEMBER)
    assert k1() == 1
    assert recount_figures(DECEMBER).drift == []


def test_who_was_certified_as_one_person_counts_by_their_own_answer_when_they_are_two(
    people: People, earlier: Learner
) -> None:
    things.ready_to_sell(people.learner, people.manager)
    sale = things.sale_claim(people.learner)
    done = merged(people, people.learner, earlier)
    verify_claim(sale, by=people.manager, at=DECEMBER)
    assert k1() == 0
    undo_merge(done, by=people.administrator, at=DECEMBER)
    assert (Certification.objects.get().learner, k1()) == (people.learner, 1)


def test_a_first_sale_that_stays_with_an_earlier_seller_does_not_count(
    people: People, earlier: Learner
) -> None:
    late = _joined(earlier, datetime(2026, 11, 5, tzinfo=BANGKOK))
    things.ready_to_sell(late, people.manager)
    first = rows.certify(people.learner, people.cohort, SOLD)
    done = merged(people, late, people.learner)
    first.refresh_from_db()
    revoke_certification(first, by=people.administrator, at=DECEMBER, reason="ภาพของคนอื่น")
    sale = things.sale_claim(Learner.objects.get(pk=late.pk), at=DECEMBER)
    verify_claim(sale, by=people.manager, at=DECEMBER)
    assert k1() == 1
    undo_merge(done, by=people.administrator, at=DECEMBER + timedelta(days=1))
    held = Certification.objects.live().get()
    assert (held.learner.sold_before, held.is_baseline_seller, k1()) == (True, True, 0)


def test_the_manager_reads_before_the_merge_what_will_happen_to_the_number(
    people: People, earlier: Learner
) -> None:
    rows.certify(people.learner, people.cohort, SOLD)
    pair, desk = pair_of(people.learner, earlier), desk_of(people.manager)
    html = desk.get(f"/desk/duplicates/{pair.pk}/").content.decode()
    assert "เคยขายออนไลน์ก่อนเข้าโครงการ เมื่อเป็นคนเดียวกันจะแสดงแยกจาก K1" in html
    assert "K1 ของปีงบประมาณ 2570 ลดลง 1" in html
    done = merged(people, people.learner, earlier)
    for address in ("/desk/duplicates/?show=merged", f"/desk/duplicates/merges/{done.pk}/"):
        assert "เคยขายมาก่อน: ไม่นับใน K1" in desk.get(address).content.decode(), address
    two = rows.certify(people.classmate, people.cohort, SOLD).learner
    third = build.learner("สมใจ", people.cohort)
    rows.certify(third, people.cohort, SOLD)
    html = desk.get(f"/desk/duplicates/{pair_of(two, third).pk}/").content.decode()
    assert "จะนับครั้งเดียว" in html
    fourth, fifth = (build.learner(f"คน {n}", people.cohort) for n in range(2))
    assert "K1 ของ" not in desk.get(f"/desk/duplicates/{pair_of(fourth, fifth).pk}/").content.decode()
