"""Weeks without a network, with the server really stopped: every answer arrives, none is lost or doubled."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from courses.models import Attempt, Claim, Learner, Lesson, LessonProgress, Submission
from tests import build
from tests.browsing import sign_in
from tests.cms.site import SmallSite
from tests.packs.phone import Phone, keep, plays_and_seeks, until
from tests.phone import things

pytestmark = [pytest.mark.browser, pytest.mark.film, pytest.mark.django_db(transaction=True)]

PINS = {"สมใจ วงศ์ผ้า": "482915", "บุญมี ศรีสุข": "739164"}


def add_to_phone(page: Any, learner: Learner, pin: str) -> None:
    """Sign in, then keep oneself on the phone: the PIN is asked once."""
    page.context.clear_cookies()
    sign_in(page.context, learner.user, page.evaluate("location.origin"))
    page.goto("/me/")
    page.click("a[href$='/phone/#/add']")
    page.fill("[name=pin]", pin)
    page.click("[form=add-form]")
    page.wait_for_selector(".card.next")


def come_in(page: Any, learner: Learner) -> None:
    page.goto("/phone/")
    page.click(f".who:has-text('{learner.name}')")
    page.fill("[name=pin]", PINS[learner.name])
    page.click("[form=pin-form]")
    page.wait_for_selector(".card.next")


def kill(phone: Phone) -> None:
    """End the browser as a battery does: at once, without a goodbye."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if f"--user-data-dir={phone.folder}".encode() in words and not any(
                w.startswith(b"--type=") for w in words
            ):
                os.kill(int(entry.name), signal.SIGKILL)
    phone.context = None


def take_quiz(page: Any, key: object, option: int) -> None:
    """Answer the one question of a lesson's quiz, whose own address leads to the app without a network."""
    page.goto(f"/quiz/{key}/")
    assert page.url.endswith(f"/phone/#/quiz/{key}")
    page.click(f".option >> nth={option}")
    page.wait_for_selector("#reason")


def send_work(page: Any, key: object, words: str) -> None:
    page.evaluate(f"location.hash = '#/practice/{key}'")
    page.fill("#text", words)
    page.click("[form=work]")
    page.wait_for_selector("#waiting-list li")


def waits(page: Any) -> int:
    return len(things.outbox(page))


def wait_for_rows(page: Any, count: int) -> None:
    for _ in range(400):
        if waits(page) == count:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{waits(page)} wait, not {count}")


@pytest.fixture
def people(transactional_db: None) -> build.People:
    found = build.people()
    found.classmate.user.set_password(PINS[found.classmate.name])
    found.classmate.user.save()
    return found


def test_nothing_is_lost_in_weeks_without_a_network(
    packed_phone: Phone, course: SmallSite, people: build.People, tmp_path: Path
) -> None:
    phone = packed_phone
    page = phone.start()
    page.goto("/phone/")
    lessons = list(Lesson.objects.order_by("code"))
    for learner in (people.learner, people.classmate):
        add_to_phone(page, learner, PINS[learner.name])
    profiles = page.evaluate("import('/static/lms/phone/store.js').then(({ all }) => all('profiles'))")
    assert len({one["picture"] for one in profiles}) == 2, "nobody looks like the other"
    keep(page)
    page.goto("/phone/")
    until(page, "navigator.serviceWorker.controller !== null")
    page.wait_for_timeout(500)

    phone.stop_server()
    given: list[tuple[Learner, str, object, object]] = []

    def quiz(page: Any, learner: Learner, lesson: Lesson, option: int) -> None:
        take_quiz(page, lesson.key, option)
        given.append((learner, "quiz", lesson.key, option))

    def work(page: Any, learner: Learner, lesson: Lesson, words: str) -> None:
        send_work(page, lesson.key, words)
        given.append((learner, "practice", lesson.key, words))

    for start in range(1, 6):
        if start == 3:
            kill(phone)
            page = phone.start()
        else:
            page = phone.restart()
        learner = (people.learner, people.classmate)[start % 2]
        come_in(page, learner)
        quiz(page, learner, lessons[start % 3], start % 2)
        if start in (2, 3):
            work(page, learner, lessons[0], f"งานลับของ {learner.name}")
        if start == 2:
            page.goto(lessons[1].path_th)
            assert plays_and_seeks(page), "the clip plays from the phone"
            page.evaluate("document.querySelector('video').pause()")
            wait_for_rows(page, len(given) + 1)
            given.append((learner, "progress", lessons[1].key, "seen"))
            page.goto("/phone/")
            page.wait_for_selector(".card.next")  # no PIN: the same tab came back from a lesson
        if start == 4:
            page.evaluate("location.hash = '#/claim/M4'")
            page.select_option("[name=platform]", "shopee")
            page.fill("[name=shop_name]", "ผ้าทอสมใจ")
            page.fill("[name=url]", "https://shopee.co.th/somjai.offline")
            page.fill("[name=happened_on]", "20/11/2569")
            page.set_input_files("[data-evidence=shop-screenshot]", photo(tmp_path))
            page.wait_for_selector("[data-files] img")
            page.click("[form=claim]")
            page.wait_for_selector("#waiting-list li")
            given.append((learner, "claim", "M4", "ผ้าทอสมใจ"))
    assert waits(page) == len(given)
    stored = things.dump(page)
    for secret in (*PINS.values(), "งานลับ", "ผ้าทอสมใจ"):
        assert secret not in stored

    phone.start_server()
    page = phone.restart()
    page.goto("/phone/")
    page.wait_for_selector(".who")  # nobody is in: what is sealed goes all the same
    wait_for_rows(page, 0)
    lost = [one for one in given if not arrived(*one)]
    seen = LessonProgress.objects.filter(watched__gt=0).count()
    counts = (Attempt.objects.count(), Submission.objects.count(), Claim.objects.count(), seen)
    print(f"{len(given)} acts of 2 learners, 5 restarts (one kill), lost: {len(lost)}, stored {counts}")
    assert lost == []
    assert sum(counts) == len(given), "nothing was doubled"


def arrived(learner: Learner, kind: str, what: object, how: object) -> bool:
    """Tell whether an act stands in the register, under its own learner."""
    if kind == "quiz":
        attempts = Attempt.objects.filter(learner=learner, quiz_version__lesson_id=what)
        return any(how == list_options(attempt) for attempt in attempts)
    if kind == "progress":
        return LessonProgress.objects.filter(learner=learner, lesson_id=what, watched__gt=0).exists()
    if kind == "practice":
        return Submission.objects.filter(learner=learner, lesson_id=what, text=how).exists()
    return Claim.objects.filter(
        learner=learner, milestone=what, shop__name=how, evidence__isnull=False
    ).exists()


def list_options(attempt: Attempt) -> int:
    """Which option was chosen, by its place."""
    question = attempt.quiz_version.content["questions"][0]
    return [option["id"] for option in question["options"]].index(attempt.answers[question["id"]])


def photo(folder: Path) -> str:
    from PIL import Image

    path = folder / "shop.jpg"
    Image.effect_noise((1200, 900), 80).convert("RGB").save(path)
    return str(path)


def first_screen(page: Any, path: str, is_there: str) -> tuple[float, float]:
    """Milliseconds to the first paint of words, and until the page can be used."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(path, wait_until="commit")
    page.wait_for_selector(is_there)
    usable: float = page.evaluate("performance.now()")
    painted: float = page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()"
    )
    return painted, usable


def test_first_screen_of_a_saved_course_is_quick_on_a_slow_phone(
    packed_phone: Phone, course: SmallSite, people: build.People
) -> None:
    phone = packed_phone
    page = phone.start()
    page.goto("/phone/")
    add_to_phone(page, people.learner, PINS[people.learner.name])
    keep(page)
    page.goto("/phone/")
    until(page, "navigator.serviceWorker.controller !== null")
    phone.stop_server()
    lesson = Lesson.objects.order_by("code").first()
    assert lesson is not None
    for path, is_there in ((lesson.path_th, "#main p"), ("/phone/", ".who")):
        cold, warm = [], []
        for _ in range(3):
            page = phone.restart()
            cold.append(first_screen(page, path, is_there))
            warm.append(first_screen(page, path, is_there))
        cold_paint, cold_use = (min(times) for times in zip(*cold, strict=True))
        warm_paint, warm_use = (min(times) for times in zip(*warm, strict=True))
        print(
            f"{path} offline, CPU / 4: just started {cold_paint:.0f} ms painted, {cold_use:.0f} ms usable; "
            f"warm {warm_paint:.0f} and {warm_use:.0f} ms"
        )
        assert cold_paint < 1500
        assert warm_paint < 1000
