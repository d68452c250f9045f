"""Communities, cohorts and targets in the content admin, through the actions of the register."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Cohort, Community, Target
from tests import build
from tests.build import People


@pytest.fixture
def editor(people: People, client: Client) -> Client:
    client.force_login(people.administrator)
    return client


def cohort_form(community: Community, **changes: object) -> dict[str, object]:
    return {
        "community": community.pk,
        "number": "",
        "title_th": "ไลฟ์ให้ปัง",
        "title_en": "",
        "trainer": "",
        "starts_on": "2026-12-01",
        "ends_on": "2027-03-01",
        "seats": "40",
        **changes,
    }


@pytest.mark.parametrize("name", ["communities", "cohorts", "targets"])
def test_lists_and_new_forms_open_in_thai(editor: Client, name: str) -> None:
    assert editor.get(reverse(f"{name}:index")).status_code == 200
    assert editor.get(reverse(f"{name}:add")).status_code == 200


def test_a_new_cohort_gets_number_and_code_from_the_register(editor: Client, people: People) -> None:
    sent = editor.post(reverse("cohorts:add"), cohort_form(people.community))
    assert sent.status_code == 302, sent.context["form"].errors
    cohort = Cohort.objects.get(title_th="ไลฟ์ให้ปัง")
    assert cohort.number == 2
    assert len(cohort.join_code) == 6


def test_a_known_cohort_keeps_its_code_and_community(editor: Client, people: People) -> None:
    before = people.cohort.join_code
    address = reverse("cohorts:edit", args=[people.cohort.pk])
    assert before in editor.get(address).content.decode()
    changed = cohort_form(
        people.neighbour_community, seats="50", join_code="AAAAAA", trainer=people.trainer.pk
    )
    assert editor.post(address, changed).status_code == 302
    people.cohort.refresh_from_db()
    assert (people.cohort.join_code, people.cohort.seats) == (before, 50)
    assert people.cohort.community_id == people.community.pk


def test_a_cohort_that_ends_before_it_starts_is_refused_in_words(editor: Client, people: People) -> None:
    sent = editor.post(reverse("cohorts:add"), cohort_form(people.community, ends_on="2026-11-01"))
    assert sent.status_code == 200
    assert sent.context["form"].errors["ends_on"]
    assert Cohort.objects.filter(title_th="ไลฟ์ให้ปัง").count() == 0


def test_a_community_with_cohorts_cannot_be_deleted(editor: Client, people: People) -> None:
    address = reverse("communities:delete", args=[people.community.pk])
    assert editor.post(address).status_code == 302
    assert Community.objects.filter(pk=people.community.pk).exists()


def test_an_empty_community_can_be_deleted(editor: Client) -> None:
    empty = build.community("empty")
    assert editor.post(reverse("communities:delete", args=[empty.pk])).status_code == 302
    assert not Community.objects.filter(pk=empty.pk).exists()


def test_a_community_needs_a_real_place(editor: Client) -> None:
    form = {"key": "new", "name_th": "ใหม่", "name_en": "New", "area_code": "999999", "is_rural": "unknown"}
    sent = editor.post(reverse("communities:add"), form)
    assert sent.status_code == 200
    assert sent.context["form"].errors["area_code"]
    assert editor.post(reverse("communities:add"), {**form, "area_code": "410116"}).status_code == 302
    assert Community.objects.get(key="new").households is None


def test_a_target_may_have_no_value(editor: Client) -> None:
    form = {"indicator": "K1", "year_be": "2570", "comparator": "gt", "value": ""}
    assert editor.post(reverse("targets:add"), form).status_code == 302
    assert Target.objects.get().value is None
    again = editor.post(reverse("targets:add"), form)
    assert again.status_code == 200
    assert Target.objects.count() == 1
