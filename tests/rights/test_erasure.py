"""Erasing a person: everything that says who it was is gone, and every total stays as it was."""

import uuid
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as proving
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.audit.models import AuditEntry, Verb
from courses.duplicates.finding import look_for_duplicates
from courses.duplicates.models import DuplicateCard
from courses.ledgers.operators import Operator
from courses.milestones.actions import return_claim, verify_claim
from courses.milestones.flags import find_flags
from courses.milestones.redact import cover_picture
from courses.models import Claim, Correction, Erasure, Evidence, Learner, SecondLook, Shop
from courses.people.corrections import ask_correction
from courses.people.erasure import ErasureRefused, ask_erasure, stop_erasure
from courses.reports.basis import Basis
from courses.reports.communities import community_rows
from courses.reports.figures import count
from courses.reports.goal import headline_of
from courses.reports.scope import AGES, Scope
from courses.reports.way import way_of
from courses.rights.erasing import ERASED_NAME, coarse_birth_year, erase_due
from courses.shops.models import MonthlySales
from courses.shops.product_actions import ProductFacts, keep_product
from courses.shops.sales_actions import tell_sales
from lms.accounts.models import Role
from lms.accounts.submit_tokens import find_token, give_token
from lms.dates import fiscal_year_be
from media.models import StoredFile
from tests import build
from tests.build import NOON, PIN, People
from tests.milestones import things
from tests.reports import rows

AFTER = NOON + timedelta(days=settings.ERASURE_DAYS)


def erased(learner: Learner, at: Any = AFTER) -> Learner:
    ask_erasure(learner, by=learner.user, at=NOON)
    erase_due(at)
    return Learner.objects.get(pk=learner.pk)


def figures(administrator: Any, at: Any = NOON) -> dict[str, Any]:
    """The headline, the funnel and the rows of the communities, as plain values."""
    basis = Basis.of(None, at=at)
    way = way_of(basis)
    communities = community_rows(administrator, basis, way.communities)
    return {
        "headline": asdict(headline_of(basis)),
        "funnel": (way.funnel.reached, way.funnel.baseline_people, way.funnel.baseline_sales),
        "communities": [(row.community.pk, row.counts, row.sellers, row.signals) for row in communities],
        "declared": sum(row.amount_baht for row in MonthlySales.objects.declared_sales(basis.year_be)),
        "shops": Shop.objects.values("url_key").distinct().count(),
    }


def everything_in_the_database() -> str:
    """Every value of every table as one text."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            parts += [str(row) for row in cursor.fetchall()]
    return "\n".join(parts)


@pytest.fixture
def full(people: People, django_capture_on_commit_callbacks: Any) -> Learner:
    """A learner of whom everything is held that can be."""
    learner = people.learner
    learner.user.phone = "+66899111222"
    learner.user.set_password(PIN)
    learner.user.save()
    learner.birth_year_be = 2511
    learner.save()
    shop = things.shop_claim(learner, shop_name="ร้านลับ", url="https://shopee.co.th/secretshop", note="โน้ตลับ")
    return_claim(shop, by=people.trainer, at=NOON, reason="เหตุลับ")
    things.core_complete(learner)
    verify_claim(
        things.shop_claim(learner, shop_name="ร้านลับ", url="https://shopee.co.th/secretshop"),
        by=people.trainer,
        at=NOON,
    )
    photos = [
        (things.ORDER, things.stored_picture(learner)),
        (things.PARCEL, things.stored_picture(learner, "red")),
    ]
    sale = things.sale_claim(learner, photos=photos, note="โน้ตลับ")
    Claim.objects.filter(pk=sale.pk).update(buyer_name="ผู้ซื้อลับ")
    Evidence.objects.update(parsed={"payer": "ผู้จ่ายลับ"})
    cover_picture(sale.evidence.first(), by=people.manager, at=NOON, parts=[[10, 10, 40, 30]])
    verify_claim(things.said(sale, people.manager), by=people.manager, at=NOON)
    looked = {"verdict": "falls", "reason": "ตรวจซ้ำลับ", "looked_by": people.administrator, "looked_at": NOON}
    drawn = {"first_decider": people.manager, "cause": "flagged", "is_drawn": False, "drawn_at": NOON}
    SecondLook.objects.update_or_create(claim=sale, defaults={**drawn, **looked})
    lesson = build.lesson("F1", practice_kinds=["photo"])
    rows.work(learner, lesson, "returned", feedback="คำลับของครู")
    ask_correction(learner, correction_id=uuid.uuid4(), field="other", words="คำขอลับ", at=NOON)
    keep_product(
        learner,
        ProductFacts(name="สินค้าลับ", category="food", story="เรื่องลับ", licence_number="4120075860001"),
        product_id=uuid.uuid4(),
        photos=[things.stored_picture(learner, "green")],
        at=NOON,
    )
    tell_sales(
        learner,
        sales_id=uuid.uuid4(),
        year_be=2569,
        month=11,
        orders=2,
        amount_baht=Decimal(500),
        picture=things.stored_picture(learner, "blue"),
        at=NOON,
    )
    return learner


def test_nothing_in_the_database_says_who_it_was(
    full: Learner, django_capture_on_commit_callbacks: Any
) -> None:
    said = ("สมใจ", "899111222", "ลับ", "secretshop", "4120075860001")
    before = everything_in_the_database()
    assert all(words in before for words in said)
    paths = [Path(settings.PRIVATE_ROOT) / row.path for row in StoredFile.objects.filter(owner=full.user)]
    paths = [path for path in paths if path.exists()]
    assert len(paths) == 5  # one of them the covered copy
    with django_capture_on_commit_callbacks(execute=True):
        gone = erased(full)
    left = everything_in_the_database()
    assert [words for words in said if words in left] == []
    assert not any(path.exists() for path in paths)
    assert (gone.name, gone.user.phone, gone.user.email, gone.user.is_active) == (
        ERASED_NAME,
        "",
        None,
        False,
    )
    assert gone.birth_year_be == coarse_birth_year(2511, 2570) != 2511
    assert AuditEntry.objects.filter(verb=Verb.ERASED, person=full.public_id).count() == 1


def test_every_total_stays_as_it_was(full: Learner, people: People) -> None:
    before = figures(people.administrator)
    erased(full)
    assert figures(people.administrator) == before
    assert before["headline"]["certified"] == 1


def test_the_same_picture_sent_by_somebody_else_is_still_found(full: Learner, people: People) -> None:
    erased(full)
    copy = things.stored_picture(people.classmate)
    assert Evidence.objects.filter(sha256=copy.sent_sha256).exists()
    claim = things.sale_claim(
        people.classmate, photos=[(things.ORDER, copy), (things.PARCEL, things.picture(people.classmate))]
    )
    assert "dup_hash" in {flag.code for flag in find_flags(claim)}


def test_nobody_signs_in_or_sends_any_more(client: Client, full: Learner, people: People) -> None:
    token = give_token(full.user, device="โทรศัพท์ของสมใจ", at=NOON).token
    client.force_login(full.user)
    assert client.get(reverse("profile")).status_code == 200
    erased(full)
    assert client.get(reverse("profile")).status_code == 302
    assert find_token(token, at=NOON) is None
    for phone in ("0899111222", ""):
        client.post(reverse("account_login"), {"phone": phone, "pin": PIN})
        assert client.get(reverse("profile")).status_code == 302


def test_the_desk_shows_the_row_without_its_person(client: Client, full: Learner, people: People) -> None:
    erased(full)
    client.force_login(people.manager)
    html = client.get(f"/desk/learners/{full.pk}/").content.decode()
    assert ERASED_NAME in html
    assert "สมใจ" not in html
    claim = Claim.objects.filter(learner=full, milestone="M6").get()
    assert client.get(f"/desk/evidence/{claim.pk}/").status_code == 200
    picture = claim.evidence.first().stored_file_id
    assert client.get(f"/files/evidence/{picture}/").status_code == 404


def test_it_waits_for_the_days_to_think_it_over_and_can_be_stopped(people: People) -> None:
    ask_erasure(people.learner, by=people.learner.user, at=NOON)
    ask_erasure(people.learner, by=people.learner.user, at=NOON)
    assert Erasure.objects.count() == 1
    assert erase_due(AFTER - timedelta(seconds=1)) == 0
    stop_erasure(people.learner, by=people.learner.user, at=NOON)
    assert erase_due(AFTER) == 0
    people.learner.user.refresh_from_db()
    assert people.learner.user.is_active
    assert erased(people.learner).erased_at == AFTER
    assert erase_due(AFTER) == 0
    with pytest.raises(ErasureRefused):
        ask_erasure(people.learner, by=people.administrator, at=AFTER)


def test_only_the_person_or_an_administrator_asks(people: People) -> None:
    for other in (people.trainer, people.manager, people.classmate.user):
        with pytest.raises(ErasureRefused):
            ask_erasure(people.learner, by=other, at=NOON)
    assert ask_erasure(people.learner, by=people.administrator, at=NOON).asked_by == people.administrator


def test_a_profile_that_was_merged_away_goes_along(people: People) -> None:
    Learner.objects.filter(pk=people.classmate.pk).update(merged_into=people.learner)
    erased(people.learner)
    people.classmate.refresh_from_db()
    assert (people.classmate.user.name, people.classmate.erased_at) == (ERASED_NAME, AFTER)


def test_the_page_asks_for_the_pin_and_says_the_day(client: Client, people: People) -> None:
    client.force_login(people.learner.user)
    page = reverse("erasure")
    assert client.post(page, {"pin": "555123"}).status_code == 400
    assert not Erasure.objects.exists()
    assert client.post(page, {"pin": PIN})["Location"] == page
    assert "จะถูกลบวันที่" in client.get(page).content.decode()
    assert "จะถูกลบวันที่" in client.get(reverse("profile")).content.decode()
    client.post(page, {"answer": "stop"})
    assert Erasure.objects.get().stopped_at is not None


def test_an_administrator_begins_it_and_nobody_else(client: Client, people: People) -> None:
    page = reverse("erasure-desk", args=[people.learner.pk])
    for user, status in ((people.manager, 404), (people.administrator, 302)):
        client.force_login(user)
        assert client.post(page).status_code == status
    assert Erasure.objects.get().asked_by == people.administrator
    client.post(page, {"answer": "stop"})
    assert Erasure.objects.get().stopped_at is not None


def test_an_age_band_stays_and_the_year_of_birth_goes() -> None:
    for born, band in ((2569 - 18, 17), (2569 - 29, 25), (2569 - 30, 37), (2569 - 45, 52), (2569 - 88, 67)):
        assert 2569 - (coarse_birth_year(born, 2569) or 0) == band
    assert coarse_birth_year(None, 2569) is None


def test_the_years_around_give_the_same_band_to_whoever_stayed_in_it() -> None:
    def band(age: int) -> str:
        return next(name for name, (youngest, oldest) in AGES.items() if youngest <= age <= oldest)

    for born in range(2569 - 90, 2569 - 14):
        coarse = coarse_birth_year(born, 2569) or 0
        for year in range(2564, 2574):
            if band(year - born) == band(2569 - born):
                assert band(year - coarse) == band(year - born), (born, year)


@pytest.mark.parametrize(("born", "sold_on"), [(2510, date(2026, 11, 3)), (2524, date(2025, 9, 20))])
def test_the_sellers_of_a_year_by_age_stay_though_the_person_is_older_now(
    people: People, born: int, sold_on: date
) -> None:
    """One turns 60 in the fiscal year that began in October; one was 44 when counted, a year before."""
    Learner.objects.filter(pk=people.learner.pk).update(birth_year_be=born)
    rows.certify(people.learner, people.cohort, sold_on)

    def by_age() -> list[object]:
        basis = Basis(fiscal_year_be(sold_on), False, NOON)
        ages = [count("K1", basis, Scope(age=band)).value for band in AGES]
        return [*ages, [part.numerator for part in count("K10", basis).parts]]

    before = by_age()
    assert sum(before[:-1]) == 1
    erased(people.learner)
    assert Learner.objects.get(pk=people.learner.pk).birth_year_be != born
    assert by_age() == before


class EveryTotalStays(TestCase):
    @proving(max_examples=12, deadline=None)
    @given(
        st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.booleans()), min_size=1, max_size=5),
        st.sets(st.integers(0, 4), min_size=1),
    )
    def test_whoever_is_erased(self, drawn: list[tuple[int, bool, bool]], chosen: set[int]) -> None:
        community = build.community()
        trainer, manager = build.staff(Role.TRAINER), build.staff(Role.ADMINISTRATOR)
        cohort = build.cohort(community, trainer)
        learners = []
        for stage, sold_before, has_sales in drawn:
            learner = build.learner("สมใจ", cohort, sold_before=sold_before)
            if stage >= 1:
                things.core_complete(learner)
            if stage >= 2:
                verify_claim(things.shop_claim(learner), by=manager, at=NOON)
            if stage >= 3:
                verify_claim(things.sale_claim(learner), by=manager, at=NOON)
            if has_sales:
                month = {"year_be": 2569, "month": 11, "orders": 1, "amount_baht": Decimal(9)}
                tell_sales(learner, sales_id=uuid.uuid4(), **month, at=NOON)
            learners.append(learner)
        before = figures(manager)
        for place in chosen:
            if place < len(learners):
                erased(learners[place])
        assert figures(manager) == before
        assert not Correction.objects.exists()


def test_other_rooms_forget_the_person_too(people: People) -> None:
    """The cards of the search for duplicates, and a ledger's own name for the person."""
    learner = people.learner
    look_for_duplicates(NOON)
    assert DuplicateCard.objects.filter(learner=learner).exists()
    Operator.objects.create(
        learner=learner,
        name="สมใจ ค้าผ้า",
        name_key="สมใจค้าผ้า",
        phone="+66899111222",
        is_demonstration=False,
        entered_by=people.manager,
        entered_at=NOON,
    )
    erased(learner)
    look_for_duplicates(AFTER)
    assert not DuplicateCard.objects.filter(learner=learner).exists()
    row = Operator.objects.get(learner=learner)
    assert (row.name, row.phone.startswith("+")) == (ERASED_NAME, False)
