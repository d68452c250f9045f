"""A correction: asked by the person, answered by staff of the area, read by the person."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from courses.audit.models import AuditEntry, Verb
from courses.models import Correction
from courses.people.corrections import CorrectionRefused, answer_correction, ask_correction
from tests.build import NOON, People


def asked(people: People, words: str = "เคยขายแล้วปี 2567", field: str = "sold-before") -> Correction:
    return ask_correction(people.learner, correction_id=uuid.uuid4(), field=field, words=words, at=NOON)


def test_it_is_asked_once_answered_and_read(client: Client, people: People) -> None:
    client.force_login(people.learner.user)
    sent = {"correction_id": str(uuid.uuid4()), "field": "sold-before", "words": "เคยขายแล้ว"}
    for _ in range(2):
        assert client.post(reverse("correction"), sent)["Location"] == reverse("correction")
    row = Correction.objects.get()
    staff = Client()
    staff.force_login(people.trainer)
    assert "เคยขายแล้ว" in staff.get(reverse("corrections")).content.decode()
    staff.post(reverse("correction-answer", args=[row.pk]), {"state": "done", "answer": "แก้ให้แล้ว"})
    assert "แก้ให้แล้ว" in client.get(reverse("correction")).content.decode()
    verbs = AuditEntry.objects.about(people.learner.public_id).values_list("verb", flat=True)
    assert sorted(verbs) == [Verb.ASKED_CORRECTION, Verb.CORRECTED]


def test_one_about_the_same_thing_waits_at_a_time(people: People) -> None:
    first = asked(people)
    with pytest.raises(CorrectionRefused):
        asked(people)
    answer_correction(first, state="refused", answer="ดูแล้วถูกต้อง", by=people.trainer, at=NOON)
    assert asked(people).state == "asked"


def test_a_refusal_says_why_and_a_second_person_comes_too_late(people: People) -> None:
    row = asked(people)
    with pytest.raises(CorrectionRefused):
        answer_correction(row, state="refused", answer=" ", by=people.trainer, at=NOON)
    answer_correction(row, state="done", answer="", by=people.trainer, at=NOON)
    answer_correction(row, state="done", answer="", by=people.trainer, at=NOON)
    with pytest.raises(CorrectionRefused):
        answer_correction(row, state="done", answer="", by=people.manager, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.update(state="refused", answer="")


def test_the_neighbours_see_none_of_it(client: Client, people: People) -> None:
    row = asked(people)
    for user in (people.neighbour_trainer, people.neighbour_manager):
        client.force_login(user)
        assert people.learner.name not in client.get(reverse("corrections")).content.decode()
        answer = client.post(reverse("correction-answer", args=[row.pk]), {"state": "done"})
        assert answer.status_code == 404


@pytest.mark.parametrize("wrong", [{"field": "x"}, {"words": " "}])
def test_what_is_missing_is_said_beside_it(client: Client, people: People, wrong: dict[str, str]) -> None:
    client.force_login(people.learner.user)
    sent = {"correction_id": "x", "field": "other", "words": "ผิด", **wrong}
    answer = client.post(reverse("correction"), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)
