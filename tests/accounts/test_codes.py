"""A trainer's one-time code, and the page on which a learner uses it."""

import logging
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from lms.accounts.codes import IssuedCode, forget_old_codes, issue_pin_code, redeem_pin_code
from lms.accounts.errors import CodeBlocked, CodeOver, CodeUsed, CodeWrong, FormTooOld, PinTakenOnPhone
from lms.accounts.models import PinCode, Role, User
from lms.accounts.pins import profile_with
from tests.build import NOON, PIN, staff

pytestmark = pytest.mark.django_db
PHONE = "+66812345678"
NEW = "730164"
HERE = "/sign-in/code/"


@pytest.fixture
def somchai() -> User:
    return User.objects.create_learner(phone=PHONE, pin=PIN, name="สมชาย ใจดี")


@pytest.fixture
def orathai() -> User:
    return staff(Role.TRAINER, "ครูอรทัย")


@pytest.fixture
def issued(somchai: User, orathai: User) -> IssuedCode:
    return issue_pin_code(somchai, code_id=uuid.uuid4(), by=orathai, at=NOON)


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def redeem(code: str, *, pin: str = NEW, phone: str = PHONE, minutes: int = 1) -> User:
    return redeem_pin_code(phone, code=code, pin=pin, at=NOON + timedelta(minutes=minutes))


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_code_sets_a_new_pin_for_its_profile_only(issued: IssuedCode, somchai: User) -> None:
    sister = User.objects.create_learner(phone=PHONE, pin="958203", name="น้อง")
    assert redeem(issued.digits) == somchai
    assert profile_with(PHONE, NEW) == somchai
    assert profile_with(PHONE, PIN) is None
    assert profile_with(PHONE, "958203") == sister


def test_the_database_holds_no_code(issued: IssuedCode) -> None:
    assert issued.digits not in issued.row.code_hash
    assert len(issued.digits) == 6
    assert issued.digits.isdigit()


def test_a_code_works_once(issued: IssuedCode) -> None:
    redeem(issued.digits)
    with pytest.raises(CodeUsed):
        redeem(issued.digits, pin="958203")
    assert profile_with(PHONE, NEW)


def test_a_code_ends_after_half_an_hour(issued: IssuedCode) -> None:
    with pytest.raises(CodeOver):
        redeem(issued.digits, minutes=30)
    assert redeem(issued.digits, minutes=29)


def test_a_newer_code_ends_the_older_one(issued: IssuedCode, somchai: User, orathai: User) -> None:
    newer = issue_pin_code(somchai, code_id=uuid.uuid4(), by=orathai, at=NOON)
    with pytest.raises(CodeUsed):
        redeem(issued.digits)
    assert redeem(newer.digits) == somchai


def test_five_wrong_tries_end_a_code(issued: IssuedCode) -> None:
    for _try in range(5):
        with pytest.raises(CodeWrong):
            redeem(wrong(issued.digits))
    with pytest.raises(CodeBlocked):
        redeem(issued.digits)
    assert profile_with(PHONE, PIN)


def test_a_pin_of_somebody_else_on_the_phone_leaves_the_code_for_another_try(
    issued: IssuedCode, somchai: User
) -> None:
    User.objects.create_learner(phone=PHONE, pin=NEW, name="น้อง")
    with pytest.raises(PinTakenOnPhone):
        redeem(issued.digits)
    assert redeem(issued.digits, pin="958203") == somchai


def test_the_same_form_twice_is_the_same_code(somchai: User, orathai: User) -> None:
    form = uuid.uuid4()
    first = issue_pin_code(somchai, code_id=form, by=orathai, at=NOON)
    again = issue_pin_code(somchai, code_id=form, by=orathai, at=NOON + timedelta(minutes=1))
    assert first.digits == again.digits
    assert PinCode.objects.count() == 1


def test_a_form_is_good_for_one_learner_and_one_trainer(somchai: User, orathai: User) -> None:
    form = uuid.uuid4()
    issue_pin_code(somchai, code_id=form, by=orathai, at=NOON)
    other = User.objects.create_learner(phone="+66899999999", pin=PIN, name="คนอื่น")
    for user, by, at in [
        (other, orathai, NOON),
        (somchai, staff(Role.TRAINER), NOON),
        (somchai, orathai, NOON + timedelta(hours=1)),
    ]:
        with pytest.raises(FormTooOld):
            issue_pin_code(user, code_id=form, by=by, at=at)


def send(client: Client, code: str, *, pin: str = NEW, phone: str = "081-234-5678") -> object:
    return client.post(HERE, {"phone": phone, "code": code, "pin": pin})


def test_the_page_sets_the_pin_and_lets_the_learner_in(
    client: Client, issued: IssuedCode, somchai: User, noon: time_machine.Traveller
) -> None:
    answer = send(client, issued.spaced)
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert client.session["_auth_user_id"] == str(somchai.pk)


def test_the_code_lets_a_locked_out_learner_in_again(
    client: Client, issued: IssuedCode, noon: time_machine.Traveller
) -> None:
    for _try in range(6):
        answer = Client().post("/sign-in/", {"phone": PHONE, "pin": "999888"})
    assert answer.status_code == 429
    send(client, issued.digits)
    assert Client().post("/sign-in/", {"phone": PHONE, "pin": NEW}).status_code == 302


def test_unknown_phone_no_code_and_wrong_code_get_the_same_page(
    client: Client, issued: IssuedCode, noon: time_machine.Traveller
) -> None:
    User.objects.create_learner(phone="+66877777777", pin=PIN, name="ไม่มีรหัสช่วย")
    answers = [
        send(client, wrong(issued.digits)),
        send(client, issued.digits, phone="087-777-7777"),
        send(client, issued.digits, phone="089-999-9999"),
    ]
    assert [answer.status_code for answer in answers] == [422] * 3
    assert len({str(answer.context["form"].non_field_errors()) for answer in answers}) == 1
    assert "สมชาย" not in answers[0].content.decode()


@pytest.mark.parametrize(("minutes", "words"), [(31, "หมดเวลาแล้ว"), (0, "ใช้ไปแล้ว")])
def test_a_code_that_is_over_or_used_says_so(
    client: Client, issued: IssuedCode, noon: time_machine.Traveller, minutes: int, words: str
) -> None:
    if not minutes:
        send(Client(), issued.digits)
    noon.shift(timedelta(minutes=minutes))
    answer = send(client, issued.digits, pin="958203")
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("pin", ["123456", "12345", "", "234567", "\x00"])
def test_a_pin_that_cannot_be_costs_no_try(
    client: Client, issued: IssuedCode, noon: time_machine.Traveller, pin: str
) -> None:
    for _try in range(12):
        answer = send(client, wrong(issued.digits), pin=pin)
    assert answer.status_code == 422
    assert answer.context["form"].errors["pin"]
    assert send(client, issued.digits).status_code == 302


def test_a_guesser_at_codes_is_stopped(
    client: Client, issued: IssuedCode, noon: time_machine.Traveller
) -> None:
    answers = [send(client, wrong(issued.digits)).status_code for _try in range(11)]
    assert answers == [422] * 10 + [429]


def test_logs_carry_ids_and_neither_code_nor_phone(
    client: Client,
    issued: IssuedCode,
    somchai: User,
    noon: time_machine.Traveller,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        send(client, wrong(issued.digits))
        send(client, issued.digits)
    assert f"profile {somchai.pk} set a new PIN" in caplog.text
    for hidden in (issued.digits, "812345678", "081-234", NEW):
        assert hidden not in caplog.text


def test_codes_are_kept_for_a_year(issued: IssuedCode) -> None:
    assert forget_old_codes(NOON + timedelta(days=365)) == 0
    assert forget_old_codes(NOON + timedelta(days=366)) == 1
