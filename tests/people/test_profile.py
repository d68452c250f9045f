"""A learner's own page: what is kept, and every way to change it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from django.utils import translation

from courses.cohorts.actions import enrol
from courses.models import Consent, Learner
from courses.people import actions
from courses.people.errors import InputRefused, PhoneIsFull, PinNotForPhone, PinTaken, WrongPin
from courses.people.models import ConsentPurpose
from courses.people.notice import NOTICE_VERSION
from lms.accounts.pins import MOST_PROFILES_ON_A_PHONE, profile_with
from tests import build
from tests.build import NOON, PIN, People

NEW_PIN, NEW_PHONE = "739164", "089-765-4321"


@pytest.fixture
def me(client: Client, people: People) -> Learner:
    """The learner, signed in."""
    client.force_login(people.learner.user)
    return people.learner


def test_the_page_shows_name_phone_cohort_and_consents(client: Client, people: People, me: Learner) -> None:
    page = client.get(reverse("profile"))
    text = page.content.decode()
    assert "no-store" in page["Cache-Control"]
    for words in (me.name, people.community.name_th, "รุ่นที่ 1", "ครูอรทัย", "ยินยอม"):
        assert words in text
    assert f"0{me.user.phone[3:5]}-{me.user.phone[5:8]}-{me.user.phone[8:]}" in text


def test_the_page_asks_the_database_little_however_many_cohorts(
    client: Client, people: People, me: Learner, django_assert_num_queries: Any
) -> None:
    client.get(reverse("profile"))  # the demonstration mark is read once in five seconds
    with django_assert_num_queries(6):
        client.get(reverse("profile"))
    for _ in range(4):
        enrol(me, cohort=build.cohort(people.community, people.trainer), at=NOON)
    with django_assert_num_queries(6):
        client.get(reverse("profile"))


@pytest.mark.parametrize("name", ["profile", "about-me", "change-phone", "change-pin"])
def test_a_stranger_signs_in_first(client: Client, people: People, name: str) -> None:
    url = reverse(name)
    assert client.get(url)["Location"] == f"{reverse('account_login')}?next={url}"


def test_facts_about_me_are_optional_and_read_in_either_era(client: Client, me: Learner) -> None:
    for typed, kept in [("๒๕๐๘", 2508), ("1965", 2508), ("พ.ศ. 2508", 2508), ("", None)]:
        answer = client.post(reverse("about-me"), {"name": "สมใจ ใหม่", "birth_year_be": typed})
        assert answer["Location"] == reverse("profile")
        me.refresh_from_db()
        assert (me.birth_year_be, me.sex, me.education) == (kept, "", "")
    client.post(reverse("about-me"), {"name": "สมใจ ใหม่", "sex": "female", "education": "primary"})
    me.refresh_from_db()
    assert (me.sex, me.education, me.user.name) == ("female", "primary", "สมใจ ใหม่")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "1" * 500}, "name"),
        ({"birth_year_be": "65"}, "birth_year_be"),
        ({"birth_year_be": "2599"}, "birth_year_be"),
        ({"birth_year_be": "1700"}, "birth_year_be"),
        ({"birth_year_be": "9" * 400}, "birth_year_be"),
        ({"birth_year_be": "25\x0008"}, "birth_year_be"),
        ({"sex": "dragon"}, "sex"),
        ({"education": "x"}, "education"),
    ],
)
def test_what_cannot_be_about_me_is_said_beside_it(
    client: Client, me: Learner, changed: dict[str, str], field: str
) -> None:
    answer = client.post(reverse("about-me"), {"name": "ใหม่", "birth_year_be": "2508", **changed})
    assert 400 <= answer.status_code < 500
    assert list(answer.context["form"].errors) == [field]
    me.refresh_from_db()
    assert (me.birth_year_be, me.user.name) == (None, "สมใจ วงศ์ผ้า")


def test_a_new_phone_needs_the_pin_and_keeps_me_signed_in(client: Client, me: Learner) -> None:
    wrong = client.post(reverse("change-phone"), {"phone": NEW_PHONE, "pin": "555123"})
    assert wrong.status_code == 400
    answer = client.post(reverse("change-phone"), {"phone": NEW_PHONE, "pin": PIN})
    assert answer["Location"] == reverse("profile")
    assert client.get(reverse("profile")).status_code == 200
    assert profile_with("+66897654321", PIN) == me.user


def test_a_phone_where_somebody_has_the_same_pin_is_refused_and_names_nobody(
    client: Client, people: People, me: Learner
) -> None:
    answer = client.post(reverse("change-phone"), {"phone": people.classmate.user.phone, "pin": PIN})
    assert answer.status_code == 400
    assert people.classmate.name not in answer.content.decode()
    me.user.refresh_from_db()
    assert me.user.phone != people.classmate.user.phone
    with pytest.raises(PinNotForPhone):
        actions.change_phone(me, phone=people.classmate.user.phone, pin=PIN, at=NOON)


def test_a_phone_with_all_its_profiles_takes_no_more(people: People) -> None:
    for number in range(MOST_PROFILES_ON_A_PHONE):
        build.learner(phone="+66897654321", pin=f"73916{number}")
    with pytest.raises(PhoneIsFull):
        actions.change_phone(people.learner, phone=NEW_PHONE, pin=PIN, at=NOON)


def test_a_new_pin_needs_the_old_one(client: Client, me: Learner) -> None:
    with pytest.raises(WrongPin):
        actions.change_pin(me, old_pin="555123", new_pin=NEW_PIN)
    with pytest.raises(InputRefused):
        actions.change_pin(me, old_pin=PIN, new_pin="123456")
    answer = client.post(reverse("change-pin"), {"old_pin": PIN, "pin": NEW_PIN})
    assert answer["Location"] == reverse("profile")
    assert client.get(reverse("profile")).status_code == 200
    assert profile_with(me.user.phone, NEW_PIN) == me.user
    assert profile_with(me.user.phone, PIN) is None


def test_a_pin_of_the_same_phone_is_not_chosen_twice(people: People) -> None:
    build.learner(phone=people.learner.user.phone, pin=NEW_PIN)
    with pytest.raises(PinTaken):
        actions.change_pin(people.learner, old_pin=PIN, new_pin=NEW_PIN)
    assert profile_with(people.learner.user.phone, PIN) == people.learner.user


def test_an_open_phone_does_not_let_a_guesser_try_pins_for_long(client: Client, me: Learner) -> None:
    sent = {"old_pin": "555123", "pin": NEW_PIN}
    statuses = [client.post(reverse("change-pin"), sent).status_code for _ in range(8)]
    assert statuses[:5] == [400] * 5
    assert set(statuses[5:]) == {429}
    assert client.post(reverse("change-pin"), {"old_pin": PIN, "pin": NEW_PIN}).status_code == 429


def test_typed_pins_never_travel_back(client: Client, me: Learner) -> None:
    answer = client.post(reverse("change-pin"), {"old_pin": "555123", "pin": NEW_PIN})
    assert NEW_PIN not in answer.content.decode()
    assert "555123" not in answer.content.decode()


def test_each_purpose_is_agreed_to_and_withdrawn_on_its_own(client: Client, me: Learner) -> None:
    photo = reverse("consent", kwargs={"purpose": "publicity-photo"})
    for answer in ("give", "give"):
        assert client.post(photo, {"answer": answer})["Location"] == reverse("profile")
    row = Consent.objects.get(learner=me)
    assert (row.purpose, row.notice_version, row.withdrawn_at) == ("publicity-photo", NOTICE_VERSION, None)
    for answer in ("withdraw", "withdraw"):
        client.post(photo, {"answer": answer})
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    client.post(photo, {"answer": "give"})
    assert Consent.objects.filter(learner=me).count() == 2
    assert client.post(reverse("consent", kwargs={"purpose": "anything"})).status_code == 404
    assert client.get(photo).status_code == 405


def test_a_consent_that_is_withdrawn_stays_on_record(people: People) -> None:
    purpose = ConsentPurpose.MESSAGES
    actions.give_consent(people.learner, purpose=purpose, notice_version="1", at=NOON)
    actions.withdraw_consent(people.learner, purpose=purpose, at=NOON + timedelta(days=1))
    row = Consent.objects.get(learner=people.learner)
    assert (row.given_at, row.withdrawn_at) == (NOON, NOON + timedelta(days=1))


def test_the_notice_is_open_to_everybody_in_both_languages(client: Client, people: People) -> None:
    assert NOTICE_VERSION in client.get(reverse("notice")).content.decode()
    with translation.override("en"):
        assert "What we keep" in client.get(reverse("notice")).content.decode()


def test_signing_out_ends_the_session(client: Client, me: Learner) -> None:
    client.post(reverse("account_logout"))
    assert get_user(client).is_anonymous
