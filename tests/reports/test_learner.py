"""One learner at the desk: who may see them, and what of them."""

from typing import Any

import pytest
from django.test import Client

from courses.cohorts.models import Enrolment
from tests import build
from tests.reports import rows

pytestmark = pytest.mark.django_db


def page_of(client: Client, user: Any, pk: int, status: int = 200) -> str:
    client.force_login(user)
    answer = client.get(f"/desk/learners/{pk}/")
    assert answer.status_code == status
    return answer.content.decode()


def test_the_page_shows_the_way_the_work_and_the_claims(people: build.People, client: Client) -> None:
    lesson = build.lesson("F1", practice_kinds=["photo"])
    rows.progress(people.learner, lesson, best_percent=40)
    rows.work(people.learner, lesson, "returned", feedback="ถ่ายใกล้อีกนิด")
    rows.claim(people.learner, "M4", state="returned", reason="ลิงก์เปิดไม่ได้")
    page = page_of(client, people.trainer, people.learner.pk)
    for words in ("สมใจ วงศ์ผ้า", "ถ่ายใกล้อีกนิด", "ลิงก์เปิดไม่ได้", "แก้แล้วส่งใหม่", "ส่งกลับ"):
        assert words in page


def test_the_phone_is_for_trainers_and_administrators(people: build.People, client: Client) -> None:
    people.learner.user.phone = "+66812345678"
    people.learner.user.save()
    assert "081-234-5678" in page_of(client, people.trainer, people.learner.pk)
    assert "081-234-5678" in page_of(client, people.administrator, people.learner.pk)
    assert "5678" not in page_of(client, people.manager, people.learner.pk)


def test_a_neighbour_does_not_see_them(people: build.People, client: Client) -> None:
    page_of(client, people.neighbour_trainer, people.learner.pk, status=404)
    page_of(client, people.neighbour_manager, people.learner.pk, status=404)
    page_of(client, people.learner.user, people.learner.pk, status=404)
    page_of(client, people.trainer, 999_999, status=404)


def test_who_left_is_still_found_with_the_day_they_left(people: build.People, client: Client) -> None:
    Enrolment.objects.filter(learner=people.learner).update(left_at=build.NOON)
    assert "ออก 21 พ.ย. 2569" in page_of(client, people.trainer, people.learner.pk)


def test_a_counted_seller_is_named_with_the_year(people: build.People, client: Client) -> None:
    rows.certify(people.learner, people.cohort)
    assert "นับเข้าเป้าปีงบประมาณ 2570" in page_of(client, people.trainer, people.learner.pk)
