"""The offline app in a real Chromium: who is here, a quiz, work, evidence, search, what waits."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from courses.models import Learner, Lesson
from courses.phone.state import state_of
from tests import build
from tests.browsing import faults
from tests.phone import things

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lessons() -> list[Lesson]:
    return [things.published(f"F{number}", position=number) for number in (1, 2)]


@pytest.fixture
def phone(people: build.People, lessons: list[Lesson], page_of: Callable[..., Any]) -> Any:
    """A phone with one saved course and two learners, without a signal."""
    page = page_of(None, 390)
    page.set_default_timeout(10_000)
    page.goto("/phone/")
    page.wait_for_selector("h1")
    things.save_course(page, *lessons)
    for learner, pin in ((people.learner, "482915"), (people.classmate, "739164")):
        state = state_of(learner, at=build.NOON)
        things.settle(page, str(learner.public_id), learner.name, pin, state)
    page.context.route("**/api/**", lambda route: route.abort())
    page.goto("/healthz")
    page.goto("/phone/")
    return page


def come_in(page: Any, learner: Learner, pin: str = build.PIN) -> None:
    page.click(f".who:has-text('{learner.name}')")
    page.fill("[name=pin]", pin)
    page.click("[form=pin-form]")


def answer_all(page: Any, *, price: str = "๑,๒๕๐ บาท") -> None:
    """Answer the four questions: right, right, right and as told."""
    page.click(".option:has-text('ผ้าทอมือ')")
    page.click(".dock .btn:visible")
    for name in ("ก", "ค"):
        page.click(f".choice:has(b:text-is('{name}'))")
    page.click(".dock .btn:visible")
    page.click(".dock .btn:has-text('ต่อไป')")
    page.click(".option >> nth=0")
    page.click(".dock .btn:visible")
    page.fill("#answer", price)
    page.click(".dock .btn:visible")
    page.wait_for_selector("#reason")


def test_a_learner_comes_in_with_the_pin(phone: Any, people: build.People) -> None:
    phone.wait_for_selector(".who")
    assert phone.locator(".who").count() == 2
    come_in(phone, people.learner, "000001")
    phone.wait_for_selector(".error:not(:empty)")
    phone.fill("[name=pin]", build.PIN)
    phone.click("[form=pin-form]")
    phone.wait_for_selector(".card.next")
    assert phone.locator(".lessons li").count() == 2
    assert faults(phone) == []


def test_a_quiz_is_marked_at_once_and_waits_sealed(
    phone: Any, people: build.People, lessons: list[Lesson]
) -> None:
    come_in(phone, people.learner)
    phone.wait_for_selector(".card.next")
    phone.evaluate(f"location.hash = '#/quiz/{lessons[0].key}'")
    phone.click(".option:has-text('ผ้าทอมือ')")
    phone.wait_for_selector("#reason.good:has-text('ผ้าทอขายดีที่สุด')")
    assert faults(phone) == []
    phone.goto("/healthz")
    phone.goto(f"/phone/#/quiz/{lessons[0].key}")
    phone.wait_for_selector(".choice")
    assert phone.locator("progress").get_attribute("value") == "1", "the first answer was kept"
    for name in ("ก", "ค"):
        phone.click(f".choice:has(b:text-is('{name}'))")
    phone.click(".dock .btn:visible")
    phone.click(".dock .btn:visible")
    phone.click(".option >> nth=1")
    phone.wait_for_selector("#reason.warm")
    phone.click(".dock .btn:visible")
    phone.fill("#answer", "พันสอง")
    phone.click(".dock .btn:visible")
    phone.wait_for_selector(".error:not(:empty)")
    phone.fill("#answer", "๑,๒๕๐ บาท")
    phone.click(".dock .btn:visible")
    phone.wait_for_selector("#reason.good")
    phone.click(".dock .btn:visible")
    phone.wait_for_selector(".figure:has-text('75%')")
    assert faults(phone) == []
    (row,) = things.outbox(phone)
    item = things.opened(row)
    assert item["body"]["answers"] == {"one": "b", "many": ["a", "c"], "yes": "false", "price": "๑,๒๕๐ บาท"}
    assert item["body"]["mark"] == {"score": 3, "max_score": 4, "passed": True}
    assert (item["id"], item["profile"], item["kind"]) == (row["id"], str(people.learner.public_id), "quiz")
    phone.goto("/healthz")
    phone.goto("/phone/#/waiting")
    phone.wait_for_selector("#waiting-list li")
    assert faults(phone) == []


def test_nothing_stored_can_be_read(phone: Any, people: build.People, lessons: list[Lesson]) -> None:
    come_in(phone, people.learner)
    phone.wait_for_selector(".card.next")
    phone.evaluate(f"location.hash = '#/quiz/{lessons[0].key}'")
    answer_all(phone, price="777000777")
    phone.evaluate(f"location.hash = '#/practice/{lessons[0].key}'")
    phone.fill("#text", "คำตอบลับของสมใจ")
    phone.wait_for_timeout(700)
    for state in ("inside", "locked"):
        stored = things.dump(phone)
        assert len(stored) > 1000
        for secret in (
            "777000777",
            "คำตอบลับของสมใจ",
            "ผ้าทอมือลับเฉพาะ",
            build.PIN,
            '"best_percent"',
            '"quiz_passed"',
        ):
            assert secret not in stored, f"{secret} can be read while {state}"
        phone.evaluate("location.hash = '#/lock'")
        phone.wait_for_selector(".who")


def test_work_with_a_photo_waits_sealed(
    phone: Any, people: build.People, lessons: list[Lesson], tmp_path: Any
) -> None:
    come_in(phone, people.learner)
    phone.wait_for_selector(".card.next")
    phone.evaluate(f"location.hash = '#/practice/{lessons[0].key}'")
    phone.click("[form=work]")
    phone.wait_for_selector("[data-field=photos] .error:not(:empty)")
    assert faults(phone) == []
    things.hand_in(phone, lessons[0], photo(tmp_path, 2400, 1200))
    (row,) = things.outbox(phone)
    body = things.opened(row)["body"]
    assert (body["text"], body["checklist"], len(body["files"])) == ("ถ่ายแล้ว", [0, 1], 1)
    assert body["files"][0]["upload"] == row["blobs"][0]
    picture = things.opened_file(phone, body["files"][0])
    assert things.size_of(picture) == (1600, 800)
    phone.evaluate(f"location.hash = '#/practice/{lessons[0].key}'")
    phone.wait_for_selector("h2:has-text('รอ')")


def photo(folder: Any, width: int, height: int) -> str:
    from PIL import Image

    path = folder / "photo.jpg"
    Image.effect_noise((width, height), 60).convert("RGB").save(path)
    return str(path)


def test_a_claim_with_pictures_waits_sealed(phone: Any, people: build.People, tmp_path: Any) -> None:
    come_in(phone, people.learner)
    phone.wait_for_selector(".card.next")
    phone.evaluate("location.hash = '#/shop'")
    phone.wait_for_selector("#main li")
    assert faults(phone) == []
    assert phone.locator("#main li.next a.gold:visible").get_attribute("href") == "#/claim/M4"
    assert phone.locator("#main a.gold:visible").count() == 1, "one next step"
    phone.evaluate("location.hash = '#/claim/M6'")
    phone.wait_for_selector("#claim")
    assert faults(phone) == []
    phone.fill("[name=happened_on]", "๑๗/๑๑/๒๕๖๙")
    phone.fill("[name=tracking_number]", "RR473124820TH")
    phone.set_input_files("[data-evidence=order-screenshot]", photo(tmp_path, 300, 400))
    phone.wait_for_selector("[data-files] img")
    phone.click("[form=claim]")
    phone.wait_for_selector("[data-field=tracking_number] .error:not(:empty)")
    phone.fill("[name=tracking_number]", "RR473124829TH")
    phone.click("[form=claim]")
    phone.wait_for_selector("#waiting-list li")
    (row,) = things.outbox(phone)
    body = things.opened(row)["body"]
    assert (body["milestone"], body["happened_on"], body["tracking_number"]) == (
        "M6",
        "2026-11-17",
        "RR473124829TH",
    )
    assert body["files"][0]["evidence"] == "order-screenshot"


def test_a_later_sale_is_claimed_with_the_customer_covered_and_a_doubtful_day_confirmed(
    phone: Any, people: build.People, tmp_path: Any
) -> None:
    """All with the radio off: the question in one tap, the picture covered, undone, covered again, sealed."""
    from PIL import Image

    days = [["dayEarly", "2026-01-01", None, False], ["dayShop", "2026-11-10", None, True]]
    selling = {
        "after": [{"code": "M7", "opens_on": "2026-11-01"}, {"code": "K9", "opens_on": None}],
        "days": {"M7": days, "K9": days},
        "question": {"id": 7, "after_days": 90, "milestone": "M7", "answer": ""},
    }
    come_in(phone, people.learner)
    phone.wait_for_selector(".card.next")
    phone.set_viewport_size({"width": 360, "height": 700})
    phone.evaluate(
        """async (more) => {
          const vault = await import("/static/lms/phone/vault.js");
          await vault.write("state", { ...(await vault.read("state", null)), ...more });
          location.hash = "#/shop";
        }""",
        selling,
    )
    phone.click("text=ยังขายอยู่ >> visible=true")
    phone.wait_for_selector("#claim")
    assert phone.evaluate("location.hash") == "#/claim/M7"
    assert things.opened(things.outbox(phone)[0])["body"] == {"question": 7, "answer": "selling"}
    white = tmp_path / "order.png"
    Image.new("RGB", (600, 900), "white").save(white)
    phone.set_input_files("[data-evidence=order-screenshot]", str(white))
    phone.locator("[data-hide]").evaluate("button => { button.click(); button.click(); }")  # impatient
    phone.wait_for_selector("dialog [data-undo]")
    assert phone.locator("dialog .marker").count() == 1, "one drawing, however often the button was touched"
    box = phone.locator("dialog canvas").bounding_box()
    assert phone.locator("dialog [data-undo]").bounding_box()["height"] >= 44
    for _again in range(2):
        phone.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.1)
        phone.mouse.down()
        phone.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.4, steps=4)
        phone.mouse.up()
        if _again == 0:
            phone.click("dialog [data-undo]")
    phone.click("dialog [data-done]")
    phone.wait_for_selector("dialog", state="hidden")
    assert faults(phone) == []
    phone.fill("[name=tracking_number]", "RR473124829TH")
    phone.fill("[name=happened_on]", "30/12/2570")
    phone.click("[form=claim]")
    phone.wait_for_selector("[data-field=happened_on] .error:has-text('ยังมาไม่ถึง')")
    phone.fill("[name=happened_on]", "5/11/2569")
    phone.click("[form=claim]")
    phone.wait_for_selector("[data-field=happened_on] .error:has-text('เปิดร้าน')")
    phone.check("[name=is_sure]")
    phone.click("[form=claim]")
    phone.wait_for_selector("#waiting-list li >> nth=1")
    rows = {row["kind"]: row for row in things.outbox(phone)}
    body = things.opened(rows["claim"])["body"]
    assert (body["milestone"], body["happened_on"], body["is_sure"]) == ("M7", "2026-11-05", True)
    sent = Image.open(BytesIO(things.opened_file(phone, body["files"][0]))).convert("L")
    assert sent.getpixel((sent.width // 2, sent.height // 4)) < 60, "covered before it was sealed"
    assert sent.getpixel((sent.width // 2, sent.height * 3 // 4)) > 200


def test_no_empty_bar_lies_below_a_question_that_is_answered_with_one_tap(
    phone: Any, people: build.People, lessons: list[Lesson]
) -> None:
    come_in(phone, people.learner)
    phone.wait_for_selector(".card.next")
    phone.evaluate(f"location.hash = '#/quiz/{lessons[0].key}'")
    phone.wait_for_selector(".option")
    assert not phone.locator("#app > .dock").is_visible()


def test_a_screen_that_was_slow_never_takes_the_place_of_the_next(
    phone: Any, people: build.People, lessons: list[Lesson]
) -> None:
    come_in(phone, people.learner)
    phone.wait_for_selector(".card.next")
    is_search = phone.evaluate("""async () => {
      const { show } = await import("/static/lms/phone/home.js");
      const module = await import("/static/lms/phone/search.js");
      const slow = show("");
      document.body.dataset.view = "search";
      await module.show();
      await slow;
      return document.querySelector("#app input[type=search]") !== null;
    }""")
    assert is_search


def test_search_finds_what_is_drawn_alike(phone: Any, people: build.People) -> None:
    come_in(phone, people.learner)
    phone.wait_for_selector(".card.next")
    phone.evaluate("location.hash = '#/search'")
    phone.fill("#q", "นํ้าย้อม")
    phone.wait_for_selector("[data-found] li")
    assert phone.locator("[data-found] li").count() == 2
    phone.fill("#q", "ไม่มีคำนี้")
    assert phone.locator("[data-found] li").count() == 0
    assert faults(phone) == []


def test_one_learner_sees_nothing_of_the_other(
    phone: Any, people: build.People, lessons: list[Lesson]
) -> None:
    come_in(phone, people.learner)
    phone.wait_for_selector(".card.next")
    phone.evaluate(f"location.hash = '#/quiz/{lessons[0].key}'")
    answer_all(phone)
    phone.evaluate("location.hash = '#/lock'")
    come_in(phone, people.classmate, "739164")
    phone.wait_for_selector(".card.next")
    assert "%" not in phone.locator("#main").inner_text()
    phone.evaluate("location.hash = '#/waiting'")
    phone.wait_for_selector("#main .card.good")
    assert phone.locator("#waiting-list li").count() == 0
    (row,) = things.outbox(phone)
    told = phone.evaluate(
        """async (id) => {
          const outbox = await import("/static/lms/phone/outbox.js");
          const vault = await import("/static/lms/phone/vault.js");
          await outbox.dismiss(id, vault.current());
          const { keys } = await import("/static/lms/phone/store.js");
          return [(await keys("outbox")).length, await vault.read("done", "nothing")];
        }""",
        row["id"],
    )
    assert told == [1, "nothing"]


def test_each_screen_of_profiles_is_easy_to_use(phone: Any, people: build.People) -> None:
    phone.wait_for_selector(".who")
    assert faults(phone) == []
    phone.click(".who >> nth=0")
    phone.wait_for_selector("#pin-form")
    assert faults(phone) == []
    phone.goto("/phone/#/add")
    phone.wait_for_selector("#main .card.warm")
    assert faults(phone) == []
    phone.goto("/phone/#/")
    come_in(phone, people.learner)
    phone.wait_for_selector(".card.next")
    phone.evaluate("location.hash = '#/me'")
    phone.wait_for_selector("details")
    assert faults(phone) == []


def test_the_app_speaks_english_too(phone: Any, people: build.People) -> None:
    phone.goto("/en/phone/")
    come_in(phone, people.learner)
    phone.wait_for_selector(".card.next:has-text('Your next step')")
    assert faults(phone) == []


def test_without_a_secure_address_the_page_says_so(page_of: Callable[..., Any]) -> None:
    page = page_of(None, 360)
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined });")
    page.goto("/phone/")
    page.wait_for_selector("#main [role=alert]")
    assert str(page.locator("#main a.btn").get_attribute("href")).startswith("https://")


def test_nobody_on_the_phone_is_told_how_to_begin(page_of: Callable[..., Any]) -> None:
    page = page_of(None, 360)
    page.goto("/phone/")
    page.wait_for_selector("#main a[href='#/add']")
    assert faults(page) == []


def test_the_screen_that_adds_a_learner_fits_the_phone(
    people: build.People, page_of: Callable[..., Any]
) -> None:
    page = page_of(people.learner.user, 360)
    page.goto("/phone/#/add")
    page.wait_for_selector("#add-form")
    assert faults(page) == []
    photo = page.locator("label:has([name=photo])")
    assert photo.bounding_box()["height"] >= 44
    assert photo.evaluate("label => getComputedStyle(label).display") == "inline-flex", "sign and words apart"
