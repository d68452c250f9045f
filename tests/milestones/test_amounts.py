"""The amount of a sale: the seller states it, somebody else confirms what the evidence shows."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from courses.milestones.actions import revoke_certification, verify_claim
from courses.milestones.claim_rules import read_baht
from courses.milestones.errors import ClaimRefused
from courses.milestones.forms import SaleClaimForm
from courses.milestones.models import Claim
from courses.models import AuditEntry
from tests.build import NOON, People
from tests.milestones import things


def sale(people: People, **fields: Any) -> Claim:
    things.ready_to_sell(people.learner, people.manager)
    return things.said(things.sale_claim(people.learner, **fields), people.manager)


def test_what_the_reviewer_read_stands_beside_what_the_seller_stated(people: People) -> None:
    claim = sale(people, amount_baht=Decimal("350"))
    verify_claim(claim, by=people.manager, at=NOON, confirmed_baht=Decimal("345.50"))
    claim.refresh_from_db()
    assert (claim.amount_baht, claim.confirmed_baht) == (Decimal("350"), Decimal("345.50"))
    entry = AuditEntry.objects.filter(verb="verified", subject_id=str(claim.pk)).get()
    assert entry.details["confirmed_baht"] == "345.50"


def test_without_an_amount_read_the_sale_counts_and_its_amount_does_not(people: People) -> None:
    claim = verify_claim(sale(people, amount_baht=Decimal("350")), by=people.manager, at=NOON)
    assert (claim.state, claim.confirmed_baht) == ("verified", None)


def test_only_what_was_stated_can_be_confirmed(people: People) -> None:
    claim = sale(people)
    with pytest.raises(ClaimRefused):
        verify_claim(claim, by=people.manager, at=NOON, confirmed_baht=Decimal("5"))
    assert Claim.objects.get(pk=claim.pk).state == "pending"
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(confirmed_baht=5)


def test_an_amount_goes_with_the_certification_that_is_taken_back(people: People) -> None:
    claim = sale(people, amount_baht=Decimal("350"))
    verify_claim(claim, by=people.manager, at=NOON, confirmed_baht=Decimal("350"))
    certification = Claim.objects.get(pk=claim.pk).certification
    revoke_certification(certification, by=people.administrator, at=NOON, reason="ไม่ใช่ของตน")
    assert Claim.objects.get(pk=claim.pk).confirmed_baht is None


def test_other_steps_have_no_amount_and_none_is_below_nought(people: People) -> None:
    assert things.shop_claim(people.learner, amount_baht=Decimal("9")).amount_baht is None
    with pytest.raises(ClaimRefused):
        things.sale_claim(people.learner, amount_baht=Decimal("-1"))
    form = SaleClaimForm({"happened_on": "2026-11-17", "amount_baht": "-1"})
    assert "amount_baht" in form.errors


@pytest.mark.parametrize(
    ("typed", "read"),
    [("", None), (" 1,250.50 ", Decimal("1250.50")), ("๓๕๐", Decimal(350)), ("0", Decimal(0))],
)
def test_a_reviewer_types_baht_in_any_way(typed: str, read: Decimal | None) -> None:
    assert read_baht(typed) == read


@pytest.mark.parametrize("typed", ["x", "-5", "1.234", "99999999999", "1e9"])
def test_what_is_no_amount_gets_words(typed: str) -> None:
    with pytest.raises(ClaimRefused):
        read_baht(typed)


def test_the_queue_asks_for_the_amount_and_keeps_it(client: Client, people: People) -> None:
    claim = sale(people, amount_baht=Decimal("350"))
    client.force_login(people.manager)
    page = client.get(f"/desk/evidence/{claim.pk}/").content.decode()
    assert 'name="confirmed_baht"' in page
    assert "ผู้ขายแจ้ง 350" in page
    path = f"/desk/evidence/{claim.pk}/verify/"
    assert client.post(path, {"confirmed_baht": "มาก"}).status_code == 422
    assert client.post(path, {"confirmed_baht": "1,350"}).status_code == 302
    assert Claim.objects.get(pk=claim.pk).confirmed_baht == 1350
