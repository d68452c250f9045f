"""The desk's queue of practice work and the verdict on one piece."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Enrolment, Learner, Lesson, LessonProgress, Submission
from courses.practice.actions import approve_work, return_work, send_work
from media.actions import store_photo, store_recording
from tests import build
from tests.media.files import photo, recording, upload

pytestmark = pytest.mark.django_db
QUEUE = "/desk/practice/"


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def lesson() -> Lesson:
    return build.published(practice_kinds=["text"], practice_th="เล่าเรื่องสินค้า")


@pytest.fixture
def desk(client: Client, people: build.People) -> Client:
    client.force_login(people.trainer)
    return client


def send(learner: Learner, lesson: Lesson, days_ago: int = 0, **fields: Any) -> Submission:
    at = build.NOON - timedelta(days=days_ago)
    fields = {"text": f"งานของ {learner.name}", **fields}
    return send_work(learner, submission_id=uuid.uuid4(), lesson=lesson, at=at, **fields)


def address(work: Submission) -> str:
    return reverse("review-work", args=[work.pk])


def text(response: HttpResponse) -> str:
    return response.content.decode()


def decide(client: Client, work: Submission, verdict: str = "approve", **form: Any) -> Any:
    return client.post(address(work), {"verdict": verdict, "words": "", **form})


def test_queue_shows_the_oldest_first(desk: Client, people: build.People, lesson: Lesson) -> None:
    send(people.learner, lesson, days_ago=1)
    send(people.classmate, lesson, days_ago=4)
    page = text(desk.get(QUEUE))
    assert page.index("บุญมี ศรีสุข") < page.index("สมใจ วงศ์ผ้า")
    assert "รอตรวจ 2" in page
    assert "เก่าสุด" in page
    assert "งานของ บุญมี ศรีสุข" in page


def test_work_outside_ones_communities_does_not_exist(
    desk: Client, people: build.People, lesson: Lesson
) -> None:
    theirs = send(people.neighbour, lesson)
    assert "ทองใบ" not in text(desk.get(QUEUE))
    assert desk.get(address(theirs)).status_code == 404
    assert decide(desk, theirs).status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == "pending"


def test_approving_moves_the_learner_and_shows_the_next_person(
    desk: Client, people: build.People, lesson: Lesson
) -> None:
    first, second = send(people.learner, lesson, 2), send(people.classmate, lesson, 1)
    response = decide(desk, first, words="ดีมาก")
    assert response.headers["Location"] == address(second)
    first.refresh_from_db()
    assert (first.state, first.feedback, first.decided_by) == ("approved", "ดีมาก", people.trainer)
    assert LessonProgress.objects.get(learner=people.learner).practice_approved_at
    last = decide(desk, second, follow=True)
    assert last.headers["Location"] == QUEUE
    assert "ตรวจครบทุกงานแล้ว" in text(desk.get(QUEUE))


def test_sending_back_needs_a_reason(desk: Client, people: build.People, lesson: Lesson) -> None:
    work = send(people.learner, lesson)
    response = decide(desk, work, "return", words="  ")
    assert response.status_code == 422
    assert "เขียนว่าต้องแก้อะไร" in text(response)
    work.refresh_from_db()
    assert work.state == "pending"


def test_ready_made_reasons_reach_the_learner_in_thai(
    desk: Client, people: build.People, lesson: Lesson
) -> None:
    work = send(people.learner, lesson)
    address_en = "/en" + address(work)
    desk.post(address_en, {"verdict": "return", "reasons": ["dark", "sound"], "words": "สู้ ๆ"})
    work.refresh_from_db()
    assert work.feedback.splitlines() == [
        "ภาพมืดหรือเบลอ ถ่ายใหม่ในที่แสงดี",
        "เสียงเบาหรือมีเสียงรบกวน อัดใหม่ในที่เงียบ",
        "สู้ ๆ",
    ]


def test_second_trainer_is_told_and_changes_nothing(
    client: Client, people: build.People, lesson: Lesson
) -> None:
    work = send(people.learner, lesson)
    approve_work(work, by=people.trainer, at=build.NOON)
    client.force_login(people.administrator)
    response = decide(client, work, "return", words="แก้")
    assert response.status_code == 409
    assert "ครูอรทัย ตรวจงานนี้ไปแล้ว" in text(response)
    work.refresh_from_db()
    assert (work.state, work.feedback) == ("approved", "")


@pytest.mark.parametrize(
    "form", [{}, {"verdict": "perhaps"}, {"verdict": "approve", "reasons": "x"}, {"words": "ย" * 9000}]
)
def test_odd_verdicts_are_422_and_write_nothing(
    desk: Client, people: build.People, lesson: Lesson, form: dict[str, str]
) -> None:
    work = send(people.learner, lesson)
    assert desk.post(address(work), form).status_code == 422
    work.refresh_from_db()
    assert work.state == "pending"


def test_words_are_kept_when_the_verdict_is_refused(
    desk: Client, people: build.People, lesson: Lesson
) -> None:
    work = send(people.learner, lesson)
    page = text(desk.post(address(work), {"words": "คำที่เขียนไว้", "reasons": ["dark"]}))
    assert "คำที่เขียนไว้" in page
    assert "เลือกว่าผ่าน หรือส่งกลับให้แก้" in page


def test_one_piece_shows_everything_that_was_sent(desk: Client, people: build.People) -> None:
    lesson = build.published(
        practice_kinds=["photo", "audio", "video", "checklist"],
        practice_checklist=[{"th": "เช็ดเลนส์", "en": "Wipe"}],
        practice_th="เล่าเรื่องสินค้า",
    )
    user = people.learner.user
    files = [
        store_photo(user, upload=upload(photo()), at=build.NOON),
        store_recording(
            user,
            upload=upload(recording("a.m4a", "-c:a", "aac", picture=False)),
            kind="audio",
            at=build.NOON,
        ),
        store_recording(
            user, upload=upload(recording("v.mp4", "-pix_fmt", "yuv420p")), kind="video", at=build.NOON
        ),
    ]
    work = send(people.learner, lesson, files=files, checklist=[0], text="")
    page = text(desk.get(address(work)))
    for part in ("<audio controls", "<video controls", "<img src=", "เช็ดเลนส์", "เล่าเรื่องสินค้า", "0:02"):
        assert part in page


def test_earlier_tries_and_what_was_said_stand_beside(
    desk: Client, people: build.People, lesson: Lesson
) -> None:
    return_work(send(people.learner, lesson, 3), by=people.trainer, at=build.NOON, feedback="บวกค่ากล่องด้วย")
    page = text(desk.get(address(send(people.learner, lesson))))
    assert "ส่งครั้งที่ 2" in page
    assert "บวกค่ากล่องด้วย" in page


def test_decided_work_can_be_looked_at_again(desk: Client, people: build.People, lesson: Lesson) -> None:
    work = approve_work(send(people.learner, lesson), by=people.trainer, at=build.NOON, feedback="ดี")
    assert "สมใจ วงศ์ผ้า" in text(desk.get(QUEUE + "?show=decided"))
    page = text(desk.get(address(work)))
    assert "ครูอรทัย" in page
    assert 'name="verdict"' not in page


def test_queue_of_one_cohort(desk: Client, people: build.People, lesson: Lesson) -> None:
    other = build.cohort(people.community, people.trainer)
    newcomer = build.learner("มาลี ใจดี", other)
    send(people.learner, lesson, 2)
    send(people.classmate, lesson, 1)
    theirs = send(newcomer, lesson)
    page = text(desk.get(f"{QUEUE}?cohort={other.pk}"))
    assert "มาลี ใจดี" in page
    assert "สมใจ" not in page
    assert "รอตรวจ 1" in page
    response = desk.post(f"{address(theirs)}?cohort={other.pk}", {"verdict": "approve", "words": ""})
    assert response.headers["Location"] == f"{QUEUE}?cohort={other.pk}"
    for odd in ("x", "999999", str(people.neighbour_cohort.pk), "9" * 40):
        assert "รอตรวจ 2" in text(desk.get(f"{QUEUE}?cohort={odd}"))


def test_learner_who_left_a_cohort_is_not_in_its_queue(
    desk: Client, people: build.People, lesson: Lesson
) -> None:
    other = build.cohort(people.community, people.trainer)
    Enrolment.objects.filter(learner=people.learner).update(left_at=build.NOON)
    Enrolment.objects.create(learner=people.learner, cohort=other, joined_at=build.NOON)
    send(people.learner, lesson)
    assert "สมใจ" in text(desk.get(f"{QUEUE}?cohort={other.pk}"))


def test_queue_takes_the_same_number_of_queries_at_any_size(
    desk: Client, people: build.People, lesson: Lesson
) -> None:
    send(people.learner, lesson)
    desk.get(QUEUE)  # what each process keeps for seconds is read now
    with CaptureQueriesContext(connection) as few:
        desk.get(QUEUE)
    for _ in range(20):
        send(build.learner(into=people.cohort), lesson)
    with CaptureQueriesContext(connection) as many:
        desk.get(QUEUE)
    assert len(many) == len(few) <= 14


def test_file_is_for_its_learner_and_their_staff_only(client: Client, people: build.People) -> None:
    lesson = build.published(practice_kinds=["photo"])
    stored = store_photo(people.learner.user, upload=upload(photo()), at=build.NOON)
    send(people.learner, lesson, files=[stored], text="")
    file = reverse("practice-file", args=[stored.pk])
    assert client.get(file).status_code == 302
    for visitor in (people.learner.user, people.trainer, people.manager, people.administrator):
        client.force_login(visitor)
        response = client.get(file, headers={"Range": "bytes=0-9"})
        assert response.status_code == 206
        assert response.headers["Cache-Control"] == "private, no-cache"
    for stranger in (people.classmate.user, people.neighbour_trainer, people.neighbour_manager):
        client.force_login(stranger)
        assert client.get(file).status_code == 404


def test_file_on_its_way_is_for_its_owner_only(client: Client, people: build.People) -> None:
    stored = store_photo(people.learner.user, upload=upload(photo()), at=build.NOON)
    file = reverse("practice-file", args=[stored.pk])
    client.force_login(people.learner.user)
    assert client.get(file).status_code == 200
    client.force_login(people.trainer)
    assert client.get(file).status_code == 404
