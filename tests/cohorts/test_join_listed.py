"""Somebody whom a list brought in joins by code: one profile, and never by the phone alone."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.audit.models import AuditEntry, Verb
from courses.cohorts.actions import join_cohort
from courses.cohorts.errors import ListedAlready
from courses.duplicates.finding import look_for_duplicates
from courses.duplicates.models import DuplicatePair
from courses.imports import actions as imports
from courses.models import Cohort, Enrolment, Learner
from courses.people.notice import NOTICE_VERSION
from courses.sheets.tables import read_pasted
from lms.accounts.codes import issue_pin_code
from lms.accounts.models import PinCode, User
from lms.dates import now
from tests import build
from tests.build import NOON, PIN, People

PHONE, NAME = "+66812345678", "มะลิ แสงดี"


def listed(people: People, name: str = NAME, phone: str = PHONE, cohort: Cohort | None = None) -> Learner:
    text = f"ชื่อ\tเบอร์\n{name}\t{phone}"
    batch = imports.keep_list(
        cohort or people.cohort, read_pasted(text), b"", batch_id=uuid.uuid4(), by=people.trainer, at=NOON
    )
    assert imports.confirm(batch, notice_version=NOTICE_VERSION, at=NOON).left_out == []
    return Learner.objects.filter(user__phone=phone, merged_into=None).order_by("pk").last()


def code_for(learner: Learner, people: People, at: Any = None) -> str:
    return issue_pin_code(learner.user, code_id=uuid.uuid4(), by=people.trainer, at=at or now()).digits


def sent(cohort: Cohort, client: Client | None = None, **changed: str) -> Any:
    facts = {
        "joining_id": str(uuid.uuid4()),
        "name": NAME,
        "phone": PHONE,
        "pin": PIN,
        "sold_before": "no",
        **changed,
    }
    return (client or Client()).post(reverse("join", kwargs={"code": cohort.join_code}), facts)


def test_with_the_trainers_code_the_profile_of_the_list_becomes_theirs(
    client: Client, people: People
) -> None:
    person = listed(people)
    before = Learner.objects.count(), Enrolment.objects.count()
    code = code_for(person, people)
    asked = sent(people.cohort)
    assert asked.status_code == 409
    assert "ขอรหัสช่วยเหลือจากครู" in asked.content.decode()
    assert 'name="is_new"' in asked.content.decode()
    answer = sent(people.cohort, client, code=code, sold_before="yes")
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    person.refresh_from_db()
    assert get_user(client) == person.user
    assert (Learner.objects.count(), Enrolment.objects.count()) == before, "nothing is doubled"
    assert person.sold_before, "whoever sold before sold before"
    assert person.consents.filter(withdrawn_at=None).count() == 1
    entry = AuditEntry.objects.get(person=person.public_id, verb=Verb.TOOK_OVER)
    assert (entry.by, entry.subject_id) == (person.user, str(people.cohort.pk))


def test_it_needs_no_second_seat_and_the_same_form_again_is_answered_alike(people: People) -> None:
    person = listed(people)
    Cohort.objects.filter(pk=people.cohort.pk).update(
        seats=Enrolment.objects.filter(cohort=people.cohort).count()
    )
    number, code = str(uuid.uuid4()), code_for(person, people)
    for _again in range(2):
        assert sent(people.cohort, code=code, joining_id=number).status_code == 302
    assert Learner.objects.filter(user__phone=PHONE).count() == 1


def test_another_cohort_is_joined_to_those_of_the_list(people: People) -> None:
    person = listed(people)
    other = build.cohort(people.community)
    assert sent(other, code=code_for(person, people)).status_code == 302
    assert set(person.enrolments.values_list("cohort_id", flat=True)) == {people.cohort.pk, other.pk}


def test_without_a_code_nobody_takes_a_profile_and_the_queue_gets_the_pair(people: People) -> None:
    person = listed(people)
    assert sent(people.cohort, is_new="yes").status_code == 302
    person.user.refresh_from_db()
    assert not person.user.has_usable_password()
    look_for_duplicates(NOON)
    pair = DuplicatePair.objects.get(first=person)
    assert {"name", "phone"} <= set(pair.features)


def test_a_wrong_code_takes_nothing_and_is_counted(people: People) -> None:
    person = listed(people)
    code = code_for(person, people)
    wrong = "111222" if code != "111222" else "222111"
    assert sent(people.cohort, code=wrong).status_code == 422
    assert PinCode.objects.get().wrong_tries == 1
    assert User.objects.filter(phone=PHONE).count() == 1
    page = sent(people.cohort, code="12").content.decode()
    assert "รหัสช่วยเหลือ" in page


def test_a_code_with_quite_another_name_makes_a_pair_and_spends_no_code(people: People) -> None:
    person = listed(people)
    code = code_for(person, people)
    assert sent(people.cohort, name="ประเสริฐ ทองคำ", code=code).status_code == 302
    person.user.refresh_from_db()
    assert not person.user.has_usable_password()
    assert PinCode.objects.get().used_at is None
    for _minute in range(2):
        pair = DuplicatePair.objects.get(first=person)
        assert "listed" in pair.features
        assert pair.score >= 60
        look_for_duplicates(NOON)


def test_a_family_member_of_another_name_is_asked_for_nothing(people: People) -> None:
    listed(people)
    assert sent(people.cohort, name="ประเสริฐ ทองคำ").status_code == 302
    assert not DuplicatePair.objects.exists()


def test_a_profile_somebody_came_in_with_is_never_asked_about_nor_taken(people: People) -> None:
    assert sent(people.cohort).status_code == 302
    assert sent(people.cohort, pin="739164").status_code == 302, "a namesake of the family"
    assert Learner.objects.filter(user__phone=PHONE).count() == 2


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["list", "join"]),
        st.sampled_from([NAME, "นางสาวมะลิ แสงดี", "น.ส. มะลิ  แสงดี", "มะลิ  แสงดี"]),
        st.sampled_from([0, 1]),
    ),
    min_size=2,
    max_size=5,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_importing_and_joining_in_any_order_make_one_profile(people: People, steps: list[Any]) -> None:
    phone = f"+668{uuid.uuid4().int % 10**8:08d}"
    cohorts = [
        people.cohort,
        Cohort.objects.exclude(pk=people.cohort.pk).first() or build.cohort(people.community),
    ]
    Cohort.objects.filter(pk__in=[one.pk for one in cohorts]).update(seats=900)
    for kind, name, place in steps:
        if kind == "list":
            listed(people, name, phone, cohorts[place])
            continue
        mine = Learner.objects.filter(user__phone=phone).first()
        if mine and mine.user.has_usable_password():
            from courses.cohorts.actions import join_as_learner

            join_as_learner(mine, cohort=cohorts[place], at=NOON)
            continue
        facts = {"name": name, "phone": phone, "pin": PIN, "sold_before": False}
        code = ""
        if mine:
            with pytest.raises(ListedAlready):
                join_cohort(cohorts[place], **facts, notice_version=NOTICE_VERSION, at=NOON)
            code = code_for(mine, people, NOON)
        join_cohort(cohorts[place], **facts, notice_version=NOTICE_VERSION, at=NOON, code=code)
    person = Learner.objects.get(user__phone=phone)
    assert person.enrolments.count() == len({place for _kind, _name, place in steps})
