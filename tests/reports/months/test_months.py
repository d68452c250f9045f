"""The desk's pages of closed months."""

from datetime import datetime

import pytest
from django.test import Client

from courses.milestones.actions import revoke_certification
from courses.models import CountingRule, MonthClose
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


def test_an_administrator_changes_a_rule_for_an_open_year_only(people: People) -> None:
    desk = desk_of(people.administrator)
    sent = {"rule": "baseline-excluded", "value": "0", "from_year_be": "2568"}
    refused = desk.post("/desk/months/rules/", sent)
    assert refused.status_code == 422
    assert 'value="2568"' in refused.content.decode()
    assert desk.post("/desk/months/rules/", {**sent, "from_year_be": "2570"}).status_code == 302
    assert CountingRule.objects.get().decided_by == people.administrator


def test_the_list_takes_as_many_queries_for_many_months_as_for_one(
    people: People, django_assert_max_num_queries: object
) -> None:
    things.certified(people.learner, people.manager)
    close_what_is_due(datetime(2027, 9, 15, tzinfo=BANGKOK))
    assert MonthClose.objects.count() == 10
    desk = desk_of(people.manager)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        desk.get("/desk/months/")
