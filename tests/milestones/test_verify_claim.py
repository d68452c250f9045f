"""Staff verify a claim; a first sale certifies the person once for ever."""

from datetime import date, timedelta

import pytest

from courses.cohorts.models import Enrolment, ManagerArea, TrainerCommunity
from courses.milestones.actions import revoke_certification, verify_claim
from courses.milestones.errors import AlreadyDecided, NotReady, NotYours, ReferenceUsed
from courses.milestones.models import Certification, Claim, UsedReference
from tests import build
from tests.build import NOON, People
from tests.milestones import things


def test_the_learners_trainer_verifies_a_shop(people: People) -> None:
    claim = verify_claim(things.shop_claim(people.learner), by=people.trainer, at=NOON)
    assert (claim.state, claim.decided_by, claim.decided_at) == ("verified", people.trainer, NOON)
    assert not Certification.objects.exists()


def test_a_first_sale_certifies_the_person_with_everything_frozen(people: People) -> None:
    certification = things.certified(people.learner, people.manager)
    assert certification.event_on == things.SOLD_ON
    assert certification.fiscal_year_be == 2570
    assert certification.community == people.community
    assert certification.cohort == people.cohort
    assert certification.trainer == people.trainer
    assert certification.track_id == "live"
    assert certification.certified_by == people.manager
    assert not certification.is_demonstration
    assert not certification.is_baseline_seller


def test_the_year_is_that_of_the_event_and_not_of_the_decision(people: People) -> None:
    people.learner.joined_at -= timedelta(days=60)
    people.learner.save()
    certification = things.certified(people.learner, people.manager, happened_on=date(2026, 9, 30))
    assert certification.fiscal_year_be == 2569


def test_a_prior_seller_is_certified_and_marked(people: People) -> None:
    seller = build.learner(into=people.cohort, sold_before=True)
    assert things.certified(seller, people.manager).is_baseline_seller
    assert Certification.objects.counted(demonstration=False).count() == 0


def test_demonstration_people_never_enter_a_real_figure(people: People) -> None:
    pretend = build.cohort(people.community, people.trainer, is_demonstration=True)
    assert things.certified(build.learner(into=pretend), people.manager).is_demonstration
    assert Certification.objects.counted(demonstration=False).count() == 0
    assert Certification.objects.counted(demonstration=True).count() == 1


def test_a_sale_waits_for_lessons_and_shop_and_nothing_is_half_written(people: People) -> None:
    sale = things.sale_claim(people.learner)
    for prepare in (None, lambda: things.core_complete(people.learner)):
        if prepare:
            prepare()
        with pytest.raises(NotReady) as refused:
            verify_claim(sale, by=people.manager, at=NOON)
        assert str(refused.value.message)
        assert Claim.objects.get(pk=sale.pk).state == "pending"
    verify_claim(things.shop_claim(people.learner), by=people.manager, at=NOON)
    assert verify_claim(sale, by=people.manager, at=NOON).state == "verified"


def test_a_sale_with_a_checked_shop_still_waits_for_the_lessons(people: People) -> None:
    verify_claim(things.shop_claim(people.learner), by=people.manager, at=NOON)
    with pytest.raises(NotReady):
        verify_claim(things.sale_claim(people.learner), by=people.manager, at=NOON)


def test_the_learners_own_trainer_does_not_verify_the_first_sale(people: People) -> None:
    things.ready_to_sell(people.learner, people.manager)
    sale = things.sale_claim(people.learner)
    with pytest.raises(NotYours):
        verify_claim(sale, by=people.trainer, at=NOON)
    assert not Certification.objects.exists()


def test_the_trainer_of_a_cohort_that_the_learner_left_is_still_their_own(people: People) -> None:
    enrolment = people.learner.enrolments.get()
    enrolment.left_at = NOON
    enrolment.save()
    other = build.cohort(people.community, build.staff("trainer"))
    Enrolment.objects.create(learner=people.learner, cohort=other, joined_at=NOON)
    things.ready_to_sell(people.learner, people.manager)
    with pytest.raises(NotYours):
        verify_claim(things.sale_claim(people.learner), by=people.trainer, at=NOON)


def test_another_trainer_of_the_community_verifies_the_first_sale(people: People) -> None:
    colleague = build.staff("trainer")
    TrainerCommunity.objects.create(trainer=colleague, community=people.community)
    things.ready_to_sell(people.learner, people.manager)
    verify_claim(things.sale_claim(people.learner), by=colleague, at=NOON)
    assert Certification.objects.get().certified_by == colleague


@pytest.mark.parametrize("who", ["learner", "classmate", "neighbour_trainer", "neighbour_manager"])
def test_who_may_not_see_or_is_no_staff_does_not_decide(people: People, who: str) -> None:
    person = getattr(people, who)
    claim = things.shop_claim(people.learner)
    with pytest.raises(NotYours):
        verify_claim(claim, by=getattr(person, "user", person), at=NOON)
    assert Claim.objects.get().state == "pending"


@pytest.mark.parametrize("role", ["manager", "administrator", "trainer"])
def test_nobody_verifies_their_own_whatever_they_became(people: People, role: str) -> None:
    claim = things.shop_claim(people.learner)
    user = people.learner.user
    user.role, user.email = role, "became@example.org"
    user.save()
    ManagerArea.objects.create(manager=user, area_code="")
    TrainerCommunity.objects.create(trainer=user, community=people.community)
    with pytest.raises(NotYours):
        verify_claim(claim, by=user, at=NOON)


def test_verifying_twice_counts_once(people: People) -> None:
    things.ready_to_sell(people.learner, people.manager)
    sale = things.sale_claim(people.learner)
    first = verify_claim(sale, by=people.manager, at=NOON)
    again = verify_claim(sale, by=people.manager, at=NOON + timedelta(hours=1))
    assert again.decided_at == first.decided_at
    with pytest.raises(AlreadyDecided):
        verify_claim(sale, by=people.administrator, at=NOON)
    assert Certification.objects.count() == 1


def test_a_tracking_number_certifies_one_person(people: People) -> None:
    things.certified(people.learner, people.manager, tracking_number=things.TRACKING)
    things.ready_to_sell(people.classmate, people.manager)
    copy = things.sale_claim(people.classmate, tracking_number=things.TRACKING)
    assert copy.flags == ["dup_tracking"]
    with pytest.raises(ReferenceUsed):
        verify_claim(copy, by=people.manager, at=NOON)
    assert Claim.objects.get(pk=copy.pk).state == "pending"
    assert Certification.objects.count() == 1


def test_a_picture_certifies_one_person_and_is_free_after_revocation(people: People) -> None:
    def photos(who):
        return [(things.ORDER, things.picture(who, "same")), (things.PARCEL, things.picture(who))]

    certification = things.certified(people.learner, people.manager, photos=photos(people.learner))
    things.ready_to_sell(people.classmate, people.manager)
    copy = things.sale_claim(people.classmate, photos=photos(people.classmate))
    with pytest.raises(ReferenceUsed):
        verify_claim(copy, by=people.manager, at=NOON)
    revoke_certification(certification, by=people.administrator, at=NOON, reason="ยืมภาพเพื่อน")
    verify_claim(copy, by=people.manager, at=NOON)
    assert UsedReference.objects.count() == 2
    assert Certification.objects.live().get().learner == people.classmate


def test_an_old_completion_without_cohort_counts_in_the_earliest_active_enrolment(people: People) -> None:
    core = things.core_complete(people.learner)
    core.cohort = None
    core.save()
    later = build.cohort(people.community, people.trainer)
    Enrolment.objects.create(learner=people.learner, cohort=later, joined_at=NOON)
    verify_claim(things.shop_claim(people.learner), by=people.manager, at=NOON)
    verify_claim(things.sale_claim(people.learner), by=people.manager, at=NOON)
    assert Certification.objects.get().cohort == people.cohort


def test_flags_are_found_again_when_the_claim_is_decided(people: People) -> None:
    first = things.content_claim(people.learner, url="https://www.tiktok.com/@x/video/1")
    Claim.objects.filter(pk=first.pk).update(flags=[])
    things.content_claim(people.classmate, url="https://m.tiktok.com/@x/video/1?_t=1")
    assert verify_claim(first, by=people.trainer, at=NOON).flags == ["dup_url"]
