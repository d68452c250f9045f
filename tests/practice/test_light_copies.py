"""What pages say of a clip's lighter copy, and how staff have it made again."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.practice.actions import send_work
from courses.practice.models import Submission
from media.actions import store_recording
from media.light_copies import tasks
from media.models import ClipState, LightCopy
from tests import build
from tests.media.files import recording, upload

pytestmark = [pytest.mark.django_db, pytest.mark.film]
WAITS, MAKES, FAILED = "รอทำให้ไฟล์เล็กลง", "กำลังทำให้ไฟล์เล็กลง เสร็จแล้ว 40 %", "ทำให้ไฟล์เล็กลงไม่ได้"
WHY = "ffmpeg เขียนไฟล์คลิปไม่สำเร็จ"


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT, settings.CLIP_ROOT = tmp_path / "private", tmp_path / "clips"


@pytest.fixture
def work(people: build.People) -> Submission:
    lesson = build.published(practice_kinds=["video"])
    clip = upload(recording("v.mp4", "-pix_fmt", "yuv420p"), "v.mp4")
    stored = store_recording(people.learner.user, upload=clip, kind="video", at=build.NOON)
    return send_work(people.learner, submission_id=uuid.uuid4(), lesson=lesson, files=[stored], at=build.NOON)


def pages(client: Client, people: build.People, work: Submission) -> tuple[str, str]:
    """The learner's page and the trainer's."""
    client.force_login(people.learner.user)
    learners = client.get(reverse("practice", args=[work.lesson_id])).content.decode()
    client.force_login(people.trainer)
    return learners, client.get(reverse("review-work", args=[work.pk])).content.decode()


def failed() -> None:
    LightCopy.objects.update(state=ClipState.FAILED, failure="encode", attempts=3)


def again(work: Submission) -> str:
    return reverse("practice-file-again", args=[work.files.get().stored_file_id])


def test_both_pages_say_that_a_lighter_copy_is_on_its_way_and_play_meanwhile(
    client: Client, people: build.People, work: Submission
) -> None:
    for page in pages(client, people, work):
        assert WAITS in page
        assert "<video controls" in page
    token = {"lease_token": uuid.uuid4(), "lease_until": build.NOON}
    LightCopy.objects.update(state=ClipState.WORKING, percent=40, **token)
    for page in pages(client, people, work):
        assert MAKES in page
        assert "<video controls" in page


def test_only_staff_see_why_it_failed_and_a_button(
    client: Client, people: build.People, work: Submission
) -> None:
    failed()
    learners, trainers = pages(client, people, work)
    assert FAILED in learners
    assert FAILED in trainers
    assert "<video controls" in learners
    assert (again(work) in learners, again(work) in trainers) == (False, True)
    assert (WHY in learners, WHY in trainers) == (False, True)


@pytest.mark.django_db(transaction=True)  # the lease looks at its row from a thread of its own
def test_a_finished_copy_needs_no_words(client: Client, people: build.People, work: Submission) -> None:
    assert LightCopy.objects.update(enqueued_at=build.NOON) == 1
    assert tasks.make_light_copy.func() == "made"
    for page in pages(client, people, work):
        assert "ไฟล์เล็กลง" not in page


def test_a_trainer_has_it_made_again_and_twice_is_once(
    client: Client, people: build.People, work: Submission
) -> None:
    failed()
    client.force_login(people.trainer)
    for _twice in range(2):
        response = client.post(again(work))
        assert (response.status_code, response["Location"]) == (302, reverse("review-work", args=[work.pk]))
        assert (LightCopy.objects.get().state, LightCopy.objects.get().attempts) == (ClipState.QUEUED, 0)
    assert client.get(again(work)).status_code == 405


def test_nobody_else_has_it_made_again(client: Client, people: build.People, work: Submission) -> None:
    failed()
    for stranger in (people.learner.user, people.neighbour_trainer):
        client.force_login(stranger)
        assert client.post(again(work)).status_code == 404
    assert LightCopy.objects.get().state == ClipState.FAILED


@pytest.mark.django_db(transaction=True)  # the lease looks at its row from a thread of its own
def test_a_phone_that_kept_what_was_sent_gets_the_lighter_copy(
    client: Client, people: build.People, work: Submission
) -> None:
    client.force_login(people.trainer)
    address = reverse("practice-file", args=[work.files.get().stored_file_id])
    before = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": before}).status_code == 304
    LightCopy.objects.update(enqueued_at=build.NOON)
    assert tasks.make_light_copy.func() == "made"
    after = client.get(address, headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after["ETag"] != before
