"""Tracking numbers: the check digit of S10, and carriers that have none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.milestones.errors import BadTrackingNumber
from courses.milestones.tracking import is_checked, read_tracking_number, s10_check_digit


@pytest.mark.parametrize(
    "typed",
    [
        "RR473124829TH",
        "rr473124829th",
        "RR 4731 2482 9 TH",
        "RR-473-124-829-TH",
        "RR๔๗๓๑๒๔๘๒๙TH",
        " RR473124829TH​",
        "ＲＲ４７３１２４８２９ＴＨ",
        "RR–473124829–TH",
    ],
)
def test_one_number_is_read_however_it_is_typed(typed: str) -> None:
    number = read_tracking_number(typed)
    assert number is not None
    assert number.text == "RR473124829TH"
    assert number.is_checked


@pytest.mark.parametrize(
    "number", ["RR473124829GB", "RR473124829TH", "EX000000005TH", "RA123456785TH", "RR100000038TH"]
)
def test_numbers_with_a_right_check_digit_are_checked(number: str) -> None:
    assert is_checked(number) == (int(number[10]) == s10_check_digit(number[2:10]))


def test_the_example_of_the_programme_document_is_valid_and_its_neighbour_is_not() -> None:
    assert is_checked("RR473124829GB")
    assert not is_checked("RR473124828GB")


@pytest.mark.parametrize(
    "typed",
    [
        "RR473124828TH",
        "RR473124820TH",
        "RR47312482TH",
        "RR4731248290TH",
        "RR47312482OTH",
        "0812345678",
        "+66812345678",
        "abc",
        "12345",
        "ส่งแล้ว",
        "R" * 40,
        "1" * 500,
        "RR473124829TH\x00",
        "TH-กขคงจฉช123456",
    ],
)
def test_what_cannot_be_a_tracking_number_is_refused_in_its_place(typed: str) -> None:
    with pytest.raises(BadTrackingNumber) as refused:
        read_tracking_number(typed)
    assert refused.value.field == "tracking_number"
    assert str(refused.value.message)


@pytest.mark.parametrize(
    "typed",
    [
        "TH01234567890A",
        "KEX0012345678",
        "SHP1234567890",
        "SPXTH012345678901",
        "820012345678",
        "NVTH123456789",
    ],
)
def test_private_carriers_are_accepted_and_never_count_as_checked(typed: str) -> None:
    number = read_tracking_number(typed)
    assert number is not None
    assert not number.is_checked


def test_an_empty_field_is_no_number() -> None:
    assert read_tracking_number(" - ") is None


@given(st.from_regex(r"\A[A-Z]{2}[0-9]{8}\Z"), st.integers(0, 7), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught_with_few_exceptions(start: str, at: int, by: int) -> None:
    serial = start[2:]
    wrong = serial[:at] + str((int(serial[at]) + by) % 10) + serial[at + 1 :]
    if s10_check_digit(serial) not in (0, 5):
        assert s10_check_digit(wrong) != s10_check_digit(serial)


@given(st.text(max_size=40))
def test_a_number_read_again_is_itself(typed: str) -> None:
    try:
        number = read_tracking_number(typed)
    except BadTrackingNumber:
        return
    if number is not None:
        assert read_tracking_number(number.text) == number
        assert len(number.text) <= 32
