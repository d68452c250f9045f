"""Entering services: what is refused, what is told before saving, what stays in the record of acts."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from courses.audit.models import AuditEntry, Verb
from courses.cohorts.programme import set_demonstration
from courses.errors import Refused
from courses.ledgers import actions
from courses.ledgers.errors import AlreadyEntered, AlreadyVoid, BadRow, KindsMixed, MaybeLearner, NotYours
from courses.ledgers.models import Operator, PromotionService
from courses.ledgers.whom import clean_juristic, name_key
from tests.build import People
from tests.ledgers import rows

TODAY, NOON = rows.TODAY, rows.NOON


def test_a_service_of_a_learner_is_kept_with_an_act(people: People) -> None:
    made = rows.service(rows.inside(people.learner), people.manager, "matching", outcome="order")
    act = AuditEntry.objects.of("service", made.pk).get()
    assert (act.verb, act.by, act.person) == (Verb.RECORDED, people.manager, people.learner.public_id)
    assert made.operator.area_code == "410116"


def test_the_same_form_sent_twice_is_one_service(people: People) -> None:
    operator, entry_id = rows.inside(people.learner), uuid.uuid4()
    first = rows.service(operator, people.manager, entry_id=entry_id)
    assert rows.service(operator, people.manager, entry_id=entry_id) == first
    assert PromotionService.objects.count() == 1


def test_a_second_service_of_a_kind_on_a_day_is_told_before_it_is_kept(people: People) -> None:
    operator = rows.inside(people.learner)
    rows.service(operator, people.manager)
    with pytest.raises(AlreadyEntered):
        rows.service(operator, people.manager, is_sure=False)
    rows.service(operator, people.manager, "clinic", is_sure=False)
    rows.service(operator, people.manager, is_sure=True)
    assert PromotionService.objects.count() == 3


def test_a_linked_operator_is_the_same_person_when_duplicates_are_looked_for(people: People) -> None:
    stranger = rows.outside(people.manager)
    rows.service(stranger, people.manager)
    actions.link_operator(stranger, learner=people.learner, by=people.manager, at=NOON)
    with pytest.raises(AlreadyEntered):
        rows.service(rows.inside(people.learner), people.manager, is_sure=False)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"day": TODAY + timedelta(days=1)}, "day"),
        ({"day": date(1483, 11, 21)}, "day"),
        ({"country": "ZZ"}, "country"),
        ({"agency": "  "}, "agency"),
        ({"kind": "matching", "outcome": "maybe"}, "outcome"),
        ({"kind": "matching", "value_amount": Decimal(-1), "currency": "USD"}, "value_amount"),
        ({"kind": "matching", "value_amount": Decimal(5)}, "currency"),
        ({"kind": "matching", "follow_up_on": TODAY - timedelta(days=1)}, "follow_up_on"),
        ({"kind": "listing", "url": "my shop"}, "url"),
    ],
)
def test_facts_that_cannot_be_are_refused_at_their_field(
    people: People, fields: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        rows.service(rows.inside(people.learner), people.manager, **fields)
    assert caught.value.field == field
    assert not PromotionService.objects.exists()


def test_what_does_not_belong_to_the_kind_is_left_out(people: People) -> None:
    made = rows.service(
        rows.inside(people.learner), people.manager, "clinic", outcome="order", value_amount=Decimal(9)
    )
    assert (made.outcome, made.value_amount) == ("", None)


def test_the_database_holds_the_rules_by_itself(people: People) -> None:
    made = rows.service(rows.inside(people.learner), people.manager)
    for broken in ({"outcome": "order"}, {"kind": "listing"}, {"voided_at": NOON}, {"country": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PromotionService.objects.filter(pk=made.pk).update(**broken)


def test_a_correction_keeps_what_was_before(people: People) -> None:
    made = rows.service(rows.inside(people.learner), people.manager)
    actions.change_service(
        made, facts=rows.facts("clinic", TODAY - timedelta(days=1)), by=people.manager, at=NOON
    )
    told = AuditEntry.objects.of("service", made.pk).first().details["changed"]
    assert told == ["kind: session → clinic", "day: 2026-11-21 → 2026-11-20"]


def test_voiding_asks_why_and_happens_once(people: People) -> None:
    made = rows.service(rows.inside(people.learner), people.manager)
    with pytest.raises(BadRow):
        actions.void_row(made, reason=" ", by=people.manager, at=NOON)
    actions.void_row(made, reason="ลงผิดคน", by=people.manager, at=NOON)
    with pytest.raises(AlreadyVoid):
        actions.void_row(made, reason="ลงผิดคน", by=people.manager, at=NOON)
    with pytest.raises(AlreadyVoid):
        actions.change_service(made, facts=rows.facts(), by=people.manager, at=NOON)


def test_the_same_person_outside_is_found_in_every_spelling(people: People) -> None:
    first = rows.outside(people.manager, "นางสาวดวงใจ ใจดี", phone="081-999-8877")
    assert rows.outside(people.manager, "ดวงใจ  ใจดี", phone="+66 81 999 8877") == first
    assert rows.outside(people.manager, "สมปอง ใจดี", phone="0819998877") != first
    assert name_key("นายิกา ใจดี") == "นายิกา ใจดี"


def test_an_operator_outside_can_be_found_again(people: People) -> None:
    with pytest.raises(BadRow) as caught:
        rows.outside(people.manager, phone="")
    assert caught.value.field == "phone"
    with pytest.raises(IntegrityError), transaction.atomic():
        Operator.objects.create(name="ใคร", is_demonstration=False, entered_at=NOON)


def test_a_juristic_number_is_checked_and_the_number_of_an_id_card_is_not_kept() -> None:
    assert clean_juristic("0-1055-36092-64-1") == "0105536092641"
    for wrong in ("0105536092642", "010553609264", "1101700230708"):
        with pytest.raises(BadRow):
            clean_juristic(wrong)


def test_a_phone_of_a_learner_is_told_before_an_outsider_is_made(people: People) -> None:
    phone = people.learner.user.phone
    with pytest.raises(MaybeLearner):
        rows.outside(people.manager, phone=phone)
    assert rows.outside(people.manager, phone=phone, is_sure=True).pk


def test_a_manager_enters_nobody_of_another_province(people: People) -> None:
    there = rows.outside(people.neighbour_manager, "ดวงใจ", area_code="19", phone="0819998877")
    with pytest.raises(NotYours):
        rows.outside(people.manager, "ดวงใจ", phone="0819998877")
    with pytest.raises(BadRow):
        rows.outside(people.manager, area_code="19")
    assert rows.outside(people.administrator, "ดวงใจ", phone="0819998877") == there


def test_demonstration_and_real_people_never_share_a_ledger(people: People) -> None:
    operator = rows.inside(people.learner)
    set_demonstration(True)
    with pytest.raises(KindsMixed):
        rows.service(operator, people.manager)
    with pytest.raises(KindsMixed):
        rows.inside(people.classmate)


def test_a_wrong_link_is_undone_with_a_reason(people: People) -> None:
    stranger = rows.outside(people.manager)
    actions.link_operator(stranger, learner=people.learner, by=people.manager, at=NOON)
    with pytest.raises(BadRow):
        actions.unlink_operator(stranger, reason="", by=people.manager, at=NOON)
    assert actions.unlink_operator(stranger, reason="คนละคน", by=people.manager, at=NOON).learner is None
    assert AuditEntry.objects.about(people.learner.public_id).count() == 2
