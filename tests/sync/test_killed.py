"""Killed between any two writes, the phone sends again: nothing is lost, nothing is doubled."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.db import connection, connections, transaction

from courses.models import Attempt, LessonProgress
from tests import build
from tests.sync.histories import World, rows
from tests.sync.phones import Phone

WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")
MOST_WRITES = 60


class Killed(BaseException):
    """The process ends here."""


class KillAfter:
    """Ends the process, or the call, after so many writes."""

    def __init__(self, writes: int, *, for_real: bool = False) -> None:
        self.left, self.for_real = writes, for_real

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        is_write = sql.lstrip().upper().startswith(WRITES)
        if is_write and self.left == 0:
            if self.for_real:
                os._exit(9)
            raise Killed
        self.left -= is_write
        return execute(sql, params, many, context)


def everything(world: World) -> list[dict[str, Any]]:
    """One item of every kind and one that is rejected."""
    drawn = [(0, 0, 5, 4, 9), (1, 1, 9, 0, 0), (0, 2, 20, 1, 0), (2, 3, 30, 1, 0), (0, 3, 40, 2, 0)]
    drawn += [(0, 4, 50, 0, 0), (1, 4, 60, 1, 1), (0, 5, 1, 1, 1), (0, 0, 7, 0, 9)]
    return [world.item(numbers) for numbers in drawn]


@pytest.mark.django_db
def test_whenever_it_is_killed_sending_again_gives_the_same_rows(people: build.People) -> None:
    world = World(people)
    phone, items = world.phones[0], everything(world)
    with transaction.atomic():
        phone.send(*items)
        wanted = rows()
        transaction.set_rollback(True)
    for writes in range(MOST_WRITES):
        with transaction.atomic():
            try:
                with connection.execute_wrapper(KillAfter(writes)):
                    phone.send(*items)
            except Killed:
                # Nothing wraps the call here: what Django means to undo is nothing but the broken statement.
                transaction.set_rollback(False)
                phone.send(*items)
                assert rows() == wanted, f"killed after {writes} writes"
                transaction.set_rollback(True)
            else:
                break
    else:
        pytest.fail("more writes than anybody counted on")
    assert writes > 12


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("writes", range(7))
def test_a_process_that_is_really_killed_leaves_whole_items_only(people: build.People, writes: int) -> None:
    lesson = build.published(with_quiz=build.quiz(), practice_kinds=["text"])
    phone = Phone(people.learner)
    items = [phone.quiz(lesson, build.RIGHT), phone.progress(lesson, 1), phone.practice(lesson), phone.shop()]
    connections.close_all()
    child = os.fork()
    if child == 0:
        # A browser's event loop parts this thread's connections into those opened before it came, which a
        # child sees, and those after: one of the parent's, left inside a transaction, would never end.
        connection.connection = None
        with connection.execute_wrapper(KillAfter(writes, for_real=True)):
            phone.send(*items)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    # Quizzes and progress go in together: both or neither.
    assert Attempt.objects.count() == LessonProgress.objects.count()
    assert {one["result"] for one in phone.send(*items)} <= {"stored", "duplicate"}
    assert phone.outcomes(*items) == ["duplicate"] * 4
    assert (people.learner.attempts.count(), people.learner.submissions.count()) == (1, 1)
