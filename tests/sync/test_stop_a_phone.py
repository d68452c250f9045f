"""A lost phone is stopped: by the learner, or by staff who see the learner."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.models import SubmitToken
from lms.accounts.submit_tokens import MOST_OPEN, give_token, tokens_of
from lms.dates import now
from tests import build
from tests.sync.phones import Phone

pytestmark = pytest.mark.django_db


def test_the_learner_stops_a_phone(people: build.People) -> None:
    phone, other = Phone(people.learner), Phone(people.learner)
    client = Client()
    client.force_login(people.learner.user)
    first = SubmitToken.objects.earliest("pk")
    assert client.get(reverse("profile")).content.decode().count("หยุดใช้") == 2
    client.post(reverse("phone-revoke", args=[first.pk]))
    assert phone.post('{"items": []}').status_code == 401
    assert other.outcomes() == []


def test_staff_stop_a_phone_of_a_learner_whom_they_see(people: build.People) -> None:
    phone = Phone(people.learner)
    token = SubmitToken.objects.get()
    client = Client()
    client.force_login(people.neighbour_trainer)
    address = reverse("phone-revoke-desk", args=[people.learner.pk, token.pk])
    assert client.post(address).status_code == 404
    client.force_login(people.trainer)
    assert "หยุดใช้" in client.get(reverse("learner", args=[people.learner.pk])).content.decode()
    assert client.post(address).status_code == 302
    assert phone.post('{"items": []}').status_code == 401
    # A token is found through its own learner only.
    other = give_token(people.neighbour.user, device="", at=now()).row
    wrong = reverse("phone-revoke-desk", args=[people.learner.pk, other.pk])
    assert client.post(wrong).status_code == 404


def test_too_many_phones_make_room_by_the_one_unused_for_longest(people: build.People) -> None:
    first = Phone(people.learner)
    first.send()
    for number in range(MOST_OPEN):
        give_token(people.learner.user, device=str(number), at=now() + timedelta(seconds=number))
    assert tokens_of(people.learner.user, at=now()).count() == MOST_OPEN
    assert first.outcomes() == []
    assert SubmitToken.objects.get(device="0").revoked_at is not None
