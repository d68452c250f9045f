import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from courses.goals.models import IndicatorCode, Target
from courses.goals.seeds import seed_targets
from courses.reports.basis import Basis
from courses.reports.figures import figures
from tests import build
from tests.reports import rows

pytestmark = pytest.mark.django_db


def run(*args: str) -> str:
    out = StringIO()
    with time_machine.travel(build.NOON, tick=False):
        call_command("goal", *args, stdout=out)
    return out.getvalue()


def k1(*args: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in json.loads(run(*args)) if row["indicator"] == "K1")
    return found


def test_json_prints_every_indicator_as_the_pages_say_it(people: build.People) -> None:
    seed_targets(on=build.TODAY)
    rows.certify(people.learner, people.cohort)
    rows.claim(people.classmate)
    printed = json.loads(run("--json"))
    assert [row["indicator"] for row in printed] == IndicatorCode.values
    with time_machine.travel(build.NOON, tick=False):
        told = [figure.as_row() for figure in figures(Basis.of(None, at=build.NOON))]
    assert [row["value"] for row in printed] == [row["value"] for row in told]
    first = printed[0]
    assert (first["year_be"], first["comparator"], first["target"], first["met"]) == (2570, "gt", 5000, False)
    assert (first["certified"], first["pending"], first["value"]) == (1, 1, 1)


def test_another_year_and_an_absent_target(people: build.People) -> None:
    rows.certify(people.learner, people.cohort, date(2026, 9, 30))
    found = k1("--json", "--year", "2569")
    assert (found["certified"], found["target"], found["met"], found["comparator"]) == (1, None, None, "gt")


def test_a_target_without_a_number_is_null_and_met_is_null() -> None:
    Target.objects.create(indicator="K1", year_be=2570, comparator="ge", value=None)
    found = k1("--json")
    assert (found["target"], found["met"], found["comparator"]) == (None, None, "ge")


def test_without_json_people_read_a_table() -> None:
    seed_targets(on=build.TODAY)
    assert "5,000" in run()
    assert "2570" in run()


def test_a_year_of_the_western_era_is_refused_in_words() -> None:
    with pytest.raises(CommandError, match="Buddhist"):
        run("--year", "2026")
