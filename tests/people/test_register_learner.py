"""Making a profile."""

from typing import Any

import pytest

from courses.models import Consent, Learner
from courses.people.actions import register_learner
from courses.people.errors import InputRefused, PhoneIsFull, PinTaken
from lms.accounts.models import User
from lms.accounts.pins import MOST_PROFILES_ON_A_PHONE, profile_with
from tests.build import NOON

pytestmark = pytest.mark.django_db


def register(**changes: Any) -> Learner:
    facts = {
        "name": "สมใจ วงศ์ผ้า",
        "phone": "081-234-5678",
        "pin": "๔๘๒๙๑๕",
        "sold_before": False,
        "notice_version": "1",
        "at": NOON,
    }
    return register_learner(**{**facts, **changes})


def test_a_learner_gets_a_profile_and_the_notice_is_noted() -> None:
    learner = register()
    assert (learner.user.name, learner.user.phone) == ("สมใจ วงศ์ผ้า", "+66812345678")
    assert learner.user.is_learner
    assert profile_with("+66812345678", "482915") == learner.user
    consent = Consent.objects.get(learner=learner)
    assert (consent.purpose, consent.notice_version, consent.given_at) == ("training-record", "1", NOON)


def test_a_family_shares_a_phone_with_different_pins() -> None:
    first, second = register(), register(pin="730164", name="บุญมี ศรีสุข")
    assert first.user.phone == second.user.phone
    assert first.pk != second.pk


def test_the_same_pin_on_one_phone_is_refused_without_a_name() -> None:
    register()
    with pytest.raises(PinTaken) as refusal:
        register(name="คนอื่น")
    assert "สมใจ" not in str(refusal.value.message)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": "081-234-56"}, "phone"),
        ({"pin": "123456"}, "pin"),
        ({"pin": "12345"}, "pin"),
        ({"name": "  "}, "name"),
        ({"name": "12345"}, "name"),
        ({"name": "\x00\x00"}, "name"),
        ({"name": "ก" * 121}, "name"),
    ],
)
def test_what_cannot_be_taken_names_its_field_and_writes_nothing(change: dict[str, str], field: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        register(**change)
    assert refusal.value.field == field
    assert not User.objects.exists()


def test_a_phone_has_an_end_of_profiles() -> None:
    for number in range(MOST_PROFILES_ON_A_PHONE):
        register(pin=f"48291{number}")
    with pytest.raises(PhoneIsFull):
        register(pin="730164")


def test_a_name_is_kept_in_one_spelling() -> None:
    assert register(name="  เเม่นํ้า \x00 ใจ\u200bดี ").user.name == "แม่น้ำ ใจดี"
