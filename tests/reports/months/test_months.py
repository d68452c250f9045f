"""The desk's pages of closed months."""

from datetime import datetime

import pytest
from django.test import Client

from courses.milestones.actions import revoke_certification
from courses.models import MonthClose
from courses.reports.months import views
from courses.reports.months.actions import close_what_is_due
from lms.dates import BANGKOK
from tests.build import People
from tests.milestones import things

DECEMBER = datetime(2026, 12, 15, 9, 0, tzinfo=BANGKOK)


@pytest.fixture(autouse=True)
def _it_is_december(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "now", lambda: DECEMBER)


def desk_of(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_manager_closes_the_next_month_once(people: People) -> None:
    things.certified(people.learner, people.manager)
    desk, sent = desk_of(people.manager), {"year": "2026", "month": "11"}
    assert "พฤศจิกายน 2569" in desk.get("/desk/months/").content.decode()
    assert desk.post("/desk/months/close/", sent).status_code == 302
    again = desk.post("/desk/months/close/", sent)
    assert again.status_code == 409
    assert "ปิดยอดแล้ว" in again.content.decode()
    assert desk.post("/desk/months/close/", {"year": "2026", "month": "12"}).status_code == 409
    assert desk.post("/desk/months/close/", {"year": "x"}).status_code == 400
    assert MonthClose.objects.get().closed_by == people.manager


def test_the_people_behind_a_change_are_named_to_those_who_may_see_them(people: People) -> None:
    first = things.certified(people.learner, people.manager)
    close_what_is_due(DECEMBER)
    revoke_certification(first, by=people.manager, at=DECEMBER, reason="ภาพซ้ำ")
    for user, named in (
        (people.manager, True),
        (people.neighbour_manager, False),
        (people.administrator, True),
    ):
        html = desk_of(user).get("/desk/months/2026-11/").content.decode()
        assert "−1" in html
        assert (people.learner.name in html) is named
    assert "−1" in desk_of(people.manager).get("/desk/months/").content.decode()


def test_the_rules_of_the_year_lead_to_where_they_are_changed(people: People) -> None:
    html = desk_of(people.administrator).get("/desk/months/").content.decode()
    assert html.count('href="/desk/rules/"') == 2, "in the menu, and beside the rules"


def test_the_list_takes_as_many_queries_for_many_months_as_for_one(
    people: People, django_assert_max_num_queries: object
) -> None:
    things.certified(people.learner, people.manager)
    close_what_is_due(datetime(2027, 9, 15, tzinfo=BANGKOK))
    assert MonthClose.objects.count() == 10
    desk = desk_of(people.manager)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        desk.get("/desk/months/")
