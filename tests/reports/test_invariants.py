"""The number holds in any order of what can happen (programme document, section 3.3)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.cohorts.models import Enrolment
from courses.duplicates.actions import merge_people, undo_merge
from courses.errors import Refused
from courses.goals.models import Comparator, Target
from courses.milestones.actions import revoke_certification, verify_claim
from courses.models import Certification, Claim, Cohort, DuplicatePair, Learner, Merge, MonthClose
from courses.reports.months.actions import close_month
from courses.reports.months.calendar import next_month
from courses.reports.months.figures import PARTS, breakdown
from courses.reports.months.restating import restate
from courses.reports.recounting.run import recount_figures
from lms.dates import BANGKOK
from tests import build
from tests.duplicates.things import everything, pair_of
from tests.milestones import things

PEOPLE, COHORTS = 4, 3
START = datetime(2027, 1, 2, 9, 0, tzinfo=BANGKOK)
ACTS = ["certify", "certify", "certify", "revoke", "merge", "merge", "unmerge", "move", "close", "again"]
steps = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, PEOPLE - 1), st.integers(0, COHORTS - 1)),
    min_size=3,
    max_size=9,
)


def counted() -> int:
    return Certification.objects.counted(demonstration=False).values("learner").distinct().count()


def submitted() -> int:
    return Claim.objects.filter(milestone="M6").count()


class TestInvariants(TestCase):
    """A small programme in which certifying, merging, closing and moving come in any order."""

    def setUp(self) -> None:
        self.boss = build.staff("administrator")
        first, second = build.community(), build.community(area_code="191304")
        self.cohorts: list[Cohort] = [build.cohort(first), build.cohort(first), build.cohort(second)]
        self.learners: list[Learner] = [build.learner(into=self.cohorts[i % COHORTS]) for i in range(PEOPLE)]
        for learner in self.learners:
            things.ready_to_sell(learner, self.boss)
        self.at = START

    def _act(self, act: str, who: int, where: int) -> None:
        learner = Learner.objects.get(pk=self.learners[who].pk)
        with suppress(Refused):
            getattr(self, f"_{act}")(learner, where)

    def _certify(self, learner: Learner, where: int) -> None:
        before, sent = counted(), submitted()
        is_new = not Certification.objects.live().filter(learner=learner).exists()
        waiting = Claim.objects.filter(learner=learner, milestone="M6", state="pending").first()
        day = date(2026, 10 + where, 25) if where < 2 else date(2026, 12, 25)
        claim = waiting or things.sale_claim(learner, happened_on=day, at=self.at)
        assert submitted() >= sent
        verify_claim(claim, by=self.boss, at=self.at)
        assert submitted() >= sent
        assert counted() == before + is_new

    def _revoke(self, learner: Learner, where: int) -> None:
        live = Certification.objects.live().filter(learner=learner).select_related("claim").first()
        if live:
            before = counted()
            revoke_certification(live, by=self.boss, at=self.at, reason="ตรวจซ้ำไม่ผ่าน")
            assert counted() == before - 1

    def _merge(self, learner: Learner, where: int) -> None:
        other = [one for one in self.learners if one.pk != learner.pk][where]
        pair = pair_of(learner, other)
        DuplicatePair.objects.filter(pk=pair.pk).update(state="open", decided_by=None, decided_at=None)
        before, rows = counted(), everything()
        both = Certification.objects.live().filter(learner__in=(learner, other)).count() == 2
        done = merge_people(pair, survivor=learner, by=self.boss, at=self.at)
        assert counted() == before - both
        undo_merge(done, by=self.boss, at=self.at)
        assert everything() == rows  # identical, whatever had happened before
        merge_people(pair, survivor=learner, by=self.boss, at=self.at)

    def _unmerge(self, learner: Learner, where: int) -> None:
        if merge := Merge.objects.standing().order_by("-pk").first():
            undo_merge(merge, by=self.boss, at=self.at)

    def _move(self, learner: Learner, where: int) -> None:
        frozen = list(
            Certification.objects.order_by("pk").values_list("pk", "community", "cohort", "trainer")
        )
        Enrolment.objects.filter(learner=learner, left_at=None).update(left_at=self.at)
        values = {"joined_at": self.at - timedelta(days=1), "left_at": None}
        Enrolment.objects.update_or_create(learner=learner, cohort=self.cohorts[where], defaults=values)
        now = list(Certification.objects.order_by("pk").values_list("pk", "community", "cohort", "trainer"))
        assert now == frozen

    def _close(self, learner: Learner, where: int) -> None:
        if month := next_month(demonstration=False):
            close_month(month, demonstration=False, by=self.boss, at=self.at)

    def _again(self, learner: Learner, where: int) -> None:
        """What arrives a second time changes nothing: the same verdict, the same claim."""
        live = Certification.objects.live().filter(learner=learner).select_related("claim").first()
        if live:
            rows = everything()
            verify_claim(live.claim, by=self.boss, at=self.at)
            assert everything() == rows

    def _check(self) -> None:
        rows = Certification.objects.counted(demonstration=False)
        total = counted()
        assert all(sum(breakdown(rows, by).values()) == total for by in PARTS)
        years = rows.order_by().values("fiscal_year_be").annotate(n=Count("learner", distinct=True))
        assert sum(row["n"] for row in years) == total
        assert all(
            one.now == one.then + sum(line.delta for line in one.lines)
            for one in restate(list(MonthClose.objects.all()))
        )
        assert recount_figures(self.at).drift == []

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps)
    def test_the_number_holds_whatever_happens(self, happened: list[tuple[str, int, int]]) -> None:
        for number, (act, who, where) in enumerate(happened):
            self.at = START + timedelta(days=3 * number)
            self._act(act, who, where)
        self._check()


@given(st.integers(0, 30_000), st.integers(0, 30_000))
def test_more_than_is_not_at_least(count: int, value: int) -> None:
    assert Target(comparator=Comparator.MORE_THAN, value=value).is_met_by(count) is (count > value)
    assert Target(comparator=Comparator.AT_LEAST, value=value).is_met_by(count) is (count >= value)
    plan = Target(comparator=Comparator.MORE_THAN, value=5000)
    assert (plan.is_met_by(5000), plan.is_met_by(5001)) == (False, True)
