"""K2, K3 and reach: people count once, parts add up, and other SQL comes to the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.goals.models import Comparator, Target
from courses.ledgers import actions
from courses.ledgers.counting import count_k2, count_k3, k2_people, k3_marks
from courses.ledgers.models import PromotionService
from courses.ledgers.recounting import published, recount_k2, recount_k3, recount_reach
from courses.models import Learner
from tests import build
from tests.build import People
from tests.ledgers import rows

TODAY, NOON, YEAR = rows.TODAY, rows.NOON, rows.YEAR
FIRST, LAST = date(2026, 10, 1), date(2027, 9, 30)


def k2(area: str = "", by: str = "", year: int = YEAR) -> tuple[int, dict[str, int]]:
    return count_k2(year, area, demonstration=False, by=by)


def recounted() -> dict[str, int]:
    found = (recount(YEAR, demonstration=False) for recount in (recount_k2, recount_k3, recount_reach))
    return {key: value for part in found for key, value in part}


def no_drift() -> bool:
    return recounted() == dict(published(YEAR, demonstration=False))


def test_one_person_with_five_services_counts_once(people: People) -> None:
    operator = rows.inside(people.learner)
    for kind in ("session", "session", "matching", "listing", "clinic"):
        rows.service(operator, people.manager, kind)
    value, kinds = k2(by="kind")
    assert value == 1
    assert kinds == {"session": 1, "matching": 1, "listing": 1, "clinic": 1}


def test_parts_add_up_and_a_person_stands_where_the_first_service_stands(people: People) -> None:
    here, there = rows.inside(people.learner), rows.inside(people.neighbour)
    rows.service(here, people.manager, day=TODAY)
    rows.service(here, people.manager, day=TODAY - timedelta(days=30))
    rows.service(there, people.neighbour_manager, "clinic")
    assert k2(by="month") == (2, {"2026-10": 1, "2026-11": 1})
    assert k2(by="province") == (2, {"19": 1, "41": 1})
    assert k2("41", by="kind") == (1, {"session": 1, "matching": 0, "listing": 0, "clinic": 0})


def test_linking_an_operator_makes_two_rows_one_person(people: People) -> None:
    stranger = rows.outside(people.manager, area_code="41")
    rows.service(stranger, people.manager, day=TODAY - timedelta(days=3))
    rows.service(rows.inside(people.learner), people.manager)
    assert k2()[0] == 2
    actions.link_operator(stranger, learner=people.learner, by=people.manager, at=NOON)
    assert k2()[0] == 1
    assert k2_people(YEAR, demonstration=False).get().operator == stranger
    actions.unlink_operator(stranger, reason="คนละคน", by=people.manager, at=NOON)
    assert k2()[0] == 2


def test_merging_two_profiles_makes_them_one_person_also_in_a_row(people: People) -> None:
    for learner in (people.learner, people.classmate, people.neighbour):
        rows.service(rows.inside(learner), people.administrator)
    Learner.objects.filter(pk=people.classmate.pk).update(merged_into=people.learner)
    assert k2()[0] == 2
    Learner.objects.filter(pk=people.learner.pk).update(merged_into=people.neighbour)
    assert k2()[0] == 1
    assert no_drift()


def test_a_voided_service_counts_no_longer_and_the_next_one_takes_its_place(people: People) -> None:
    operator = rows.inside(people.learner)
    first = rows.service(operator, people.manager, day=TODAY - timedelta(days=30))
    rows.service(operator, people.manager)
    actions.void_row(first, reason="ไม่ได้มา", by=people.manager, at=NOON)
    assert k2(by="month") == (1, {"2026-11": 1})


def test_the_year_ends_on_30_september(people: People) -> None:
    rows.service(rows.inside(people.learner), people.manager, day=date(2026, 9, 30))
    rows.service(rows.inside(people.classmate), people.manager, day=date(2026, 10, 1))
    assert (k2(year=2569)[0], k2(year=2570)[0]) == (1, 1)
    assert count_k2((date(2026, 1, 1), date(2026, 12, 31)), demonstration=False).value == 2


def test_demonstration_rows_are_never_in_a_real_figure(people: People) -> None:
    rows.service(rows.inside(people.learner), people.manager)
    rows.mark(rows.inside(people.learner), people.manager)
    PromotionService.objects.update(is_demonstration=True)
    assert k2()[0] == 0
    assert count_k2(YEAR, demonstration=True).value == 1
    assert count_k3(YEAR, demonstration=True).value == 0


def test_a_renewal_is_no_new_mark_and_an_expired_one_was_granted_all_the_same(people: People) -> None:
    operator = rows.inside(people.learner)
    old = rows.mark(operator, people.manager, date(2021, 11, 1), "TM1001", expires_on=date(2026, 11, 1))
    rows.mark(operator, people.manager, TODAY, "TM1001", renewal_of=old)
    rows.mark(rows.inside(people.classmate), people.manager)
    assert count_k3(YEAR, demonstration=False, by="month") == (1, {"2026-11": 1})
    assert count_k3(2565, demonstration=False).value == 1
    assert [mark.operator.learner for mark in k3_marks(YEAR, demonstration=False)] == [people.classmate]


def test_each_figure_costs_one_query(people: People, django_assert_num_queries: object) -> None:
    rows.service(rows.inside(people.learner), people.manager)
    for by in ("", "kind", "month", "province"):
        with django_assert_num_queries(1):
            k2("41", by)
    with django_assert_num_queries(1):
        count_k3(YEAR, "41", demonstration=False, by="province")


def test_25_000_is_not_more_than_25_000_and_one_more_is() -> None:
    target = Target(comparator=Comparator.MORE_THAN, value=25_000)
    assert (target.is_met_by(25_000), target.is_met_by(25_001)) == (False, True)


def test_13_000_marks_are_enough() -> None:
    target = Target(comparator=Comparator.AT_LEAST, value=13_000)
    assert (target.is_met_by(12_999), target.is_met_by(13_000)) == (False, True)


KINDS = ["session", "matching", "listing", "clinic"]
SERVICE = st.tuples(st.integers(0, 5), st.sampled_from(KINDS), st.integers(-70, 0), st.booleans())


class TestAnyHistory(TestCase):
    """Whatever is entered, linked, merged and voided: the figures are those of the people."""

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(SERVICE, max_size=10),
        st.lists(st.tuples(st.integers(3, 5), st.integers(0, 2)), max_size=2),
        st.sampled_from([None, (0, 1), (1, 2)]),
    )
    def test_people_count_once_and_parts_add_up(
        self,
        given: list[tuple[int, str, int, bool]],
        links: list[tuple[int, int]],
        merge: tuple[int, int] | None,
    ) -> None:
        people = build.people()
        learners = [people.learner, people.classmate, people.neighbour]
        everybody = [rows.inside(learner) for learner in learners]
        everybody += [rows.outside(people.administrator, area_code=code) for code in ("41", "19", "50")]
        who = {n: n for n in range(6)}
        for number, kind, days, is_void in given:
            made = rows.service(everybody[number], people.administrator, kind, TODAY + timedelta(days=days))
            if is_void:
                actions.void_row(made, reason="ลงผิด", by=people.administrator, at=NOON)
        for outsider, learner in links:
            if who[outsider] == outsider:
                actions.link_operator(
                    everybody[outsider], learner=learners[learner], by=people.administrator, at=NOON
                )
                who[outsider] = learner
        if merge:
            Learner.objects.filter(pk=learners[merge[0]].pk).update(merged_into=learners[merge[1]])
            who = {n: merge[1] if top == merge[0] else top for n, top in who.items()}
        self._check(given, who)

    def _check(self, given: list[tuple[int, str, int, bool]], who: dict[int, int]) -> None:
        in_year = [row for row in given if TODAY + timedelta(days=row[2]) >= FIRST]
        living = [(who[n], kind) for n, kind, _days, is_void in in_year if not is_void]
        assert k2()[0] == len({person for person, _kind in living})
        for by in ("month", "province"):
            value, parts = k2(by=by)
            assert value == sum(parts.values()) == k2()[0]
        assert k2(by="kind")[1]["clinic"] == len({person for person, kind in living if kind == "clinic"})
        assert sum(k2(area)[0] for area in ("41", "19", "50")) == k2()[0]
        assert no_drift()


@pytest.mark.parametrize("by", ["", "month", "province"])
def test_an_empty_ledger_counts_nobody(by: str, db: None) -> None:
    assert k2(by=by) == (0, {})
    assert count_k3(YEAR, demonstration=False, by=by) == (0, {})
