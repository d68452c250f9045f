"""The claim forms of the phone's page: the fields and the words of the site's own forms, in every step."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from courses.errors import Refused
from courses.milestones import claim_rules
from courses.milestones.actions import return_claim
from courses.milestones.forms import FORMS
from courses.milestones.kinds import KINDS
from courses.milestones.models import MilestoneCode
from courses.milestones.tracking import read_tracking_number
from courses.phone.claims import SHAPES
from courses.phone.state import state_of
from courses.shops.links import tidy_link
from lms.accounts.phones import clean_phone
from lms.text import latin_digits
from tests.build import NOON, People
from tests.milestones import things


@pytest.mark.django_db
@pytest.mark.parametrize("code", MilestoneCode)
def test_every_field_and_proof_of_the_online_form_stands_on_the_phone(code: str) -> None:
    page = Client().get("/phone/").content.decode()
    part = page[page.index(f'<template id="t-claim-{code}">') :].partition("</template>")[0]
    form = FORMS[code](auto_id=f"{code}_%s", use_required_attribute=False)
    for field in form.visible_fields():
        assert f'data-field="{field.name}"' in part
        assert f">{field.label}</label>" in part
        if field.field.required:
            assert f'data-need="{field.field.error_messages["required"]}"' in part
    assert re.findall('data-evidence="([^"]+)"', part) == [str(kind) for kind in KINDS[code]]


def is_taken(name: str, typed: str) -> bool:
    """Tell whether the site takes what was typed into a field."""
    readers: dict[str, Any] = {
        "amount_baht": lambda text: claim_rules.read_stated("M6", text),
        "tracking_number": read_tracking_number,
        "order_number": lambda text: claim_rules.read_order_number("M6", text),
        "registration_number": lambda text: claim_rules.read_mark_number("M8", text),
        "url": tidy_link,
        "buyer_phone": clean_phone,
    }
    try:
        readers[name](typed)
    except (Refused, ValidationError):
        return False
    return True


def looks_right(name: str, typed: str) -> bool:
    """Look at a text as the phone's module does."""
    looks = SHAPES[name]
    plain = re.sub(looks.strip, "", latin_digits(typed.strip()), flags=re.ASCII).upper()
    return all(re.search(shape, plain, re.ASCII) for shape, _words in looks.shapes)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (
            "amount_baht",
            "1,250.50|๑๒๓|฿ 1250|๑,๒๕๐ บาท|1250.-|350.- บาท|0|.5|-1|1.234|เยอะ|1 250|12,|99999999999"
            "|9999999999.99",
        ),
        (
            "tracking_number",
            "RR473124829TH|rr 4731-24829 th|RR47312482TH|RRO73124829TH|0812345678|SPXTH04123456789"
            "|123456789012|ส่งแล้ว|KEX123456789|1234|EE123456785CN",
        ),
        ("order_number", "240925ABCD12|๒๔๐๙๒๕|ab#12/345|ABCDE|1234|เลขที่ 1234567"),
        ("registration_number", "0105561-2345|๑๒๓๔๕๖|12345|เลข 0105561002345"),
        ("url", "shopee.co.th/somjai|https://www.tiktok.com/@s/video/7|ร้านของฉัน|shop ee.co.th|shopee"),
        ("buyer_phone", "081-234-5678|+66 81 234 5678|๐๘๑๒๓๔๕๖๗๘|โทร|12"),
    ],
)
def test_the_phone_finds_right_and_wrong_what_the_site_does(name: str, texts: str) -> None:
    cases = [text for text in texts.split("|") if text]
    assert [(one, looks_right(name, one)) for one in cases] == [(one, is_taken(name, one)) for one in cases]


@pytest.mark.django_db
def test_a_claim_sent_back_is_told_with_its_reason_and_what_was_written(people: People) -> None:
    claim = things.sale_claim(people.learner, order_number="261117ABCD1", note="ส่งแล้ว")
    assert state_of(people.learner, at=NOON)["returned"] == {}
    return_claim(claim, by=people.manager, at=NOON, reason="ภาพไม่ชัด")
    told = state_of(people.learner, at=NOON)
    back = told["returned"]["M6"]
    assert (back["reason"], back["happened_on"], back["order_number"]) == (
        "ภาพไม่ชัด",
        "17/11/2569",
        "261117ABCD1",
    )
    assert (back["note"], back["amount_baht"], back["country"]) == ("ส่งแล้ว", "", "")
    assert told["rules"][-1]["since"] == "0001-01-01"
    assert told["witnessed"] == []
