"""What waits goes to the site: once, whole, and it leaves the phone only when the site has answered."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from courses.models import Attempt, Claim, Learner, Lesson, Submission
from lms.accounts.submit_tokens import revoke_token, tokens_of
from lms.dates import bangkok_date, now, short_date
from tests import build
from tests.milestones.test_order_file import shopee
from tests.packs.phone import until
from tests.phone import things
from tests.phone.test_app import photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAIN = """async ([profile, items]) => {
  const { makeRow } = await import("/static/lms/phone/outbox.js");
  const { put } = await import("/static/lms/phone/store.js");
  for (const [kind, body] of items) await put("outbox", await makeRow(profile, kind, body));
}"""
SEND = "async () => (await import('/static/lms/phone/send.js')).send()"


@pytest.fixture
def lesson(transactional_db: None) -> Lesson:
    return things.published("F1")


@pytest.fixture
def phone(people: build.People, lesson: Lesson, page_of: Callable[..., Any]) -> Any:
    """A phone whose learner signed in, kept themselves on it and saved a course."""
    page = page_of(people.learner.user, 390)
    page.set_default_timeout(15_000)
    page.goto("/me/")
    things.save_course(page, lesson)
    page.click("a[href$='/phone/#/add']")
    page.wait_for_selector("#add-form")
    page.fill("[name=pin]", build.PIN)
    page.click("[form=add-form]")
    page.wait_for_selector(".card.next")
    until(page, "navigator.serviceWorker.controller !== null")  # what the app is made of is on the phone
    return page


def quiz_items(lesson: Lesson, count: int, **more: Any) -> list[Any]:
    version = lesson.quiz_versions.get().sha256
    return [
        ["quiz", {"lesson": str(lesson.key), "version": version, "answers": {"one": "b"}, **more}]
        for _ in range(count)
    ]


def put_in_outbox(page: Any, learner: Learner, items: list[Any]) -> None:
    page.evaluate(PLAIN, [str(learner.public_id), items])


def sent_ids(requests: list[Any]) -> list[str]:
    """The ids of the items in some calls of the API, unpacked where they came packed."""
    found = []
    for request in requests:
        body = request.post_data_buffer
        if request.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        found += [item["id"] for item in json.loads(body)["items"]]
    return found


def watch_sync(page: Any) -> list[Any]:
    calls: list[Any] = []
    page.context.on("request", lambda one: calls.append(one) if "/api/v1/sync" in one.url else None)
    return calls


def go_online(page: Any) -> None:
    page.context.set_offline(False)


def test_work_and_evidence_arrive_with_their_pictures(
    phone: Any, people: build.People, lesson: Lesson, tmp_path: Any
) -> None:
    phone.context.set_offline(True)
    things.hand_in(phone, lesson, photo(tmp_path, 2400, 1200))
    phone.evaluate("location.hash = '#/claim/M5'")
    phone.fill("[name=url]", "https://www.tiktok.com/@somjai/video/7400000000000000001")
    phone.fill("[name=happened_on]", "20/11/2569")
    phone.set_input_files("[data-evidence=content-screenshot]", photo(tmp_path, 800, 600))
    phone.wait_for_selector("[data-files] img")
    phone.click("[form=claim]")
    phone.wait_for_selector("#waiting-list li >> nth=1")
    assert len(things.outbox(phone)) == 2
    go_online(phone)
    phone.wait_for_selector("#main .card.good")
    work = Submission.objects.get(learner=people.learner)
    assert (work.text, work.checklist, work.files.count()) == ("ถ่ายแล้ว", [0, 1], 1)
    assert work.files.get().stored_file.width_px == 1600
    claim = Claim.objects.get(learner=people.learner)
    assert (claim.milestone, claim.evidence.count()) == ("M5", 1)
    left = phone.evaluate("async () => (await import('/static/lms/phone/store.js')).keys('blobs')")
    assert left == [], "what has arrived takes no room any more"


def test_a_file_that_is_refused_comes_back_in_words_and_another_goes_with_the_same_picture(
    phone: Any, people: build.People, tmp_path: Any
) -> None:
    """All typed with the radio off: the amount, the day in words, the platform's file of orders."""
    Learner.objects.filter(pk=people.learner.pk).update(joined_at=now() - timedelta(days=200))
    day = bangkok_date(now()) - timedelta(days=5)
    good, bad = tmp_path / "Order.xlsx", tmp_path / "แก้แล้ว.csv"
    good.write_bytes(shopee(("261117ABCD1", "สำเร็จแล้ว", f"{day.isoformat()} 13:05", "1,250.50")))
    bad.write_text("ชื่อ,เบอร์\nก,0812345678", "utf-8")
    phone.context.set_offline(True)
    phone.evaluate("location.hash = '#/claim/M6'")
    phone.click("[form=claim]")
    phone.wait_for_selector("[data-field=happened_on] .error:has-text('กรอกวันที่')")
    phone.fill("[name=happened_on]", short_date(day))
    phone.click("[form=claim]")
    phone.wait_for_selector("[data-field=order-screenshot] .error:has-text('เพิ่มภาพคำสั่งซื้อ')")
    phone.set_input_files("[data-evidence=order-screenshot]", photo(tmp_path, 300, 400))
    phone.wait_for_selector("[data-files] img")
    phone.click("summary")
    phone.set_input_files("[data-evidence=order-file]", str(bad))
    phone.wait_for_selector("[data-field=order-file] li")
    phone.fill("[name=amount_baht]", "แพง")
    phone.click("[form=claim]")
    phone.wait_for_selector("[data-field=amount_baht] .error:not(:empty)")
    phone.fill("[name=amount_baht]", "๑,๒๕๐.๕๐ บาท")
    phone.click("[form=claim]")
    phone.wait_for_selector("#waiting-list li")
    go_online(phone)
    phone.wait_for_selector("#waiting-list li:has-text('ไม่ใช่ไฟล์คำสั่งซื้อ')")
    phone.click("#waiting-list li button")  # it was read; the files stay
    phone.wait_for_selector("#main .card.good")
    phone.context.set_offline(True)
    phone.evaluate("location.hash = '#/claim/M6'")
    phone.wait_for_selector("details[open] [data-field=order-file] .error:has-text('ไม่ใช่ไฟล์คำสั่งซื้อ')")
    assert phone.locator(":focus").get_attribute("data-evidence") == "order-file"
    assert not phone.locator("[data-why]").is_visible(), "it is said once, where it is mended"
    assert phone.locator("details[open] [data-files] li").count() == 1
    assert phone.locator("[data-field=order-screenshot] li").count() == 1
    assert phone.input_value("[name=amount_baht]") == "๑,๒๕๐.๕๐ บาท"
    phone.set_input_files("[data-evidence=order-file]", str(good))
    phone.wait_for_selector("[data-field=order-file] li:has-text('Order.xlsx')")
    assert phone.locator("[data-field=order-file] li").count() == 1, "one file takes the other's place"
    phone.click("[form=claim]")
    phone.wait_for_selector("#waiting-list li")
    go_online(phone)
    phone.wait_for_selector("#main .card.good")
    claim = Claim.objects.get(learner=people.learner)
    assert (claim.amount_baht, claim.order_number) == (Decimal("1250.50"), "261117ABCD1")
    assert (claim.evidence.count(), claim.happened_on) == (1, day)
    assert things.outbox(phone) == []


def test_two_tabs_never_send_twice(phone: Any, people: build.People, lesson: Lesson) -> None:
    phone.context.set_offline(True)
    put_in_outbox(phone, people.learner, quiz_items(lesson, 12))
    other = phone.context.new_page()
    calls = watch_sync(phone)
    phone.context.set_offline(False)
    other.goto("/phone/")
    for page in (phone, other):
        page.evaluate("() => { import('/static/lms/phone/send.js').then(({ send }) => send()); }")
    for _ in range(100):
        if not things.outbox(phone):
            break
        phone.wait_for_timeout(50)
    ids = sent_ids(calls)
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) == 12
    assert Attempt.objects.count() == 12


def test_many_go_in_small_batches_packed(phone: Any, people: build.People, lesson: Lesson) -> None:
    phone.context.set_offline(True)
    put_in_outbox(phone, people.learner, quiz_items(lesson, 230))
    calls = watch_sync(phone)
    go_online(phone)
    phone.evaluate(SEND)
    sizes = [len(sent_ids([call])) for call in calls]
    assert sum(sizes) == 230
    assert max(sizes) <= 200
    assert all(call.headers["content-encoding"] == "gzip" for call in calls)
    assert all("cookie" not in call.headers for call in calls), "the token alone sends"
    assert Attempt.objects.count() == 230


def test_a_rejected_act_is_read_in_words_and_stays_until_then(
    phone: Any, people: build.People, lesson: Lesson
) -> None:
    put_in_outbox(phone, people.learner, quiz_items(lesson, 1, version="0" * 64) + quiz_items(lesson, 1))
    phone.evaluate(SEND)
    (row,) = things.outbox(phone)
    assert row["state"] == "rejected"
    assert row["message"]
    assert row["sealed"]
    assert Attempt.objects.count() == 1, "the good one beside it arrived"
    phone.evaluate("location.hash = '#/waiting'")
    phone.wait_for_selector(f"#waiting-list li:has-text('{row['message']}')")
    phone.click("#waiting-list button")
    phone.wait_for_selector("#main .card.good")
    assert things.outbox(phone) == []


def test_a_token_taken_back_keeps_everything_and_says_what_to_do(
    phone: Any, people: build.People, lesson: Lesson
) -> None:
    for row in tokens_of(people.learner.user, at=now()):
        revoke_token(row, by=people.trainer, at=now())
    put_in_outbox(phone, people.learner, quiz_items(lesson, 2))
    phone.evaluate(SEND)
    assert [row["state"] for row in things.outbox(phone)] == ["waiting"] * 2
    phone.evaluate("location.hash = '#/me'")
    phone.click("#main a.quiet[href='#/add']")
    phone.fill("[name=pin]", build.PIN)
    phone.click("[form=add-form]")
    phone.wait_for_selector(".card.next")
    phone.evaluate(SEND)
    assert things.outbox(phone) == []
    assert Attempt.objects.count() == 2


def test_a_forgotten_pin_costs_nothing_that_waits(phone: Any, people: build.People, lesson: Lesson) -> None:
    phone.context.set_offline(True)
    put_in_outbox(phone, people.learner, quiz_items(lesson, 3))
    phone.evaluate("location.hash = '#/lock'")
    phone.wait_for_selector(".who")
    # The trainer's help code set a new PIN, with which the learner signed in again.
    people.learner.user.set_password("864209")
    people.learner.user.save()
    phone.context.route("**/api/v1/sync*", lambda route: route.abort())
    go_online(phone)
    from tests.browsing import sign_in

    sign_in(phone.context, people.learner.user, phone.evaluate("location.origin"))
    phone.goto("/phone/#/add")
    phone.fill("[name=pin]", "864209")
    phone.click("[form=add-form]")
    phone.wait_for_selector(".card.next")
    assert len(things.outbox(phone)) == 3
    phone.context.unroute("**/api/v1/sync*")
    phone.evaluate(SEND)
    assert things.outbox(phone) == []
    assert Attempt.objects.filter(learner=people.learner).count() == 3


def test_a_server_that_says_too_much_gets_less(phone: Any, people: build.People, lesson: Lesson) -> None:
    phone.context.set_offline(True)
    put_in_outbox(phone, people.learner, quiz_items(lesson, 9))
    phone.context.route(
        "**/api/v1/sync*",
        lambda route: (
            route.fulfill(status=413, json={}) if len(sent_ids([route.request])) > 2 else route.continue_()
        ),
    )
    go_online(phone)
    phone.evaluate(SEND)
    assert things.outbox(phone) == []
    assert Attempt.objects.count() == 9


def test_a_broken_network_is_tried_again(phone: Any, people: build.People, lesson: Lesson) -> None:
    put_in_outbox(phone, people.learner, quiz_items(lesson, 1))
    phone.context.route("**/api/v1/sync*", lambda route: route.abort())
    phone.evaluate(SEND)
    assert [row["state"] for row in things.outbox(phone)] == ["waiting"]
    phone.context.unroute("**/api/v1/sync*")
    for _ in range(200):
        if not things.outbox(phone):
            break
        phone.wait_for_timeout(50)
    assert Attempt.objects.count() == 1, "nobody pressed anything"


def test_whoever_comes_in_signs_the_one_before_out_of_the_site(phone: Any, people: build.People) -> None:
    people.classmate.user.set_password("739164")
    people.classmate.user.save()
    state = {"at": now().isoformat(), "is_enrolled": True, "milestones": {}, "lessons": []}
    things.settle(phone, str(people.classmate.public_id), people.classmate.name, "739164", state)
    phone.evaluate("location.hash = '#/lock'")
    phone.click(f".who:has-text('{people.classmate.name}')")
    phone.fill("[name=pin]", "739164")
    phone.click("[form=pin-form]")
    phone.wait_for_selector(".card.next")
    assert phone.evaluate("async () => (await fetch('/api/v1/me/lessons')).status") == 401


def test_a_clip_watched_by_a_profile_of_this_phone_is_theirs(
    phone: Any, people: build.People, lesson: Lesson
) -> None:
    watched = """async ([key, parts]) => {
      const { keepWatched } = await import("/static/lms/phone/watched.js");
      return keepWatched(key, { watched: parts, furthest_ms: 12000 });
    }"""
    phone.context.set_offline(True)
    for parts in ("1", "3", "7"):
        assert phone.evaluate(watched, [str(lesson.key), parts]) is True
    assert len(things.outbox(phone)) == 1, "a later report holds the earlier ones"
    go_online(phone)
    phone.evaluate(SEND)
    progress = people.learner.progress.get(lesson=lesson)
    assert (progress.watched, progress.furthest_ms) == (7, 12000)


def test_a_sound_recorded_on_the_page_arrives(phone: Any, people: build.People) -> None:
    spoken = things.published("F2", practice_kinds=["audio"], position=2)
    things.save_course(phone, spoken)
    phone.goto("/healthz")
    phone.goto("/phone/")
    # A microphone that hums: the machine that tests has none.
    phone.evaluate("""() => {
      navigator.mediaDevices.getUserMedia = async () => {
        const context = new AudioContext(), end = context.createMediaStreamDestination();
        const tone = context.createOscillator();
        tone.connect(end);
        tone.start();
        return end.stream;
      };
    }""")
    phone.evaluate(f"location.hash = '#/practice/{spoken.key}'")
    phone.click("[data-record]")
    phone.wait_for_timeout(2500)
    phone.click("[data-record]")
    phone.wait_for_selector("[data-files] li")
    phone.click("[form=work]")
    phone.wait_for_selector("#main .card.good, #waiting-list li")
    phone.evaluate(SEND)
    assert [row["message"] for row in things.outbox(phone)] == []
    work = Submission.objects.get(learner=people.learner, lesson=spoken)
    assert work.files.get().stored_file.kind == "audio"


def test_pieces_of_files_that_nobody_waits_for_are_removed(phone: Any) -> None:
    left = phone.evaluate("""async () => {
      const { put, keys } = await import("/static/lms/phone/store.js");
      const { sweep } = await import("/static/lms/phone/outbox.js");
      const { uuid7 } = await import("/static/lms/phone/seal.js");
      const before = (days) => uuid7(Date.now() - days * 86400000);
      const [old, young, wanted] = [before(2), before(0), before(9)];
      for (const id of [old, young, wanted]) await put("blobs", new ArrayBuffer(8), [id, 0]);
      await put("outbox", { id: uuid7(), profile: "x", state: "waiting", blobs: [wanted] });
      await sweep();
      const found = (await keys("blobs")).map(([id]) => id);
      return [found.includes(old), found.includes(young), found.includes(wanted)];
    }""")
    assert left == [False, True, True]


def test_any_page_that_is_opened_carries_off_what_waits(
    phone: Any, people: build.People, lesson: Lesson
) -> None:
    until(phone, "navigator.serviceWorker.controller !== null")
    phone.goto("/healthz")  # a page without any of our modules
    put_in_outbox(phone, people.learner, quiz_items(lesson, 2))
    phone.goto("/lessons/")
    until(
        phone, "import('/static/lms/phone/store.js').then(({ all }) => all('outbox')).then((a) => !a.length)"
    )
    assert Attempt.objects.count() == 2


def test_the_worker_sends_when_the_browser_wakes_it(phone: Any, people: build.People, lesson: Lesson) -> None:
    until(phone, "navigator.serviceWorker.controller !== null")
    phone.goto("/healthz")  # a page without any of our modules
    put_in_outbox(phone, people.learner, quiz_items(lesson, 2))
    session = phone.context.new_cdp_session(phone)
    seen: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: seen.extend(one["registrationId"] for one in told["registrations"]),
    )
    session.send("ServiceWorker.enable")
    for _ in range(40):
        if seen:
            break
        phone.wait_for_timeout(50)
    origin = phone.evaluate("location.origin")
    woken = {"origin": origin, "registrationId": seen[-1], "tag": "outbox", "lastChance": False}
    session.send("ServiceWorker.dispatchSyncEvent", woken)
    for _ in range(100):
        if not things.outbox(phone):
            break
        phone.wait_for_timeout(50)
    assert Attempt.objects.count() == 2
