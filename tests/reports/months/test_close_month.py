"""A closed month stays what it was; what comes later stands beside it with its reason."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from courses.audit.models import AuditEntry
from courses.duplicates.actions import merge_people, undo_merge
from courses.milestones.actions import revoke_certification, verify_claim
from courses.models import Certification, MonthClose, YearClose
from courses.reports.basis import Basis
from courses.reports.goal import count_certified
from courses.reports.months.actions import close_month, close_what_is_due, close_year
from courses.reports.months.calendar import Month, next_month, year_closes_on
from courses.reports.months.errors import CannotClose
from courses.reports.months.figures import sha256_of
from courses.reports.months.restating import restate
from lms.dates import BANGKOK
from tests import build
from tests.duplicates.things import pair_of
from tests.milestones import things

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
SOLD = date(2026, 11, 17)
DECEMBER = datetime(2026, 12, 5, 9, 0, tzinfo=BANGKOK)


def close(month: Month = NOVEMBER, at: datetime = DECEMBER, by: object = None) -> MonthClose:
    return close_month(month, demonstration=False, by=by, at=at)


def lines(period: object) -> list[tuple[str, int]]:
    found = restate([period])[0]
    assert found.now == found.then + sum(line.delta for line in found.lines)
    return [(line.reason, line.delta) for line in found.lines]


def test_a_month_keeps_its_figures_its_people_and_their_hash(people: build.People) -> None:
    things.certified(people.learner, people.manager)
    row = close(by=people.manager)
    parts = row.figures["K1"]
    assert (parts["total"], parts["community"], parts["province"]) == (1, {"na-kha": 1}, {"41": 1})
    assert parts["trainer"] == {str(people.trainer.pk): 1}
    assert row.people["K1"] == [str(people.learner.public_id)]
    assert row.sha256 == sha256_of([str(people.learner.public_id)])
    assert AuditEntry.objects.get(verb="closed-month").by == people.manager
    assert lines(row) == []


def test_a_closed_month_is_never_changed_or_closed_twice(people: build.People) -> None:
    things.certified(people.learner, people.manager)
    row = close()
    for change in (row.save, row.delete, MonthClose.objects.all().delete):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(TypeError):
        MonthClose.objects.update(sha256="")
    with pytest.raises(CannotClose):
        close()
    again = {
        name: getattr(row, name)
        for name in ("year", "month", "is_demonstration", "closed_at", "figures", "people")
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthClose.objects.create(**again, sha256="0" * 64)


def test_a_running_month_and_one_out_of_turn_are_refused(people: build.People) -> None:
    assert next_month(demonstration=False) == OCTOBER  # the month in which the first person joined
    with pytest.raises(CannotClose, match="ก่อน"):
        close(NOVEMBER)
    close(OCTOBER)
    with pytest.raises(CannotClose):
        close(NOVEMBER, at=datetime(2026, 11, 30, 23, 59, tzinfo=BANGKOK))
    close(NOVEMBER, at=datetime(2026, 12, 1, 0, 0, tzinfo=BANGKOK))


def test_what_comes_later_stands_beside_with_its_reason(people: build.People) -> None:
    first = things.certified(people.learner, people.manager)
    second = things.certified(people.classmate, people.manager)
    row = close(at=DECEMBER)
    things.ready_to_sell(people.neighbour, people.administrator)
    late = things.sale_claim(people.neighbour, at=DECEMBER + timedelta(days=1))  # of a closed month: accepted
    verify_claim(late, by=people.administrator, at=DECEMBER + timedelta(days=2))
    assert lines(row) == [("late", 1)]
    pair = pair_of(people.learner, people.classmate)
    done = merge_people(pair, survivor=people.classmate, by=people.manager, at=DECEMBER + timedelta(days=3))
    assert lines(row) == [("late", 1), ("merged", -1)]
    undo_merge(done, by=people.manager, at=DECEMBER + timedelta(days=4))
    assert lines(row) == [("late", 1)]
    revoke_certification(first, by=people.manager, at=DECEMBER + timedelta(days=5), reason="ภาพซ้ำ")
    assert lines(row) == [("late", 1), ("revoked", -1)]
    assert MonthClose.objects.get().total == 2
    assert Certification.objects.live().filter(pk=second.pk).exists()


def test_the_tenth_closes_the_month_before_by_itself(people: build.People) -> None:
    things.certified(people.learner, people.manager)
    assert close_what_is_due(datetime(2026, 12, 9, 23, 59, tzinfo=BANGKOK)) == []
    tenth = datetime(2026, 12, 10, 2, 0, tzinfo=BANGKOK)
    assert close_what_is_due(tenth) == ["2026-11"]
    assert close_what_is_due(tenth) == []
    assert MonthClose.objects.get().closed_by is None


def test_an_event_approved_after_30_november_counts_in_its_year_and_says_so(people: build.People) -> None:
    build.Learner.objects.update(joined_at=datetime(2026, 9, 1, tzinfo=BANGKOK))
    september = {"happened_on": date(2026, 9, 20)}
    things.ready_to_sell(people.classmate, people.manager)
    things.certified(people.learner, people.manager, **september)
    assert year_closes_on(2569) == date(2026, 11, 30)
    with pytest.raises(CannotClose):
        close_year(2569, demonstration=False, at=datetime(2026, 11, 30, 23, 0, tzinfo=BANGKOK))
    close_what_is_due(datetime(2026, 12, 1, 2, 0, tzinfo=BANGKOK))
    year = YearClose.objects.get()
    assert (year.year_be, year.total) == (2569, 1)
    verify_claim(things.sale_claim(people.classmate, **september), by=people.manager, at=DECEMBER)
    assert count_certified(Basis(2569, False, DECEMBER)) == 2
    assert lines(year) == [("after-year", 1)]
    assert lines(MonthClose.objects.get(month=9)) == [("after-year", 1)]


def test_many_months_are_compared_with_a_fixed_number_of_queries(
    people: build.People, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    things.certified(people.learner, people.manager)
    close()
    for month in (Month(2026, 12), Month(2027, 1), Month(2027, 2)):
        close(month, at=datetime(2027, 4, 1, tzinfo=BANGKOK))
    periods = list(MonthClose.objects.all())
    with django_assert_max_num_queries(3):
        assert [one.now for one in restate(periods)] == [0, 0, 0, 1]
