"""The seller's own page about the mark: one next step, ticking, and the reminder on the home page."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from courses.ledgers import dbd_actions
from courses.ledgers.models import DbdApplication
from courses.ledgers.reminders import look_after_marks
from lms.dates import now, today
from tests.build import People
from tests.ledgers import rows

URL = "/me/dbd/"


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    with time_machine.travel(rows.NOON, tick=False):
        yield


def shown(client: Client, url: str = URL) -> str:
    return client.get(url).content.decode()


def seller(people: People) -> Client:
    rows.checklist()
    client = Client()
    client.force_login(people.learner.user)
    return client


def test_a_seller_begins_and_sees_one_next_step_at_a_time(people: People) -> None:
    client, entry_id = seller(people), str(uuid.uuid4())
    client.post(URL, {"do": "begin", "entry_id": entry_id})
    client.post(URL, {"do": "begin", "entry_id": entry_id})
    assert DbdApplication.objects.count() == 1
    assert "เตรียม: สำเนาบัตรประชาชน" in shown(client)
    client.post(URL, {"do": "tick", "key": "id-copy"})
    assert "เตรียม: ลิงก์ร้านออนไลน์" in shown(client)
    client.post(URL, {"do": "tick", "key": "shop-evidence"})
    assert "นำทุกอย่างไปให้ครูหรือเจ้าหน้าที่" in shown(client)
    client.post(URL, {"do": "untick", "key": "id-copy"})
    assert "เตรียม: สำเนาบัตรประชาชน" in shown(client)


def test_a_seller_neither_sends_nor_grants(people: People) -> None:
    client = seller(people)
    client.post(URL, {"do": "begin"})
    for asked in ("submit", "grant", "void", "tick"):
        client.post(URL, {"do": asked, "key": "nothing", "number": "TM1", "on": "1/11/2569"})
    assert DbdApplication.objects.get().status == "draft"


def test_each_status_is_said_in_plain_words(people: People) -> None:
    client = seller(people)
    assert "เริ่มเตรียม" in shown(client)
    application = rows.submitted(rows.inside(people.learner), people.manager)
    assert "รอคำตอบ" in shown(client)
    dbd_actions.refuse(application, reason="รูปไม่ชัด", by=people.manager, at=rows.NOON)
    assert "รูปไม่ชัด" in shown(client)
    assert "เริ่มเตรียม" not in shown(client)


def test_a_mark_that_runs_out_shows_on_the_home_page_and_begins_a_renewal(people: People) -> None:
    client = seller(people)
    held = rows.mark(rows.inside(people.learner), people.manager, expires_on=today() + timedelta(days=25))
    assert URL not in shown(client, reverse("home"))
    look_after_marks(now())
    assert URL in shown(client, reverse("home"))
    client.post(URL, {"do": "begin"})
    assert DbdApplication.objects.get(status="draft").renewal_of == held


def test_nobody_sees_the_application_of_another(people: People) -> None:
    rows.mark(rows.inside(people.classmate), people.manager, number="TM4321")
    assert "TM4321" not in shown(seller(people))
