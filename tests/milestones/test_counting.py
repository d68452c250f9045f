"""The number holds whatever order things happen in (programme document, section 3.3)."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import timedelta

from django.db.models import Count
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.cohorts.models import Enrolment
from courses.errors import Refused
from courses.milestones.actions import revoke_certification, verify_claim
from courses.milestones.models import Certification, Claim
from courses.models import Cohort, Learner
from tests import build
from tests.milestones import things

NOON = build.NOON
LEARNERS, COHORTS = 5, 3
steps = st.lists(
    st.tuples(
        st.sampled_from(["sell", "sell", "verify again", "revoke", "move", "copy"]),
        st.integers(0, LEARNERS - 1),
        st.integers(0, COHORTS - 1),
    ),
    max_size=14,
)


def counted() -> int:
    return Certification.objects.counted(demonstration=False).count()


def split_by(field: str) -> int:
    rows = Certification.objects.counted(demonstration=False).values(field)
    return sum(row["people"] for row in rows.annotate(people=Count("learner", distinct=True)))


class TestTheNumber(TestCase):
    """A small programme in which anything may happen in any order."""

    def setUp(self) -> None:
        self.manager = build.staff("administrator")
        first, second = build.community(), build.community()
        self.cohorts: list[Cohort] = [build.cohort(first), build.cohort(first), build.cohort(second)]
        self.learners: list[Learner] = [
            build.learner(into=self.cohorts[i % COHORTS]) for i in range(LEARNERS)
        ]
        for learner in self.learners:
            things.ready_to_sell(learner, self.manager)

    def _sell(self, who: Learner, number: str = "") -> None:
        photos = [(things.ORDER, things.picture(who, number or None)), (things.PARCEL, things.picture(who))]
        claim = Claim.objects.filter(learner=who, milestone="M6", state="pending").first()
        verify_claim(claim or things.sale_claim(who, photos=photos), by=self.manager, at=NOON)

    def _move(self, who: Learner, to: Cohort) -> None:
        Enrolment.objects.filter(learner=who, left_at=None).update(left_at=NOON)
        values = {"joined_at": NOON - timedelta(days=1), "left_at": None}
        Enrolment.objects.update_or_create(learner=who, cohort=to, defaults=values)

    def _step(self, step: str, who: Learner, cohort: Cohort) -> None:
        live = Certification.objects.live().filter(learner=who).select_related("claim").first()
        before, frozen = counted(), list(Certification.objects.order_by("pk").values_list("pk", "cohort"))
        if step in ("sell", "copy"):
            with suppress(Refused):
                self._sell(who, "one picture" if step == "copy" else "")
            assert before <= counted() <= before + (live is None)
        if step == "verify again" and live:
            verify_claim(live.claim, by=self.manager, at=NOON)
            assert counted() == before
        if step == "revoke" and live:
            revoke_certification(live, by=self.manager, at=NOON, reason="ตรวจซ้ำไม่ผ่าน")
            assert counted() == before - 1
        if step == "move":
            self._move(who, cohort)
            assert list(Certification.objects.order_by("pk").values_list("pk", "cohort")) == frozen

    @settings(max_examples=25, deadline=None)
    @given(steps)
    def test_every_breakdown_sums_to_the_total_and_nobody_counts_twice(
        self, happened: list[tuple[str, int, int]]
    ) -> None:
        for step, who, where in happened:
            self._step(step, self.learners[who], self.cohorts[where])
            total = counted()
            assert total == split_by("community") == split_by("cohort") == split_by("fiscal_year_be")
            people = Certification.objects.live().values("learner").distinct().count()
            assert total == people <= LEARNERS


def test_a_submission_never_disappears_by_being_approved(people: build.People) -> None:
    things.ready_to_sell(people.learner, people.manager)
    sale = things.sale_claim(people.learner, claim_id=uuid.uuid4())
    sent = Claim.objects.count()
    verify_claim(sale, by=people.manager, at=NOON)
    assert Claim.objects.count() == sent
