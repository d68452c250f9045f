"""Joining by code: a newcomer, a known person, and everything that can go wrong."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from courses.cohorts import actions
from courses.models import Cohort, Consent, Enrolment, Learner
from courses.people.notice import NOTICE_VERSION
from lms.accounts.models import User
from lms.dates import now
from tests import build
from tests.build import PIN, People

PHONE = "081-234-5678"


def _facts(**changed: Any) -> dict[str, Any]:
    facts = {
        "joining_id": str(uuid.uuid4()),
        "name": "มะลิ แสงดี",
        "phone": PHONE,
        "pin": PIN,
        "sold_before": "no",
    }
    return {**facts, **changed}


def _url(cohort: Cohort) -> str:
    return reverse("join", kwargs={"code": cohort.join_code})


@pytest.fixture
def learners(people: People) -> int:
    return Learner.objects.count()


def test_a_newcomer_joins_is_signed_in_and_goes_home(client: Client, people: People) -> None:
    shown = client.get(_url(people.cohort))
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    answer = client.post(_url(people.cohort), _facts(phone="๐๘๑-๒๓๔-๕๖๗๘", sold_before="yes"))
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    enrolment = Enrolment.objects.get(learner__user__phone="+66812345678")
    assert (enrolment.cohort, enrolment.learner.sold_before) == (people.cohort, True)
    assert get_user(client) == enrolment.learner.user
    consent = Consent.objects.get(learner=enrolment.learner)
    assert (consent.purpose, consent.notice_version) == ("training-record", NOTICE_VERSION)


def test_the_page_shows_the_cohort_and_its_seats_in_thai(client: Client, people: People) -> None:
    Cohort.objects.filter(pk=people.cohort.pk).update(seats=14)
    page = client.get(_url(people.cohort)).content.decode()
    assert people.community.name_th in page
    assert "ครูอรทัย" in page
    assert people.learner.name not in page


@pytest.mark.parametrize("typed", ["{0}", "{1}", " {2} "])
def test_a_code_works_in_small_letters_and_with_a_space_or_hyphen(
    client: Client, people: People, typed: str
) -> None:
    code = people.cohort.join_code
    typed = typed.format(code.lower(), f"{code[:3]}-{code[3:]}", people.cohort.spaced_code)
    assert client.get(reverse("join", kwargs={"code": typed})).status_code == 200
    answer = client.get(reverse("join-code"), {"code": typed})
    assert answer["Location"] == _url(people.cohort)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "  \u200b "}, "name"),
        ({"name": "123"}, "name"),
        ({"name": "ก" * 121}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"phone": ""}, "phone"),
        ({"phone": "081-234-56"}, "phone"),
        ({"phone": "9" * 4000}, "phone"),
        ({"pin": ""}, "pin"),
        ({"pin": "12345"}, "pin"),
        ({"pin": "123456"}, "pin"),
        ({"pin": "48291a"}, "pin"),
        ({"sold_before": ""}, "sold_before"),
        ({"sold_before": "maybe"}, "sold_before"),
    ],
)
def test_what_is_wrong_is_said_beside_its_input_and_nothing_is_lost(
    client: Client, people: People, learners: int, changed: dict[str, str], field: str
) -> None:
    answer = client.post(_url(people.cohort), _facts(**changed))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Learner.objects.count() == learners
    page = answer.content.decode()
    assert (f'value="{PIN}"' in page) == (field != "pin")
    if field != "name":
        assert "มะลิ แสงดี" in page


def test_several_mistakes_are_all_said_at_once(client: Client, people: People) -> None:
    answer = client.post(_url(people.cohort), {})
    assert set(answer.context["form"].errors) == {"name", "phone", "pin", "sold_before"}


def test_the_same_form_sent_twice_makes_one_learner(people: People, learners: int) -> None:
    facts = _facts()
    first, second = Client(), Client()
    for browser in (first, second):
        answer = browser.post(_url(people.cohort), facts)
        assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert Learner.objects.count() == learners + 1
    assert get_user(first) == get_user(second)


def test_a_form_that_took_the_last_seat_is_answered_like_the_first_time(people: People) -> None:
    Cohort.objects.filter(pk=people.cohort.pk).update(seats=3)
    facts = _facts()
    assert Client().post(_url(people.cohort), facts).status_code == 302
    assert Client().post(_url(people.cohort), facts).status_code == 302


def test_a_forms_number_with_another_persons_facts_signs_nobody_in(people: People, learners: int) -> None:
    facts = _facts()
    Client().post(_url(people.cohort), facts)
    stranger = Client()
    for changed in ({"pin": "739164"}, {"phone": "0899999999"}):
        assert stranger.post(_url(people.cohort), {**facts, **changed}).status_code == 409
    assert get_user(stranger).is_anonymous
    assert Learner.objects.count() == learners + 1


def test_a_spoilt_form_number_does_not_keep_a_newcomer_out(client: Client, people: People) -> None:
    assert client.post(_url(people.cohort), _facts(joining_id="not-a-uuid")).status_code == 302


def test_a_family_shares_a_phone_with_different_pins(people: People, learners: int) -> None:
    assert Client().post(_url(people.cohort), _facts()).status_code == 302
    second = Client()
    assert second.post(_url(people.cohort), _facts(name="แม่", pin="739164")).status_code == 302
    assert Learner.objects.count() == learners + 2
    assert get_user(second).get_full_name() == "แม่"


def test_a_pin_of_the_phone_that_is_taken_asks_for_another_and_names_nobody(
    client: Client, people: People, learners: int
) -> None:
    Client().post(_url(people.cohort), _facts(name="คนแรก ของบ้าน"))
    answer = client.post(_url(people.cohort), _facts())
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "คนแรก" not in page
    assert list(answer.context["form"].errors) == ["pin"]
    assert f"{reverse('account_login')}?next={_url(people.cohort)}" in page
    assert Learner.objects.count() == learners + 1
    assert get_user(client).is_anonymous


def test_joining_does_not_tell_a_guesser_which_pins_a_phone_has(client: Client, people: People) -> None:
    statuses = [
        client.post(_url(people.cohort), _facts(phone=people.learner.user.phone, pin="482915")).status_code
        for _ in range(25)
    ]
    assert statuses[:12] == [400] * 12
    assert set(statuses[12:]) == {429}
    # Another phone in the same hall is not touched.
    assert client.post(_url(people.cohort), _facts()).status_code == 302


def test_forty_people_behind_one_hotspot_join_at_once(people: People, learners: int) -> None:
    for number in range(40):
        mistyped = _facts(phone="08")
        assert Client().post(_url(people.cohort), mistyped).status_code == 422
        facts = _facts(phone=f"08177777{number:02d}", name=f"คนที่ {number} ก")
        assert Client().post(_url(people.cohort), facts).status_code == 302
    assert Learner.objects.count() == learners + 40


def test_a_guesser_of_codes_is_slowed_down_and_a_hall_is_not(client: Client, people: People) -> None:
    for _ in range(45):
        assert client.get(_url(people.cohort)).status_code == 200
    statuses = [client.get(reverse("join", kwargs={"code": "ZZZZZZ"})).status_code for _ in range(205)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
    assert client.get(_url(people.cohort)).status_code == 429


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("happens", "status", "words"),
    [
        ("unknown", 404, "ไม่พบรหัสนี้"),
        ("unreadable", 404, "รหัสเข้ารุ่นมี 6 ตัว"),
        ("thai", 404, "แป้นพิมพ์"),
        ("nul", 404, "โปสเตอร์"),
        ("closed", 410, "ปิดรับคนแล้ว"),
        ("over", 410, "รุ่นนี้จบไปแล้ว"),
    ],
)
def test_a_code_that_does_not_work_says_what_to_do(
    client: Client, people: People, learners: int, method: str, happens: str, status: int, words: str
) -> None:
    code = people.cohort.join_code
    code = {"unknown": "ZZZZZZ", "unreadable": "7KX", "thai": "๗ำปท๔ฃ", "nul": "7K\x00XM4"}.get(happens, code)
    if happens == "closed":
        actions.close_cohort(people.cohort, at=now())
    if happens == "over":
        day = now().date() - timedelta(days=2)
        Cohort.objects.filter(pk=people.cohort.pk).update(starts_on=day - timedelta(days=9), ends_on=day)
    answer = getattr(client, method)(reverse("join", kwargs={"code": code}), _facts())
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert Learner.objects.count() == learners


def test_a_full_cohort_says_so_before_and_after_the_form(
    client: Client, people: People, learners: int
) -> None:
    Cohort.objects.filter(pk=people.cohort.pk).update(seats=2)
    assert client.get(_url(people.cohort)).status_code == 409
    answer = client.post(_url(people.cohort), _facts())
    assert answer.status_code == 409
    assert "มะลิ แสงดี" in answer.content.decode()
    assert Learner.objects.count() == learners
    assert User.objects.filter(phone="+66812345678").count() == 0


def test_a_person_who_is_signed_in_joins_with_one_button(client: Client, people: People) -> None:
    client.force_login(people.learner.user)
    page = client.get(_url(people.neighbour_cohort))
    assert page.status_code == 200
    assert people.learner.name in page.content.decode()
    assert 'name="pin"' not in page.content.decode()
    for _ in range(2):
        assert client.post(_url(people.neighbour_cohort))["Location"] == "/me/"
    assert Enrolment.objects.active().filter(learner=people.learner).count() == 2


def test_a_person_who_is_in_already_goes_home(client: Client, people: People) -> None:
    client.force_login(people.learner.user)
    assert client.get(_url(people.cohort))["Location"] == "/me/"


def test_a_person_who_is_signed_in_is_told_when_the_cohort_cannot_take_them(
    client: Client, people: People
) -> None:
    client.force_login(people.learner.user)
    demo = build.cohort(people.community, is_demonstration=True)
    assert client.post(_url(demo)).status_code == 409
    Cohort.objects.filter(pk=people.neighbour_cohort.pk).update(seats=1)
    for method in (client.get, client.post):
        assert method(_url(people.neighbour_cohort)).status_code == 409
    assert Enrolment.objects.active().filter(learner=people.learner).count() == 1


def test_staff_see_the_page_and_join_nothing(client: Client, people: People) -> None:
    client.force_login(people.trainer)
    assert client.get(_url(people.cohort)).status_code == 200
    assert client.post(_url(people.cohort), _facts()).status_code == 200
    assert not User.objects.filter(phone="+66812345678").exists()


def test_other_methods_are_refused(client: Client, people: People) -> None:
    assert client.put(_url(people.cohort)).status_code == 405
    assert client.post(reverse("join-code")).status_code == 405


def test_the_page_asks_the_database_little(
    client: Client, people: People, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):
        client.get(_url(people.cohort))
