"""What other rooms make of the ledgers: indicators, the nightly recount, merges, erasure and the own copy."""

from __future__ import annotations

from datetime import timedelta

import pytest

from courses.duplicates.actions import merge_people, undo_merge
from courses.ledgers import actions
from courses.ledgers.counting import count_k2, count_k3
from courses.ledgers.models import Operator, PromotionService
from courses.milestones.ladder import ladder_of
from courses.people.erasure import ask_erasure
from courses.reports import counting_ledgers
from courses.reports.basis import Basis
from courses.reports.figures import COUNTERS, FigureState, Reading
from courses.reports.recounting.registry import CHECKS, Scope, compare
from courses.reports.recounting.run import scope_at
from courses.reports.scope import Scope as Whom
from courses.rights.erasing import erase_due
from courses.rights.tables import tables_of
from tests.build import People
from tests.duplicates.things import everything, pair_of
from tests.ledgers import rows

NOON, TODAY, YEAR = rows.NOON, rows.TODAY, rows.YEAR


def counted(code: str, **scope: object) -> object:
    return COUNTERS[code](Reading(Basis(YEAR, False, NOON), Whom(**scope)))


def test_the_indicators_are_counted_from_the_ledgers_by_place(people: People) -> None:
    assert counting_ledgers.promoted is COUNTERS["K2"]
    rows.service(rows.inside(people.learner), people.manager)
    rows.service(rows.inside(people.neighbour), people.neighbour_manager)
    rows.mark(rows.inside(people.learner), people.manager)
    assert (counted("K2").value, counted("K3").value, counted("KA").value) == (2, 1, 0)
    assert counted("K2", area="northeast").value == 1
    assert counted("K2", area="41").value == 1
    assert counted("K2", sex="female").state == FigureState.NO_DATA_SOURCE


def test_the_nightly_recount_finds_no_drift_and_sees_one(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows.service(rows.inside(people.learner), people.manager, "clinic", TODAY - timedelta(days=400))
    rows.service(rows.inside(people.learner), people.manager)
    rows.mark(rows.inside(people.classmate), people.manager)
    scope: Scope = scope_at(NOON)
    checked, drift = compare(CHECKS["ledgers"], scope)
    assert checked > 10
    assert drift == []
    monkeypatch.setattr("courses.ledgers.recounting.K3", "SELECT '', 7 WHERE %s < %s OR %s")
    assert next(found.key for found in compare(CHECKS["ledgers"], scope)[1]).startswith("K3:")


def test_a_merge_makes_one_person_and_undoing_it_two_again(people: People) -> None:
    first = rows.service(rows.inside(people.learner), people.manager)
    rows.service(rows.inside(people.classmate), people.manager)
    before = everything()
    done = merge_people(
        pair_of(people.learner, people.classmate), survivor=people.learner, by=people.administrator, at=NOON
    )
    assert count_k2(YEAR, demonstration=False).value == 1
    assert compare(CHECKS["ledgers"], scope_at(NOON))[1] == []
    assert PromotionService.objects.visible_to(people.trainer).count() == 2
    undo_merge(done, by=people.administrator, at=NOON)
    assert everything() == before
    assert count_k2(YEAR, demonstration=False).value == 2
    assert first.operator.learner == people.learner


def test_an_erased_person_still_counts_and_nobody_reads_who_it_was(people: People) -> None:
    stranger = rows.outside(people.manager, "ดวงใจ ใจดี", phone="0819998877")
    rows.service(stranger, people.manager, "listing", note="ร้านของดวงใจ")
    rows.mark(stranger, people.manager)
    actions.link_operator(stranger, learner=people.learner, by=people.manager, at=NOON)
    ask_erasure(people.learner, by=people.learner.user, at=NOON)
    assert erase_due(NOON + timedelta(days=400)) == 1
    left, service = Operator.objects.get(pk=stranger.pk), PromotionService.objects.get()
    assert "ดวงใจ" not in f"{left.name}{left.name_key}{service.note}"
    assert "0819998877" not in left.phone.replace("+66", "0")
    assert service.url == ""
    assert (count_k2(YEAR, demonstration=False).value, count_k3(YEAR, demonstration=False).value) == (1, 1)


def test_a_person_reads_what_the_ledgers_hold_about_them(people: People) -> None:
    rows.service(rows.inside(people.learner), people.manager)
    rows.mark(rows.inside(people.learner), people.manager, number="TM2222")
    held = {table.key: list(table.cells()) for table in tables_of(people.learner)}
    assert held["abroad"][0][:3] == ["session", TODAY, "CN"]
    assert "TM2222" in held["dbd"][0]


def test_a_mark_and_an_order_from_abroad_are_milestones_without_a_claim(people: People) -> None:
    rows.mark(rows.inside(people.learner), people.manager, TODAY - timedelta(days=9))
    stranger = rows.outside(people.manager)
    rows.service(stranger, people.manager, "matching", outcome="order")
    assert "M9" not in ladder_of(people.learner).reached
    actions.link_operator(stranger, learner=people.learner, by=people.manager, at=NOON)
    reached = ladder_of(people.learner).reached
    assert (reached["M8"], reached["M9"]) == (TODAY - timedelta(days=9), TODAY)
    assert "M8" not in ladder_of(people.classmate).reached
