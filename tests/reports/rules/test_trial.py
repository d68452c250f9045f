"""A change of a rule is tried with the figures' own code, on every figure, and leaves nothing behind."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.goals.actions import set_target
from courses.goals.seeds import seed_indicators, seed_targets
from courses.milestones.counting_rules import Rule
from courses.models import CountingRule, Target
from courses.reports import walkers
from courses.reports.basis import Basis, YearKind
from courses.reports.figures import figures
from courses.reports.months.actions import change_rule
from courses.reports.rules.changes import Change
from courses.reports.rules.dry_run import DryRun, try_counting, try_target
from courses.reports.rules.measuring import measure
from courses.reports.way import way_of
from lms.dates import BANGKOK
from tests import build
from tests.build import People
from tests.reports import rows

pytestmark = pytest.mark.django_db
# Late in the year: the first sales of October and November are 120 days old.
MAY = datetime(2027, 5, 5, 9, 0, tzinfo=BANGKOK)
YEAR = Basis(2570, False, MAY)


@pytest.fixture
def programme(people: People) -> People:
    """Of those new to selling and of those who had sold: one at the core, one who waits, one certified."""
    seed_indicators()
    seed_targets(on=build.TODAY)
    build.Enrolment.objects.update(joined_at=datetime(2026, 9, 1, tzinfo=BANGKOK))
    for sold_before in (False, True):
        core, waits, sale = (
            build.learner(f"{name} {sold_before}", people.cohort, sold_before=sold_before, sex="female")
            for name in ("จบ", "รอ", "ขาย")
        )
        rows.core(core, people.cohort, datetime(2026, 11, 1, tzinfo=BANGKOK))
        rows.claim(waits, on=date(2026, 11, 2))
        rows.core(sale, people.cohort, datetime(2026, 10, 20, tzinfo=BANGKOK))
        rows.certify(sale, people.cohort, date(2026, 11, 3))
    return people


def tried(people: People, value: int = 0, year: int = 2570) -> DryRun:
    def act() -> object:
        return change_rule(
            Rule.BASELINE_EXCLUDED,
            from_year_be=year,
            value=value,
            by=people.administrator,
            at=MAY,
            reason="ลอง",
        )

    return try_counting(Rule.BASELINE_EXCLUDED, act, from_year_be=year, value=value, at=MAY)


def by_code(changes: list[Change]) -> dict[str, Change]:
    return {one.code: one for one in changes if one.code}


def everything() -> dict[str, list[Any]]:
    """Every row of every table, as it stands."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
        if model._meta.managed
    }


def test_every_figure_and_step_that_changes_is_said_with_n_of_n_and_who_comes_in(programme: People) -> None:
    (year,) = tried(programme).years
    changed = by_code(year.figures)
    k1, k1a, k1b, k4 = (changed[code] for code in ("K1", "K1a", "K1b", "K4"))
    assert (k1.now, k1.then, k1.difference, k1.came, k1.went) == ("1", "2", "+1", 1, 0)
    assert (k1a.now, k1a.then, k1a.came) == ("2", "4", 2)
    assert (k1b.now, k1b.then, k1b.came) == ("1", "2", 1)
    assert (k4.now_of, k4.then_of, k4.came) == ("0 จาก 1", "0 จาก 2", 1)
    assert {"K5", "K6", "K7", "K10", "K12"} <= changed.keys()
    assert not {"K2", "K3", "KA", "K8", "K9"} & changed.keys()
    assert year.same.split(", ")[:3] == ["K2", "K3", "KA"]
    steps = {one.name: (one.now, one.then, one.came, one.went) for one in year.steps}
    assert steps["ลงทะเบียน"] == ("6", "9", 3, 0)
    assert steps["เคยขายก่อนเข้าโครงการ อยู่นอกขั้น"][2:] == (0, 3)
    assert [(month.now, month.then) for month in year.months] == [(1, 2)]


def test_what_was_tried_is_what_the_pages_say_once_it_is_made(programme: People) -> None:
    said = by_code(tried(programme).years[0].figures)
    change_rule(Rule.BASELINE_EXCLUDED, from_year_be=2570, value=0, by=programme.administrator, at=MAY)
    now = {figure.code: figure for figure in figures(YEAR)}
    for code in ("K1", "K1a", "K1b"):
        assert said[code].then == f"{now[code].value:,.0f}"
    for code in ("K5", "K6", "K10"):
        assert said[code].then_of == f"{now[code].numerator} จาก {now[code].denominator}"
    (back,) = tried(programme, value=1).years
    again = by_code(back.figures)
    assert {code: (one.now, one.then) for code, one in again.items()} == {
        code: (one.then, one.now) for code, one in said.items()
    }
    assert (again["K1"].came, again["K1"].went) == (0, 1)


def test_calendar_years_are_tried_as_well_and_say_what_the_pages_say_then(programme: People) -> None:
    run = tried(programme)
    assert [(one.year_be, one.is_calendar) for one in run.calendar_years] == [(2569, True), (2570, True)]
    said, later = (by_code(one.figures) for one in run.calendar_years)
    assert (said["K1"].now, said["K1"].then, said["K1"].came) == ("1", "2", 1)
    assert "K1" not in later, "both first sales were in November 2569"
    assert not any(one.months for one in run.calendar_years)
    change_rule(Rule.BASELINE_EXCLUDED, from_year_be=2570, value=0, by=programme.administrator, at=MAY)
    for year, tried_then in ((2569, said), (2570, later)):
        for figure in figures(Basis(year, False, MAY, YearKind.CALENDAR)):
            if figure.code in ("K1", "K1a", "K1b") and figure.code in tried_then:
                assert tried_then[figure.code].then == f"{figure.value:,.0f}"
            if figure.code in ("K5", "K6", "K10") and figure.code in tried_then:
                assert tried_then[figure.code].then_of == f"{figure.numerator} จาก {figure.denominator}"


def test_a_goal_says_plainly_that_calendar_years_stay(programme: People) -> None:
    client = Client()
    client.force_login(programme.administrator)
    sent = {"indicator": "K1", "year_be": "2570", "comparator": "gt", "value": "6000", "reason": "ลอง"}
    with time_machine.travel(MAY, tick=False):
        goal = client.post("/desk/rules/target/", sent).content.decode()
        sent = {"rule": "baseline-excluded", "value": "0", "from_year_be": "2570", "reason": "ลอง"}
        counting = client.post("/desk/rules/counting/", sent).content.decode()
    assert "ปีปฏิทินไม่เปลี่ยน" in goal
    assert "ปีปฏิทิน 2569" in counting
    assert "ปีปฏิทิน 2570" in counting


def test_the_people_named_are_those_that_the_figure_counts(programme: People) -> None:
    measured = measure(YEAR)
    counted = {figure.code: figure for figure in measured.figures}
    for code in ("K1", "K1a", "K1b", "K9"):
        assert len(measured.people[code]) == counted[code].numerator
    for code in ("K4", "K5", "K6", "K10", "K11"):
        if counted[code].denominator is not None:
            assert len(measured.people[code]) == counted[code].denominator
    assert len(measured.people["K7"]) == counted["K7"].numerator
    assert {stage: len(measured.reached(stage)) for stage in range(1, 9)} == measured.funnel.reached


@time_machine.travel(MAY, tick=False)
def test_trying_writes_no_row_and_keeps_nothing(programme: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walkers, "KEEP_FROM", 0)
    own = LocMemCache("trial", {})
    own.clear()
    usual, caches["default"] = caches["default"], own
    in_hand = dict(walkers._IN_HAND)
    before = everything()
    try:
        assert by_code(tried(programme).years[0].figures)
        assert not own._cache
        assert dict(walkers._IN_HAND) == in_hand
        assert everything() == before
        way_of(YEAR)
        kept = set(own._cache)
        assert kept
        tried(programme)
        assert set(own._cache) == kept
    finally:
        caches["default"] = usual
    assert CountingRule.objects.count() == 0
    assert way_of(YEAR).funnel.reached[1] == 6


def test_a_budget_beside_the_goal_changes_the_cost_of_a_seller_alone(programme: People) -> None:
    def act() -> object:
        return set_target(
            "K1", year_be=2570, comparator="gt", value=6000, budget_baht=90_000,
            by=programme.administrator, at=MAY, reason="ลอง", first_open_year=2570,
        )  # fmt: skip

    (year,) = try_target("K1", act, year_be=2570, comparator="gt", value=6000, at=MAY).years
    (cost,) = year.figures
    assert (cost.code, cost.then, cost.came, cost.went) == ("K11", "90,000 บาท", 0, 0)
    assert (year.steps, year.months) == ([], [])
    assert Target.objects.get(indicator="K1", year_be=2570).budget_baht is None


def test_a_rule_of_a_year_to_come_reaches_nothing_yet(programme: People) -> None:
    run = tried(programme, year=2572)
    assert run.years == []
    assert "2572" in run.sentences[0]


def test_trying_asks_as_much_of_many_people_as_of_few(programme: People) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            tried(programme)
        return len(queries)

    asked()
    few = asked()
    for n in range(12):
        cohort = build.cohort(build.community(area_code="41"))
        one = build.learner(f"คน {n}", cohort, sold_before=bool(n % 2))
        rows.certify(one, cohort, date(2026, 12, 1 + n))
    assert asked() == few <= 66 * 3, "one fiscal year and the two calendar years that it lies in"
