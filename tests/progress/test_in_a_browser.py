"""A lesson's quiz and practice in a real browser, without a script, and open to everybody."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from courses.models import Attempt, CoreCompletion, Lesson
from courses.practice.actions import return_work, send_work
from media.actions import store_photo, store_recording
from tests import build
from tests.browsing import faults
from tests.media.files import photo, recording, upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STEPS = [{"th": "เช็ดเลนส์กล้อง", "en": "Wipe the lens"}, {"th": "หาที่แสงดี", "en": "Find good light"}]
NUMBER = {
    "id": "n",
    "kind": "number",
    "text": {"th": "ขายเท่าไร", "en": "What price?"},
    "answer": {"value": "200"},
    "unit": {"th": "บาท", "en": "baht"},
}
SEVERAL = build.choice("s") | {"kind": "several", "answer": ["a", "c"]}


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def lesson() -> Lesson:
    build.track("shop", 2)
    return build.published(
        "S1",
        track_code="shop",
        with_quiz=build.quiz(build.choice("q"), SEVERAL, NUMBER),
        practice_kinds=["photo", "checklist", "text"],
        practice_checklist=STEPS,
        practice_th="ถ่ายรูปสินค้า แล้วเล่าว่าใครทำ",
    )


def test_quiz_practice_and_approval_complete_the_core(
    people: build.People, page_of: Callable[..., Any], lesson: Lesson
) -> None:
    phone = page_of(people.learner.user, 390, script=False)
    phone.goto(f"/quiz/{lesson.key}/")
    phone.click("button[value=b]")
    phone.click(".dock .btn")
    phone.check("input[value=a]")
    phone.check("input[value=c]")
    phone.click(".dock .btn")
    phone.click(".dock .btn")
    phone.fill("#answer", "๒๐๐ บาท")
    phone.click(".dock .btn")
    assert "ถูกต้อง!" in phone.text_content("#reason")
    phone.click(".dock .btn")
    assert "100%" in phone.text_content(".figure")
    assert Attempt.objects.get().is_passed
    phone.click(".dock .btn")
    phone.set_input_files("#photos", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    phone.click(".dock .btn")
    assert "ยังไม่ได้" in phone.text_content("#checklist-error") or phone.is_visible("#checklist-error")
    for step in phone.locator("input[name=tick]").all():
        step.check()
    phone.fill("#text", "ทอโดยแม่")
    phone.click(".dock .btn")
    assert "รอครูตรวจ" in phone.text_content("#state")
    desk = page_of(people.trainer, 1280, script=False)
    desk.goto("/desk/practice/")
    desk.fill("#id_words", "ลายสวยมาก")
    desk.click("button[value=approve]")
    phone.reload()
    assert "ลายสวยมาก" in phone.text_content("main")
    assert CoreCompletion.objects.get().learner == people.learner


def test_sent_recording_plays_and_seeks(people: build.People, page_of: Callable[..., Any]) -> None:
    lesson = build.published(practice_kinds=["video"])
    clip = recording("v.mp4", "-pix_fmt", "yuv420p", "-g", "10", seconds=6)
    stored = store_recording(people.learner.user, upload=upload(clip), kind="video", at=build.NOON)
    send_work(people.learner, submission_id=uuid.uuid4(), lesson=lesson, files=[stored], at=build.NOON)
    desk = page_of(people.trainer, 1280)
    desk.goto("/desk/practice/")
    reached = desk.evaluate(
        """() => new Promise((done) => {
            const video = document.querySelector("video");
            const seek = () => { video.currentTime = 4; };
            video.addEventListener("seeked", () => done(video.currentTime));
            if (video.readyState >= 1) seek(); else video.addEventListener("loadedmetadata", seek);
        })"""
    )
    assert reached == pytest.approx(4, abs=0.2)


@pytest.mark.parametrize("width", [360, 640])
def test_the_pages_have_no_accessibility_fault_and_never_scroll_sideways(
    people: build.People, page_of: Callable[..., Any], lesson: Lesson, width: int
) -> None:
    learner, desk = page_of(people.learner.user, width), page_of(people.administrator, width)
    got = {}

    def look(page: Any, name: str) -> None:
        got[name] = faults(page)

    learner.goto(f"/quiz/{lesson.key}/")
    look(learner, "one asked")
    learner.click("button[value=a]")
    look(learner, "one answered")
    learner.click(".dock .btn")
    look(learner, "several asked")
    learner.click(".dock .btn")
    look(learner, "several refused")
    learner.check("input[value=a]")
    learner.click(".dock .btn")
    learner.click(".dock .btn")
    learner.fill("#answer", "1,5")
    learner.click(".dock .btn")
    look(learner, "number refused")
    learner.fill("#answer", "9")
    learner.click(".dock .btn")
    look(learner, "number answered")
    learner.click(".dock .btn")
    look(learner, "result")
    learner.goto(f"/practice/{lesson.key}/")
    look(learner, "practice")
    learner.set_input_files("#photos", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    learner.click(".dock .btn")
    look(learner, "practice refused")
    learner.goto(f"/quiz/{build.published('F9').key}/")
    look(learner, "no quiz")
    _two_pieces(people, lesson)
    learner.goto(f"/practice/{lesson.key}/")
    look(learner, "practice returned")
    desk.goto("/desk/practice/")
    look(desk, "queue")
    desk.click(".q")
    look(desk, "one piece")
    desk.click("button[value=return]")
    look(desk, "verdict refused")
    desk.goto("/en/desk/practice/?show=decided")
    look(desk, "decided")
    assert got == {name: [] for name in got}


def _two_pieces(people: build.People, lesson: Lesson) -> None:
    for number, who in enumerate((people.learner, people.classmate)):
        work = send_work(
            who,
            submission_id=uuid.uuid4(),
            lesson=lesson,
            text="ลิงก์ยาวมาก https://example.org/a-very-long-address-that-never-ends-and-has-no-space-in-it",
            checklist=[0, 1],
            files=[store_photo(who.user, upload=upload(photo()), at=build.NOON)],
            at=build.NOON,
        )
        if number == 0:
            return_work(work, by=people.trainer, at=build.NOON, feedback="ถ่ายใหม่ให้สว่าง")
