"""Coming in with a phone and a PIN."""

import logging

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lms.accounts.models import User
from tests.build import PASSWORD, PIN, People

pytestmark = pytest.mark.django_db
HERE = "/sign-in/"
PHONE = "+66812345678"


@pytest.fixture
def somchai() -> User:
    return User.objects.create_learner(phone=PHONE, pin=PIN, name="สมชาย ใจดี")


def come_in(client: Client, phone: str = "081-234-5678", pin: str = PIN, **more: str) -> object:
    return client.post(HERE, {"phone": phone, "pin": pin, **more})


@pytest.mark.parametrize("phone", ["081-234-5678", "0812345678", "+66 81 234 5678", "๐๘๑-๒๓๔-๕๖๗๘"])
def test_a_learner_comes_in_however_the_phone_is_typed(client: Client, somchai: User, phone: str) -> None:
    answer = come_in(client, phone)
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    assert client.session["_auth_user_id"] == str(somchai.pk)


def test_the_session_gets_a_new_key(client: Client, somchai: User) -> None:
    client.session.save()
    client.cookies["sessionid"] = client.session.session_key
    planted = client.session.session_key
    come_in(client)
    assert client.session.session_key != planted
    assert not Client(headers={"cookie": f"sessionid={planted}"}).session.get("_auth_user_id")


def test_phone_and_pin_select_the_profile_of_a_family(client: Client, somchai: User) -> None:
    daughter = User.objects.create_learner(phone=PHONE, pin="730164", name="ลูกสาว")
    come_in(client, pin="730164")
    assert client.session["_auth_user_id"] == str(daughter.pk)


def test_wrong_pin_and_unknown_phone_get_the_same_page_and_no_name(client: Client, somchai: User) -> None:
    wrong, unknown = come_in(client, pin="999888"), come_in(client, phone="089-999-9999")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert "เบอร์กับรหัสไม่ตรงกัน" in wrong.content.decode()
    for answer in (client.get(HERE), wrong, unknown):
        assert "สมชาย" not in answer.content.decode()


def test_nothing_typed_is_lost_but_the_pin(client: Client, somchai: User) -> None:
    text = come_in(client, phone="081-234-5678", pin="999888").content.decode()
    assert 'value="081-234-5678"' in text
    assert "999888" not in text


@pytest.mark.parametrize(
    ("phone", "pin", "field"),
    [
        ("081-234-56", PIN, "phone"),
        ("", PIN, "phone"),
        ("081-234-5678", "4829", "pin"),
        ("\x00", "\x00", "phone"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(
    client: Client, phone: str, pin: str, field: str
) -> None:
    answer = come_in(client, phone=phone, pin=pin)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe\x00", b"phone=%FF%FE&pin=%00", b"phone=" + b"9" * 100_000],
    ids=["nothing", "no UTF-8", "no text", "long"],
)
def test_no_rubbish_breaks_the_page(client: Client, body: bytes) -> None:
    answer = client.post(HERE, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert client.post(HERE, body, content_type="application/json").status_code == 422
    assert client.post(HERE, body, content_type="multipart/form-data; boundary=x").status_code in (400, 422)


def test_an_inactive_profile_stays_outside_and_hears_nothing_special(client: Client, somchai: User) -> None:
    User.objects.update(is_active=False)
    answer = come_in(client)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors().data[0].code == "wrong"


def test_staff_cannot_come_in_by_phone(client: Client, people: People) -> None:
    User.objects.filter(pk=people.trainer.pk).update(phone=PHONE)
    assert come_in(client, pin=PASSWORD).status_code == 422


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("/me/shop/", "/me/shop/"),
        ("/en/me/?a=1&b=2", "/en/me/?a=1&b=2"),
        ("https://evil.example/", "/me/"),
        ("//evil.example/", "/me/"),
        ("/\\evil.example/", "/me/"),
        ("javascript:alert(1)", "/me/"),
        ("http://[", "/me/"),
        ("me/", "/me/"),
        ("", "/me/"),
    ],
)
def test_next_leads_to_our_own_pages_only(client: Client, somchai: User, wanted: str, got: str) -> None:
    assert come_in(client, next=wanted)["Location"] == got
    client.logout()
    assert client.post(HERE, {"phone": PHONE, "pin": PIN, "next": wanted})["Location"] == got


def test_next_survives_a_wrong_pin_and_nul_bytes(client: Client, somchai: User) -> None:
    answer = client.get(f"{HERE}?next=/me/shop/")
    assert 'name="next" value="/me/shop/"' in answer.content.decode()
    assert 'name="next" value="/me/shop/"' in come_in(client, pin="999888", next="/me/shop/").content.decode()
    assert client.get(f"{HERE}?next=/%00%0d%0aSet-Cookie:x").status_code == 200


def test_who_is_in_already_goes_on(client: Client, people: People) -> None:
    client.force_login(people.learner.user)
    assert client.get(HERE)["Location"] == "/me/"
    client.force_login(people.trainer)
    assert client.get(HERE)["Location"] == "/desk/"


def test_signing_out_is_a_post_and_empties_the_session(client: Client, somchai: User) -> None:
    come_in(client)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_the_form_needs_its_token(somchai: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(HERE, {"phone": PHONE, "pin": PIN}).status_code == 403
    assert strict.post("/sign-out/").status_code == 403


def test_english_has_its_own_address(client: Client, somchai: User) -> None:
    text = client.get("/en/sign-in/").content.decode()
    assert '<html lang="en">' in text
    answer = client.post("/en/sign-in/", {"phone": PHONE, "pin": PIN})
    assert answer["Location"] == "/en/me/"


def test_logs_carry_ids_and_never_a_phone(
    client: Client, somchai: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), time_machine.travel("2026-11-21T05:00:00Z"):
        for _try in range(7):
            come_in(client, pin="999888")
        come_in(client, phone="081-234-56")
        come_in(client, phone="089-999-9999")
    text = caplog.text
    assert f"profile {somchai.pk}" in text
    for hidden in ("812345678", "081-234", "899999999", "999888", "สมชาย"):
        assert hidden not in text


def test_the_ways_of_allauth_that_are_not_ours_do_not_exist(client: Client) -> None:
    for path in (
        "signup/",
        "login/",
        "accounts/login/",
        "accounts/signup/",
        "password/reset/",
        "accounts/email/",
    ):
        assert client.get(f"/{path}").status_code == 404
