"""Taking a quiz page by page, without any script."""

import re
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from courses.models import Attempt, Lesson, LessonProgress
from courses.practice.actions import approve_work, send_work
from courses.quizzes.actions import publish_lesson, withdraw_lesson
from tests import build

pytestmark = pytest.mark.django_db
NUMBER = {
    "id": "n",
    "kind": "number",
    "text": {"th": "ราคาเท่าไร", "en": "What price?"},
    "answer": {"value": "1250", "tolerance": "0"},
    "unit": {"th": "บาท", "en": "baht"},
    "why": {"th": "คิดจากต้นทุน", "en": "From the cost"},
}
SEVERAL = build.choice("s") | {"kind": "several", "answer": ["a", "c"]}
TRUEFALSE = {"id": "t", "kind": "truefalse", "text": {"th": "จริงไหม", "en": "True?"}, "answer": False}


@pytest.fixture
def lesson() -> Lesson:
    return build.published(with_quiz=build.quiz())


@pytest.fixture
def signed_in(client: Client, people: build.People) -> Client:
    client.force_login(people.learner.user)
    return client


def address(lesson: Lesson, number: int | None = None) -> str:
    if number is None:
        return reverse("quiz", args=[lesson.key])
    return reverse("quiz-question", args=[lesson.key, number])


def text(response: HttpResponse) -> str:
    return response.content.decode()


def form_of(response: HttpResponse) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(attempt|version)" value="([^"]*)"', text(response)))


def answer(client: Client, lesson: Lesson, number: int, given: Any, **more: Any) -> Any:
    form = form_of(client.get(address(lesson, number)))
    return client.post(address(lesson, number), {**form, "answer": given}, **more)


def take(client: Client, lesson: Lesson, answers: str) -> Any:
    client.get(address(lesson))
    for number, given in enumerate(answers, start=1):
        response = answer(client, lesson, number, given)
    return response


def test_quiz_opens_at_the_first_question(signed_in: Client, lesson: Lesson) -> None:
    response = signed_in.get(address(lesson), follow=True)
    assert response.redirect_chain == [(address(lesson, 1), 302)]
    assert "คำถาม q1" in text(response)
    assert "ข้อ 1 / 3" in text(response)
    assert not Attempt.objects.exists()


def test_reason_comes_at_once_and_then_the_next_question(signed_in: Client, lesson: Lesson) -> None:
    signed_in.get(address(lesson))
    response = answer(signed_in, lesson, 1, "b", follow=True)
    assert "ถูกต้อง!" in text(response)
    assert "เพราะ q1" in text(response)
    assert f'href="{address(lesson, 2)}"' in text(response)
    wrong = answer(signed_in, lesson, 2, "a", follow=True)
    assert "ยังไม่ถูก" in text(wrong)
    assert "คำตอบที่ถูก" in text(wrong)


def test_last_answer_records_the_attempt_and_shows_the_result(signed_in: Client, lesson: Lesson) -> None:
    take(signed_in, lesson, "bba")
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.is_passed) == (2, True)
    assert LessonProgress.objects.get().best_percent == 67
    last = signed_in.get(address(lesson, 3))
    result = reverse("quiz-result", args=[lesson.key, attempt.pk])
    assert f'href="{result}"' in text(last)
    page = text(signed_in.get(result))
    assert "67%" in page
    assert "ได้ 2 จาก 3 คะแนน" in page


def test_reload_back_and_coming_again_lose_nothing(signed_in: Client, lesson: Lesson) -> None:
    signed_in.get(address(lesson))
    answer(signed_in, lesson, 1, "b")
    assert "ถูกต้อง!" in text(signed_in.get(address(lesson, 1)))
    assert signed_in.get(address(lesson)).headers["Location"] == address(lesson, 2)


def test_an_answer_given_cannot_be_changed_by_sending_again(signed_in: Client, lesson: Lesson) -> None:
    signed_in.get(address(lesson))
    form = form_of(signed_in.get(address(lesson, 1)))
    for given in "abb":
        assert signed_in.post(address(lesson, 1), {**form, "answer": given}).status_code == 302
    assert "ยังไม่ถูก" in text(signed_in.get(address(lesson, 1)))


def test_double_submit_of_the_last_answer_is_one_attempt(signed_in: Client, lesson: Lesson) -> None:
    signed_in.get(address(lesson))
    answer(signed_in, lesson, 1, "b")
    answer(signed_in, lesson, 2, "b")
    form = form_of(signed_in.get(address(lesson, 3)))
    for _ in range(3):
        assert signed_in.post(address(lesson, 3), {**form, "answer": "b"}).status_code == 302
    assert Attempt.objects.count() == 1


def test_form_whose_session_ended_still_counts(client: Client, people: build.People, lesson: Lesson) -> None:
    client.force_login(people.learner.user)
    client.get(address(lesson))
    form = form_of(client.get(address(lesson, 1)))
    client.logout()
    client.force_login(people.learner.user)
    client.post(address(lesson, 1), {**form, "answer": "b"})
    assert "ถูกต้อง!" in text(client.get(address(lesson, 1)))


def test_form_of_a_finished_quiz_leads_to_its_result(signed_in: Client, lesson: Lesson) -> None:
    signed_in.get(address(lesson))
    form = form_of(signed_in.get(address(lesson, 1)))
    take(signed_in, lesson, "bbb")
    signed_in.get(address(lesson))  # another go begins
    response = signed_in.post(address(lesson, 1), {**form, "answer": "a"})
    assert response.headers["Location"] == reverse("quiz-result", args=[lesson.key, form["attempt"]])
    assert Attempt.objects.count() == 1


def test_another_go_is_another_attempt(signed_in: Client, lesson: Lesson) -> None:
    take(signed_in, lesson, "aaa")
    failed = signed_in.get(reverse("quiz-result", args=[lesson.key, Attempt.objects.get().pk]))
    assert "ลองอีกครั้ง" in text(failed)
    take(signed_in, lesson, "bbb")
    assert Attempt.objects.count() == 2
    assert LessonProgress.objects.get().quiz_passed_at


def test_passed_before_stays_passed_in_words(signed_in: Client, lesson: Lesson) -> None:
    take(signed_in, lesson, "bbb")
    take(signed_in, lesson, "aaa")
    failed = Attempt.objects.get(score=0)
    page = text(signed_in.get(reverse("quiz-result", args=[lesson.key, failed.pk])))
    assert "คุณเคยผ่านแล้ว ได้ 100%" in page


@pytest.mark.parametrize("given", [None, "", "z", "\x00"])
def test_no_answer_is_asked_again(signed_in: Client, lesson: Lesson, given: str | None) -> None:
    signed_in.get(address(lesson))
    form = form_of(signed_in.get(address(lesson, 1)))
    response = signed_in.post(address(lesson, 1), form if given is None else {**form, "answer": given})
    assert response.status_code == 422
    assert "เลือกคำตอบก่อน" in text(response)


def test_other_kinds_of_question(signed_in: Client) -> None:
    lesson = build.published(with_quiz=build.quiz(SEVERAL, TRUEFALSE, NUMBER))
    signed_in.get(address(lesson))
    assert "ถูกต้อง!" in text(answer(signed_in, lesson, 1, ["c", "a"], follow=True))
    assert "ถูกต้อง!" in text(answer(signed_in, lesson, 2, "false", follow=True))
    page = text(signed_in.get(address(lesson, 3)))
    assert 'inputmode="decimal"' in page
    assert "ถูกต้อง!" in text(answer(signed_in, lesson, 3, "๑,๒๕๐ บาท", follow=True))
    assert Attempt.objects.get().answers == {"s": ["a", "c"], "t": "false", "n": "๑,๒๕๐ บาท"}


@pytest.mark.parametrize("typed", ["1,5", "สองร้อย", "9" * 300, "200 \x00", "\ud800"])
def test_unreadable_number_is_asked_again_and_stays_typed(signed_in: Client, typed: str) -> None:
    lesson = build.published(with_quiz=build.quiz(NUMBER))
    signed_in.get(address(lesson))
    typed = typed.encode("utf-8", "replace").decode()
    response = answer(signed_in, lesson, 1, typed)
    assert response.status_code == 422
    assert "อ่านเป็นตัวเลขไม่ได้" in text(response)
    assert typed[:64].strip("\x00 ") in text(response)
    assert not Attempt.objects.exists()


def test_wrong_number_shows_the_right_one(signed_in: Client) -> None:
    lesson = build.published(with_quiz=build.quiz(NUMBER))
    signed_in.get(address(lesson))
    assert "1,250 บาท" in text(answer(signed_in, lesson, 1, "900", follow=True))


def test_english_has_english_words_and_letters(signed_in: Client, lesson: Lesson) -> None:
    page = text(signed_in.get("/en" + address(lesson), follow=True))
    assert "Question q1" in page
    assert ">A</b>" in page
    assert "Option a" in page


def test_quiz_changed_meanwhile_goes_on_with_the_questions_seen(signed_in: Client, lesson: Lesson) -> None:
    signed_in.get(address(lesson))
    answer(signed_in, lesson, 1, "b")
    changed = build.quiz(build.choice("other"), build.choice("q2", answer="a"))
    publish_lesson(build.facts(key=lesson.key), quiz=changed, at=build.NOON)
    answer(signed_in, lesson, 2, "b")
    answer(signed_in, lesson, 3, "b")
    attempt = Attempt.objects.get()
    assert (attempt.quiz_version.number, attempt.score) == (1, 3)
    result = text(signed_in.get(reverse("quiz-result", args=[lesson.key, attempt.pk])))
    assert "แบบทดสอบนี้เพิ่งปรับใหม่ระหว่างที่คุณตอบ" in result
    assert "คำถาม other" in text(signed_in.get(address(lesson), follow=True))


def test_lesson_withdrawn_meanwhile_keeps_the_answers(signed_in: Client, lesson: Lesson) -> None:
    signed_in.get(address(lesson))
    form = form_of(signed_in.get(address(lesson, 1)))
    withdraw_lesson(lesson.key, at=build.NOON)
    response = signed_in.post(address(lesson, 1), {**form, "answer": "b"})
    assert response.status_code == 410
    assert "คำตอบ 1 ข้อของคุณเก็บไว้แล้ว" in text(response)
    publish_lesson(build.facts(key=lesson.key), quiz=build.quiz(), at=build.NOON)
    assert signed_in.get(address(lesson)).headers["Location"] == address(lesson, 2)


def test_last_answer_to_a_withdrawn_lesson_is_recorded(signed_in: Client, lesson: Lesson) -> None:
    signed_in.get(address(lesson))
    answer(signed_in, lesson, 1, "b")
    answer(signed_in, lesson, 2, "b")
    form = form_of(signed_in.get(address(lesson, 3)))
    withdraw_lesson(lesson.key, at=build.NOON)
    response = signed_in.post(address(lesson, 3), {**form, "answer": "b"})
    assert response.status_code == 410
    assert "ส่งคำตอบแล้วและนับคะแนนให้แล้ว" in text(response)
    assert Attempt.objects.get().is_passed


def test_withdrawn_lesson_opens_no_quiz(signed_in: Client, lesson: Lesson) -> None:
    withdraw_lesson(lesson.key, at=build.NOON)
    response = signed_in.get(address(lesson))
    assert response.status_code == 410
    assert "บทเรียนนี้ปิดอยู่ชั่วคราว" in text(response)


def test_lesson_without_a_quiz_says_so(signed_in: Client) -> None:
    response = signed_in.get(address(build.published("F9")))
    assert response.status_code == 404
    assert "ไม่มีแบบทดสอบ" in text(response)


def test_unknown_places_are_404(signed_in: Client, lesson: Lesson) -> None:
    signed_in.get(address(lesson))
    assert signed_in.get(address(lesson, 4)).status_code == 404
    assert signed_in.get(address(lesson, 0)).status_code == 404
    assert signed_in.get(reverse("quiz", args=[uuid.uuid4()])).status_code == 404
    assert signed_in.get(f"/quiz/{lesson.key}/{'9' * 5000}/").status_code == 404
    assert signed_in.get(reverse("quiz-result", args=[lesson.key, uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"attempt": "x"},
        {"attempt": str(uuid.uuid4()), "version": "9" * 50},
        {"attempt": str(uuid.uuid4()), "version": "7"},
        {"attempt": str(uuid.uuid4()), "version": "๑"},
    ],
)
def test_form_of_no_quiz_leads_back_to_the_quiz(
    signed_in: Client, lesson: Lesson, form: dict[str, str]
) -> None:
    response = signed_in.post(address(lesson, 1), {**form, "answer": "b"})
    assert response.headers["Location"] == address(lesson)


def test_result_of_somebody_else_is_404(client: Client, people: build.People, lesson: Lesson) -> None:
    client.force_login(people.learner.user)
    take(client, lesson, "bbb")
    result = reverse("quiz-result", args=[lesson.key, Attempt.objects.get().pk])
    for other in (people.classmate.user, people.neighbour.user, people.trainer, people.administrator):
        client.force_login(other)
        assert client.get(result).status_code == 404


def test_other_methods_are_refused(signed_in: Client, lesson: Lesson) -> None:
    assert signed_in.post(address(lesson)).status_code == 405
    assert signed_in.delete(address(lesson, 1)).status_code == 405


def test_after_passing_practice_comes_next_and_then_the_next_lesson(
    signed_in: Client, people: build.People
) -> None:
    lesson = build.published("F1", position=1, with_quiz=build.quiz(), practice_kinds=["text"])
    following = build.published("F2", position=2, with_quiz=build.quiz())
    take(signed_in, lesson, "bbb")
    result = reverse("quiz-result", args=[lesson.key, Attempt.objects.get().pk])
    assert f'href="{reverse("practice", args=[lesson.key])}"' in text(signed_in.get(result))
    work = send_work(people.learner, submission_id=uuid.uuid4(), lesson=lesson, text="งาน", at=build.NOON)
    approve_work(work, by=people.trainer, at=build.NOON)
    assert f"บทต่อไป: {following.title_th}" in text(signed_in.get(result))


def test_pages_take_few_queries(
    signed_in: Client, lesson: Lesson, django_assert_max_num_queries: Any
) -> None:
    signed_in.get(address(lesson))
    with django_assert_max_num_queries(4):
        signed_in.get(address(lesson, 1))
    take(signed_in, lesson, "bbb")
    with django_assert_max_num_queries(7):
        signed_in.get(reverse("quiz-result", args=[lesson.key, Attempt.objects.get().pk]))
