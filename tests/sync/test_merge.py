"""Any order, any repetition, any number of phones, clocks a year wrong: the same rows.

Each history is replayed through the real endpoint against a register that is as it was before, and all
rows are compared but the moments of arrival and the numbers that the database gives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import Attempt, Claim, Submission
from tests import build
from tests.sync.histories import World, batches, drawn_items, histories, rows, sent

pytestmark = pytest.mark.django_db
bounded = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def world(people: build.People) -> World:
    return World(people)


def rows_after(*acts: Callable[[], Any]) -> dict[str, list[str]]:
    """The rows after some acts; then everything is as it was before."""
    with transaction.atomic():
        for act in acts:
            act()
        left = rows()
        transaction.set_rollback(True)
    return left


@bounded
@given(data=st.data(), history=histories)
def test_every_order_with_repetitions_in_any_batches_gives_the_same_rows(
    world: World, data: st.DataObject, history: list[Any]
) -> None:
    items = [world.item(drawn) for drawn in dict.fromkeys(history)]
    straight = rows_after(sent(world, [[item] for item in items]))
    assert rows_after(sent(world, batches(data, items))) == straight
    assert rows_after(sent(world, [items])) == straight


@bounded
@given(one=drawn_items, two=drawn_items)
def test_two_items_commute_and_each_is_idempotent(world: World, one: Any, two: Any) -> None:
    a, b = world.item(one), world.item(two)
    assert rows_after(sent(world, [[a], [b]])) == rows_after(sent(world, [[b], [a]]))
    assert rows_after(sent(world, [[a]])) == rows_after(sent(world, [[a, a], [a]]))


@bounded
@given(history=st.lists(drawn_items, min_size=3, max_size=8, unique=True), cut=st.integers(1, 7))
def test_it_does_not_matter_how_items_are_grouped(world: World, history: list[Any], cut: int) -> None:
    items = [world.item(drawn) for drawn in history]
    in_two = [part for part in (items[:cut], items[cut:]) if part]
    assert rows_after(sent(world, in_two)) == rows_after(sent(world, [items]))
    assert rows_after(sent(world, in_two[::-1])) == rows_after(sent(world, [items]))


@bounded
@given(data=st.data(), history=histories)
def test_sealed_and_plain_items_make_the_same_rows(
    world: World, data: st.DataObject, history: list[Any]
) -> None:
    items = [world.item(drawn) for drawn in dict.fromkeys(history)]
    phone = world.phones[0]
    mixed = [phone.seal(item) if data.draw(st.booleans()) else item for item in items]
    assert rows_after(sent(world, [mixed])) == rows_after(sent(world, [items]))


@bounded
@given(history=histories)
def test_the_bulk_way_and_one_by_one_make_the_same_rows(world: World, history: list[Any]) -> None:
    items = [world.item(drawn) for drawn in dict.fromkeys(history)]
    with pytest.MonkeyPatch.context() as patched:
        _break_bulk(patched)
        alone = rows_after(sent(world, [items]))
    assert rows_after(sent(world, [items])) == alone


def _break_bulk(patched: pytest.MonkeyPatch) -> None:
    from courses.sync import actions

    write = actions.write_quick

    def only_one(sender: Any, entries: Any, *, at: Any) -> None:
        write(sender, entries, at=at)
        if len(entries) > 1:
            raise ValueError("after everything was written")

    patched.setattr(actions, "write_quick", only_one)


@bounded
@given(history=st.lists(drawn_items, min_size=1, max_size=9, unique=True))
def test_nothing_is_lost(world: World, history: list[Any]) -> None:
    items = [world.item(drawn) for drawn in history]

    def count() -> None:
        for kind, table in (("quiz", Attempt), ("practice", Submission), ("claim", Claim)):
            assert table.objects.count() == sum(item["kind"] == kind for item in items)

    rows_after(sent(world, [items]), count)


def test_one_item_that_breaks_costs_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw: marking one set of answers fails with an error of the program."""
    from courses.sync import quick

    mark = quick.marked_attempt

    def failing(version: Any, **told: Any) -> Any:
        if told["answers"] == build.WRONG:
            raise ZeroDivisionError
        return mark(version, **told)

    monkeypatch.setattr(quick, "marked_attempt", failing)
    phone = world.phones[0]
    bad = phone.quiz(world.lessons[3], build.WRONG)
    good = [phone.quiz(world.lessons[3], build.RIGHT), phone.progress(world.lessons[4], 1)]
    assert phone.outcomes(good[0], bad, good[1]) == ["stored", "rejected not-stored", "stored"]
    monkeypatch.undo()
    # Sent again after the repair it goes in, and the note of its failure goes away.
    assert phone.outcomes(bad) == ["stored"]
    assert rows()["RejectedItem"] == []
