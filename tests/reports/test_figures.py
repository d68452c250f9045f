"""One function counts every figure: the value, its n of N, and why there is none."""

from datetime import date, timedelta

import pytest

from courses.goals.models import Indicator, Target
from courses.goals.seeds import seed_indicators, seed_targets
from courses.milestones.ladder import ladder_of
from courses.milestones.models import Certification, Claim, MilestoneCode
from courses.people.models import Learner
from courses.reports.basis import Basis, YearKind
from courses.reports.figure_words import said
from courses.reports.figures import COUNTERS, FigureState, count, counter, figures
from courses.reports.scope import Scope
from courses.reports.way import STILL, way_of
from tests import build
from tests.reports import rows

pytestmark = pytest.mark.django_db
YEAR = Basis(2570, False, build.NOON)
LAST_YEAR = Basis(2569, False, build.NOON)
OLD_SALE = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _plan(db: None) -> None:
    seed_indicators()
    seed_targets(on=build.TODAY)


def test_k1_carries_its_target_comparator_version_and_moment(people: build.People) -> None:
    rows.certify(people.learner, people.cohort)
    found = count("K1", YEAR)
    assert (found.value, found.numerator, found.denominator, found.state) == (1, 1, None, FigureState.OK)
    assert (found.target_value, found.comparator, found.met) == (5000, "gt", False)
    assert (found.version, found.as_of) == (1, build.NOON)
    assert found.as_row()["indicator"] == "K1"


def test_a_scope_counts_what_was_frozen_and_has_no_target(people: build.People) -> None:
    rows.certify(people.learner, people.cohort)
    rows.certify(people.neighbour, people.neighbour_cohort)
    Learner.objects.filter(pk=people.learner.pk).update(sex="female", birth_year_be=2500)
    values = {
        "all": count("K1", YEAR, Scope()).value,
        "province": count("K1", YEAR, Scope(area="41")).value,
        "region": count("K1", YEAR, Scope(area="northeast")).value,
        "elsewhere": count("K1", YEAR, Scope(area="50")).value,
        "women": count("K1", YEAR, Scope(sex="female")).value,
        "old": count("K1", YEAR, Scope(age="60-up")).value,
        "unknown": count("K1", YEAR, Scope(age="unknown")).value,
        "trainer": count("K1", YEAR, Scope(trainer=people.trainer.pk)).value,
        "cohort": count("K1", YEAR, Scope(cohort=people.neighbour_cohort.pk)).value,
    }
    assert values == {
        "all": 2, "province": 1, "region": 1, "elsewhere": 0, "women": 1,
        "old": 1, "unknown": 1, "trainer": 1, "cohort": 1,
    }  # fmt: skip
    assert count("K1", YEAR, Scope(area="41")).target is None


def test_trained_and_waiting_people_stand_beside_and_add_up(people: build.People) -> None:
    rows.core(people.learner, people.cohort)
    rows.claim(people.classmate)
    rows.claim(people.neighbour)
    assert (count("K1a", YEAR).value, count("K1b", YEAR).value) == (1, 2)
    parts = [count("K1b", YEAR, Scope(area=area)).value for area in ("41", "19")]
    assert parts == [1, 1]
    assert count("K1a", YEAR, Scope(community=people.community.pk)).value == 1


def test_awareness_has_no_number_in_the_plan_and_says_so(people: build.People) -> None:
    found = said(count("KA", YEAR))
    assert found.target == "ไม่มีเป้าตัวเลขในแผน"
    assert "%" not in found.value
    assert found.met is None


def test_the_ledgers_answer_for_places_they_know(people: build.People) -> None:
    assert (count("K2", YEAR).value, count("K2", YEAR).target_value) == (0, 25000)
    assert count("K3", YEAR, Scope(area="northeast")).state == FigureState.OK
    assert count("K3", YEAR, Scope(cohort=people.cohort.pk)).state == FigureState.NO_DATA_SOURCE


def test_what_nothing_counts_has_no_data_source(
    people: build.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    count("K1", YEAR)
    monkeypatch.delitem(COUNTERS, "K8", raising=False)
    found = count("K8", YEAR)
    assert (found.state, found.value) == (FigureState.NO_DATA_SOURCE, None)
    assert said(found).value == "ยังไม่มีข้อมูลให้นับ"


def test_a_code_is_counted_by_one_function_only() -> None:
    with pytest.raises(ValueError, match="K1 is counted twice"):
        counter("K1")(lambda reading: COUNTERS["K1a"](reading))


def test_survival_counts_only_sales_old_enough(people: build.People) -> None:
    old = rows.certify(people.learner, people.cohort, OLD_SALE)
    rows.certify(people.classmate, people.cohort, OLD_SALE)
    rows.certify(people.neighbour, people.neighbour_cohort, build.TODAY)
    rows.claim(people.learner, "M7", old.event_on + timedelta(days=90), "verified")
    found = count("K4", LAST_YEAR)
    if "M7" in MilestoneCode.values:
        assert (found.numerator, found.denominator, found.value) == (1, 2, 50)
        assert count("K4", YEAR).state == FigureState.NOT_ENOUGH_DATA
    else:
        assert found.state == FigureState.NO_DATA_SOURCE


@pytest.mark.parametrize("milestone", ["M7", "M9", "K9"])
@pytest.mark.parametrize(("days", "still"), [(59, 0), (60, 1), (120, 1), (121, 0)])
def test_any_checked_sale_of_those_weeks_shows_selling_at_90_days(
    people: build.People, milestone: str, days: int, still: int
) -> None:
    old = rows.certify(people.learner, people.cohort, OLD_SALE)
    rows.claim(people.learner, milestone, old.event_on + timedelta(days), "verified", country="CN")
    assert (count("K4", LAST_YEAR).numerator, count("K4", LAST_YEAR).denominator) == (still, 1)
    assert way_of(LAST_YEAR).funnel.reached[STILL] == still
    assert ("M7" in ladder_of(people.learner).reached) == bool(still)


def test_what_came_90_days_after_a_sale_that_was_taken_back_tells_nothing_of_the_next(
    people: build.People,
) -> None:
    fallen = rows.certify(people.learner, people.cohort, OLD_SALE - timedelta(days=90))
    rows.claim(people.learner, "M7", OLD_SALE, "verified")
    Claim.objects.filter(pk=fallen.claim_id).update(state="returned", reason="ตรวจซ้ำไม่ผ่าน")
    Certification.objects.filter(pk=fallen.pk).update(
        revoked_at=build.NOON, revoked_by=rows.officer(), revoked_reason="ตรวจซ้ำไม่ผ่าน"
    )
    rows.certify(people.learner, people.cohort, OLD_SALE)
    assert (count("K4", LAST_YEAR).numerator, count("K4", LAST_YEAR).denominator) == (0, 1)
    assert way_of(LAST_YEAR).funnel.reached[STILL] == 0


def test_completion_and_conversion_are_the_funnels_own(people: build.People) -> None:
    rows.core(people.learner, people.cohort)
    rows.core(people.classmate, people.cohort)
    rows.certify(people.learner, people.cohort)
    completion, conversion = count("K5", YEAR), count("K6", YEAR)
    assert (completion.numerator, completion.denominator) == (2, 3)
    assert (conversion.numerator, conversion.denominator, conversion.value) == (1, 2, 50)


def test_days_to_the_first_sale_are_a_median(people: build.People) -> None:
    rows.certify(people.learner, people.cohort)
    rows.certify(people.classmate, people.cohort, build.TODAY - timedelta(days=10))
    assert (count("K7", YEAR).value, count("K7", YEAR).numerator) == (20, 2)
    assert count("K7", LAST_YEAR).state == FigureState.NOT_ENOUGH_DATA


def test_active_sellers_hold_those_who_had_sold_before(people: build.People) -> None:
    rows.certify(build.learner("เคยขาย", people.cohort, sold_before=True), people.cohort)
    rows.certify(people.learner, people.cohort, OLD_SALE)
    assert (count("K9", YEAR).value, count("K1", YEAR).value) == (1, 0)


@pytest.mark.parametrize("milestone", ["M7", "M9", "K9"])
def test_any_checked_later_sale_shows_that_somebody_still_sells(people: build.People, milestone: str) -> None:
    rows.certify(people.learner, people.cohort, OLD_SALE)
    rows.claim(people.learner, milestone, build.TODAY - timedelta(days=91), "verified", country="CN")
    assert count("K9", YEAR).value == 0
    Claim.objects.filter(milestone=milestone).update(happened_on=build.TODAY - timedelta(days=90))
    assert count("K9", YEAR).value == 1


def test_who_the_sellers_are_divides_by_all_of_them(people: build.People) -> None:
    Learner.objects.filter(pk=people.learner.pk).update(sex="female", birth_year_be=2510, education="primary")
    rows.certify(people.learner, people.cohort)
    rows.certify(people.classmate, people.cohort)
    parts = {part.code: (part.numerator, part.denominator) for part in count("K10", YEAR).parts}
    assert parts == {
        "women": (1, 2), "age-60-up": (1, 2), "age-under-30": (0, 2), "education-primary": (1, 2)
    }  # fmt: skip


def test_cost_needs_a_budget_and_a_seller(people: build.People) -> None:
    assert count("K11", YEAR).state == FigureState.NOT_ENOUGH_DATA
    Target.objects.filter(indicator="K1", year_be=2570).update(budget_baht=1_000_000)
    assert count("K11", YEAR).state == FigureState.NOT_ENOUGH_DATA
    rows.certify(people.learner, people.cohort)
    rows.certify(people.classmate, people.cohort)
    assert count("K11", YEAR).value == 500_000
    assert count("K11", YEAR, Scope(area="41")).state == FigureState.NO_DATA_SOURCE


def test_sellers_are_divided_by_the_trainers_of_the_year(people: build.People) -> None:
    rows.certify(people.learner, people.cohort)
    found = count("K12", YEAR)
    assert (found.numerator, found.denominator, found.value) == (1, 2, 0.5)


def test_a_calendar_year_goes_by_the_day_and_has_no_target(people: build.People) -> None:
    rows.certify(people.learner, people.cohort, OLD_SALE)
    rows.certify(people.classmate, people.cohort)
    calendar = Basis(2569, False, build.NOON, YearKind.CALENDAR)
    assert (calendar.first_day, calendar.last_day) == (date(2026, 1, 1), date(2026, 12, 31))
    found = count("K1", calendar)
    assert (found.value, found.target, count("K1", YEAR).value) == (2, None, 1)


def test_all_figures_come_at_once_in_order(people: build.People) -> None:
    codes = [figure.code for figure in figures(YEAR)]
    assert codes[:6] == ["K1", "K1a", "K1b", "K2", "K3", "KA"]
    assert len(codes) == 15
    with pytest.raises(Indicator.DoesNotExist):
        count("K99", YEAR)
