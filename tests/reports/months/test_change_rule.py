"""Who counts is a dated rule; a changed rule never rewrites a closed year."""

from datetime import date, datetime

import pytest

from courses.milestones.counting_rules import Rule
from courses.reports.basis import Basis
from courses.reports.goal import count_certified
from courses.reports.months.actions import change_rule, close_what_is_due
from courses.reports.months.calendar import Month
from courses.reports.months.errors import CannotChangeRule
from lms.dates import BANGKOK
from tests import build
from tests.reports import rows

pytestmark = pytest.mark.django_db
DECEMBER = datetime(2026, 12, 5, 9, 0, tzinfo=BANGKOK)


def counted(year_be: int) -> int:
    return count_certified(Basis(year_be, False, DECEMBER))


def test_baseline_sellers_count_from_an_open_year_on_and_a_closed_year_stays(people: build.People) -> None:
    for day in (date(2026, 9, 1), date(2026, 11, 1)):
        rows.certify(build.learner("เคยขาย", people.cohort, sold_before=True), people.cohort, day)
        rows.certify(build.learner("ใหม่", people.cohort), people.cohort, day)
    close_what_is_due(DECEMBER)
    with pytest.raises(CannotChangeRule):
        change_rule(Rule.BASELINE_EXCLUDED, from_year_be=2569, value=0, by=people.administrator, at=DECEMBER)
    change_rule(Rule.BASELINE_EXCLUDED, from_year_be=2570, value=0, by=people.administrator, at=DECEMBER)
    assert (counted(2569), counted(2570)) == (1, 2)
    change_rule(Rule.BASELINE_EXCLUDED, from_year_be=2570, value=1, by=people.administrator, at=DECEMBER)
    assert (counted(2569), counted(2570)) == (1, 1)


def test_only_administrators_change_a_rule_and_only_to_what_can_be(people: build.People) -> None:
    for by, value in ((people.manager, 0), (people.administrator, 2)):
        with pytest.raises(CannotChangeRule):
            change_rule(Rule.BASELINE_EXCLUDED, from_year_be=2570, value=value, by=by, at=DECEMBER)
    change_rule(Rule.MONTH_CLOSE_DAY, from_year_be=2570, value=5, by=people.administrator, at=DECEMBER)
    assert Month(2026, 11).closes_on == date(2026, 12, 5)
    assert Month(2026, 9).closes_on == date(2026, 10, 10)
