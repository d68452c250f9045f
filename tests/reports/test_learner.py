"""One learner at the desk: who may see them, and what of them."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.cohorts.models import Enrolment
from courses.milestones.actions import return_claim, revoke_certification
from tests import build
from tests.milestones import things
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


def test_the_ladder_shows_each_step_with_its_day_its_proof_and_what_is_missing(
    people: build.People, client: Client
) -> None:
    certification = things.certified(people.learner, people.manager)
    page = page_of(client, people.trainer, people.learner.pk)
    ladder = page[page.index('id="ladder"') : page.index('id="facts"')]
    rungs = re.findall(r'<tr class="([\w-]+)( following)?"><th scope="row"><span class="soft">(M\d)', ladder)
    assert [code for _state, _next, code in rungs] == [f"M{n}" for n in range(10)]
    states = {code: state for state, _next, code in rungs}
    assert (states["M4"], states["M5"], states["M6"], states["M9"]) == (
        "reached", "inferred", "reached", "open"
    )  # fmt: skip
    assert [code for _state, is_next, code in rungs if is_next] == ["M7"]
    for words in ("อนุมาน", people.manager.name, f"/desk/evidence/{certification.claim_id}/", "16 ม.ค. 2570"):
        assert words in ladder


def test_what_waits_was_sent_back_or_taken_back_is_said_on_the_ladder(
    people: build.People, client: Client
) -> None:
    certification = things.certified(people.learner, people.manager)
    content = things.content_claim(people.learner)
    return_claim(content, by=people.manager, at=build.NOON, reason="ไม่เห็นชื่อ")
    things.shop_claim(people.classmate)
    revoke_certification(certification, by=people.manager, at=build.NOON, reason="ปลอม")
    page = page_of(client, people.trainer, people.learner.pk)
    assert 'id="counts"' not in page
    assert '<tr class="returned following"><th scope="row"><span class="soft">M5' in page
    waits = page_of(client, people.trainer, people.classmate.pk)
    assert '<tr class="waits"><th scope="row"><span class="soft">M4' in waits


def test_the_page_asks_as_much_after_many_claims_as_after_one(people: build.People, client: Client) -> None:
    counts = []
    things.certified(people.learner, people.manager)
    for size in (1, 6):
        for _ in range(size):
            claim = things.content_claim(people.learner)
            return_claim(claim, by=people.manager, at=build.NOON, reason="ภาพไม่ชัด")
        page_of(client, people.administrator, people.learner.pk)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/desk/learners/{people.learner.pk}/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 32
