"""The number: who is counted, in which year, and that real and made-up people never mix."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from courses.cohorts.programme import set_demonstration
from courses.goals.models import Target
from courses.milestones.models import Certification
from courses.reports.goal import Headline, headline
from lms.dates import BANGKOK
from tests import build
from tests.reports import rows

pytestmark = pytest.mark.django_db


def _headline(certified: int, comparator: str = "gt", target: int | None = 5000) -> Headline:
    return Headline(certified, 0, target, comparator, 2570, False)


def test_five_thousand_is_not_more_than_five_thousand() -> None:
    assert _headline(5000).met is False
    assert _headline(5001).met is True
    assert _headline(5000).needed == 5001


def test_at_least_is_met_exactly_at_the_target() -> None:
    assert _headline(13000, "ge", 13000).met is True
    assert _headline(13000, "ge", 13000).needed == 13000


def test_without_a_number_to_reach_nothing_is_met_or_missed() -> None:
    assert _headline(3, target=None).met is None
    assert _headline(3, target=None).needed is None


def test_a_certified_first_sale_counts_once_and_a_waiting_one_stands_beside(people: build.People) -> None:
    Target.objects.create(indicator="K1", year_be=2570, comparator="gt", value=5000)
    rows.certify(people.learner, people.cohort)
    rows.claim(people.classmate)
    found = headline(at=build.NOON)
    assert (found.certified, found.pending, found.target_value, found.year_be) == (1, 1, 5000, 2570)
    assert found.comparator == "gt"
    assert found.is_demonstration is False


def test_the_year_turns_at_midnight_in_bangkok(people: build.People) -> None:
    rows.certify(people.learner, people.cohort, date(2026, 9, 30))
    rows.certify(people.classmate, people.cohort, date(2026, 10, 1))
    last_minute = datetime(2026, 9, 30, 23, 59, tzinfo=BANGKOK)
    first_minute = datetime(2026, 10, 1, 0, 0, tzinfo=BANGKOK)
    assert (headline(at=last_minute).year_be, headline(at=last_minute).certified) == (2569, 1)
    assert (headline(at=first_minute).year_be, headline(at=first_minute).certified) == (2570, 1)


def test_revoked_merged_and_baseline_people_are_not_in_the_number(people: build.People) -> None:
    revoked = rows.certify(people.learner, people.cohort)
    revoked.revoked_at, revoked.revoked_by, revoked.revoked_reason = build.NOON, rows.officer(), "ซ้ำ"
    revoked.save()
    merged = rows.certify(people.classmate, people.cohort)
    Certification.objects.filter(pk=merged.pk).update(merged_away_at=build.NOON)
    rows.certify(build.learner("เคยขาย", people.cohort, sold_before=True), people.cohort)
    assert headline(at=build.NOON).certified == 0


def test_pending_leaves_out_the_certified_the_baseline_and_other_years(people: build.People) -> None:
    rows.certify(people.learner, people.cohort)
    rows.claim(people.learner, state="pending")
    rows.claim(build.learner("เคยขาย", people.cohort, sold_before=True))
    rows.claim(people.classmate, on=date(2026, 9, 30))
    rows.claim(people.neighbour, "M4")
    assert headline(at=build.NOON).pending == 0


def test_real_and_demonstration_people_never_share_a_figure(people: build.People) -> None:
    stage = build.cohort(people.community, people.trainer, is_demonstration=True)
    made_up = build.community("demo-cnx", "50", is_demonstration=True)
    rows.certify(build.learner("ตัวอย่าง 1", stage), stage)
    rows.claim(build.learner("ตัวอย่าง 2", build.cohort(made_up)))
    rows.certify(people.learner, people.cohort)
    rows.claim(people.classmate)
    rows.claim(people.neighbour)
    real = headline(at=build.NOON)
    set_demonstration(True)
    shown = headline(at=build.NOON)
    assert (real.certified, real.pending, real.is_demonstration) == (1, 2, False)
    assert (shown.certified, shown.pending, shown.is_demonstration) == (1, 1, True)


def test_the_number_is_what_plain_sql_counts(people: build.People) -> None:
    for index in range(7):
        one = build.learner(f"คนที่ {index}", people.cohort, sold_before=index == 6)
        rows.certify(one, people.cohort, date(2026, 10, 1) - timedelta(days=index - 3))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(DISTINCT learner_id) FROM courses_certification WHERE revoked_at IS NULL AND"
            " merged_away_at IS NULL AND event_on >= '2026-10-01' AND event_on <= '2027-09-30'"
            " AND NOT is_demonstration AND NOT is_baseline_seller"
        )
        (counted,) = cursor.fetchone()
    assert headline(at=build.NOON).certified == counted == 4


def test_the_number_takes_three_queries_at_any_size(
    people: build.People, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    headline(at=build.NOON)
    for index in range(12):
        rows.certify(build.learner(f"คนที่ {index}", people.cohort), people.cohort)
    with django_assert_num_queries(3):
        assert headline(at=build.NOON).certified == 12
