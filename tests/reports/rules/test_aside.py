"""While a change is tried, others write: the trial keeps no turn of theirs, and leaves nothing behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections

from courses.goals.actions import change_definition, set_target
from courses.goals.seeds import seed_indicators, seed_targets
from courses.milestones.counting_rules import Rule
from courses.milestones.models import Certification
from courses.milestones.rules import change_rule as change_evidence_rule
from courses.models import AuditEntry, CountingRule, EvidenceRule, Indicator, Target
from courses.reports.basis import Basis
from courses.reports.months.actions import change_rule
from courses.reports.rules.aside import taken_back
from courses.reports.rules.measuring import try_out
from lms.accounts.models import User
from tests import build
from tests.build import NOON, People
from tests.reports import rows

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = Basis(2570, False, NOON)
Act = Callable[[People], object]
WHY: dict[str, Any] = {"at": NOON, "reason": "ลอง"}


def counting(people: People) -> object:
    return change_rule(
        Rule.BASELINE_EXCLUDED, from_year_be=2570, value=0, by=people.administrator, **WHY
    )  # fmt: skip


def evidence(people: People) -> object:
    return change_evidence_rule(
        effective_on=NOON.date() + timedelta(days=9), by=people.administrator, strong_needed=2, **WHY
    )


def definition(people: People) -> object:
    day = NOON.date() + timedelta(days=9)
    return change_definition(
        "K1", effective_from=day, definition_th="ใหม่", by=people.administrator, **WHY
    )  # fmt: skip


def target(people: People) -> object:
    return set_target(
        "K1", year_be=2570, comparator="gt", value=6000, budget_baht=90_000,
        by=people.administrator, first_open_year=2570, **WHY,
    )  # fmt: skip


@pytest.fixture
def programme(people: People) -> People:
    seed_indicators()
    seed_targets(on=build.TODAY)
    seller = build.learner("เคยขาย", people.cohort, sold_before=True)
    rows.certify(seller, people.cohort, date(2026, 11, 3))
    return people


def somebody_else_writes(user: User, name: str) -> None:
    """Write from a connection of its own, as another worker of the site does; it hardly waits."""
    faults: list[Exception] = []

    def write() -> None:
        try:
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA busy_timeout = 300")
            User.objects.filter(pk=user.pk).update(name=name)
        except DatabaseError as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    other = threading.Thread(target=write)
    other.start()
    other.join()
    if faults:
        raise faults[0]


@pytest.mark.parametrize("change", [counting, evidence, definition, target])
def test_another_writes_while_a_trial_counts(programme: People, change: Act) -> None:
    tables = (CountingRule, EvidenceRule, Indicator, Target, Certification, AuditEntry)
    before = [sorted(map(repr, table.objects.values_list())) for table in tables]

    def act() -> object:
        done = change(programme)
        somebody_else_writes(programme.learner.user, "เขียนได้ระหว่างลอง")
        return done

    ((was, would_be),) = try_out(act, [YEAR])
    assert User.objects.get(pk=programme.learner.user_id).name == "เขียนได้ระหว่างลอง"
    assert [sorted(map(repr, table.objects.values_list())) for table in tables] == before
    if change is counting:
        assert (was.figures[0].value, would_be.figures[0].value) == (0, 1)


def test_a_trial_that_is_refused_gives_the_usual_connection_back(programme: People) -> None:
    usual = connections["default"]
    with pytest.raises(ZeroDivisionError):
        try_out(lambda: 1 // 0, [YEAR])
    assert connections["default"] is usual
    set_target(
        "K1", year_be=2570, comparator="gt", value=7000, by=programme.administrator,
        first_open_year=2570, **WHY,
    )  # fmt: skip
    assert Target.objects.get(indicator="K1", year_be=2570).value == 7000


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL tries in a transaction of its own")
def test_what_no_act_of_the_rules_writes_cannot_be_written_in_a_trial(programme: People) -> None:
    with pytest.raises(DatabaseError, match="readonly"), taken_back():
        User.objects.filter(pk=programme.learner.user_id).update(name="ไม่ได้")
    assert User.objects.get(pk=programme.learner.user_id).name != "ไม่ได้"
