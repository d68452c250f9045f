"""A hall of forty behind one hotspot comes in; a guesser does not. The arithmetic stands in the settings."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client, RequestFactory, override_settings

from lms.accounts.adapter import UNKNOWN_ADDRESS, AccountAdapter
from lms.accounts.models import User
from tests.build import PIN, People, learner

pytestmark = pytest.mark.django_db
PHONE = "+66812345678"
HOTSPOT = "203.0.113.7"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-21T05:00:00Z", tick=False) as traveller:
        yield traveller


def come_in(phone: str = PHONE, pin: str = PIN, address: str = HOTSPOT) -> object:
    return Client(REMOTE_ADDR=address).post("/sign-in/", {"phone": phone, "pin": pin})


def test_forty_people_behind_one_hotspot_sign_in_within_five_minutes(clock: time_machine.Traveller) -> None:
    phones = [learner(f"คนที่ {number}").user.phone for number in range(40)]
    for phone in phones:
        clock.shift(7)  # 40 x 7 s = 280 s
        assert come_in(phone, "999888").status_code == 422
        assert come_in(phone, "99988").status_code == 422
        assert come_in(phone, "999887").status_code == 422
        assert come_in(phone).status_code == 302


def test_forty_people_behind_one_hotspot_join_and_sign_in_within_five_minutes(
    people: People, clock: time_machine.Traveller
) -> None:
    for number in range(40):
        clock.shift(7)
        facts = {"name": f"คนที่ {number}", "phone": f"08199900{number:02d}", "pin": PIN, "sold_before": "no"}
        with_token = Client(REMOTE_ADDR=HOTSPOT)
        page = with_token.get(f"/j/{people.cohort.join_code}/")
        hidden = {name: str(field.value()) for name, field in _hidden(page)}
        mistyped = with_token.post(page.request["PATH_INFO"], {**hidden, **facts, "pin": "111111"})
        joined = with_token.post(page.request["PATH_INFO"], {**hidden, **facts})
        assert (mistyped.status_code, joined.status_code) == (422, 302), joined.content.decode()
        assert come_in(facts["phone"]).status_code == 302


def _hidden(page: object) -> list[tuple[str, object]]:
    form = page.context["form"]
    return [(field.name, field) for field in form.hidden_fields()]


def test_a_guesser_at_one_phone_is_stopped_and_told_what_to_do(clock: time_machine.Traveller) -> None:
    User.objects.create_learner(phone=PHONE, pin=PIN, name="สมชาย")
    for guess in range(5):
        assert come_in(pin=f"73016{guess}").status_code == 422
    stopped = come_in(pin="730169")
    assert stopped.status_code == 429
    assert "รอ 15 นาทีแล้วลองใหม่" in stopped.content.decode()
    assert "ขอรหัสช่วยเหลือจากครู" in stopped.content.decode()


def test_the_right_pin_is_refused_too_until_the_time_has_passed(clock: time_machine.Traveller) -> None:
    User.objects.create_learner(phone=PHONE, pin=PIN, name="สมชาย")
    for guess in range(5):
        come_in(pin=f"73016{guess}", address=f"198.51.100.{guess}")  # other addresses help nobody
    assert come_in().status_code == 429
    clock.shift(15 * 60 + 1)
    assert come_in().status_code == 302


def test_patience_does_not_help_a_guesser_either(clock: time_machine.Traveller) -> None:
    User.objects.create_learner(phone=PHONE, pin=PIN, name="สมชาย")
    tried = 0
    for _quarter in range(4 * 23):
        while come_in(pin="730164", address=f"198.51.100.{tried % 200}").status_code == 422:
            tried += 1
        clock.shift(15 * 60 + 1)
    assert tried == 20


def test_an_unknown_phone_is_counted_like_a_known_one(clock: time_machine.Traveller) -> None:
    User.objects.create_learner(phone=PHONE, pin=PIN, name="สมชาย")
    known = [come_in(pin="730164").status_code for _try in range(7)]
    unknown = [come_in("+66899999999", "730164").status_code for _try in range(7)]
    assert known == unknown == [422] * 5 + [429] * 2


def test_the_spelling_of_a_phone_gives_no_new_tries(clock: time_machine.Traveller) -> None:
    for phone in ("081-234-5678", "0812345678", "+66812345678", "๐๘๑๒๓๔๕๖๗๘", "081 234 5678"):
        assert come_in(phone, "730164").status_code == 422
    assert come_in("081.234.5678", "730164").status_code == 429


def test_one_guesser_at_many_phones_is_stopped_by_the_address(clock: time_machine.Traveller) -> None:
    answers = [come_in(f"+6681{number:07d}", "730164").status_code for number in range(205)]
    assert answers == [422] * 200 + [429] * 5
    User.objects.create_learner(phone=PHONE, pin=PIN, name="สมชาย")
    assert come_in(address="198.51.100.1").status_code == 302


def test_signing_in_right_never_uses_up_the_failures(clock: time_machine.Traveller) -> None:
    User.objects.create_learner(phone=PHONE, pin=PIN, name="สมชาย")
    for _time in range(30):
        assert come_in().status_code == 302


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.9", "10.0.0.1"),  # nobody in front: the header is the visitor's own invention
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "6.6.6.6, 198.51.100.9", "198.51.100.9"),
        (2, "198.51.100.9, 10.0.0.2", "198.51.100.9"),
        (2, "198.51.100.9", "10.0.0.1"),  # came past one of the proxies
        (1, "", "10.0.0.1"),
        (1, "nonsense", UNKNOWN_ADDRESS),
    ],
)
def test_the_visitors_address_is_seen_through_our_proxies_only(
    proxies: int, forwarded: str, address: str
) -> None:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory(REMOTE_ADDR="10.0.0.1", headers=headers).post("/sign-in/")
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert AccountAdapter().get_client_ip(request) == address


def test_a_visitor_without_an_address_is_counted_and_not_refused(clock: time_machine.Traveller) -> None:
    User.objects.create_learner(phone=PHONE, pin=PIN, name="สมชาย")
    assert come_in(address="").status_code == 302
