"""The mini-QR of bank slips: read, told from forged ones, and never an error for the person."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.milestones.examining import read_slips
from courses.milestones.slips import LONGEST_TEXT, crc16, key_of, paid_phone, read_slip, read_tags
from media.models import StoredFile
from tests.build import People
from tests.milestones import things

# Published by the makers of promptparse and in the standard's own check value of CRC-16/CCITT-FALSE.
PUBLISHED = "004000060000010103002021900021231231212000115102TH91049C30"


def test_the_published_examples() -> None:
    assert crc16("123456789") == "29B1"
    slip = read_slip(PUBLISHED)
    assert slip is not None
    assert (slip.bank, slip.reference, slip.fault) == ("002", "0002123123121200011", "")
    assert things.slip_text("0002123123121200011", "002") == PUBLISHED


@settings(max_examples=30, deadline=None)
@given(
    reference=st.from_regex(r"[A-Za-z0-9]{6,40}", fullmatch=True),
    bank=st.from_regex(r"[0-9]{3}", fullmatch=True),
)
def test_what_is_written_is_read(reference: str, bank: str) -> None:
    slip = read_slip(things.slip_text(reference, bank))
    assert slip is not None
    assert (slip.bank, slip.reference, slip.fault) == (bank, reference, "")
    assert slip.key == f"{bank}:{reference.upper()}"


@settings(max_examples=30, deadline=None)
@given(place=st.integers(20, len(PUBLISHED) - 1), letter=st.sampled_from("0123456789ABCDEF"))
def test_one_changed_letter_is_never_a_valid_slip(place: int, letter: str) -> None:
    changed = PUBLISHED[:place] + letter + PUBLISHED[place + 1 :]
    slip = read_slip(changed)
    assert changed == PUBLISHED or slip is None or slip.fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (things.slip_text(forged=True), "crc"),
        (things.slip_text(""), "reference"),
        (things.slip_text("../../etc"), "reference"),
        (things.slip_text(bank="XX1"), "reference"),
        (PUBLISHED[:40], "shape"),
        (PUBLISHED[:-8], "crc"),
        (PUBLISHED + PUBLISHED, "shape"),
    ],
)
def test_a_forged_or_broken_slip_has_a_named_fault_and_no_key(text: str, fault: str) -> None:
    slip = read_slip(text)
    assert slip is not None
    assert slip.fault == fault
    assert slip.key == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org",
        "0",
        "00",
        "๐๐",
        "0099",
        "9" * 9999,
        "\x00" * 50,
        things.slip_text(api="000002"),
    ],
)
def test_what_is_no_slip_is_none(text: str) -> None:
    assert read_slip(text) is None
    assert read_tags(text[:LONGEST_TEXT]) is None or not text or text.startswith("00")


def test_the_phone_of_a_promptpay_qr() -> None:
    qr = "00020101021129370016A000000677010111011300668123456785802TH530376463041234"
    assert paid_phone(qr) == "+66812345678"
    assert paid_phone(PUBLISHED) == paid_phone("x") == ""


def test_a_slip_is_read_from_the_stored_picture(people: People) -> None:
    good, forged = (
        things.slip_picture(people.learner),
        things.slip_picture(people.learner, things.slip_text(forged=True)),
    )
    read = read_slips([(things.SLIP, good), (things.SLIP, forged), (things.ORDER, good)])
    assert read[good.pk] == {
        "slip": {"bank": "014", "reference": "202611170945123456", "is_valid": True, "fault": ""}
    }
    assert key_of(read[good.pk]) == "014:202611170945123456"
    assert (read[forged.pk]["slip"]["fault"], key_of(read[forged.pk])) == ("crc", "")


def test_a_picture_that_is_gone_or_shows_nothing_reads_as_nothing(people: People) -> None:
    gone, plain = things.picture(people.learner), things.stored_picture(people.learner)
    assert read_slips([(things.SLIP, gone), (things.SLIP, plain)]) == {gone.pk: {}, plain.pk: {}}
    assert StoredFile.objects.count() == 2
