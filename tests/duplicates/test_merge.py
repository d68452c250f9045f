"""Two profiles of one person become one: nothing is lost, nobody counts twice."""

import uuid
from datetime import date, timedelta

import pytest

from courses.audit.models import AuditEntry
from courses.cohorts.models import Enrolment
from courses.duplicates.actions import keep_apart, merge_people, undo_merge, who_should_stay
from courses.duplicates.errors import CannotMerge, CannotUndo, NotYours, PairDecided
from courses.milestones.actions import take_back_claim, verify_claim
from courses.milestones.models import Certification, Claim
from courses.models import Consent, CoreCompletion, Learner, LessonProgress
from courses.people.actions import give_consent, withdraw_consent
from courses.people.models import ConsentPurpose
from courses.practice.actions import send_work
from courses.progress.actions import submit_quiz
from courses.progress.merge import merge_progress
from courses.reports.recount import recount
from tests import build
from tests.duplicates.things import everything, pair_of
from tests.milestones import things
from tests.reports import rows

pytestmark = pytest.mark.django_db
NOON, DAY = build.NOON, timedelta(days=1)


def merge(people: build.People, survivor: Learner, merged: Learner):
    pair = pair_of(survivor, merged)
    return merge_people(pair, survivor=survivor, by=people.administrator, at=NOON)


def test_two_certified_profiles_count_once_and_the_earliest_sale_stays(people: build.People) -> None:
    late = things.certified(people.learner, people.manager)
    early = things.certified(people.classmate, people.manager, happened_on=things.SOLD_ON - 3 * DAY)
    before = everything()
    assert who_should_stay(people.learner, people.classmate) == people.classmate
    done = merge(people, people.learner, people.classmate)
    counted = Certification.objects.counted(demonstration=False).get()
    assert (counted.pk, counted.learner_id, counted.claim.learner_id) == (
        early.pk,
        people.learner.pk,
        people.learner.pk,
    )
    late.refresh_from_db()
    assert (late.learner_id, late.claim.learner_id, late.merged_away_at) == (
        people.classmate.pk,
        people.classmate.pk,
        NOON,
    )
    assert late.claim.__class__.objects.get(pk=late.claim_id).state == "verified"
    undo_merge(done, by=people.administrator, at=NOON + DAY)
    assert everything() == before


def test_claims_that_trade_places_keep_the_amounts_that_were_confirmed(people: build.People) -> None:
    rows.certify(people.learner, people.cohort, things.SOLD_ON)
    rows.certify(people.classmate, people.cohort, things.SOLD_ON - 3 * DAY)
    for who, baht, days in ((people.learner, 700, 70), (people.classmate, 300, 65)):
        rows.claim(who, "M7", things.SOLD_ON + days * DAY, "verified")
        Claim.objects.filter(learner=who).update(amount_baht=baht, confirmed_baht=baht)
    before = everything()
    done = merge(people, people.learner, people.classmate)
    kept = Claim.objects.filter(learner=people.learner, state="verified")
    assert set(kept.values_list("milestone", "confirmed_baht")) == {("M6", 300), ("M7", 300)}
    left = Claim.objects.filter(learner=people.classmate, state="verified")
    assert set(left.values_list("milestone", "confirmed_baht")) == {("M6", 700), ("M7", 700)}
    undo_merge(done, by=people.administrator, at=NOON + DAY)
    assert everything() == before


def test_progress_is_joined_and_core_may_come_of_both_together(people: build.People) -> None:
    foundation = build.published("F1", with_quiz=build.quiz())
    other_track = build.published("S1", track_code=build.track("shop", 2).code, with_quiz=build.quiz())
    for who, lesson in ((people.learner, foundation), (people.classmate, other_track)):
        submit_quiz(
            lesson.quiz_versions.get(), attempt_id=uuid.uuid4(), learner=who, answers=build.RIGHT,
            answered_at=NOON, received_at=NOON,
        )  # fmt: skip
    merge_progress(people.learner.pk, foundation.key, watched=0b0011, opened_at=NOON)
    merge_progress(people.classmate.pk, foundation.key, watched=0b0110, opened_at=NOON - DAY)
    before = everything()
    done = merge(people, people.learner, people.classmate)
    joined = LessonProgress.objects.get(learner=people.learner, lesson=foundation)
    assert (joined.watched, joined.opened_at) == (0b0111, NOON - DAY)
    assert CoreCompletion.objects.get().learner == people.learner
    assert recount(NOON) == (0, 0, 0)
    undo_merge(done, by=people.administrator, at=NOON)
    assert everything() == before
    assert recount(NOON) == (0, 0, 0)


def test_one_cohort_twice_is_one_enrolment_and_what_waits_twice_waits_once(people: build.People) -> None:
    lesson = build.published(practice_kinds=["text"])
    for hours, who in enumerate((people.learner, people.classmate)):
        send_work(
            who, submission_id=uuid.uuid4(), lesson=lesson, text="งาน", at=NOON + timedelta(hours=hours)
        )
        things.shop_claim(who, url="https://www.tiktok.com/@one.shop", at=NOON + timedelta(hours=hours))
        things.sale_claim(who, at=NOON + timedelta(hours=hours))
    Enrolment.objects.filter(learner=people.learner).update(left_at=NOON, left_reason="ย้าย")
    before = everything()
    done = merge(people, people.learner, people.classmate)
    active = Enrolment.objects.active().get(cohort=people.cohort)
    assert (active.learner, active.left_reason) == (people.learner, "")
    assert people.learner.shops.count() == 1
    states = Claim.objects.filter(learner=people.learner).order_by("milestone", "sent_at")
    assert list(states.values_list("milestone", "state")) == [
        ("M4", "pending"), ("M4", "replaced"), ("M6", "pending"), ("M6", "replaced"),
    ]  # fmt: skip
    assert set(states.values_list("shop__learner", flat=True)) == {people.learner.pk}
    assert list(people.learner.submissions.values_list("state", flat=True)) == ["pending", "replaced"]
    undo_merge(done, by=people.administrator, at=NOON)
    assert everything() == before


def test_the_last_word_about_a_consent_holds(people: build.People) -> None:
    purpose = ConsentPurpose.PUBLICITY_PHOTO
    give_consent(people.learner, purpose=purpose, notice_version="1", at=NOON - 3 * DAY)
    give_consent(people.classmate, purpose=purpose, notice_version="1", at=NOON - 3 * DAY)
    withdraw_consent(people.classmate, purpose=purpose, at=NOON - DAY)
    for who in (people.learner, people.classmate):
        give_consent(who, purpose=ConsentPurpose.MESSAGES, notice_version="1", at=NOON)
    before = everything()
    done = merge(people, people.learner, people.classmate)
    live = Consent.objects.filter(learner=people.learner, withdrawn_at__isnull=True)
    assert [consent.purpose for consent in live] == [ConsentPurpose.MESSAGES]
    undo_merge(done, by=people.administrator, at=NOON)
    assert everything() == before


def test_what_comes_after_a_merge_stays_with_the_survivor_when_it_is_undone(people: build.People) -> None:
    lesson = build.published(with_quiz=build.quiz())
    merge_progress(people.classmate.pk, lesson.key, watched=0b0001, opened_at=NOON - DAY)
    done = merge(people, people.learner, people.classmate)
    merge_progress(people.learner.pk, lesson.key, watched=0b1000, opened_at=NOON)
    submit_quiz(
        lesson.quiz_versions.get(), attempt_id=uuid.uuid4(), learner=people.learner, answers=build.RIGHT,
        answered_at=NOON + DAY, received_at=NOON + DAY,
    )  # fmt: skip
    undo_merge(done, by=people.administrator, at=NOON + 2 * DAY)
    own = LessonProgress.objects.get(learner=people.learner)
    back = LessonProgress.objects.get(learner=people.classmate)
    assert (own.watched, own.best_percent, back.watched, back.best_percent) == (0b1000, 100, 0b0001, None)
    assert recount(NOON) == (0, 0, 0)


def test_a_merge_of_a_merge_is_undone_in_order(people: build.People) -> None:
    third = build.learner("สมใจ อีกแห่ง", people.neighbour_cohort)
    things.certified(third, people.administrator)
    before = everything()
    first = merge(people, people.learner, people.classmate)
    between = everything()
    second = merge(people, third, people.learner)
    people.classmate.refresh_from_db()
    assert people.classmate.merged_into == third  # never a chain
    with pytest.raises(CannotUndo):
        undo_merge(first, by=people.administrator, at=NOON)
    undo_merge(second, by=people.administrator, at=NOON)
    assert everything() == between
    undo_merge(first, by=people.administrator, at=NOON)
    undo_merge(first, by=people.administrator, at=NOON)  # twice is once
    assert everything() == before


def test_a_ring_a_stranger_and_a_mixture_are_refused(people: build.People) -> None:
    merge(people, people.learner, people.classmate)
    with pytest.raises(CannotMerge):
        merge(people, people.classmate, people.neighbour)
    with pytest.raises(CannotMerge):
        merge_people(
            pair_of(people.learner, people.neighbour),
            survivor=people.classmate,
            by=people.administrator,
            at=NOON,
        )
    shown = build.learner("ตัวอย่าง", build.cohort(build.community("demo", "50", is_demonstration=True)))
    with pytest.raises(CannotMerge):
        merge(people, people.learner, shown)


def test_only_who_sees_both_decides_and_the_second_gets_a_sentence(people: build.People) -> None:
    apart = pair_of(people.learner, people.neighbour)
    for stranger in (people.trainer, people.manager, people.neighbour_manager):
        with pytest.raises(NotYours):
            keep_apart(apart, by=stranger, at=NOON)
    pair = pair_of(people.learner, people.classmate)
    merge_people(pair, survivor=people.learner, by=people.manager, at=NOON)
    with pytest.raises(PairDecided):
        keep_apart(pair, by=people.administrator, at=NOON)
    told = AuditEntry.objects.filter(verb="merged").values_list("person", flat=True)
    assert set(told) == {people.learner.public_id, people.classmate.public_id}


def test_an_undo_that_would_count_somebody_twice_is_refused(people: build.People) -> None:
    rows.certify(people.classmate, people.cohort, date(2026, 11, 10))
    things.certified(people.learner, people.manager)
    done = merge(people, people.learner, people.classmate)
    # With the only shop both sales fall; the person opens another one and sells again.
    shop = Claim.objects.get(milestone="M4", learner=people.learner)
    take_back_claim(shop, by=people.manager, at=NOON, reason="ร้านไม่มีอยู่จริง")
    assert not Certification.objects.live().exists()
    verify_claim(things.shop_claim(people.learner, at=NOON + DAY), by=people.manager, at=NOON + DAY)
    again = verify_claim(things.sale_claim(people.learner, at=NOON + DAY), by=people.manager, at=NOON + DAY)
    with pytest.raises(CannotUndo):
        undo_merge(done, by=people.administrator, at=NOON + 2 * DAY)
    assert Certification.objects.live().get().claim == again


def test_a_claim_decided_in_between_goes_back_with_its_certification(people: build.People) -> None:
    things.ready_to_sell(people.classmate, people.manager)
    sale = things.sale_claim(people.classmate)
    done = merge(people, people.learner, people.classmate)
    verify_claim(sale, by=people.manager, at=NOON)
    undo_merge(done, by=people.administrator, at=NOON)
    found = Certification.objects.live().get()
    assert found.learner == found.claim.learner == people.classmate


def test_later_sales_all_move_and_a_replaced_claim_forgets_its_buyer(people: build.People) -> None:
    for who in (people.learner, people.classmate):
        rows.claim(who, "K9", state="verified")
        rows.claim(who, "M5", state="pending", buyer_name="ลูกค้า")
    before = everything()["certification"]
    done = merge(people, people.learner, people.classmate)
    moved = Claim.objects.filter(learner=people.learner)
    assert moved.filter(milestone="K9", state="verified").count() == 2
    assert moved.get(state="replaced").buyer_name == ""
    undo_merge(done, by=people.administrator, at=NOON)
    assert Claim.objects.filter(learner=people.classmate, milestone="K9").count() == 1
    assert everything()["certification"] == before
