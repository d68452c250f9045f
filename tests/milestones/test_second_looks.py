"""The second look: drawn by chance that nobody can game, all flagged ones, and the rate of what falls."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.cohorts.models import TrainerCommunity
from courses.milestones.actions import revoke_certification, take_back_claim, verify_claim
from courses.milestones.errors import AlreadyDecided, NotYours, ReasonMissing
from courses.milestones.models import Certification, UsedReference
from courses.milestones.second_looks import (
    is_drawn,
    keep_certification,
    look_again,
    percent_on,
    second_look_rate,
    second_look_rates,
)
from courses.models import AuditEntry, SecondLook, SecondLookShare
from lms.accounts.models import User
from tests import build
from tests.build import NOON, TODAY, People
from tests.milestones import things

YEAR = 2570


@pytest.fixture
def all_drawn(db: None) -> None:
    SecondLookShare.objects.create(from_day="2020-01-01", percent=100)


@pytest.fixture
def none_drawn(db: None) -> None:
    SecondLookShare.objects.create(from_day="2020-01-01", percent=0)


def look_of(people: People, learner=None, **fields: object) -> SecondLook:
    """The second look at a sale that the manager verified."""
    things.certified(learner or people.learner, people.manager, **fields)
    return SecondLook.objects.latest("pk")


def near_trainer(people: People) -> User:
    """A trainer of another community in the same province."""
    trainer = build.staff("trainer", "ครูข้างบ้าน")
    TrainerCommunity.objects.create(trainer=trainer, community=build.community(area_code="410203"))
    return trainer


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- the draw ------------------------------------------------------------------------------------
def test_chance_draws_about_five_of_a_hundred_and_always_the_same() -> None:
    ids = [uuid.UUID(int=number) for number in range(4000)]
    drawn = [one for one in ids if is_drawn(one, percent=5, seed="a")]
    assert 150 < len(drawn) < 250
    assert drawn == [one for one in ids if is_drawn(one, percent=5, seed="a")]
    assert set(drawn) <= {one for one in ids if is_drawn(one, percent=20, seed="a")}
    assert set(drawn) != {one for one in ids if is_drawn(one, percent=5, seed="b")}
    assert all(is_drawn(one, percent=100) for one in ids[:99])
    assert not any(is_drawn(one, percent=0) for one in ids)


def test_the_share_is_a_dated_setting(db: None) -> None:
    assert percent_on(TODAY) == 5
    SecondLookShare.objects.create(from_day=TODAY, percent=20)
    SecondLookShare.objects.create(from_day=TODAY + timedelta(days=1), percent=1)
    days = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)]
    assert [percent_on(day) for day in days] == [5, 20, 1]


def test_each_flagged_sale_is_looked_at_again_and_a_clean_one_by_chance(people: People, none_drawn) -> None:
    things.certified(people.learner, people.manager)
    assert not SecondLook.objects.exists()
    look = look_of(people, people.classmate, tracking_number="KEX12345678901")
    assert (look.cause, look.is_drawn, look.first_decider) == ("flagged", False, people.manager)


def test_a_drawn_one_stands_once_on_the_list(people: People, all_drawn) -> None:
    look = look_of(people)
    assert (look.cause, look.is_drawn) == ("chance", True)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondLook.objects.create(
            claim=look.claim, first_decider=people.manager, cause="chance", is_drawn=True, drawn_at=NOON
        )


# --- who looks -----------------------------------------------------------------------------------
def test_another_person_looks_again_never_the_first(people: People, all_drawn) -> None:
    look = look_of(people)
    with pytest.raises(NotYours):
        look_again(look, by=people.manager, at=NOON, stands=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondLook.objects.update(looked_by=people.manager, looked_at=NOON, verdict="stands")
    assert look_again(look, by=people.administrator, at=NOON, stands=True).verdict == "stands"


def test_trainers_of_other_communities_nearby_look_and_nobody_else_does(people: People, all_drawn) -> None:
    look, near = look_of(people), near_trainer(people)
    colleague = build.staff("trainer")
    TrainerCommunity.objects.create(trainer=colleague, community=people.community)
    may = [people.administrator, people.manager, near]
    may_not = [
        people.trainer, colleague, people.neighbour_trainer, people.neighbour_manager,
        people.learner.user, people.neighbour.user,
    ]  # fmt: skip
    assert all(SecondLook.objects.visible_to(who).exists() for who in may)
    assert not any(SecondLook.objects.visible_to(who).exists() for who in may_not)
    for who in may_not:
        with pytest.raises(NotYours):
            look_again(look, by=who, at=NOON, stands=True)
    assert not SecondLook.objects.to_look_at(people.manager).exists()
    assert look_again(look, by=near, at=NOON, stands=True).looked_by == near


def test_the_same_verdict_twice_is_once_and_another_is_too_late(people: People, all_drawn) -> None:
    look, near = look_of(people), near_trainer(people)
    with pytest.raises(ReasonMissing):
        look_again(look, by=near, at=NOON, stands=False, reason=" ")
    for _ in range(2):
        assert look_again(look, by=near, at=NOON, stands=False, reason="ภาพซ้ำ").reason == "ภาพซ้ำ"
    for who, stands in ((near, True), (people.administrator, False)):
        with pytest.raises(AlreadyDecided):
            look_again(look, by=who, at=NOON, stands=stands, reason="อื่น")
    assert AuditEntry.objects.filter(verb="looked-again").count() == 1


# --- what does not stand -------------------------------------------------------------------------
def test_what_does_not_stand_is_taken_back_by_the_manager_in_one_tap(people: People, all_drawn) -> None:
    look = look_of(people)
    look_again(look, by=near_trainer(people), at=NOON, stands=False, reason="ภาพซ้ำกับของคนอื่น")
    desk = desk_of(people.manager)
    html = desk.get("/desk/evidence/second/").content.decode()
    path = f"/desk/evidence/{look.claim_id}/revoke/"
    assert path in html
    assert desk.post(path, {"reason": "ภาพซ้ำกับของคนอื่น"}).status_code == 302
    assert Certification.objects.get().revoked_reason == "ภาพซ้ำกับของคนอื่น"
    assert path not in desk.get("/desk/evidence/second/").content.decode()
    assert AuditEntry.objects.filter(verb="revoked", person=people.learner.public_id).count() == 1


def test_a_manager_may_keep_it_with_a_reason_and_the_rate_stays(people: People, all_drawn) -> None:
    look = look_of(people)
    with pytest.raises(AlreadyDecided):
        keep_certification(look, by=people.manager, at=NOON, reason="โทรถามแล้ว")
    look_again(look, by=people.administrator, at=NOON, stands=False, reason="ภาพซ้ำ")
    with pytest.raises(NotYours):
        keep_certification(look, by=people.trainer, at=NOON, reason="โทรถามแล้ว")
    with pytest.raises(ReasonMissing):
        keep_certification(look, by=people.manager, at=NOON, reason="")
    keep_certification(look, by=people.manager, at=NOON, reason="โทรถามแล้ว")
    assert not SecondLook.objects.proposals(people.manager).exists()
    assert second_look_rate(YEAR, NOON).percent == 100.0


# --- the rate ------------------------------------------------------------------------------------
def test_the_rate_is_what_failed_of_what_was_looked_at_as_of_a_moment(people: People, all_drawn) -> None:
    rate = second_look_rate(YEAR, NOON)
    assert (rate.failed, rate.looked_again, rate.percent, rate.waiting) == (0, 0, None, 0)
    learners = [build.learner(into=people.cohort) for _ in range(3)]
    looks = [look_of(people, learner) for learner in learners]
    for day, (look, stands) in enumerate(zip(looks[:2], (False, True), strict=True), start=1):
        at = NOON + timedelta(days=day)
        look_again(look, by=people.administrator, at=at, stands=stands, reason="ซ้ำ")
    after = [second_look_rate(YEAR, NOON + timedelta(days=day)) for day in (0, 1, 2)]
    assert [(r.failed, r.looked_again, r.percent) for r in after] == [
        (0, 0, None),
        (1, 1, 100.0),
        (1, 2, 50.0),
    ]
    assert [r.waiting for r in after] == [3, 2, 1]
    assert second_look_rate(YEAR - 1, NOON + timedelta(days=9)).looked_again == 0


def test_revoking_does_not_mend_the_rate(people: People, all_drawn) -> None:
    look = look_of(people)
    look_again(look, by=people.administrator, at=NOON, stands=False, reason="ซ้ำ")
    revoke_certification(Certification.objects.get(), by=people.manager, at=NOON, reason="ซ้ำ")
    assert second_look_rate(YEAR, NOON).percent == 100.0


def test_demonstration_and_earlier_sellers_stay_out(people: People, all_drawn) -> None:
    seller = build.learner(into=people.cohort, sold_before=True)
    look_again(look_of(people, seller), by=people.administrator, at=NOON, stands=False, reason="ซ้ำ")
    shown = build.learner(into=build.cohort(people.community, is_demonstration=True))
    look_again(look_of(people, shown), by=people.administrator, at=NOON, stands=False, reason="ซ้ำ")
    assert second_look_rate(YEAR, NOON).looked_again == 0
    assert second_look_rate(YEAR, NOON, demonstration=True).looked_again == 1


def test_the_rate_is_one_query(people: People, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        second_look_rate(YEAR, NOON)


# --- pages ---------------------------------------------------------------------------------------
def test_a_trainer_of_another_community_sees_the_evidence_and_not_the_person(
    people: People, all_drawn
) -> None:
    look, near = look_of(people), near_trainer(people)
    desk = desk_of(near)
    pages = [desk.get("/desk/evidence/second/"), desk.get(f"/desk/evidence/second/{look.claim_id}/")]
    for page in pages:
        assert page.status_code == 200
        assert people.learner.name not in page.content.decode()
    picture = f"/files/evidence/{look.claim.evidence.first().stored_file_id}/"
    assert picture in pages[1].content.decode()
    assert desk.get(f"/desk/evidence/{look.claim_id}/").status_code == 404


def test_a_verdict_leads_to_the_next_and_then_to_the_list(people: People, all_drawn) -> None:
    looks = [look_of(people), look_of(people, people.classmate)]
    SecondLook.objects.filter(claim__milestone="M4").delete()  # their shops were drawn as well
    desk = desk_of(people.administrator)
    first, second = (f"/desk/evidence/second/{look.claim_id}/" for look in looks)
    bad = desk.post(f"{first}verdict/", {"verdict": "falls", "reason": ""})
    assert bad.status_code == 422
    assert desk.post(f"{first}verdict/", {"verdict": "stands"}).url == second
    last = desk.post(f"{second}verdict/", {"verdict": "falls", "reason": "ซ้ำ"}, follow=True)
    assert last.redirect_chain == [("/desk/evidence/second/", 302)]
    html = last.content.decode()
    assert "50.0%" in html
    assert "1 จาก 2" in html
    assert desk.post(f"{first}verdict/", {"verdict": "stands"}).status_code == 302
    too_late = desk_of(people.manager).post(f"{first}verdict/", {"verdict": "falls", "reason": "ซ้ำ"})
    assert too_late.status_code == 403


def test_the_list_asks_as_much_for_two_as_for_eight(people: People, all_drawn) -> None:
    desk = desk_of(people.administrator)

    def asked_after(more: int) -> int:
        for _ in range(more):
            look_of(people, build.learner(into=people.cohort))
        with CaptureQueriesContext(connection) as captured:
            assert desk.get("/desk/evidence/second/").status_code == 200
        return len(captured)

    asked_after(2)
    assert asked_after(0) == asked_after(6) <= 16


# --- later steps ---------------------------------------------------------------------------------
def later_look(people: People, milestone: str = "M7", **fields: object) -> SecondLook:
    """The second look at a later step of the learner, whom the manager certified."""
    if not Certification.objects.filter(learner=people.learner).exists():
        things.certified(people.learner, people.manager)
    at = NOON + timedelta(days=80)
    claim = things.later_sale(people.learner, milestone=milestone, happened_on=at.date(), at=at, **fields)
    verify_claim(claim, by=people.manager, at=at)
    return SecondLook.objects.get(claim=claim)


@pytest.mark.parametrize(
    ("milestone", "fields"),
    [("M7", {}), ("K9", {}), ("M8", {"registration_number": "7100123456789"}), ("M9", {"country": "LA"})],
)
def test_later_steps_are_drawn_as_first_sales_are(
    people: People, all_drawn, milestone: str, fields: dict[str, str]
) -> None:
    look = later_look(people, milestone, **fields)
    assert (look.cause, look.is_drawn, look.place) == ("chance", True, people.community)
    near = near_trainer(people)
    seen = {
        name: look in SecondLook.objects.to_look_at(user)
        for name, user in (
            ("first", people.manager),
            ("administrator", people.administrator),
            ("own trainer", people.trainer),
            ("near trainer", near),
            ("elsewhere", people.neighbour_manager),
        )
    }
    assert seen == {
        "first": False, "administrator": True, "own trainer": False, "near trainer": True, "elsewhere": False
    }  # fmt: skip
    page = desk_of(people.administrator).get(f"/desk/evidence/second/{look.claim_id}/")
    assert page.status_code == 200
    assert str(look.claim.get_milestone_display()) in page.content.decode()


def test_each_kind_has_its_own_rate_beside_that_of_the_headline(people: People, all_drawn) -> None:
    look = later_look(people)
    at = NOON + timedelta(days=81)
    look_again(look, by=people.administrator, at=at, stands=False, reason="รูปเดิม")
    rates = second_look_rates(YEAR, at)
    nobody = dict.fromkeys(("K9", "M8", "M9", "M4", "M5"))
    assert {str(code): rate.percent for code, rate in rates.items()} == {"M7": 100.0, **nobody}
    assert second_look_rate(YEAR, at).percent is None
    assert second_look_rates(YEAR, at, demonstration=True)["M7"].looked_again == 0
    desk = desk_of(people.manager)
    with time_machine.travel(at, tick=False):
        assert "100.0" in desk.get("/desk/evidence/second/").content.decode()


def test_the_rates_of_all_kinds_are_one_query(people: People, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        second_look_rates(YEAR, NOON)


def test_a_later_step_that_does_not_stand_is_taken_back_and_its_proof_is_free(
    people: People, all_drawn
) -> None:
    look = later_look(people, tracking_number="RR473124829TH")
    at = NOON + timedelta(days=81)
    look_again(look, by=people.administrator, at=at, stands=False, reason="รูปเดิม")
    assert look in SecondLook.objects.proposals(people.manager)
    address = f"/desk/evidence/second/{look.claim_id}/take-back/"
    assert desk_of(people.trainer).post(address, {"reason": "x"}).status_code == 404
    assert desk_of(people.manager).post(address, {"reason": ""}).status_code == 422
    used = UsedReference.objects.filter(value="RR473124829TH")
    assert used.exists()
    assert desk_of(people.manager).post(address, {"reason": "รูปเดิม"}).status_code == 302
    look.claim.refresh_from_db()
    assert (look.claim.state, used.exists()) == ("returned", False)
    assert Certification.objects.live().filter(learner=people.learner).exists()
    assert look not in SecondLook.objects.proposals(people.manager)
    first = SecondLook.objects.get(claim__milestone="M6")
    with pytest.raises(AlreadyDecided):
        take_back_claim(first.claim, by=people.manager, at=at, reason="x")
