"""Every published figure is counted twice, and a difference is an alarm."""

import json
from datetime import date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from courses.duplicates.actions import merge_people
from courses.goals.models import Target
from courses.models import Certification, MonthClose, RecountRun
from courses.reports.months.actions import close_what_is_due
from courses.reports.recounting.registry import CHECKS, Figures, Scope
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
    assert result.checked > 60


@pytest.mark.parametrize("figure", sorted(CHECKS))
def test_each_figure_notices_when_it_is_broken(world: build.People, figure: str) -> None:
    check = CHECKS[figure]
    for key, right in check.screen(scope_at(DECEMBER)).items():

        def broken(scope: Scope, key: str = key) -> Figures:
            said = check.screen(scope)
            return {**said, key: said[key] + 1}

        drift = recount_figures(DECEMBER, checks=[check._replace(screen=broken)]).drift
        assert [(one.figure, one.key, one.screen, one.sql) for one in drift] == [
            (figure, key, right + 1, right)
        ]


@pytest.mark.parametrize(
    ("where", "change", "figures"),
    [
        (Certification, {"fiscal_year_be": 2571}, {"headline", "frozen-years", "funnel"}),
        (build.Learner, {"merged_into": None}, {"merged"}),
        (MonthClose, {"sha256": "0" * 64}, {"closed"}),
    ],
)
def test_a_row_changed_behind_the_programme_is_found(
    world: build.People, where: Any, change: dict[str, Any], figures: set[str]
) -> None:
    where._base_manager.update(**change)
    assert figures <= {one.figure for one in recount_figures(DECEMBER).drift}


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
