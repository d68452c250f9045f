"""Who counts is a dated rule; a changed rule never rewrites a closed year."""

from datetime import date, datetime

import pytest

from courses.milestones.counting_rules import Rule
from courses.reports.basis import Basis
from courses.reports.figures import count as figure
from courses.reports.goal import count_certified, count_pending
from courses.reports.months.actions import change_rule, close_what_is_due
from courses.reports.months.calendar import Month
from courses.reports.months.errors import CannotChangeRule
from courses.reports.recounting.run import recount_figures
from courses.reports.way import EVIDENCE, way_of
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


def earlier_sellers(people: build.People, year: int) -> tuple[int, int, int, int]:
    """What the screens of a year say: waiting, on the way, beside it, and at the evidence."""
    basis = Basis(year, False, DECEMBER)
    funnel = way_of(basis).funnel
    assert recount_figures(DECEMBER).drift == []
    return count_pending(basis), funnel.reached[1], funnel.baseline_people, funnel.reached[EVIDENCE]


def test_the_rule_reaches_what_waits_and_the_funnel_from_its_day_on(people: build.People) -> None:
    """30 September stands under the old rule, 1 October under the new one."""
    last, first = (build.learner("เคยขาย", people.cohort, sold_before=True) for _one in range(2))
    build.Enrolment.objects.update(joined_at=datetime(2026, 9, 1, tzinfo=BANGKOK))
    rows.claim(last, on=date(2026, 9, 30))
    rows.claim(first, on=date(2026, 10, 1))
    before = {year: earlier_sellers(people, year) for year in (2569, 2570)}
    assert before == {2569: (0, 3, 2, 0), 2570: (0, 3, 2, 0)}
    change_rule(Rule.BASELINE_EXCLUDED, from_year_be=2570, value=0, by=people.administrator, at=DECEMBER)
    assert earlier_sellers(people, 2569) == (0, 3, 2, 0)
    assert earlier_sellers(people, 2570) == (1, 5, 0, 2)
    change_rule(Rule.BASELINE_EXCLUDED, from_year_be=2571, value=1, by=people.administrator, at=DECEMBER)
    assert earlier_sellers(people, 2570) == (1, 5, 0, 2)
    change_rule(Rule.BASELINE_EXCLUDED, from_year_be=2570, value=1, by=people.administrator, at=DECEMBER)
    assert earlier_sellers(people, 2570) == (0, 3, 2, 0)


def test_who_was_certified_as_an_earlier_seller_stays_beside_the_funnel(people: build.People) -> None:
    """Nobody is certified twice, so a new rule cannot put them on the way again."""
    known = build.learner("เคยขาย", people.cohort, sold_before=True)
    build.Enrolment.objects.update(joined_at=datetime(2026, 9, 1, tzinfo=BANGKOK))
    rows.certify(known, people.cohort, date(2026, 9, 1))
    close_what_is_due(DECEMBER)
    change_rule(Rule.BASELINE_EXCLUDED, from_year_be=2570, value=0, by=people.administrator, at=DECEMBER)
    assert earlier_sellers(people, 2570) == (0, 3, 1, 0)


def test_who_finished_the_core_is_counted_by_the_rule_of_that_day(people: build.People) -> None:
    for at in (datetime(2026, 9, 30, 23, tzinfo=BANGKOK), datetime(2026, 10, 1, 1, tzinfo=BANGKOK)):
        rows.core(build.learner("เคยขาย", people.cohort, sold_before=True), people.cohort, at)
    change_rule(Rule.BASELINE_EXCLUDED, from_year_be=2570, value=0, by=people.administrator, at=DECEMBER)
    assert [figure("K1a", Basis(year, False, DECEMBER)).numerator for year in (2569, 2570)] == [0, 1]
