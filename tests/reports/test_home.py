"""The learner's home: one next step, the road, what came back, the cohort's total."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from courses.cohorts.models import Enrolment
from tests import build
from tests.reports import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def lessons(db: None) -> list[Any]:
    """A path of four lessons: two of the foundation, one online shop, one clip."""
    shop, clips = build.track("shop", 2), build.track("clips", 3)
    return [
        build.lesson("F1", position=1, practice_kinds=["photo"]),
        build.lesson("F2", position=2, practice_kinds=["photo"]),
        build.lesson("S1", track=shop, practice_kinds=["photo"]),
        build.lesson("C1", track=clips, practice_kinds=["photo"]),
    ]


def home_of(learner: Any, client: Client) -> str:
    client.force_login(learner.user)
    with time_machine.travel(build.NOON, tick=False):
        answer = client.get("/me/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_newcomer_sees_the_first_lesson_as_the_one_next_step(
    people: build.People, lessons: list[Any], client: Client
) -> None:
    page = home_of(people.learner, client)
    assert "สวัสดี คุณสมใจ" in page
    assert page.count('class="btn"') == 1
    assert 'href="/courses/foundation/f1/"' in page
    assert "ชุมชน na-kha · รุ่นที่ 1" in page


def test_returned_work_is_the_next_step_with_the_trainers_words(
    people: build.People, lessons: list[Any], client: Client
) -> None:
    rows.work(people.learner, lessons[0], "returned", feedback="แสงดีมาก ลองโชว์ลายผ้าใกล้ ๆ")
    page = home_of(people.learner, client)
    assert page.count("แสงดีมาก ลองโชว์ลายผ้าใกล้ ๆ") == 1
    assert f'href="/practice/{lessons[0].key}/"' in page


def test_approved_work_is_news_for_two_weeks(
    people: build.People, lessons: list[Any], client: Client
) -> None:
    rows.work(people.learner, lessons[0], "approved", feedback="ดีมาก", at=build.NOON - timedelta(days=2))
    rows.work(people.learner, lessons[1], "approved", feedback="เก่ามาก", at=build.NOON - timedelta(days=20))
    page = home_of(people.learner, client)
    assert "บทเรียน F1: ผ่านแล้ว" in page
    assert "เจ้าหน้าที่: “ดีมาก”" in page
    assert "เก่ามาก" not in page


def test_a_returned_claim_says_why_and_where_to_mend_it(
    people: build.People, lessons: list[Any], client: Client
) -> None:
    rows.claim(people.learner, "M4", state="returned", reason="ลิงก์เปิดไม่ได้")
    page = home_of(people.learner, client)
    assert "ลิงก์เปิดไม่ได้" in page
    assert 'href="/me/shop/M4/"' in page


def test_the_road_names_the_tracks_of_the_data_and_is_read_as_a_list(
    people: build.People, lessons: list[Any], client: Client
) -> None:
    done = {"quiz_passed_at": build.NOON, "practice_approved_at": build.NOON, "completed_at": build.NOON}
    for lesson in lessons[:2]:
        rows.progress(people.learner, lesson, **done)
    rows.claim(people.learner, "M4", state="verified")
    page = home_of(people.learner, client)
    assert "2 จาก 6" in page
    stops = re.findall(r"<li>([^<:]+): ([^<]+)</li>", page)
    assert stops == [
        ("foundation", "ผ่านแล้ว"),
        ("shop", "คุณอยู่ตรงนี้"),
        ("clips", "ยังไม่ถึง"),
        ("เปิดร้าน", "ผ่านแล้ว"),
        ("ไลฟ์หรือคลิปแรก", "ยังไม่ถึง"),
        ("ขายชิ้นแรก", "ยังไม่ถึง"),
    ]


def test_the_cohort_shows_totals_only(people: build.People, lessons: list[Any], client: Client) -> None:
    rows.claim(people.classmate, "M4", state="verified")
    rows.claim(people.neighbour, "M4", state="verified")
    page = home_of(people.learner, client)
    assert "1 จาก 2 คน เปิดร้านแล้ว" in page
    assert "บุญมี" not in page


def test_without_a_cohort_the_home_asks_for_the_join_code(people: build.People, client: Client) -> None:
    Enrolment.objects.filter(learner=people.learner).update(left_at=build.NOON)
    page = home_of(people.learner, client)
    assert 'href="/j/"' in page
    assert "จาก 0 คน" not in page


def test_a_withdrawn_lesson_is_neither_a_step_nor_a_stop(
    people: build.People, lessons: list[Any], client: Client
) -> None:
    rows.work(people.learner, lessons[0], "returned", feedback="แก้ก่อนถอน")
    for lesson in (lessons[0], lessons[3]):
        lesson.withdrawn_at = build.NOON
        lesson.save()
    page = home_of(people.learner, client)
    assert "แก้ก่อนถอน" not in page
    assert "clips" not in page
    assert 'href="/courses/foundation/f2/"' in page


def test_staff_and_strangers_have_no_learners_home(people: build.People, client: Client) -> None:
    assert client.get("/me/").status_code == 302
    client.force_login(people.trainer)
    assert client.get("/me/").status_code == 404


def test_the_home_takes_the_same_queries_whatever_was_done(
    people: build.People, lessons: list[Any], client: Client, django_assert_max_num_queries: Any
) -> None:
    for lesson in lessons:
        rows.progress(people.learner, lesson)
        rows.work(people.learner, lesson, "approved", at=build.NOON - timedelta(days=1))
    for code in ("M4", "M5", "M6"):
        rows.claim(people.learner, code, state="returned")
    home_of(people.learner, client)
    with django_assert_max_num_queries(12):
        client.get("/me/")
