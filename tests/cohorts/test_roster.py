"""The roster, and mending it at the desk."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.audit.models import AuditEntry
from courses.cohorts.actions import end_enrolment, enrol
from courses.models import Cohort, Consent, Enrolment, Learner
from courses.people.actions import give_consent, withdraw_consent
from courses.people.models import ConsentPurpose
from lms.accounts.models import User
from tests import build
from tests.build import NOON, People


@pytest.fixture
def trainer(client: Client, people: People) -> User:
    """The trainer, signed in."""
    client.force_login(people.trainer)
    return people.trainer


def _place(learner: Learner, cohort: Cohort) -> Enrolment:
    return Enrolment.objects.get(learner=learner, cohort=cohort)


def _person(enrolment: Enrolment) -> str:
    return reverse("roster-person", kwargs={"pk": enrolment.pk})


def _add(cohort: Cohort) -> str:
    return reverse("roster-add", kwargs={"pk": cohort.pk})


def test_the_roster_names_everybody_with_phone_and_what_a_trainer_must_know(
    client: Client, people: People, trainer: User
) -> None:
    build.learner("ขายมาแล้ว", people.cohort, sold_before=True)
    end_enrolment(_place(people.classmate, people.cohort), at=NOON, reason="ย้ายบ้าน")
    give_consent(people.learner, purpose=ConsentPurpose.TRAINING_RECORD, notice_version="1", at=NOON)
    withdraw_consent(people.learner, purpose=ConsentPurpose.TRAINING_RECORD, at=NOON)
    page = client.get(reverse("roster", kwargs={"pk": people.cohort.pk}))
    text = page.content.decode()
    for words in (people.learner.name, "ย้ายบ้าน", "เคยขายออนไลน์มาก่อน", f"tel:{people.learner.user.phone}"):
        assert words in text
    assert text.count("ถอนความยินยอม") == 1
    assert people.neighbour.name not in text
    assert "no-store" in page["Cache-Control"]


def test_the_roster_costs_the_same_at_two_and_at_twenty_people(
    client: Client, people: People, trainer: User, django_assert_num_queries: Any
) -> None:
    url = reverse("roster", kwargs={"pk": people.cohort.pk})
    client.get(url)  # the demonstration mark is read once in five seconds
    for more in (0, 18):
        for _ in range(more):
            build.learner(into=people.cohort)
        with django_assert_num_queries(5):  # session, person, cohort, what waits, the people
            client.get(url)


def test_a_trainer_adds_a_learner_of_theirs_by_phone(client: Client, people: People, trainer: User) -> None:
    other = build.cohort(people.community, people.trainer)
    phone = people.learner.user.phone.replace("+66", "0")
    for _ in range(2):
        answer = client.post(_add(other), {"phone": phone})
        assert answer["Location"] == reverse("roster", kwargs={"pk": other.pk})
    assert list(Enrolment.objects.filter(cohort=other).values_list("learner", flat=True)) == [
        people.learner.pk
    ]


def test_a_familys_phone_asks_who_is_meant(client: Client, people: People, trainer: User) -> None:
    phone = people.learner.user.phone
    daughter = build.learner("ลูกสาว", people.cohort, pin="739164", phone=phone)
    other = build.cohort(people.community, people.trainer)
    asked = client.post(_add(other), {"phone": phone})
    assert asked.status_code == 200
    assert people.learner.name in asked.content.decode()
    for wrong in ("", "x", str(people.neighbour.pk), "9" * 50):
        assert client.post(_add(other), {"phone": phone, "learner": wrong}).status_code == 200
    assert other.taken_seats() == 0
    client.post(_add(other), {"phone": phone, "learner": str(daughter.pk)})
    assert _place(daughter, other).left_at is None
    assert other.taken_seats() == 1


def test_the_form_is_no_directory_of_phones(client: Client, people: People, trainer: User) -> None:
    for phone in (people.neighbour.user.phone, "0899999999"):
        answer = client.post(_add(people.cohort), {"phone": phone})
        assert answer.status_code == 422
        assert people.neighbour.name not in answer.content.decode()
        assert "ไม่มีผู้เรียนของคุณใช้เบอร์นี้" in answer.content.decode()
    assert people.cohort.taken_seats() == 2


@pytest.mark.parametrize("phone", ["", "12", "x\x00", "9" * 5000])
def test_what_is_no_phone_is_said_beside_it(
    client: Client, people: People, trainer: User, phone: str
) -> None:
    answer = client.post(_add(people.cohort), {"phone": phone})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["phone"]


def test_a_full_cohort_takes_nobody_at_the_desk_either(client: Client, people: People, trainer: User) -> None:
    full = build.cohort(people.community, people.trainer, seats=1)
    enrol(people.classmate, cohort=full, at=NOON)
    answer = client.post(_add(full), {"phone": people.learner.user.phone})
    assert answer.status_code == 409
    assert full.taken_seats() == 1


def test_a_learner_moves_to_another_cohort_of_the_trainer(
    client: Client, people: People, trainer: User
) -> None:
    other = build.cohort(people.community, people.trainer)
    place = _place(people.learner, people.cohort)
    assert client.get(_person(place)).status_code == 200
    answer = client.post(_person(place), {"do": "move", "to": other.pk})
    assert answer["Location"] == reverse("roster", kwargs={"pk": other.pk})
    assert _place(people.learner, other).left_at is None
    place.refresh_from_db()
    assert place.left_at is not None


def test_the_record_says_who_put_moved_ended_and_brought_back(
    client: Client, people: People, trainer: User
) -> None:
    other, place = build.cohort(people.community, people.trainer), _place(people.classmate, people.cohort)
    client.post(_add(other), {"phone": people.learner.user.phone, "learner": people.learner.pk})
    client.post(_person(place), {"do": "move", "to": other.pk})
    client.post(_person(_place(people.classmate, other)), {"do": "end", "reason": "ย้ายบ้าน"})
    client.post(_person(place), {"do": "back"})
    found = AuditEntry.objects.filter(by=trainer, subject_kind="cohort").order_by("pk")
    acts = [(one.verb, one.person, one.subject_id) for one in found]
    here, there, person = str(people.cohort.pk), str(other.pk), people.classmate.public_id
    assert acts == [
        ("enrolled", people.learner.public_id, there), ("moved", person, there),
        ("changed", person, there), ("enrolled", person, here),
    ]  # fmt: skip


def test_nobody_moves_a_learner_where_they_cannot_see_or_where_kinds_mix(
    client: Client, people: People, trainer: User
) -> None:
    place = _place(people.learner, people.cohort)
    demo = build.cohort(people.community, people.trainer, is_demonstration=True)
    for target in (people.neighbour_cohort.pk, demo.pk, people.cohort.pk, "", "9" * 40, "x\x00"):
        answer = client.post(_person(place), {"do": "move", "to": target})
        assert answer.status_code == 422
    place.refresh_from_db()
    assert place.left_at is None


def test_leaving_needs_a_reason_and_can_be_undone(client: Client, people: People, trainer: User) -> None:
    place = _place(people.learner, people.cohort)
    for reason in ("", "x" * 201):
        assert client.post(_person(place), {"do": "end", "reason": reason}).status_code == 422
    for _ in range(2):
        answer = client.post(_person(place), {"do": "end", "reason": "ย้ายบ้าน"})
        assert answer["Location"] == reverse("roster", kwargs={"pk": people.cohort.pk})
    place.refresh_from_db()
    assert place.left_reason == "ย้ายบ้าน"
    assert client.get(_person(place)).status_code == 200
    client.post(_person(place), {"do": "back"})
    place.refresh_from_db()
    assert (place.left_at, place.left_reason) == (None, "")


def test_bringing_back_into_a_full_cohort_says_so(client: Client, people: People, trainer: User) -> None:
    place = end_enrolment(_place(people.learner, people.cohort), at=NOON, reason="x")
    Cohort.objects.filter(pk=people.cohort.pk).update(seats=1)
    answer = client.post(_person(place), {"do": "back"})
    assert answer.status_code == 409
    assert "รุ่นนี้เต็มแล้ว" in answer.content.decode()


def test_a_neighbours_learner_is_not_found(client: Client, people: People, trainer: User) -> None:
    place = _place(people.neighbour, people.neighbour_cohort)
    for answer in (client.get(_person(place)), client.post(_person(place), {"do": "end", "reason": "x"})):
        assert answer.status_code == 404
    place.refresh_from_db()
    assert place.left_at is None
    assert client.get(reverse("roster-person", kwargs={"pk": 10**30})).status_code == 404


def test_a_button_that_is_not_there_changes_nothing(client: Client, people: People, trainer: User) -> None:
    place = _place(people.learner, people.cohort)
    assert client.post(_person(place), {"do": "delete"}).status_code == 422
    assert Consent.objects.count() == 0
    place.refresh_from_db()
    assert place.left_at is None
