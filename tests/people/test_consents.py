"""Consents: given and withdrawn alike, noted, with what follows said and done; guardians under 20."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.audit.models import AuditEntry, Verb
from courses.models import Consent, Learner
from courses.people import actions
from courses.people.errors import InputRefused
from courses.people.models import ConsentPurpose
from tests.build import NOON, People

THIS_YEAR_BE = 2569


@pytest.fixture
def me(client: Client, people: People) -> Learner:
    client.force_login(people.learner.user)
    return people.learner


@pytest.mark.parametrize("purpose", ConsentPurpose.values)
def test_one_press_gives_and_one_press_withdraws(client: Client, me: Learner, purpose: str) -> None:
    page = reverse("consent", kwargs={"purpose": purpose})
    for answer in ("give", "give", "withdraw", "withdraw"):
        assert client.post(page, {"answer": answer}).status_code == 302
    assert Consent.objects.get(learner=me).withdrawn_at is not None
    verbs = AuditEntry.objects.about(me.public_id).values_list("verb", "details__purpose")
    assert list(verbs) == [(Verb.WITHDREW, purpose), (Verb.CONSENTED, purpose)]
    assert "ถอนแล้ว" in client.get(reverse("profile")).content.decode()


def test_a_name_is_passed_on_only_while_the_person_agrees(people: People) -> None:
    purpose = ConsentPurpose.SHARING_WITH_MINISTRY
    assert not Learner.objects.may_be_named().exists()
    actions.give_consent(people.learner, purpose=purpose, notice_version="1", at=NOON)
    assert list(Learner.objects.may_be_named()) == [people.learner]
    actions.withdraw_consent(people.learner, purpose=purpose, at=NOON)
    assert not Learner.objects.may_be_named().exists()
    actions.give_consent(people.learner, purpose=purpose, notice_version="1", at=NOON)
    assert Learner.objects.may_be_named().count() == 1
    Learner.objects.filter(pk=people.learner.pk).update(erased_at=NOON)
    assert not Learner.objects.may_be_named().exists()


def test_under_twenty_a_guardian_agrees_along(client: Client, me: Learner) -> None:
    Learner.objects.filter(pk=me.pk).update(birth_year_be=THIS_YEAR_BE - 16)
    page = reverse("consent", kwargs={"purpose": "publicity-photo"})
    asked = client.post(page, {"answer": "give"})
    assert asked.status_code == 200
    assert "ผู้ปกครอง" in asked.content.decode()
    assert client.post(page, {"answer": "give", "guardian_name": " "}).status_code == 422
    assert not Consent.objects.exists()
    client.post(page, {"answer": "give", "guardian_name": "บุญมา วงศ์ผ้า"})
    assert Consent.objects.get().guardian_name == "บุญมา วงศ์ผ้า"
    client.post(page, {"answer": "withdraw"})
    assert Consent.objects.get().withdrawn_at is not None


def test_the_training_record_and_people_of_age_need_no_guardian(people: People) -> None:
    learner = people.learner
    learner.birth_year_be = THIS_YEAR_BE - 16
    training, messages = ConsentPurpose.TRAINING_RECORD, ConsentPurpose.MESSAGES
    actions.give_consent(learner, purpose=training, notice_version="1", at=NOON)
    with pytest.raises(InputRefused):
        actions.give_consent(learner, purpose=messages, notice_version="1", at=NOON)
    learner.birth_year_be = THIS_YEAR_BE - 20
    actions.give_consent(learner, purpose=messages, notice_version="1", at=NOON, guardian_name="x")
    assert Consent.objects.get(purpose=messages).guardian_name == ""
