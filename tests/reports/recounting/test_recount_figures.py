"""Every published figure is counted twice, and a difference is an alarm."""

import json
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from courses.duplicates.actions import merge_people
from courses.exports import recounting  # noqa: F401 - registers what leaves the house
from courses.goals.models import Target
from courses.models import Certification, LessonProgress, MonthClose, RecountRun
from courses.reports.basis import Basis
from courses.reports.drill import drill_page
from courses.reports.drill_state import DrillState
from courses.reports.figures import COUNTERS, plain
from courses.reports.months.actions import close_what_is_due
from courses.reports.recounting.counts import RECOUNTS
from courses.reports.recounting.registry import CHECKS, Check, Drift, Figures, Scope, compare
from courses.reports.recounting.run import recount_and_keep, recount_figures, scope_at
from lms.dates import BANGKOK
from tests import build
from tests.duplicates.things import pair_of
from tests.milestones import things
from tests.reports import rows

pytestmark = pytest.mark.django_db
DECEMBER = datetime(2026, 12, 15, 9, 0, tzinfo=BANGKOK)


@pytest.fixture
def world(people: build.People) -> build.People:
    """A little of everything: sales of two years, waiting ones, a baseline seller, a merge, closed months."""
    Target.objects.create(indicator="K1", year_be=2570, comparator="gt", value=2)
    things.certified(people.learner, people.manager)
    things.certified(people.classmate, people.manager)
    rows.certify(people.neighbour, people.neighbour_cohort, date(2026, 9, 3))
    rows.certify(build.learner("เคยขาย", people.cohort, sold_before=True), people.cohort)
    rows.claim(build.learner("รอตรวจ", people.cohort))
    close_what_is_due(DECEMBER)
    pair = pair_of(people.learner, people.classmate)
    merge_people(pair, survivor=people.learner, by=people.administrator, at=DECEMBER)
    return people


def test_a_healthy_site_has_no_drift(world: build.People) -> None:
    result = recount_figures(DECEMBER)
    assert result.drift == []
    assert result.checked > 80


@pytest.mark.parametrize("figure", sorted(CHECKS))
def test_each_figure_notices_when_it_is_broken(world: build.People, figure: str) -> None:
    check, scope = CHECKS[figure], scope_at(DECEMBER)
    said, counted = dict(check.screen(scope)), dict(check.sql(scope))
    assert compare(check, scope)[1] == []
    for key in list(said)[:: len(said) // 50 + 1]:
        right, broken = said[key], {**said, key: said[key] + 1}
        one = Check(figure, lambda _scope, it=broken: it, lambda _scope: counted)
        assert compare(one, scope)[1] == [Drift(figure, key, right + 1, counted.get(key))]


@pytest.mark.parametrize("milestone", ["M7", "M9", "K9"])
@pytest.mark.parametrize(("days", "still"), [(59, 0), (60, 1), (120, 1), (121, 0)])
def test_the_recount_finds_sellers_at_90_days_by_itself(
    people: build.People, milestone: str, days: int, still: int
) -> None:
    old = rows.certify(people.learner, people.cohort, date(2026, 6, 1))
    rows.claim(people.learner, milestone, old.event_on + timedelta(days), "verified", country="CN")
    scope = scope_at(DECEMBER)
    assert CHECKS["indicators"].sql(scope)["2569/K4/n"] == still
    assert CHECKS["funnel"].sql(scope)["2569/8"] == still
    assert compare(CHECKS["drill"], scope)[1] == []


def drifting() -> dict[str, list[Drift]]:
    found: dict[str, list[Drift]] = {}
    for one in recount_figures(DECEMBER).drift:
        found.setdefault(one.figure, []).append(one)
    return found


# Whatever goes by the year that was frozen with a certification.
BY_YEAR = {"headline", "frozen-years", "funnel", "drill", "goal-community-sums", "goal-months"}
BY_YEAR |= {"indicators", "api-figures", "divisions", "goal-communities", "line"}


@pytest.mark.parametrize(
    ("where", "change", "figures"),
    [
        (Certification, {"fiscal_year_be": 2571}, BY_YEAR),
        (build.Learner, {"merged_into": None}, {"merged"}),
        (MonthClose, {"sha256": "0" * 64}, {"closed"}),
        (MonthClose, {"indicators": {"K1": {}}}, {"closed-indicators"}),
        (LessonProgress, {"best_percent": 99}, {"progress"}),
    ],
)
def test_a_row_changed_behind_the_programme_is_found(
    world: build.People, where: Any, change: dict[str, Any], figures: set[str]
) -> None:
    rows.progress(world.learner, build.published(with_quiz=build.quiz()))
    where._base_manager.update(**change)
    assert figures <= drifting().keys()


def test_a_drift_says_which_figure_what_was_published_and_what_was_counted(world: build.People) -> None:
    Certification.objects.filter(event_on=date(2026, 9, 3)).update(fiscal_year_be=2570)
    found = drifting()
    community = world.neighbour_community.pk
    assert Drift("drill", "2570/country/central/stage 7/people", 1, 0) in found["drill"]
    assert Drift("indicators", "2570/area=19/K1/n", 1, 0) in found["indicators"]
    assert Drift("goal-community-sums", f"2569/{community}/learners", None, 1) in found["goal-community-sums"]
    assert Drift("goal-months", "2569/19/month 12", None, 1) in found["goal-months"]
    assert Drift("api-figures", "2569/K1/n", 0, 1) in found["api-figures"]
    assert Drift("divisions", "2569/community/phu-khae", None, 1) in found["divisions"]


@pytest.mark.parametrize(
    ("what", "value", "figure", "key"),
    [
        ("courses.reports.cohort_table.CLAIM_VERIFIED", -9, "cohort-pages", "shops"),
        ("courses.reports.cohort_table.CALLS", (), "cohort-pages", "to-call"),
        ("courses.reports.counting_more.ACTIVE_DAYS", 1, "indicators", "K9"),
        ("courses.reports.counting_more.ACTIVE_DAYS", 1, "restated-indicators", "K9"),
        ("courses.exports.suppress.LEAST_PEOPLE", 0, "open-data", "shown of fewer"),
        ("courses.reports.counting.MATURE_DAYS", 10, "indicators", "K4"),
    ],
)
def test_a_screen_that_counts_wrongly_is_found(
    world: build.People, monkeypatch: pytest.MonkeyPatch, what: str, value: Any, figure: str, key: str
) -> None:
    monkeypatch.setattr(what, value)
    assert any(key in one.key for one in drifting()[figure])


def test_the_open_data_file_is_recounted_where_it_is_not_blank(people: build.People) -> None:
    for number in range(6):
        rows.certify(build.learner(f"คน {number}", people.cohort), people.cohort, date(2026, 11, 2))
    assert drifting() == {}
    Certification.objects.update(fiscal_year_be=2571)
    assert any(one.screen == 6 and not one.sql for one in drifting()["open-data"])


def test_an_indicator_that_nobody_recounts_is_a_drift(
    world: build.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(RECOUNTS, "K8")
    monkeypatch.setitem(COUNTERS, "K8", lambda reading: plain(7))
    assert Drift("indicators", "2570/K8/n", 7, None) in drifting()["indicators"]


def test_what_pages_keep_for_some_seconds_is_not_what_is_recounted(world: build.People) -> None:
    lesson = build.published(with_quiz=build.quiz())
    drill_page(world.administrator, DrillState(Basis(2570, False, DECEMBER)))
    rows.progress(world.neighbour, lesson)
    assert "drill" not in drifting()


def test_on_a_large_site_pages_take_turns_and_all_have_theirs(world: build.People) -> None:
    items = list(range(10))
    turns = [scope_at(DECEMBER + timedelta(days=n), most=3).turn(items) for n in range(10)]
    assert all(len(turn) == len(set(turn)) == 3 for turn in turns)
    assert {item for turn in turns for item in turn} == set(items)
    assert scope_at(DECEMBER).turn(items) == items


def test_the_command_prints_json_and_says_one_where_a_figure_differs(world: build.People) -> None:
    out = StringIO()
    call_command("recount", "--json", stdout=out)
    assert json.loads(out.getvalue())["drift"] == []
    Certification.objects.filter(event_on=date(2026, 9, 3)).update(fiscal_year_be=2570)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("recount", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert ended.value.code == 1
    assert {"figure": "headline", "key": "2569", "screen": 0, "sql": 1} in said["drift"]


def test_a_drift_is_shown_at_the_desk_to_managers_and_administrators(world: build.People) -> None:
    pages = {}
    for name in ("trainer", "manager", "administrator"):
        pages[name] = Client()
        pages[name].force_login(getattr(world, name))
    assert "recount-alarm" not in pages["manager"].get("/desk/months/").content.decode()
    Certification.objects.filter(event_on=date(2026, 9, 3)).update(fiscal_year_be=2570)
    recount_and_keep(DECEMBER)
    assert RecountRun.objects.get().drift
    for name, shown in (("trainer", False), ("manager", True), ("administrator", True)):
        assert ("recount-alarm" in pages[name].get("/desk/").content.decode()) is shown


def test_a_check_that_breaks_is_a_drift_and_stops_no_other(world: build.People) -> None:
    def falls_over(scope: Scope) -> Figures:
        raise ZeroDivisionError

    checks = [CHECKS["headline"]._replace(sql=falls_over), CHECKS["pending"]]
    result = recount_figures(DECEMBER, checks=checks)
    assert [one.figure for one in result.drift] == ["headline"]
    assert result.checked > 1
