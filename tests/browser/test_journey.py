"""The whole way: from a join code to one more counted seller, clicked through on a phone and at the desk."""

from collections.abc import Callable
from datetime import date

import pytest

from courses.milestones.tracking import s10_check_digit
from lms.demo import logins
from lms.demo.story.files import sent_bytes
from lms.demo.story.pictures import draw_picture
from tests.browser.walker import Walker
from tests.demo_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.film, pytest.mark.xdist_group("demo-site")]

NAME, PHONE, PIN = "แสงเดือน ทดลองขาย", "089-111-2233", "739164"
CODE = "from lms.demo import logins; print(logins.open_cohort().join_code)"
FIRST_LESSON = """
from courses.models import Lesson
lesson = Lesson.objects.live().get(code="F1")
print(lesson.key, lesson.path_th)
"""
# What nobody clicks through fourteen times: the other lessons of the core, by the real actions.
FINISH = """
from courses.models import Learner, Lesson, QuizVersion
from courses.progress.actions import note_practice_approved, submit_quiz
from lms.dates import now
from lms.demo.story.journey import answer
from random import Random
from uuid import uuid4
learner = Learner.objects.get(user__name="{name}")
for lesson in Lesson.objects.live().filter(track_id__in=["foundation", "online-shop"]):
    version = QuizVersion.objects.get(lesson=lesson, is_current=True)
    answers, _good = answer(version.content, 1, Random(1))
    at = now()
    submit_quiz(version, attempt_id=uuid4(), learner=learner, answers=answers, answered_at=at, received_at=at)
    note_practice_approved(learner, lesson=lesson, at=at)
from courses.models import CoreCompletion
print(CoreCompletion.objects.filter(learner=learner).count())
"""


def photo(kind: str, *words: str) -> dict:
    return {"name": f"{kind}.jpg", "mimeType": "image/jpeg", "buffer": draw_picture(kind, words)}


def today() -> str:
    day = date.today()
    return f"{day.day}/{day.month}/{day.year + 543}"


def test_newcomer_becomes_one_more_counted_seller(walk: Callable[..., Walker], demo_site: Site) -> None:
    before = demo_site.goal()
    key, lesson_path = demo_site.python(FIRST_LESSON).split()
    learner, trainer, manager = walk(), walk(desk=True), walk(desk=True)

    learner.join(demo_site.python(CODE).strip(), name=NAME, phone=PHONE, pin=PIN)
    assert learner.page.url.endswith("/me/")
    learner.press(".next .btn")
    assert learner.page.url.endswith(lesson_path)
    learner.press(f"a[href^='/quiz/{key}']")
    learner.take_quiz(key)
    assert learner.reads("ผ่าน")

    learner.go(f"/practice/{key}/")
    learner.page.set_input_files("[name=photos]", photo("goods", "ผ้าทอ"))
    sound = {"name": "voice.m4a", "mimeType": "audio/mp4", "buffer": sent_bytes("audio")}
    learner.page.set_input_files("[name=audio]", sound)
    learner.main_button()

    trainer.sign_in_staff(logins.TRAINER)
    trainer.go("/desk/practice/")
    trainer.press(f"a:has-text('{NAME}')")
    trainer.press("[name=verdict][value=approve]")
    learner.go(lesson_path)
    learner.page.wait_for_selector("text=ผ่าน", state="attached")
    assert demo_site.python(FINISH.format(name=NAME)).strip() == "1"

    _claim_shop(learner)
    _decide(trainer, NAME)
    _claim_sale(learner)
    trainer.go("/desk/evidence/")
    trainer.press(f"a:has-text('{NAME}')")
    assert trainer.page.locator("form[action$='/verify/']").count() == 0, "the own trainer may not decide"

    manager.sign_in_staff(logins.MANAGER)
    _decide(manager, NAME)
    assert demo_site.goal()["certified"] == before["certified"] + 1
    learner.go("/me/shop/")
    assert learner.page.locator(".certified").count() == 1
    for person in (learner, trainer, manager):
        assert person.faults == []


def _claim_shop(learner: Walker) -> None:
    learner.go("/me/shop/M4/")
    learner.page.select_option("[name=platform]", "shopee")
    learner.page.fill("[name=shop_name]", "ผ้าทอแสงเดือน")
    learner.page.fill("[name=url]", "https://shopee.co.th/demo.saengduean")
    learner.page.fill("[name=happened_on]", today())
    learner.page.set_input_files(
        "[type=file]", photo("shop-screenshot", "ร้านค้า", "ผ้าทอ", "", "", today(), "1")
    )
    learner.press("main button.btn:not([type=button])")
    assert learner.page.url.endswith("/me/shop/")


def _claim_sale(learner: Walker) -> None:
    serial = "90817263"
    number = f"RR{serial}{s10_check_digit(serial)}TH"
    learner.go("/me/shop/M6/")
    learner.page.fill("[name=happened_on]", today())
    learner.page.fill("[name=tracking_number]", number)
    order = photo("order-screenshot", "คำสั่งซื้อ", "ผ้าทอ", "฿790.00", number, today(), "778899")
    learner.page.set_input_files("[name='photos-order-screenshot']", order)
    learner.press("main button.btn:not([type=button])")
    assert learner.page.url.endswith("/me/shop/")


def _decide(person: Walker, name: str) -> None:
    person.go("/desk/evidence/")
    person.press(f"a:has-text('{name}')")
    person.press("form[action$='/nothing-to-cover/'] button")
    person.press("form[action$='/verify/'] button")


def test_joining_and_a_quiz_work_without_javascript(walk: Callable[..., Walker], demo_site: Site) -> None:
    key, lesson_path = demo_site.python(FIRST_LESSON).split()
    learner = walk(script=False)
    learner.join(demo_site.python(CODE).strip(), name="บุญตา ไร้สคริปต์", phone="089-111-2244", pin="739165")
    assert learner.page.url.endswith("/me/")
    learner.go(lesson_path)
    learner.press(f"a[href^='/quiz/{key}']")
    learner.take_quiz(key)
    assert learner.reads("ผ่าน")


def test_wrong_code_and_wrong_pin_say_what_to_do(walk: Callable[..., Walker]) -> None:
    stranger = walk()
    assert stranger.go("/j/ZZZZZZ/").status == 404
    assert stranger.reads("รหัส")
    stranger.sign_in(pin="555444")
    assert "/sign-in/" in stranger.page.url
    assert stranger.page.locator("[role=alert]").count() == 1
