"""The number holds in any order of what can happen (programme document, section 3.3)."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.cohorts.actions import move_learner
from courses.cohorts.models import Enrolment
from courses.duplicates.actions import merge_people, undo_merge
from courses.errors import Refused
from courses.goals.models import Comparator, Target
from courses.imports.actions import confirm, keep_list
from courses.ledgers.actions import void_row
from courses.milestones.actions import revoke_certification, verify_claim
from courses.milestones.counting_rules import Rule
from courses.models import (
    Certification,
    Claim,
    Cohort,
    DuplicatePair,
    Learner,
    Merge,
    MonthClose,
    PromotionService,
)
from courses.people.erasure import ask_erasure
from courses.people.notice import NOTICE_VERSION
from courses.reports.basis import Basis
from courses.reports.figures import count as figure
from courses.reports.months.actions import change_rule, close_month
from courses.reports.months.calendar import next_month
from courses.reports.months.figures import PARTS, breakdown
from courses.reports.months.restating import restate
from courses.reports.recounting.run import recount_figures
from courses.rights.erasing import erase
from courses.sheets.tables import read_pasted
from lms.accounts.models import User
from lms.dates import BANGKOK
from tests import build
from tests.duplicates.things import everything, pair_of
from tests.ledgers import rows as ledger
from tests.milestones import things

PEOPLE, COHORTS = 4, 3
START = datetime(2027, 1, 2, 9, 0, tzinfo=BANGKOK)
ACTS = ["certify", "certify", "revoke", "merge", "unmerge", "move", "close", "again"]
ACTS += ["bring", "erase", "serve", "mark", "rule"]
steps = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, PEOPLE - 1), st.integers(0, COHORTS - 1)),
    min_size=4,
    max_size=6,
)


def counted() -> int:
    return Certification.objects.counted(demonstration=False).values("learner").distinct().count()


def submitted() -> int:
    return Claim.objects.filter(milestone="M6").count()


class TestInvariants(TestCase):
    """A small programme in which certifying, merging, closing and moving come in any order."""

    boss: User
    cohorts: list[Cohort]
    learners: list[Learner]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.boss = build.staff("administrator")
        first, second = build.community(), build.community(area_code="191304")
        cls.cohorts = [build.cohort(first), build.cohort(first), build.cohort(second)]
        cls.learners = [
            build.learner(into=cls.cohorts[i % COHORTS], sold_before=i == PEOPLE - 1) for i in range(PEOPLE)
        ]
        for learner in cls.learners:
            things.ready_to_sell(learner, cls.boss)

    def _act(self, act: str, who: int, where: int) -> None:
        """Do one thing. What the programme refuses, and whatever comes after an erasure, leaves no trace."""
        learner = Learner.objects.get(pk=self.learners[who].pk)
        with suppress(Refused), transaction.atomic():
            if learner.erased_at is None:
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
        other = Learner.objects.exclude(pk=learner.pk).filter(pk__in=[p.pk for p in self.learners])[where]
        pair = pair_of(learner, other)
        DuplicatePair.objects.filter(pk=pair.pk).update(state="open", decided_by=None, decided_at=None)
        if other.erased_at is not None:
            return
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
        enrolment = Enrolment.objects.filter(learner=learner, left_at=None).first()
        if enrolment:
            move_learner(enrolment, to=self.cohorts[where], at=self.at)
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

    def _bring(self, learner: Learner, where: int) -> None:
        """A list of two comes in; the same list again is a no-op."""
        text = f"ชื่อ\tเบอร์โทร\nใหม่ {learner.pk}\t08123450{where}1\nกลาง {learner.pk}\t08123450{where}2"
        added = []
        for _again in range(2):
            kept = {"batch_id": uuid.uuid4(), "by": self.boss, "at": self.at}
            batch = keep_list(self.cohorts[where], read_pasted(text), text.encode(), **kept)
            people = Learner.objects.count()
            confirm(batch, notice_version=NOTICE_VERSION, at=self.at)
            added.append(Learner.objects.count() - people)
        assert added[1] == 0

    def _erase(self, learner: Learner, where: int) -> None:
        before = counted()
        wish = ask_erasure(learner, by=self.boss, at=self.at)
        assert erase(wish.pk, at=wish.due_at)
        assert counted() == before

    def _serve(self, learner: Learner, where: int) -> None:
        """A service is entered, or the latest is taken out again; never is anybody in K2 twice."""
        there = PromotionService.objects.filter(voided_at=None).last()
        if where == 2 and there:
            void_row(there, reason="ลงผิดคน", by=self.boss, at=self.at)
        else:
            ledger.service(
                ledger.inside(learner, self.boss), self.boss, ("session", "clinic", "listing")[where]
            )
        assert figure("K2", Basis(2570, False, self.at)).numerator <= Learner.objects.count()

    def _mark(self, learner: Learner, where: int) -> None:
        ledger.mark(ledger.inside(learner, self.boss), self.boss)

    def _rule(self, learner: Learner, where: int) -> None:
        change_rule(Rule.BASELINE_EXCLUDED, from_year_be=2570, value=where % 2, by=self.boss, at=self.at)

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
        assert recount_figures(self.at, most=1).drift == []

    # Without shrinking: every step is followed by a whole recount.
    @settings(
        max_examples=3,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )
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
