"""What could not be stored: the learner reads why, staff see it and try again."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import LessonProgress, RejectedItem
from courses.quizzes.actions import publish_lesson
from courses.sync import quarantine
from lms.dates import now
from tests import build
from tests.sync.phones import Phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(people: build.People) -> Phone:
    return Phone(people.learner)


def for_a_lesson_to_come(phone: Phone) -> tuple[dict[str, object], object]:
    """An item of a lesson that is published only later, as when a backup was put back."""
    facts = build.facts("F7")
    item = phone.item("progress", {"lesson": str(facts.key), "watched": 7}, at=now() - timedelta(days=2))
    return item, facts


def test_a_rejected_item_is_kept_once_with_its_reason_in_thai(phone: Phone) -> None:
    item, _facts = for_a_lesson_to_come(phone)
    for _ in range(3):
        assert phone.outcomes(item, phone.seal(item)) == ["rejected unknown-lesson"] * 2
    row = RejectedItem.objects.get()
    assert json.loads(row.content) == item
    assert (row.kind, row.code, row.learner) == ("progress", "unknown-lesson", phone.learner)
    assert "ไม่พบบทเรียน" in row.message


def test_staff_try_again_when_the_reason_is_gone(people: build.People, phone: Phone) -> None:
    item, facts = for_a_lesson_to_come(phone)
    phone.send(item)
    row = RejectedItem.objects.get()
    client = Client()
    client.force_login(people.trainer)
    again = reverse("rejected-replay", args=[row.pk])
    page = client.post(again, follow=True).content.decode()
    assert "ยังบันทึกไม่ได้" in page
    publish_lesson(facts, quiz=None, at=now())
    page = client.post(again, follow=True).content.decode()
    assert "บันทึกแล้ว" in page
    row.refresh_from_db()
    assert row.replayed_by == people.trainer
    # The moment of the act, not of the second try.
    assert LessonProgress.objects.get().opened_at.isoformat() == item["clock"]
    assert client.post(again).status_code == 302
    assert phone.outcomes(item) == ["duplicate"]
    assert LessonProgress.objects.get().watched == 7


def test_the_phone_itself_may_send_it_again_after_the_repair(phone: Phone) -> None:
    item, facts = for_a_lesson_to_come(phone)
    phone.send(item)
    publish_lesson(facts, quiz=None, at=now())
    assert phone.outcomes(item) == ["stored"]
    assert not RejectedItem.objects.exists()


def test_only_who_may_see_the_learner_sees_it(people: build.People, phone: Phone) -> None:
    phone.send(for_a_lesson_to_come(phone)[0], "<script>alert(1)</script>")
    client = Client()
    for user, count in ((people.trainer, 2), (people.manager, 2), (people.neighbour_trainer, 0)):
        client.force_login(user)
        page = client.get(reverse("rejected")).content.decode()
        assert page.count(people.learner.name) == 2 * count
        assert "<script>alert" not in page
    row = RejectedItem.objects.first()
    client.force_login(people.neighbour_trainer)
    assert client.post(reverse("rejected-replay", args=[row.pk])).status_code == 404


def test_the_learner_reads_it_in_words(people: build.People, phone: Phone) -> None:
    phone.send(for_a_lesson_to_come(phone)[0])
    client = Client()
    client.force_login(people.learner.user)
    page = client.get(reverse("my-rejected")).content.decode()
    assert "บทเรียนที่ดูแล้ว" in page
    assert "ไม่พบบทเรียน" in page
    client.force_login(people.classmate.user)
    assert "ไม่พบบทเรียน" not in client.get(reverse("my-rejected")).content.decode()


def test_the_key_of_a_file_shows_on_no_page(people: build.People, phone: Phone) -> None:
    lesson = build.published()
    file = {"upload": str(lesson.key), "key": "S" * 43, "kind": "cinema"}
    assert phone.outcomes(phone.practice(lesson, files=[file])) == ["rejected unreadable"]
    client = Client()
    client.force_login(people.trainer)
    page = client.get(reverse("rejected")).content.decode()
    assert "cinema" in page
    assert "S" * 43 not in page


def test_a_flood_of_nonsense_is_told_to_wait(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine, "MOST_WAITING", 3)
    lesson = build.published()
    phone.send(1, 2, 3)
    answer = phone.post(json.dumps({"items": [4, phone.progress(lesson, 1)]}))
    assert answer.status_code == 429
    assert answer.json()["message"]
    assert phone.outcomes(phone.progress(lesson, 1)) == ["stored"]
