"""The desk's first page and the public page about the number."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.goals.seeds import seed_targets
from courses.reports.cohort_table import cohort_table
from courses.reports.desk_page import desk_page
from tests import build
from tests.reports import rows

pytestmark = pytest.mark.django_db


def page_of(client: Client, user: Any, address: str = "/desk/") -> str:
    if user is not None:
        client.force_login(user)
    with time_machine.travel(build.NOON, tick=False):
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_trainer_sees_what_waits_and_their_own_cohorts(people: build.People, client: Client) -> None:
    rows.work(people.learner, build.lesson("F1"))
    rows.claim(people.classmate, "M4")
    other = build.cohort(people.community, build.staff("trainer"), title_th="ของครูคนอื่น")
    page = page_of(client, people.trainer)
    assert f'href="/desk/cohorts/{people.cohort.pk}/"' in page
    assert f'href="/desk/cohorts/{other.pk}/"' not in page
    assert page.count('<span class="count">1') == 2
    assert "เป้า" not in page.split("<main")[1]


def test_managers_and_administrators_see_the_number(people: build.People, client: Client) -> None:
    seed_targets(on=build.TODAY)
    rows.certify(people.learner, people.cohort)
    assert "เป้า มากกว่า 5,000" in page_of(client, people.manager)
    assert "เป้า มากกว่า 5,000" in page_of(client, people.administrator)


def test_the_people_to_call_are_those_of_the_cohort_view(people: build.People) -> None:
    lesson = build.lesson("F1")
    midnight = build.NOON.replace(hour=0)
    for days, name in ((14, "สิบสี่"), (13, "สิบสาม"), (15, "สิบห้า")):
        rows.progress(build.learner(name, people.cohort), lesson, midnight - timedelta(days=days))
    rows.certify(build.learner("ขายแล้ว", people.cohort), people.cohort, build.TODAY - timedelta(days=20))
    (line,) = desk_page(people.trainer, at=build.NOON).lines
    tiles = cohort_table(people.cohort, at=build.NOON, with_phones=False).tiles
    assert (line.learners, line.to_call) == (tiles.learners, tiles.to_call) == (6, 4)


def test_a_cohort_that_is_over_is_not_listed(people: build.People) -> None:
    people.cohort.ends_on = build.TODAY - timedelta(days=1)
    people.cohort.save()
    assert desk_page(people.trainer, at=build.NOON).lines == []


def test_the_desk_is_for_staff(people: build.People, client: Client) -> None:
    assert client.get("/desk/").status_code == 302
    client.force_login(people.learner.user)
    assert client.get("/desk/").status_code == 404


def test_the_desk_takes_the_same_queries_with_more_cohorts(people: build.People, client: Client) -> None:
    counts = []
    for size in (1, 6):
        for n in range(size):
            build.learner(f"คน {n}", build.cohort(people.community, people.trainer))
        page_of(client, people.trainer)
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def test_everybody_can_read_how_the_number_is_counted(people: build.People, client: Client) -> None:
    seed_targets(on=build.TODAY)
    rows.certify(people.learner, people.cohort)
    rows.claim(people.classmate)
    page = page_of(client, None, "/number/")
    for words in ("5,000 ยังไม่ถึงเป้า ต้องได้ 5,001 ขึ้นไป", "รอตรวจอีก 1 ราย", "ปีงบประมาณ 2570"):
        assert words in page
    assert "5,000 is not enough, 5,001 is" in page_of(client, None, "/en/number/")


def test_without_a_target_the_page_says_so(db: None, client: Client) -> None:
    assert "ปีนี้ยังไม่ได้ตั้งเป้า" in page_of(client, None, "/number/")
