"""What arrives late meets a register that has moved on: nothing is lost, and the order decides nothing."""

import uuid
from datetime import timedelta

import pytest

from courses.milestones.actions import return_claim, verify_claim
from courses.models import (
    Attempt,
    Claim,
    CoreCompletion,
    Enrolment,
    Learner,
    LessonProgress,
    SeenProgress,
    Shop,
    Submission,
)
from courses.practice.actions import approve_work, return_work, send_work
from courses.practice.errors import AlreadyDecided, AlreadyWaiting
from courses.quizzes.actions import publish_lesson, withdraw_lesson
from courses.sync.seen import forget_old
from lms.dates import bangkok_date, day_bounds, now
from tests import build
from tests.sync.phones import Phone

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def phone(people: build.People) -> Phone:
    return Phone(people.learner)


def work_lesson(code: str = "F1") -> object:
    return build.published(code, practice_kinds=["text"])


def states(model: type[Submission] | type[Claim]) -> list[str]:
    return list(model.objects.order_by("sent_at", "id").values_list("state", flat=True))


# --- quizzes and progress ------------------------------------------------------------------------
def test_an_edited_quiz_is_marked_against_what_the_learner_saw(phone: Phone) -> None:
    lesson = build.published(with_quiz=build.quiz())
    edited = build.quiz(build.choice("q1", "a"), build.choice("q2", "a"), build.choice("q3", "a"))
    old = phone.quiz(lesson, build.RIGHT)
    publish_lesson(build.facts(key=lesson.key), quiz=edited, at=build.NOON)
    assert phone.outcomes(old, phone.quiz(lesson, build.RIGHT, number=2)) == ["stored", "stored"]
    assert sorted(Attempt.objects.values_list("quiz_version__number", "score")) == [(1, 3), (2, 0)]
    assert LessonProgress.objects.get().quiz_passed_at is not None


def test_unknown_lessons_and_versions_are_told(phone: Phone) -> None:
    lesson = build.published(with_quiz=build.quiz())
    other = build.published("F2", with_quiz=build.quiz(build.choice("q1", "a")))
    unknown = phone.quiz(lesson, build.RIGHT)
    unknown["body"]["version"] = "0" * 64
    swapped = phone.quiz(lesson, build.RIGHT)
    swapped["body"]["lesson"] = str(other.key)
    nowhere = phone.progress(lesson, 1)
    nowhere["body"]["lesson"] = str(uuid.uuid4())
    work = phone.practice(lesson)
    work["body"]["lesson"] = str(uuid.uuid4())
    assert phone.outcomes(unknown, swapped, nowhere, work) == [
        "rejected no-quiz",
        "rejected no-quiz",
        "rejected unknown-lesson",
        "rejected unknown-lesson",
    ]


def test_a_withdrawn_lesson_and_a_learner_who_left_lose_nothing(people: build.People, phone: Phone) -> None:
    lesson = build.published(with_quiz=build.quiz(), practice_kinds=["photo"])
    items = [phone.quiz(lesson, build.RIGHT), phone.progress(lesson, 1), phone.practice(lesson)]
    withdraw_lesson(lesson.key, at=now())
    Enrolment.objects.filter(learner=people.learner).update(left_at=now(), left_reason="ย้าย")
    assert phone.outcomes(*items) == ["stored"] * 3
    assert LessonProgress.objects.get().best_percent == 100


def test_what_a_merged_profile_sends_belongs_to_the_survivor(people: build.People, phone: Phone) -> None:
    lesson = build.published(with_quiz=build.quiz(), practice_kinds=["text"])
    before = [phone.quiz(lesson, build.WRONG), phone.progress(lesson, 1)]
    assert phone.outcomes(*before) == ["stored", "stored"]
    Learner.objects.filter(pk=people.learner.pk).update(merged_into=people.classmate)
    after = [phone.quiz(lesson, build.RIGHT), phone.practice(lesson), phone.shop()]
    sealed = [phone.seal(item) for item in after]
    assert phone.outcomes(*before, *sealed) == ["duplicate", "duplicate", "stored", "stored", "stored"]
    assert phone.outcomes(*after) == ["duplicate"] * 3
    mine = people.classmate
    assert (mine.attempts.count(), mine.submissions.count(), mine.claims.count()) == (1, 1, 1)
    assert mine.claims.get().submitted_by == mine.user


def test_other_answers_under_the_same_id_are_kept_and_told(phone: Phone) -> None:
    lesson = build.published(with_quiz=build.quiz())
    one = phone.quiz(lesson, build.RIGHT)
    other = {**one, "body": {**one["body"], "answers": build.WRONG}}
    assert phone.outcomes(one, other) == ["stored", "rejected attempt-taken"]
    assert phone.outcomes(other, one) == ["rejected attempt-taken", "duplicate"]
    assert Attempt.objects.get().is_passed


def test_an_id_that_is_anothers_costs_nobody_their_work(people: build.People, phone: Phone) -> None:
    """Ids stand readable in the outbox of a shared phone: they are no secret within a family."""
    lesson = build.published(with_quiz=build.quiz(), practice_kinds=["text"])
    mine = [phone.quiz(lesson, build.RIGHT), phone.practice(lesson), phone.shop(), phone.progress(lesson, 1)]
    thief = Phone(people.classmate)
    theirs = [
        item | {"profile": str(people.classmate.public_id), "clock": now().isoformat()} for item in mine
    ]
    assert thief.outcomes(*theirs) == ["stored"] * 4
    assert phone.outcomes(*mine) == ["stored"] * 4
    assert phone.outcomes(*mine) == ["duplicate"] * 4
    assert thief.outcomes(*theirs) == ["duplicate"] * 4
    for learner in (people.learner, people.classmate):
        assert (learner.attempts.count(), learner.submissions.count(), learner.claims.count()) == (1, 1, 1)


def test_a_moment_follows_from_the_item_and_is_never_impossible(phone: Phone) -> None:
    lesson = build.published(with_quiz=build.quiz())
    made = now() - timedelta(days=3)
    for ahead in (timedelta(days=365), timedelta(days=-365), timedelta()):
        phone.ahead, phone.knows = ahead, True
        phone.send(phone.quiz(lesson, build.RIGHT, at=made))
    assert set(Attempt.objects.values_list("answered_at", flat=True)) == {made}
    Attempt.objects.all().delete()
    # A clock that was set wrong after the last contact: only the day of arrival is known.
    phone.ahead, phone.knows = timedelta(days=365), False
    phone.send(phone.quiz(lesson, build.RIGHT, at=made))
    today = bangkok_date(now())
    assert Attempt.objects.get().answered_at == day_bounds(today, today)[0]


def test_the_core_is_as_early_as_it_really_was_whatever_comes_first(
    people: build.People, phone: Phone
) -> None:
    first = build.published("F1", with_quiz=build.quiz())
    build.track("shop", 2)
    second = build.published("S1", track_code="shop", with_quiz=build.quiz())
    early, late = now() - timedelta(days=9), now() - timedelta(days=2)
    phone.send(phone.quiz(first, build.RIGHT, at=late), phone.quiz(second, build.RIGHT, at=late))
    assert CoreCompletion.objects.get().reached_at == late
    other = Phone(people.learner)
    other.send(other.quiz(first, build.RIGHT, at=early), other.quiz(second, build.RIGHT, at=early + HOUR))
    assert CoreCompletion.objects.get().reached_at == early + HOUR


def test_a_lesson_that_is_complete_by_watching_completes_the_core_at_once(phone: Phone) -> None:
    lesson = build.published("F1")
    build.track("shop", 2)
    other = build.published("S1", track_code="shop")
    phone.send(phone.progress(lesson, 1), phone.progress(other, 1))
    assert CoreCompletion.objects.count() == 1


def test_ids_of_progress_are_forgotten_when_no_phone_can_send_them_any_more(phone: Phone) -> None:
    lesson = build.published()
    phone.send(phone.progress(lesson, 1))
    assert forget_old(now() + timedelta(days=399)) == 0
    assert forget_old(now() + timedelta(days=401)) == 1
    assert not SeenProgress.objects.exists()


# --- practice work -------------------------------------------------------------------------------
@pytest.mark.parametrize("newest_first", [True, False])
def test_of_several_pieces_the_latest_waits_whatever_arrives_first(phone: Phone, newest_first: bool) -> None:
    lesson = work_lesson()
    pieces = [phone.practice(lesson, text, at=now() - n * HOUR) for n, text in enumerate(("c", "b", "a"))]
    for piece in pieces if newest_first else reversed(pieces):
        assert phone.outcomes(piece) == ["stored"]
    assert states(Submission) == ["replaced", "replaced", "pending"]
    assert Submission.objects.get(state="pending").text == "c"


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_clock_that_is_minutes_fast_does_not_let_the_arrival_decide(
    phone: Phone, newest_first: bool
) -> None:
    lesson = work_lesson()
    phone.ahead, phone.knows = timedelta(minutes=5), False
    pieces = [phone.practice(lesson, text, at=now() - n * MINUTE) for n, text in enumerate(("b", "a"))]
    for piece in pieces if newest_first else reversed(pieces):
        assert phone.outcomes(piece) == ["stored"]
    assert Submission.objects.get(state="pending").text == "b"


def test_a_form_while_one_waits_is_still_refused(people: build.People, phone: Phone) -> None:
    lesson = work_lesson()
    phone.send(phone.practice(lesson))
    with pytest.raises(AlreadyWaiting):
        send_work(people.learner, submission_id=uuid.uuid4(), lesson=lesson, text="x", at=now())


def test_work_that_a_form_sent_makes_way_for_newer_work_of_a_phone(
    people: build.People, phone: Phone
) -> None:
    lesson = work_lesson()
    send_work(people.learner, submission_id=uuid.uuid4(), lesson=lesson, text="x", at=now() - HOUR)
    phone.send(phone.practice(lesson, "older", at=now() - 2 * HOUR), phone.practice(lesson, "newer"))
    assert states(Submission) == ["replaced", "replaced", "pending"]


def test_after_a_verdict_only_newer_work_waits_and_none_after_an_approval(
    people: build.People, phone: Phone
) -> None:
    lesson = work_lesson()
    phone.send(phone.practice(lesson, "first", at=now() - 3 * HOUR))
    return_work(Submission.objects.get(), by=people.trainer, at=now(), feedback="แก้")
    phone.send(
        phone.practice(lesson, "older", at=now() - 4 * HOUR), phone.practice(lesson, "b", at=now() - HOUR)
    )
    assert states(Submission) == ["replaced", "returned", "pending"]
    approve_work(Submission.objects.get(state="pending"), by=people.trainer, at=now())
    phone.send(phone.practice(lesson, "after"))
    assert states(Submission) == ["replaced", "returned", "approved", "replaced"]
    assert LessonProgress.objects.get().practice_approved_at is not None


def test_a_trainer_who_decides_on_replaced_work_is_told_of_the_newer(
    people: build.People, phone: Phone
) -> None:
    lesson = work_lesson()
    phone.send(phone.practice(lesson, at=now() - HOUR))
    open_at_the_desk = Submission.objects.get()
    phone.send(phone.practice(lesson))
    with pytest.raises(AlreadyDecided, match="ใหม่กว่า"):
        approve_work(open_at_the_desk, by=people.trainer, at=now())


def test_work_with_nothing_in_it_is_rejected_with_a_sentence(phone: Phone) -> None:
    lesson = work_lesson()
    assert phone.outcomes(phone.practice(lesson, " \u200b ")) == ["rejected work-incomplete"]
    assert phone.outcomes(phone.practice(lesson, "x" * 5000)) == ["rejected work-incomplete"]
    assert phone.outcomes(phone.practice(lesson, "\x00ดี")) == ["stored"]


def test_replaced_work_shows_on_no_page_as_the_present_state(people: build.People, phone: Phone) -> None:
    lesson = work_lesson()
    phone.send(phone.practice(lesson, "old", at=now() - HOUR), phone.practice(lesson, "new"))
    approve_work(Submission.objects.get(state="pending"), by=people.trainer, at=now())
    phone.send(phone.practice(lesson, "late"))
    client = phone.client
    client.force_login(people.learner.user)
    assert client.get(f"/api/v1/me/lessons/{lesson.key}").json()["lesson"]["practice_state"] == "approved"
    page = client.get(f"/practice/{lesson.key}/").content.decode()
    assert "มีงานใหม่กว่าแล้ว" in page
    assert client.get("/me/").status_code == 200
    client.force_login(people.trainer)
    late = Submission.objects.get(text="late")
    for address in (
        "/desk/practice/?show=decided",
        f"/desk/practice/{late.pk}/",
        f"/desk/cohorts/{people.cohort.pk}/",
    ):
        assert client.get(address).status_code == 200
    assert "มีงานใหม่กว่าแล้ว" in client.get(f"/desk/learners/{people.learner.pk}/").content.decode()


# --- claims --------------------------------------------------------------------------------------
@pytest.mark.parametrize("newest_first", [True, False])
def test_of_several_claims_the_latest_waits_and_names_the_shop(phone: Phone, newest_first: bool) -> None:
    claims = [
        phone.shop(at=now() - HOUR, shop_name="ใหม่", note="b"),
        phone.shop(at=now() - 2 * HOUR, shop_name="เก่า", url=f"tiktok.com/@Seller{phone.learner.pk}"),
    ]
    for claim in claims if newest_first else reversed(claims):
        assert phone.outcomes(claim) == ["stored"]
    assert states(Claim) == ["replaced", "pending"]
    shop = Shop.objects.get()
    assert (shop.name, shop.created_at) == ("ใหม่", Claim.objects.get(state="replaced").sent_at)


def test_after_a_verdict_claims_follow_the_rules_of_the_day(people: build.People, phone: Phone) -> None:
    phone.send(phone.shop(at=now() - 3 * HOUR))
    return_claim(Claim.objects.get(), by=people.trainer, at=now(), reason="ไม่ชัด")
    phone.send(phone.shop(at=now() - 4 * HOUR), phone.shop(at=now() - HOUR))
    assert states(Claim) == ["replaced", "returned", "pending"]
    verify_claim(Claim.objects.get(state="pending"), by=people.trainer, at=now())
    assert phone.outcomes(phone.shop()) == ["stored"]
    assert states(Claim) == ["replaced", "returned", "verified", "replaced"]
    client = phone.client
    client.force_login(people.learner.user)
    assert client.get("/me/shop/").status_code == 200
    assert client.get("/me/").status_code == 200
    client.force_login(people.trainer)
    late = Claim.objects.order_by("sent_at").last()
    for address in (f"/desk/evidence/{late.pk}/", "/desk/evidence/?show=replaced", "/desk/goal/"):
        assert client.get(address).status_code == 200


def test_a_claim_that_cannot_be_is_rejected_with_its_own_sentence(phone: Phone) -> None:
    tomorrow = (bangkok_date(now()) + timedelta(days=2)).isoformat()
    assert phone.outcomes(
        phone.shop(happened_on=tomorrow),
        phone.shop(url="javascript:alert(1)"),
        phone.shop(url=""),
        phone.shop(milestone="M9"),
        phone.shop(milestone="M5", url="https://www.tiktok.com/@a/live"),
        phone.shop(happened_on="21/11/2569"),
    ) == [
        "rejected claim-refused",
        "rejected bad-link",
        "rejected claim-refused",
        "rejected claim-refused",
        "rejected claim-refused",
        "rejected unreadable",
    ]
    assert not Claim.objects.exists()
    assert not Shop.objects.exists()
