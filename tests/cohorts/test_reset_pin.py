"""The desk page that gives a learner a one-time code."""

import re
import uuid

import pytest
from django.test import Client

from courses.models import Learner
from lms.accounts.models import PinCode
from tests.build import NOON, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, people: People) -> Client:
    client.force_login(people.trainer)
    return client


def code_in(answer: object) -> str:
    (code,) = re.findall(r'class="card warm secret">(\d{3} \d{3})<', answer.content.decode())
    return code


def test_a_trainer_makes_a_code_and_the_learner_comes_in_with_it(desk: Client, people: People) -> None:
    here = f"/desk/learners/{people.learner.pk}/pin/"
    assert "secret" not in desk.get(here).content.decode()
    issued = desk.post(here, {"form_id": str(uuid.uuid4())})
    assert "no-store" in issued["Cache-Control"]
    phone = Client()
    sent = {"phone": people.learner.user.phone, "code": code_in(issued), "pin": "730164"}
    assert phone.post("/sign-in/code/", sent).status_code == 302
    assert phone.session["_auth_user_id"] == str(people.learner.user.pk)
    assert "secret" not in desk.get(here).content.decode()


def test_the_same_form_twice_shows_the_same_code(desk: Client, people: People) -> None:
    here, form = f"/desk/learners/{people.learner.pk}/pin/", {"form_id": str(uuid.uuid4())}
    assert code_in(desk.post(here, form)) == code_in(desk.post(here, form))
    assert PinCode.objects.count() == 1


def test_an_old_form_says_so_and_makes_nothing(desk: Client, people: People) -> None:
    form = {"form_id": str(uuid.uuid4())}
    desk.post(f"/desk/learners/{people.learner.pk}/pin/", form)
    answer = desk.post(f"/desk/learners/{people.classmate.pk}/pin/", form)
    assert answer.status_code == 409
    assert "แบบฟอร์มนี้ส่งไปแล้ว" in answer.content.decode()
    assert PinCode.objects.count() == 1


@pytest.mark.parametrize("form_id", ["", "no number", "\x00"])
def test_a_form_without_its_number_still_makes_a_code(desk: Client, people: People, form_id: str) -> None:
    assert code_in(desk.post(f"/desk/learners/{people.learner.pk}/pin/", {"form_id": form_id}))


def test_a_learner_merged_away_gets_none(desk: Client, people: People) -> None:
    Learner.objects.filter(pk=people.learner.pk).update(merged_into=people.classmate)
    assert desk.get(f"/desk/learners/{people.learner.pk}/pin/").status_code == 404


def test_a_learner_who_left_the_cohort_is_still_helped(desk: Client, people: People) -> None:
    people.learner.enrolments.update(left_at=NOON)
    assert desk.get(f"/desk/learners/{people.learner.pk}/pin/").status_code == 200
