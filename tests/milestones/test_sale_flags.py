"""Flags about who stands behind a sale, and about closed months. None of them decides anything."""

import uuid
from datetime import date, timedelta

import pytest

from courses.audit.models import AuditEntry
from courses.milestones.actions import verify_claim
from courses.milestones.deciders import why_not_decide
from courses.milestones.errors import ClaimRefused, NotYours, StatementRefused
from courses.milestones.flag_codes import OVER_LIMIT, SENTENCES
from courses.milestones.flags import find_flags
from courses.milestones.models import Certification, Claim
from courses.milestones.months import stop_month_check, use_month_check
from courses.milestones.person_models import Suspension, WitnessStatement
from courses.milestones.witnesses import lift_suspension, suspend_learner, witness_sale
from courses.models import Learner
from lms.accounts.models import User
from tests import build
from tests.build import NOON, TODAY, People
from tests.milestones import things


def saw_it(learner: Learner, by: User, **fields: object) -> WitnessStatement:
    values = {
        "statement_id": uuid.uuid4(),
        "happened_on": things.SOLD_ON,
        "place": "ตลาดนาข่า",
        "text": "เห็นลูกค้ารับของ",
        "at": NOON,
        **fields,
    }
    return witness_sale(learner, by=by, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["081-900-0001", "+66819000001", "๐๘๑๙๐๐๐๐๐๑"])
def test_a_buyer_who_learns_here_is_flagged_by_phone(people: People, typed: str) -> None:
    buyer = build.learner("ผู้ซื้อ คนหนึ่ง", people.neighbour_cohort, phone="+66819000001")
    theirs = things.shop_claim(buyer)
    claim = things.sale_claim(people.learner, buyer_phone=typed)
    (flag,) = find_flags(claim)
    assert (flag.code, flag.neighbours) == ("buyer_is_participant", (theirs,))


def test_a_buyer_who_learns_here_is_flagged_by_name_with_any_title(people: People) -> None:
    assert things.sale_claim(people.learner, buyer_name="นางสาว บุญมี  ศรีสุข").flags == ["buyer_is_participant"]
    assert things.sale_claim(people.neighbour, buyer_name="ใครก็ไม่รู้").flags == []


def test_buying_from_oneself_is_flagged(people: People) -> None:
    claim = things.sale_claim(people.learner, buyer_phone=people.learner.user.phone)
    assert claim.flags == ["buyer_is_participant"]


def test_the_buyer_is_forgotten_once_decided_and_the_flag_stays(people: People) -> None:
    things.ready_to_sell(people.learner, people.manager)
    claim = things.sale_claim(people.learner, buyer_name=people.classmate.name, buyer_phone="0812345678")
    verify_claim(claim, by=people.manager, at=NOON)
    claim.refresh_from_db()
    assert (claim.buyer_name, claim.buyer_phone) == ("", "")
    assert claim.flags == ["buyer_is_participant"]


def test_a_wrong_phone_of_the_buyer_is_refused_at_its_place(people: People) -> None:
    with pytest.raises(ClaimRefused) as told:
        things.sale_claim(people.learner, buyer_phone="081")
    assert told.value.field == "buyer_phone"


def test_an_order_number_of_another_person_is_flagged(people: People) -> None:
    things.sale_claim(people.learner, order_number="#240925 abcd12")
    assert things.sale_claim(people.neighbour, order_number="240925ABCD12").flags == ["dup_order"]


def test_a_sale_in_a_closed_month_is_accepted_and_flagged(people: People) -> None:
    def november(day: date) -> bool:
        return (day.year, day.month) == (2026, 11)

    use_month_check(november)
    try:
        assert things.sale_claim(people.learner).flags == ["outside_closed_month"]
    finally:
        stop_month_check(november)
    assert find_flags(things.sale_claim(people.classmate)) == []


def test_a_suspended_learner_is_flagged_until_it_is_lifted(people: People) -> None:
    claim = things.sale_claim(people.learner)
    for _ in range(2):
        suspend_learner(people.learner, by=people.manager, at=NOON, reason="ภาพซ้ำหลายครั้ง")
    claim.refresh_from_db()
    assert claim.flags == ["suspended"]
    assert things.shop_claim(people.learner).flags == ["suspended"]
    lift_suspension(people.learner, by=people.manager, at=NOON)
    claim.refresh_from_db()
    assert claim.flags == []
    assert Suspension.objects.count() == 1
    verbs = AuditEntry.objects.about(people.learner.public_id).values_list("verb", flat=True)
    assert sorted(verbs) == ["resumed", "suspended"]


def test_only_a_manager_of_the_area_suspends_and_says_why(people: People) -> None:
    for who in (people.trainer, people.neighbour_manager):
        with pytest.raises(NotYours):
            suspend_learner(people.learner, by=who, at=NOON, reason="x")
    with pytest.raises(StatementRefused):
        suspend_learner(people.learner, by=people.manager, at=NOON, reason="  ")


def test_who_witnessed_does_not_verify_that_sale(people: People) -> None:
    things.ready_to_sell(people.learner, people.manager)
    saw_it(people.learner, people.trainer)
    people.cohort.trainer = people.manager  # somebody else trains them now
    people.cohort.save()
    claim = things.sale_claim(people.learner, photos=[(things.ORDER, things.picture(people.learner))])
    assert "พยาน" in str(why_not_decide(claim, people.trainer))
    with pytest.raises(NotYours):
        verify_claim(claim, by=people.trainer, at=NOON)
    assert claim in Claim.objects.undecidable_by(people.trainer)
    verify_claim(claim, by=people.administrator, at=NOON)
    assert Certification.objects.count() == 1


def test_only_the_own_trainer_witnesses_once_of_a_day(people: People) -> None:
    form = uuid.uuid4()
    one = saw_it(people.learner, people.trainer, statement_id=form)
    assert saw_it(people.learner, people.trainer, statement_id=form) == one
    with pytest.raises(StatementRefused):
        saw_it(people.learner, people.trainer)
    for who in (people.manager, people.neighbour_trainer, people.learner.user):
        with pytest.raises(NotYours):
            saw_it(people.learner, who)
    with pytest.raises(StatementRefused):
        saw_it(people.learner, people.trainer, happened_on=TODAY + timedelta(days=1))
    assert AuditEntry.objects.of("witness", one.pk).count() == 1


def test_the_own_trainer_who_decides_about_a_later_sale_is_flagged(people: People) -> None:
    things.certified(people.learner, people.manager, happened_on=TODAY - timedelta(days=29))
    claim = things.later_sale(people.learner, happened_on=TODAY)
    assert claim.flags == []
    verify_claim(claim, by=people.trainer, at=NOON)
    claim.refresh_from_db()
    assert claim.flags == ["reviewer_conflict"]


def test_every_flag_has_a_sentence_in_thai() -> None:
    assert OVER_LIMIT in SENTENCES
    assert all(any("ก" <= letter <= "๙" for letter in str(sentence)) for sentence in SENTENCES.values())


def test_the_days_of_a_claim_are_read_in_either_era(client, people: People) -> None:
    client.force_login(people.learner.user)
    for typed in ("3/11/2569", "3 พ.ย. 69", "2026-11-03", "๓/๑๑/๒๕๖๙"):
        Claim.objects.all().delete()
        form = {"platform": "tiktok", "shop_name": "ร้าน", "url": "tiktok.com/@a", "happened_on": typed}
        assert client.post("/me/shop/M4/", form).status_code == 302
        assert Claim.objects.get().happened_on == date(2026, 11, 3)
