"""What is held about a person: the page, the copy, and who looked."""

import csv
import io
import json
import uuid
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.audit.models import AuditEntry, Verb
from courses.milestones.actions import verify_claim
from courses.models import Learner
from courses.shops.product_actions import ProductFacts, keep_product
from tests.build import NOON, People
from tests.milestones import things


@pytest.fixture
def me(client: Client, people: People) -> Learner:
    client.force_login(people.learner.user)
    return people.learner


def copy_of(client: Client) -> zipfile.ZipFile:
    answer = client.post(reverse("own-copy"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_page_says_everything_in_groups(client: Client, people: People, me: Learner) -> None:
    verify_claim(things.shop_claim(me), by=people.trainer, at=NOON)
    keep_product(me, ProductFacts(name="ผ้าซิ่น", category="fabric"), product_id=uuid.uuid4(), at=NOON)
    html = client.get(reverse("held")).content.decode()
    for words in (
        "ฉันเป็นใคร",
        "สมใจ วงศ์ผ้า",
        "ผ้าทอแม่สมใจ",
        "ผ้าซิ่น",
        "ใครดูหรือแก้ข้อมูลของฉัน",
        people.community.name_th,
        "tiktok.com/@seller",
    ):
        assert words in html
    assert people.classmate.name not in html


def test_who_looked_stands_there_with_name_role_and_day(client: Client, people: People, me: Learner) -> None:
    staff = Client()
    for user in (people.trainer, people.manager):
        staff.force_login(user)
        for _ in range(2):
            staff.get(f"/desk/learners/{me.pk}/")
    assert AuditEntry.objects.filter(verb=Verb.SAW, person=me.public_id).count() == 2
    html = client.get(reverse("held")).content.decode()
    assert people.trainer.name in html
    assert people.manager.name in html
    assert "ดูข้อมูล" in html


def test_the_copy_holds_all_tables_and_no_other_person(client: Client, people: People, me: Learner) -> None:
    things.shop_claim(people.classmate)
    verify_claim(things.shop_claim(me, note="=cmd|' /C calc'!A0"), by=people.trainer, at=NOON)
    staff = Client()
    staff.force_login(people.trainer)
    staff.get(f"/desk/learners/{me.pk}/")
    archive = copy_of(client)
    everything = json.loads(archive.read("data.json"))
    assert everything["me"][0]["name"] == me.name
    assert everything["claims"][0]["note"] == "=cmd|' /C calc'!A0"
    rows = list(csv.reader(io.StringIO(archive.read("claims.csv").decode("utf-8-sig"))))
    assert rows[1][4].startswith("'=cmd")
    text = "\n".join(archive.read(name).decode() for name in archive.namelist())
    for other in (people.classmate, people.trainer, people.manager):
        assert other.name not in text
    assert f"seller{people.classmate.pk}" not in text
    assert AuditEntry.objects.filter(verb=Verb.EXPORTED_OWN, person=me.public_id).count() == 1


def test_page_and_copy_ask_a_fixed_number_of_questions(
    client: Client, me: Learner, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        facts = ProductFacts(name=f"ผ้า {number}", category="fabric")
        keep_product(me, facts, product_id=uuid.uuid4(), at=NOON)
    with django_assert_max_num_queries(32):
        client.get(reverse("held"))
    with django_assert_max_num_queries(50):
        copy_of(client)


def test_the_history_is_for_managers_and_administrators(client: Client, people: People) -> None:
    title = "ใครดูหรือแก้ข้อมูลนี้"
    for user, is_shown in ((people.trainer, False), (people.manager, True), (people.administrator, True)):
        client.force_login(user)
        html = client.get(f"/desk/learners/{people.learner.pk}/").content.decode()
        assert (title in html) is is_shown
    assert people.trainer.name in html
