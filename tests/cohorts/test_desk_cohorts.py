"""Cohorts at the desk: the list, opening, changing, closing."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Cohort, TrainerCommunity
from lms.accounts.models import User
from tests import build
from tests.build import NOON, TODAY, People


@pytest.fixture
def trainer(client: Client, people: People) -> User:
    """The trainer, signed in."""
    client.force_login(people.trainer)
    return people.trainer


def _facts(people: People, **changed: Any) -> dict[str, Any]:
    facts = {
        "opening_id": str(uuid.uuid4()),
        "community": people.community.pk,
        "starts_on": "๑/๑๒/๒๕๖๙",
        "ends_on": "28 ก.พ. 70",
        "seats": "๓๐",
        "title_th": "ขายผ้าทอ",
    }
    return {**facts, **changed}


def test_the_list_shows_what_one_may_see_and_nothing_else(
    client: Client, people: People, trainer: User
) -> None:
    page = client.get(reverse("cohorts")).content.decode()
    assert people.cohort.spaced_code in page
    assert people.neighbour_cohort.spaced_code not in page
    client.force_login(people.administrator)
    page = client.get(reverse("cohorts"), {"q": "phu-khae\x00"}).content.decode()
    assert people.neighbour_cohort.spaced_code in page
    assert people.cohort.spaced_code not in page


def test_the_list_costs_the_same_at_two_and_at_twenty_cohorts(
    client: Client, people: People, trainer: User, django_assert_num_queries: Any
) -> None:
    client.get(reverse("cohorts"))  # the demonstration mark is read once in five seconds
    for more in (1, 18):
        for _ in range(more):
            build.cohort(people.community, people.trainer)
        with django_assert_num_queries(5):  # session, person, what waits, how many, the page
            client.get(reverse("cohorts"))


@pytest.mark.parametrize("query", ["page=2", "page=x", "page=-1", "q=%00", "q=" + "%E0%B8%81" * 200])
def test_odd_addresses_of_the_list_are_answered(client: Client, trainer: User, query: str) -> None:
    assert client.get(f"{reverse('cohorts')}?{query}").status_code == 200


def test_a_trainer_opens_a_cohort_of_their_own(client: Client, people: People, trainer: User) -> None:
    shown = client.get(reverse("cohort-new"))
    assert "trainer" not in shown.context["form"].fields
    answer = client.post(reverse("cohort-new"), _facts(people))
    made = Cohort.objects.get(title_th="ขายผ้าทอ")
    assert answer["Location"] == reverse("roster", kwargs={"pk": made.pk})
    assert (made.number, made.trainer, made.seats) == (2, trainer, 30)
    assert (made.starts_on, made.ends_on) == (date(2026, 12, 1), date(2027, 2, 28))


def test_the_form_sent_twice_opens_one_cohort(client: Client, people: People, trainer: User) -> None:
    facts = _facts(people)
    answers = [client.post(reverse("cohort-new"), facts)["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Cohort.objects.filter(community=people.community).count() == 2


def test_a_manager_chooses_among_the_trainers_of_the_area(client: Client, people: People) -> None:
    client.force_login(people.manager)
    offered = client.get(reverse("cohort-new")).context["form"].fields["trainer"].queryset
    assert list(offered) == [people.trainer]
    answer = client.post(reverse("cohort-new"), _facts(people, trainer=people.trainer.pk))
    assert answer.status_code == 302
    assert Cohort.objects.get(title_th="ขายผ้าทอ").trainer == people.trainer


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"community": ""}, "community"),
        ({"community": "9" * 40}, "community"),
        ({"community": "x\x00"}, "community"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "tomorrow"}, "starts_on"),
        ({"ends_on": "31/2/2569"}, "ends_on"),
        ({"ends_on": "1/11/2569"}, "ends_on"),
        ({"ends_on": "1/1/3569"}, "ends_on"),
        ({"seats": "0"}, "seats"),
        ({"seats": "9" * 60}, "seats"),
        ({"seats": "many"}, "seats"),
        ({"title_th": "ก" * 121}, "title_th"),
        ({"title_th": "a\x00"}, "title_th"),
    ],
)
def test_what_cannot_be_a_cohort_is_said_beside_its_input(
    client: Client, people: People, trainer: User, changed: dict[str, str], field: str
) -> None:
    answer = client.post(reverse("cohort-new"), _facts(people, **changed))
    assert answer.status_code in (400, 422)
    assert list(answer.context["form"].errors) == [field]
    assert Cohort.objects.filter(community=people.community).count() == 1
    if field != "title_th":
        assert "ขายผ้าทอ" in answer.content.decode()


def test_nobody_opens_a_cohort_in_a_community_they_do_not_see(
    client: Client, people: People, trainer: User
) -> None:
    answer = client.post(reverse("cohort-new"), _facts(people, community=people.neighbour_community.pk))
    assert answer.status_code == 422
    assert people.neighbour_community.cohorts.count() == 1


def test_a_trainer_changes_calendar_and_seats(client: Client, people: People, trainer: User) -> None:
    url = reverse("cohort-edit", kwargs={"pk": people.cohort.pk})
    shown = client.get(url).content.decode()
    assert f'value="{people.cohort.ends_on.day}/{people.cohort.ends_on.month}/2570"' in shown
    facts = {"starts_on": "1/10/2569", "ends_on": "2027-01-31", "seats": "3", "title_th": "ใหม่"}
    assert client.post(url, facts)["Location"] == reverse("roster", kwargs={"pk": people.cohort.pk})
    people.cohort.refresh_from_db()
    assert (people.cohort.seats, people.cohort.title_th, people.cohort.trainer) == (3, "ใหม่", trainer)
    refused = client.post(url, {**facts, "seats": "1"})
    assert refused.status_code == 400
    assert list(refused.context["form"].errors) == ["seats"]


def test_a_trainers_change_leaves_another_trainers_cohort_theirs(client: Client, people: People) -> None:
    colleague = build.staff("trainer", "ครูอีกคน")
    TrainerCommunity.objects.create(trainer=colleague, community=people.community)
    client.force_login(colleague)
    facts = {"starts_on": "1/10/2569", "ends_on": "31/1/2570", "seats": "9"}
    client.post(reverse("cohort-edit", kwargs={"pk": people.cohort.pk}), facts)
    people.cohort.refresh_from_db()
    assert people.cohort.trainer == people.trainer
    assert people.cohort.seats == 9


def test_a_cohort_closes_reopens_and_gets_a_new_code(client: Client, people: People, trainer: User) -> None:
    url = reverse("cohort-state", kwargs={"pk": people.cohort.pk})
    code = people.cohort.join_code
    for asked, is_closed in [("close", True), ("reopen", False), ("renew", False), ("dance", False)]:
        answer = client.post(url, {"do": asked})
        assert answer["Location"] == reverse("cohort-edit", kwargs={"pk": people.cohort.pk})
        people.cohort.refresh_from_db()
        assert (people.cohort.closed_at is not None) == is_closed
    assert people.cohort.join_code != code
    assert client.get(url).status_code == 405


def test_a_cohort_that_is_over_does_not_reopen(client: Client, people: People, trainer: User) -> None:
    Cohort.objects.filter(pk=people.cohort.pk).update(
        starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1), closed_at=NOON
    )
    answer = client.post(reverse("cohort-state", kwargs={"pk": people.cohort.pk}), {"do": "reopen"})
    assert answer.status_code == 410
    assert "รุ่นนี้จบไปแล้ว" in answer.content.decode()


@pytest.mark.parametrize("name", ["cohort-edit", "cohort-state", "roster", "roster-add", "poster", "qr"])
def test_an_impossible_number_is_not_found(client: Client, trainer: User, name: str) -> None:
    url = reverse(name, kwargs={"pk": 10**30})
    assert client.post(url).status_code in (404, 405)
    assert client.get(url).status_code in (404, 405)


def test_a_neighbours_cohort_is_not_found(client: Client, people: People, trainer: User) -> None:
    pk = {"pk": people.neighbour_cohort.pk}
    for name in ("cohort-edit", "cohort-state", "roster-add"):
        assert client.post(reverse(name, kwargs=pk), {"do": "close"}).status_code == 404
    people.neighbour_cohort.refresh_from_db()
    assert people.neighbour_cohort.closed_at is None


def test_the_calendar_of_the_form_uses_the_right_era(client: Client, people: People, trainer: User) -> None:
    url = reverse("cohort-edit", kwargs={"pk": people.cohort.pk})
    year_be = (TODAY - timedelta(days=40)).year + 543
    assert f"/{year_be}" in client.get(url).content.decode()
    assert f"/{year_be - 543}" in client.get(f"/en{url}").content.decode()
