"""Which PINs are allowed and how one finds its profile."""

import pytest
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from lms import settings as shipped
from lms.accounts.models import User
from lms.accounts.pins import SALT_LETTERS, clean_new_pin, clean_pin, pin_is_free, profile_with

PHONE = "+66812345678"


@pytest.mark.parametrize("path", shipped.PASSWORD_HASHERS)
def test_every_hash_fits_its_column(path: str) -> None:
    hasher = import_string(path)()
    column = User._meta.get_field("password").max_length
    assert column is not None
    assert len(hasher.encode("482915", "s" * SALT_LETTERS)) <= column


@pytest.mark.parametrize("typed", ["482915", "๔๘๒๙๑๕", "482 915", " 482-915 ", "4 8 2 9 1 5"])
def test_a_pin_is_the_same_however_it_is_typed(typed: str) -> None:
    assert clean_pin(typed) == "482915"


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "48291a", "٤٨٢٩١٥", "²²²²²²", "\x00" * 6, "9" * 9999]
)
def test_what_is_not_six_digits_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        clean_pin(typed)
    assert refusal.value.code == "pin_shape"


@pytest.mark.parametrize(
    "pin",
    ["000000", "111111", "123456", "654321", "012345", "890123", "121212", "123123", "112233", "๑๒๓๔๕๖"],
)
def test_an_easy_pin_is_refused_when_it_is_chosen(pin: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        clean_new_pin(pin)
    assert refusal.value.code == "pin_easy"


@pytest.mark.parametrize("pin", ["345678", "812345", "234567"])
def test_a_pin_out_of_the_phone_number_is_refused(pin: str) -> None:
    with pytest.raises(ValidationError):
        clean_new_pin(pin, PHONE)


def test_a_pin_in_the_phone_number_is_refused_though_it_is_no_run() -> None:
    with pytest.raises(ValidationError) as refusal:
        clean_new_pin("907351", "+66819073512")
    assert refusal.value.code == "pin_is_phone"


def test_an_ordinary_pin_is_taken() -> None:
    assert clean_new_pin("๔๘๒๙๑๕", PHONE) == "482915"


@pytest.mark.django_db
def test_phone_and_pin_select_one_profile_of_a_family() -> None:
    mother = User.objects.create_learner(phone=PHONE, pin="482915", name="แม่")
    daughter = User.objects.create_learner(phone=PHONE, pin="730164", name="ลูก")
    assert profile_with(PHONE, "482915") == mother
    assert profile_with(PHONE, "730164") == daughter
    assert profile_with(PHONE, "111222") is None
    assert profile_with("+66899999999", "482915") is None


@pytest.mark.django_db
def test_the_database_keeps_pins_on_one_phone_apart() -> None:
    User.objects.create_learner(phone=PHONE, pin="482915", name="แม่")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_learner(phone=PHONE, pin="482915", name="ลูก")
    assert User.objects.create_learner(phone="+66812345679", pin="482915", name="ป้า").pk


@pytest.mark.django_db
def test_a_profile_hashed_under_an_older_key_is_still_found() -> None:
    user = User.objects.create_learner(phone=PHONE, pin="482915", name="แม่")
    User.objects.filter(pk=user.pk).update(password=make_password("482915"))
    assert profile_with(PHONE, "482915") == user
    assert not pin_is_free(PHONE, "482915")
    assert pin_is_free(PHONE, "482915", except_user=user)


@pytest.mark.django_db
def test_one_hash_answers_for_a_phone_whether_it_is_known_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for pin in ("482915", "730164", "958203"):
        User.objects.create_learner(phone=PHONE, pin=pin, name=pin)
    hashed: list[str] = []

    def counting(password: str, **options: str) -> str:
        hashed.append(password)
        return make_password(password, **options)

    monkeypatch.setattr("lms.accounts.pins.make_password", counting)
    for phone, pin in [(PHONE, "482915"), (PHONE, "999999"), ("+66899999999", "482915")]:
        hashed.clear()
        profile_with(phone, pin)
        assert len(hashed) == 1
