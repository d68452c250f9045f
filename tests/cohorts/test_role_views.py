"""The pages on which roles are given and taken."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from lms.accounts.models import Role, User
from tests.build import PASSWORD, People, community, staff

pytestmark = pytest.mark.django_db
NEW = "/desk/roles/new/"


@pytest.fixture
def desk(client: Client, people: People) -> Client:
    client.force_login(people.administrator)
    return client


def facts(people: People, **changes: Any) -> dict[str, Any]:
    return {
        "form_id": str(uuid.uuid4()),
        "name": "มานี มีนา",
        "email": "manee@example.org",
        "role": "trainer",
        "communities": [people.community.pk],
        **changes,
    }


def test_a_new_trainer_signs_in_with_the_password_that_was_shown_and_changes_it(
    desk: Client, people: People
) -> None:
    sent = facts(people)
    shown, again = desk.post(NEW, sent), desk.post(NEW, sent)
    (password,) = re.findall(r'class="card warm secret">([^<]+)<', shown.content.decode())
    assert password in again.content.decode()
    assert "no-store" in shown["Cache-Control"]
    manee = Client()
    came_in = manee.post("/sign-in/staff/", {"email": "manee@example.org", "password": password})
    assert came_in["Location"] == "/sign-in/password/"
    manee.post("/sign-in/password/", {"old": password, "new": "a sentence of my own"})
    assert manee.get(f"/desk/learners/{people.learner.pk}/pin/").status_code == 200
    assert manee.get(f"/desk/learners/{people.neighbour.pk}/pin/").status_code == 404


def test_what_was_filled_in_is_still_there_after_a_refusal(desk: Client, people: People) -> None:
    answer = desk.post(NEW, facts(people, email=people.trainer.email))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "มีคนใช้อีเมลนี้แล้ว" in text
    assert 'value="มานี มีนา"' in text
    assert re.search(rf'name="communities" value="{people.community.pk}"[^>]*checked', text)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "\x00"},
        {"name": "ก" * 500},
        {"email": "\x00@example.org"},
        {"role": "king"},
        {"role": "learner"},
        {"communities": ["nothing", "\x00", "9" * 50]},
        {"communities": [10**30]},
        {"role": "manager", "areas": ["9" * 500]},
        {"role": "manager", "areas": ["\x00"]},
        {"role": "manager", "areas": []},
        {"form_id": "no number", "email": ""},
    ],
)
def test_rubbish_is_refused_in_words(desk: Client, people: People, change: dict[str, Any]) -> None:
    before = User.objects.count()
    assert desk.post(NEW, facts(people, **change)).status_code == 422
    assert User.objects.count() == before


def test_places_are_found_by_name_and_nothing_is_saved_meanwhile(desk: Client, people: People) -> None:
    before = User.objects.count()
    sent = facts(people, role="manager", areas=["19"], place="นาข่า", find="1", email="")
    answer = desk.post(NEW, sent)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "ต.นาข่า อ.เมืองอุดรธานี จ.อุดรธานี (410116)" in text
    assert re.search(r'name="areas" value="19"[^>]*checked', text)
    assert not re.search(r'name="areas" value="410116"[^>]*checked', text)
    assert 'class="error"' not in text
    assert User.objects.count() == before


@pytest.mark.parametrize("sought", ["ไม่มีที่ไหนชื่อนี้", "\x00", "%", "9" * 5000])
def test_a_place_that_is_not_there_is_said(desk: Client, people: People, sought: str) -> None:
    answer = desk.post(NEW, facts(people, role="manager", place=sought, find="1"))
    assert answer.status_code == 200


def test_a_manager_gets_an_area(desk: Client, people: People) -> None:
    desk.post(NEW, facts(people, role="manager", areas=["410116", ""]))
    manee = User.objects.get(email="manee@example.org")
    assert list(manee.manager_areas.values_list("area_code", flat=True)) == [""]


def test_a_person_is_shown_and_changed(desk: Client, people: People) -> None:
    here = f"/desk/roles/{people.manager.pk}/"
    text = desk.get(here).content.decode()
    assert "จ.อุดรธานี (41)" in text
    answer = desk.post(
        here, facts(people, name="วีระ", email="weera@example.org", role="manager", areas=["1913"])
    )
    assert answer["Location"] == "/desk/roles/"
    people.manager.refresh_from_db()
    assert (people.manager.name, people.manager.email) == ("วีระ", "weera@example.org")
    assert list(people.manager.manager_areas.values_list("area_code", flat=True)) == ["1913"]


def test_an_administrator_cannot_shut_themselves_out(desk: Client, people: People) -> None:
    staff(Role.ADMINISTRATOR)
    here = f"/desk/roles/{people.administrator.pk}/"
    taken = desk.post(here, facts(people, email=people.administrator.email))
    closed = desk.post(f"{here}active/", {"active": "no"})
    renewed = desk.post(f"{here}password/", {"form_id": str(uuid.uuid4())})
    assert [taken.status_code, closed.status_code, renewed.status_code] == [422, 422, 422]
    assert "ถอนบทบาทผู้ดูแลระบบของตัวเองไม่ได้" in closed.content.decode()
    assert desk.get("/desk/roles/").status_code == 200


def test_a_closed_way_in_ends_the_session_at_once(desk: Client, people: People) -> None:
    trainer = Client()
    trainer.force_login(people.trainer)
    here = f"/desk/learners/{people.learner.pk}/pin/"
    assert trainer.get(here).status_code == 200
    desk.post(f"/desk/roles/{people.trainer.pk}/active/", {"active": "no"})
    assert trainer.get(here).status_code == 302
    came_in = trainer.post("/sign-in/staff/", {"email": people.trainer.email, "password": PASSWORD})
    assert came_in.status_code == 422
    desk.post(f"/desk/roles/{people.trainer.pk}/active/", {"active": "yes"})
    came_in = trainer.post("/sign-in/staff/", {"email": people.trainer.email, "password": PASSWORD})
    assert came_in.status_code == 302


def test_learners_do_not_stand_among_the_staff(desk: Client, people: People) -> None:
    assert people.learner.name not in desk.get("/desk/roles/").content.decode()
    assert desk.get(f"/desk/roles/{people.learner.user.pk}/").status_code == 404
    assert desk.post(f"/desk/roles/{people.learner.user.pk}/active/", {"active": "no"}).status_code == 404


@pytest.mark.parametrize("pk", [999_999, 10**30])
def test_an_unknown_person_is_not_found(desk: Client, pk: int) -> None:
    assert desk.get(f"/desk/roles/{pk}/").status_code == 404
    assert desk.get(f"/desk/learners/{pk}/pin/").status_code == 404


def test_the_list_asks_as_often_for_many_as_for_few(
    desk: Client, people: People, django_assert_num_queries: Any
) -> None:
    desk.get("/desk/roles/")
    with django_assert_num_queries(7):
        desk.get("/desk/roles/")
    for number in range(20):
        home = community(f"home-{number}")
        staff(Role.TRAINER).trainer_communities.create(community=home)
        staff(Role.MANAGER).manager_areas.create(area_code="41")
    with django_assert_num_queries(7):
        desk.get("/desk/roles/")
