"""The cohort view: states of cells, who comes first, who may see it, and the same few queries."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.cohorts.models import Enrolment
from courses.people.models import Learner
from courses.practice.models import Submission
from courses.progress.models import LessonProgress
from courses.quizzes.models import QuizVersion
from lms.accounts.models import User
from tests import build
from tests.reports import rows

pytestmark = pytest.mark.django_db
ALL = {"quiz_passed_at": build.NOON, "practice_approved_at": build.NOON, "completed_at": build.NOON}


@pytest.fixture
def lessons(db: None) -> list[Any]:
    made = [build.lesson(f"F{n}", position=n, practice_kinds=["photo"]) for n in (1, 2, 3)]
    made.append(build.lesson("S1", track=build.track("shop", 2)))
    for lesson in made[:3]:
        QuizVersion.objects.create(
            lesson=lesson, number=1, content={"questions": []}, sha256=lesson.code, created_at=build.NOON
        )
    return made


def page_of(people: build.People, client: Client, user: Any = None, pk: int | None = None) -> str:
    client.force_login(user or people.trainer)
    with time_machine.travel(build.NOON, tick=False):
        answer = client.get(f"/desk/cohorts/{pk or people.cohort.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def cells_of(page: str, learner: Learner) -> list[tuple[str, str]]:
    """Return (class, text) of the cells in one learner's row."""
    row = re.search(rf'<tr><th scope="row"><a href="/desk/learners/{learner.pk}/">.*?</tr>', page, re.DOTALL)
    assert row
    return re.findall(r'<td class="(\w+)">([^<]*)</td>', row[0])


def names_of(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)


def test_each_cell_says_where_a_learner_stands(
    people: build.People, lessons: list[Any], client: Client
) -> None:
    f1, f2, f3, s1 = lessons
    rows.progress(people.learner, f1, best_percent=92, **ALL)
    rows.progress(people.learner, f2, best_percent=33)
    rows.progress(people.learner, f3, watched=2**36 - 1)
    rows.progress(people.learner, s1, completed_at=build.NOON)
    rows.claim(people.learner, "M4", state="verified")
    rows.claim(people.learner, "M5")
    rows.claim(people.learner, "M6", state="returned")
    found = cells_of(page_of(people, client), people.learner)
    assert found[:4] == [("d", "92"), ("x", "33"), ("p", "20%"), ("d", "ผ่าน")]
    assert found[4:8] == [("gap", ""), ("d", "✓"), ("w", "รอตรวจ"), ("x", "แก้")]


def test_practice_work_shows_as_sent_or_sent_back(
    people: build.People, lessons: list[Any], client: Client
) -> None:
    passed = {"best_percent": 100, "quiz_passed_at": build.NOON}
    rows.progress(people.learner, lessons[0], **passed)
    rows.work(people.learner, lessons[0], "returned", at=build.NOON - timedelta(days=2))
    rows.work(people.learner, lessons[0], "pending")
    rows.progress(people.learner, lessons[1], **passed)
    rows.work(people.learner, lessons[1], "returned")
    rows.progress(people.learner, lessons[2], **passed)
    rows.work(people.classmate, lessons[0], "returned")
    page = page_of(people, client)
    assert cells_of(page, people.learner)[:4] == [("w", "ส่ง"), ("x", "แก้"), ("p", "33%"), ("o", "")]
    assert cells_of(page, people.classmate)[0] == ("x", "แก้")


def test_a_lesson_that_was_withdrawn_has_no_column(
    people: build.People, lessons: list[Any], client: Client
) -> None:
    rows.progress(people.learner, lessons[0], best_percent=92, **ALL)
    lessons[0].withdrawn_at = build.NOON
    lessons[0].save()
    page = page_of(people, client)
    assert cells_of(page, people.learner)[:3] == [("o", "")] * 3
    assert "92" not in re.sub(r"<[^>]*>", " ", page.split("<tbody>")[1])


def test_who_needs_help_comes_first_and_who_is_counted_last(
    people: build.People, lessons: list[Any], client: Client
) -> None:
    silent = build.learner("เงียบ ก", people.cohort)
    stuck = build.learner("ติดขัด ข", people.cohort)
    sold = build.learner("ขายได้ ค", people.cohort)
    rows.progress(silent, lessons[0], build.NOON - timedelta(days=25))
    rows.progress(stuck, lessons[0], build.NOON - timedelta(days=15), best_percent=40)
    rows.progress(people.learner, lessons[0])
    rows.work(people.classmate, lessons[0])
    rows.certify(sold, people.cohort, build.TODAY - timedelta(days=16))
    page = page_of(people, client)
    assert names_of(page) == ["ติดขัด ข.", "เงียบ ก.", "บุญมี ศ.", "สมใจ ว.", "ขายได้ ค."]
    assert re.findall(r"<b>([^<]+)</b>", page) == ["5", "20%", "0", "1", "2"]
    assert 'href="tel:+66' in page
    assert "นับเข้าเป้า" in page
    assert "รอตรวจ 1" in page


def test_a_call_can_be_made_by_those_who_may_know_the_phone(
    people: build.People, lessons: list[Any], client: Client
) -> None:
    assert "tel:" in page_of(people, client, people.administrator)
    assert "tel:" not in page_of(people, client, people.manager)


def test_two_people_who_would_be_called_alike_are_shown_whole(people: build.People, client: Client) -> None:
    build.learner("สมใจ วงศ์ไทย", people.cohort)
    assert {"สมใจ วงศ์ผ้า", "สมใจ วงศ์ไทย", "บุญมี ศ."} == set(names_of(page_of(people, client)))


def test_a_name_cannot_carry_markup_into_the_table(people: build.People, client: Client) -> None:
    build.learner("<b>x</b>&amp <script>", people.cohort)
    page = page_of(people, client)
    assert "<script>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;&amp;amp &lt;." in page


def test_who_left_is_gone_and_an_empty_cohort_says_what_to_do(people: build.People, client: Client) -> None:
    Enrolment.objects.filter(cohort=people.cohort).update(left_at=build.NOON)
    page = page_of(people, client)
    assert names_of(page) == []
    assert "ยังไม่มีคนเข้ารุ่น" in page


def test_neighbours_learners_and_strangers_do_not_see_it(people: build.People, client: Client) -> None:
    address = f"/desk/cohorts/{people.cohort.pk}/"
    assert client.get(address).status_code == 302
    for user in (people.learner.user, people.neighbour_trainer, people.neighbour_manager):
        client.force_login(user)
        assert client.get(address).status_code == 404
    assert client.get("/desk/cohorts/99999999999999999999999/").status_code == 404


def test_a_manager_without_any_area_sees_nothing(people: build.People, client: Client) -> None:
    people.manager.manager_areas.all().delete()
    client.force_login(people.manager)
    assert client.get(f"/desk/cohorts/{people.cohort.pk}/").status_code == 404
    people.manager.manager_areas.create(area_code="")
    assert client.get(f"/desk/cohorts/{people.cohort.pk}/").status_code == 200


@pytest.mark.parametrize("role", ["trainer", "manager", "administrator"])
def test_the_page_takes_seven_queries_at_5_50_and_500_learners(
    people: build.People, lessons: list[Any], client: Client, role: str
) -> None:
    client.force_login(getattr(people, role))
    counts, made = [], 2
    for size in (5, 50, 500):
        _fill(people, lessons, size - made)
        made = size
        client.get(f"/desk/cohorts/{people.cohort.pk}/")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/desk/cohorts/{people.cohort.pk}/", headers={"accept-encoding": "gzip"})
        counts.append(len(queries))
        assert answer.headers["Content-Encoding"] == "gzip"
    assert counts == [7, 7, 7]
    assert len(answer.content) < 50_000


def _fill(people: build.People, lessons: list[Any], count: int) -> None:
    """Add learners with progress, work and claims, many at once."""
    start = User.objects.count() * 1000
    users = User.objects.bulk_create(
        User(phone=f"+669{start + n:08d}", name=f"คนที่ {n} นามสกุล{start + n}", password="!")
        for n in range(count)
    )
    learners = Learner.objects.bulk_create(Learner(user=user, joined_at=build.NOON) for user in users)
    Enrolment.objects.bulk_create(
        Enrolment(learner=learner, cohort=people.cohort, joined_at=build.NOON) for learner in learners
    )
    LessonProgress.objects.bulk_create(
        LessonProgress(
            learner=one, lesson=lesson, best_percent=67, opened_at=build.NOON, last_seen_at=build.NOON
        )
        for one in learners
        for lesson in lessons
    )
    Submission.objects.bulk_create(
        Submission(id=uuid.uuid4(), learner=one, lesson=lessons[0], sent_at=build.NOON) for one in learners
    )
