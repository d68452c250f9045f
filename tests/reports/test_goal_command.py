import json
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from courses.goals.models import Target
from courses.goals.seeds import seed_targets
from tests import build
from tests.reports import rows

pytestmark = pytest.mark.django_db


def run(*args: str) -> str:
    out = StringIO()
    with time_machine.travel(build.NOON, tick=False):
        call_command("goal", *args, stdout=out)
    return out.getvalue()


def test_json_prints_one_object_per_indicator_that_can_be_counted(people: build.People) -> None:
    seed_targets(on=build.TODAY)
    rows.certify(people.learner, people.cohort)
    rows.claim(people.classmate)
    assert json.loads(run("--json")) == [
        {
            "indicator": "K1",
            "year_be": 2570,
            "comparator": "gt",
            "target": 5000,
            "certified": 1,
            "pending": 1,
            "met": False,
        }
    ]


def test_another_year_and_an_absent_target(people: build.People) -> None:
    rows.certify(people.learner, people.cohort, date(2026, 9, 30))
    (found,) = json.loads(run("--json", "--year", "2569"))
    assert (found["certified"], found["target"], found["met"], found["comparator"]) == (1, None, None, "gt")


def test_a_target_without_a_number_is_null_and_met_is_null() -> None:
    Target.objects.create(indicator="K1", year_be=2570, comparator="ge", value=None)
    (found,) = json.loads(run("--json"))
    assert (found["target"], found["met"], found["comparator"]) == (None, None, "ge")


def test_without_json_people_read_a_table() -> None:
    seed_targets(on=build.TODAY)
    assert "5,000" in run()
    assert "2570" in run()


def test_a_year_of_the_western_era_is_refused_in_words() -> None:
    with pytest.raises(CommandError, match="Buddhist"):
        run("--year", "2026")
