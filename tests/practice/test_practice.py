"""The learner's page of a practice task."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from courses.models import Lesson, Submission
from courses.practice.actions import approve_work, return_work, send_work
from courses.practice.delivery import remove_unsent
from courses.quizzes.actions import withdraw_lesson
from lms.dates import now
from media.actions import store_recording
from media.models import FileKind, StoredFile
from tests import build
from tests.media.files import photo, recording, upload

pytestmark = pytest.mark.django_db
STEPS = [{"th": "เช็ดเลนส์", "en": "Wipe the lens"}, {"th": "หาแสง", "en": "Find light"}]


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def lesson() -> Lesson:
    return build.published(practice_kinds=["text"], practice_th="เขียนต้นทุนของคุณ")


@pytest.fixture
def signed_in(client: Client, people: build.People) -> Client:
    client.force_login(people.learner.user)
    return client


def address(lesson: Lesson) -> str:
    return reverse("practice", args=[lesson.key])


def text(response: HttpResponse) -> str:
    return response.content.decode()


def send(client: Client, lesson: Lesson, **form: Any) -> Any:
    return client.post(address(lesson), {"submission_id": str(uuid.uuid4()), **form})


def kept_in(response: HttpResponse) -> list[str]:
    return re.findall(r'name="kept" value="([^"]+)"', text(response))


def test_task_is_shown_with_a_form(signed_in: Client, lesson: Lesson) -> None:
    page = text(signed_in.get(address(lesson)))
    assert "เขียนต้นทุนของคุณ" in page
    assert '<textarea id="text"' in page
    assert 'type="file"' not in page


def test_sent_work_waits_for_the_trainer(signed_in: Client, people: build.People, lesson: Lesson) -> None:
    response = send(signed_in, lesson, text="ต้นทุน 130 บาท")
    assert response.headers["Location"] == address(lesson)
    work = Submission.objects.get()
    assert (work.learner, work.text, work.state) == (people.learner, "ต้นทุน 130 บาท", "pending")
    page = text(signed_in.get(address(lesson)))
    assert "ส่งแล้ว รอครูตรวจ" in page
    assert "ต้นทุน 130 บาท" in page
    assert "<textarea" not in page


def test_all_kinds_of_work_in_one_delivery(signed_in: Client) -> None:
    lesson = build.published(
        practice_kinds=["text", "checklist", "photo_set_2", "audio", "video"], practice_checklist=STEPS
    )
    response = send(
        signed_in,
        lesson,
        text="งาน",
        tick=["0", "1"],
        photos=[upload(photo()), upload(photo(form="PNG"))],
        audio=upload(recording("a.m4a", "-c:a", "aac", picture=False), "a.m4a"),
        video=upload(recording("v.mp4", "-pix_fmt", "yuv420p"), "v.mp4"),
    )
    assert response.status_code == 302, text(response)
    kinds = Submission.objects.get().files.values_list("stored_file__kind", flat=True)
    assert sorted(kinds) == [FileKind.AUDIO, FileKind.PHOTO, FileKind.PHOTO, FileKind.VIDEO]
    page = text(signed_in.get(address(lesson)))
    assert "<audio controls" in page
    assert "<video controls" in page


def test_double_submit_is_one_delivery_with_one_set_of_files(signed_in: Client) -> None:
    lesson = build.published(practice_kinds=["photo"])
    sending = {"submission_id": str(uuid.uuid4())}
    for _ in range(2):
        response = signed_in.post(address(lesson), {**sending, "photos": upload(photo())})
        assert response.status_code == 302
    assert (Submission.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_photo_that_is_no_photo_is_refused_and_the_text_is_kept(signed_in: Client) -> None:
    lesson = build.published(practice_kinds=["photo", "text"])
    response = send(signed_in, lesson, text="เรื่องของผ้า", photos=upload(b"<html>not a photo</html>"))
    assert 400 <= response.status_code < 500
    page = text(response)
    assert "เรื่องของผ้า" in page
    assert re.search(r'id="photos-error">[^<]*[ก-๙]', page)
    assert not Submission.objects.exists()
    assert not StoredFile.objects.exists()


def test_what_arrived_need_not_be_chosen_again(signed_in: Client) -> None:
    lesson = build.published(practice_kinds=["photo_set_2", "text"])
    first = send(signed_in, lesson, text="", photos=upload(photo()))
    assert first.status_code == 422
    assert "ได้รับแล้ว" in text(first)
    second = send(signed_in, lesson, text="เรื่อง", photos=upload(photo((320, 240))), kept=kept_in(first))
    assert second.status_code == 302
    assert Submission.objects.get().files.count() == 2


def test_all_that_is_missing_is_said_at_once(signed_in: Client) -> None:
    lesson = build.published(practice_kinds=["photo", "text", "checklist"], practice_checklist=STEPS)
    page = text(send(signed_in, lesson, tick=["1"]))
    for name in ("photos", "text", "checklist"):
        assert f'id="{name}-error"' in page
    assert re.search(r'name="tick" value="1" checked', page)


def test_kept_name_of_somebody_else_or_a_made_up_one_is_nothing(client: Client, people: build.People) -> None:
    lesson = build.published(practice_kinds=["photo", "text"])
    client.force_login(people.classmate.user)
    stolen = kept_in(send(client, lesson, photos=upload(photo())))
    client.force_login(people.learner.user)
    response = send(client, lesson, text="งาน", kept=[*stolen, "made-up", ""])
    assert response.status_code == 422
    assert not Submission.objects.exists()


def test_a_clip_that_arrived_in_parts_needs_its_id_only(signed_in: Client, people: build.People) -> None:
    lesson = build.published(practice_kinds=["video", "text"])
    clip = store_recording(
        people.learner.user, upload=upload(recording("v.mp4", "-pix_fmt", "yuv420p")), kind="video", at=now()
    )
    first = send(signed_in, lesson, text="", uploaded=[str(clip.pk)])
    assert first.status_code == 422
    assert "ได้รับแล้ว" in text(first)
    assert send(signed_in, lesson, text="งาน", uploaded=[str(clip.pk), "x", ""]).status_code == 302
    assert Submission.objects.get().files.get().stored_file == clip


def test_a_clip_of_somebody_else_is_not_found_by_its_id(signed_in: Client, people: build.People) -> None:
    lesson = build.published(practice_kinds=["video"])
    clip = store_recording(
        people.classmate.user,
        upload=upload(recording("v.mp4", "-pix_fmt", "yuv420p")),
        kind="video",
        at=now(),
    )
    assert send(signed_in, lesson, uploaded=[str(clip.pk)]).status_code == 422
    assert not Submission.objects.exists()


def test_returned_work_shows_the_reason_and_can_be_sent_again(
    signed_in: Client, people: build.People, lesson: Lesson
) -> None:
    send(signed_in, lesson, text="ต้นทุน 130")
    return_work(Submission.objects.get(), by=people.trainer, at=build.NOON, feedback="บวกค่ากล่องด้วย")
    page = text(signed_in.get(address(lesson)))
    assert "ครูส่งกลับมาให้แก้" in page
    assert "บวกค่ากล่องด้วย" in page
    assert "ต้นทุน 130</textarea>" in page
    assert send(signed_in, lesson, text="ต้นทุน 150").status_code == 302
    assert Submission.objects.count() == 2
    assert "งานที่เคยส่ง" in text(signed_in.get(address(lesson)))


def test_steps_ticked_before_stay_ticked_when_work_comes_back(
    signed_in: Client, people: build.People
) -> None:
    lesson = build.published(practice_kinds=["checklist"], practice_checklist=STEPS)
    send(signed_in, lesson, tick=["0", "1"])
    return_work(Submission.objects.get(), by=people.trainer, at=build.NOON, feedback="ลองอีกครั้ง")
    page = text(signed_in.get(address(lesson)))
    assert len(re.findall(r'name="tick"[^>]*checked', page)) == 2


def test_approved_work_shows_the_words_and_what_is_next(
    signed_in: Client, people: build.People, lesson: Lesson
) -> None:
    build.published("F2", position=9)
    send(signed_in, lesson, text="งาน")
    approve_work(Submission.objects.get(), by=people.trainer, at=build.NOON, feedback="ดีมาก")
    page = text(signed_in.get(address(lesson)))
    assert "ดีมาก" in page
    assert "บทต่อไป" in page


def test_second_piece_while_one_waits_is_refused(signed_in: Client, lesson: Lesson) -> None:
    send(signed_in, lesson, text="หนึ่ง")
    response = send(signed_in, lesson, text="สอง")
    assert response.status_code == 409
    assert "งานของคุณอยู่กับครูแล้ว" in text(response)
    assert Submission.objects.count() == 1


def test_lesson_withdrawn_meanwhile_says_so(signed_in: Client, lesson: Lesson) -> None:
    withdraw_lesson(lesson.key, at=build.NOON)
    response = send(signed_in, lesson, text="งาน")
    assert response.status_code == 410
    assert "บทเรียนนี้ปิดอยู่ชั่วคราว" in text(response)
    assert signed_in.get(address(lesson)).status_code == 410
    assert not Submission.objects.exists()


def test_lesson_without_practice_says_so(signed_in: Client) -> None:
    response = signed_in.get(address(build.published("F9")))
    assert response.status_code == 404
    assert "ไม่มีงานฝึกให้ส่ง" in text(response)


@pytest.mark.parametrize(
    "form",
    [
        {"submission_id": "x", "text": ""},
        {"text": "\x00\u200b"},
        {"text": "ย" * 5000},
        {"tick": ["-1", "99", "๑", "9" * 50], "text": ""},
        {"photos": "a text where a file belongs", "text": ""},
    ],
)
def test_odd_forms_are_4xx_and_write_nothing(signed_in: Client, lesson: Lesson, form: dict[str, Any]) -> None:
    response = signed_in.post(address(lesson), form)
    assert 400 <= response.status_code < 500
    assert not Submission.objects.exists()


def test_long_text_is_not_cut_but_refused_and_kept(signed_in: Client, lesson: Lesson) -> None:
    response = send(signed_in, lesson, text="ยาว" * 1400)
    assert response.status_code == 422
    assert "ข้อความยาวเกินไป" in text(response)
    assert "ยาว" * 1400 in text(response)


def test_work_of_others_is_not_shown(client: Client, people: build.People, lesson: Lesson) -> None:
    send_work(people.classmate, submission_id=uuid.uuid4(), lesson=lesson, text="ของบุญมี", at=build.NOON)
    client.force_login(people.learner.user)
    assert "ของบุญมี" not in text(client.get(address(lesson)))


def test_unknown_lesson_is_404_and_other_methods_are_405(signed_in: Client, lesson: Lesson) -> None:
    assert signed_in.get(reverse("practice", args=[uuid.uuid4()])).status_code == 404
    assert signed_in.delete(address(lesson)).status_code == 405


def test_recordings_never_sent_are_removed_at_night(signed_in: Client) -> None:
    lesson = build.published(practice_kinds=["audio", "text"])
    sound = recording("a.m4a", "-c:a", "aac", picture=False)
    send(signed_in, lesson, text="", audio=upload(sound, "a.m4a"))
    assert remove_unsent(now()) == 0
    assert remove_unsent(now() + timedelta(days=2)) == 1
    send(signed_in, lesson, text="งาน", audio=upload(sound, "a.m4a"))
    assert remove_unsent(now() + timedelta(days=2)) == 0


def test_page_takes_few_queries(
    signed_in: Client, people: build.People, lesson: Lesson, django_assert_max_num_queries: Any
) -> None:
    send(signed_in, lesson, text="งาน")
    with django_assert_max_num_queries(9):
        signed_in.get(address(lesson))
