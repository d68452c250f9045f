"""Products: OTOP facts, licence, price and profit, photos; kept, changed, taken out."""

import json
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from courses.audit.models import AuditEntry
from courses.models import Product
from courses.shops.errors import ProductRefused
from courses.shops.product_actions import (
    ProductFacts,
    check_product,
    keep_product,
    read_licence,
    remove_product,
)
from lms.prices import profit_of
from media.models import StoredFile
from tests.build import NOON, People
from tests.milestones import things

VECTORS = Path(__file__).parents[1] / "cms" / "price_vectors.json"
TYPED = {
    "name": "ผ้าซิ่นมัดหมี่ ลายนาค",
    "category": "fabric",
    "cost_baht": "450",
    "price_baht": "๗๙๐ บาท",
    "fee_percent": "8",
}


def facts(**changed: Any) -> ProductFacts:
    return ProductFacts(**{"name": "ผ้าซิ่น", "category": "fabric", **changed})


def kept(people: People, **changed: Any) -> Product:
    return keep_product(people.learner, facts(**changed), product_id=uuid.uuid4(), at=NOON)


@pytest.fixture
def phone(client: Client, people: People) -> Client:
    client.force_login(people.learner.user)
    return client


def test_profit_is_that_of_the_calculators_vectors() -> None:
    for vector in json.loads(VECTORS.read_text(encoding="utf-8")):
        product = Product(
            cost_baht=Decimal(vector["cost"]),
            price_baht=Decimal(vector["price"]),
            fee_percent=Decimal(vector["fee_percent"] or 0),
        )
        assert product.profit_baht == Decimal(vector["profit"])
    assert Product(price_baht=Decimal(5)).profit_baht is None


@given(
    price=st.decimals(0, 10**6, places=2),
    cost=st.decimals(0, 10**6, places=2),
    fee=st.decimals(0, 90, places=2),
)
def test_profit_and_fee_and_cost_are_the_price(price: Decimal, cost: Decimal, fee: Decimal) -> None:
    rest = price - cost - profit_of(price=price, cost=cost, fee_percent=fee)
    assert abs(rest - price * fee / 100) <= Decimal("0.005")


def test_a_star_names_its_round_and_year(people: People) -> None:
    product = kept(people, star=4, star_year_be=2567)
    assert (product.star, product.star_year_be, product.star_round, product.stars) == (
        4,
        2567,
        "OPC 2567",
        "★★★★",
    )
    without = kept(people, star_year_be=2567, star_round="OPC")
    assert (without.star, without.star_year_be, without.star_round) == (None, None, "")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " – "}, "name"),
        ({"category": "gold"}, "category"),
        ({"star": 6, "star_year_be": 2567}, "star"),
        ({"star": 4}, "star_year_be"),
        ({"star": 4, "star_year_be": 2570}, "star_year_be"),
        ({"star": 4, "star_year_be": 2540}, "star_year_be"),
        ({"quadrant": "E"}, "quadrant"),
        ({"category": "food", "licence_number": "12-3"}, "licence_number"),
        ({"cost_baht": Decimal(-1)}, "cost_baht"),
        ({"fee_percent": Decimal(95)}, "fee_percent"),
        ({"export_group": "x"}, "export_group"),
    ],
)
def test_what_a_product_cannot_say_is_refused_at_its_field(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(ProductRefused) as refused:
        check_product(facts(**changed), at=NOON)
    assert refused.value.field == field


def test_an_fda_number_is_read_as_people_write_it() -> None:
    for typed in ("41-2-00758-6-0001", "อย. ๔๑๒๐๐๗๕๘๖๐๐๐๑", "4120075860001"):
        assert read_licence(typed) == "4120075860001"
    for wrong in ("1111111111111", "412007586000", "41200758600012", "41200758600a1"):
        with pytest.raises(ProductRefused):
            read_licence(wrong)


def test_only_what_is_eaten_drunk_or_put_on_the_skin_asks_for_it(people: People) -> None:
    assert kept(people, category="herb").wants_licence
    assert not kept(people, category="food", licence_number="4120075860001").wants_licence
    cloth = kept(people, category="fabric", licence_number="4120075860001")
    assert (cloth.wants_licence, cloth.licence_number) == (False, "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"star": 4},
        {"star": 4, "star_year_be": 2567},
        {"star": 4, "star_round": "OPC"},
        {"star": 6, "star_year_be": 2567, "star_round": "OPC"},
        {"quadrant": "E"},
        {"cost_baht": Decimal(-1)},
        {"name": ""},
    ],
)
def test_the_database_holds_the_rules_too(people: People, wrong: dict[str, Any]) -> None:
    product = kept(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(**wrong)


def test_a_product_without_number_is_allowed_and_not_otop(people: People) -> None:
    kept(people)
    kept(people, otop_number="๔๑๐๑๐๐๑๒๓")
    assert [product.otop_number for product in Product.objects.of_otop()] == ["410100123"]
    assert Product.objects.of_community(people.community).count() == 2
    assert not Product.objects.of_community(people.neighbour_community).exists()


def test_a_removed_product_is_hidden_and_not_lost(people: People) -> None:
    product = kept(people)
    remove_product(product, at=NOON)
    remove_product(product, at=NOON)
    assert not Product.objects.on_offer().exists()
    assert Product.objects.count() == 1
    verbs = AuditEntry.objects.about(people.learner.public_id).values_list("details__act", flat=True)
    assert sorted(verbs) == ["kept", "removed"]


def test_the_form_keeps_a_product_with_its_photo_and_the_page_shows_the_profit(phone: Client) -> None:
    sent = {**TYPED, "product_id": str(uuid.uuid4()), "photos": things.upload()}
    assert phone.post("/me/shop/products/new/", sent).status_code == 302
    html = phone.get("/me/shop/").content.decode()
    for words in ("ผ้าซิ่นมัดหมี่ ลายนาค", "ทุน 450 · ขาย 790 · กำไร 276.80 บาท"):
        assert words in html
    photo = Product.objects.get().photos.get()
    assert phone.get(f"/files/shop-photos/{photo.stored_file_id}/").status_code == 200


def test_the_same_form_twice_is_one_product(phone: Client) -> None:
    sent = {**TYPED, "product_id": str(uuid.uuid4())}
    for _ in range(2):
        assert phone.post("/me/shop/products/new/", sent).status_code == 302
    assert Product.objects.count() == 1


def test_a_mistake_loses_neither_words_nor_photo(phone: Client) -> None:
    sent = {**TYPED, "product_id": str(uuid.uuid4()), "star": "6", "photos": things.upload()}
    answer = phone.post("/me/shop/products/new/", sent)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "ดาวโอทอปมี 1 ถึง 5" in html
    assert "ผ้าซิ่นมัดหมี่ ลายนาค" in html
    (signed, _stored) = answer.context["photos"].kept[0]
    del sent["photos"]
    phone.post("/me/shop/products/new/", {**sent, "star": "", "kept": signed})
    assert Product.objects.get().photos.count() == 1


def test_a_photo_that_is_unticked_goes_with_its_bytes(phone: Client) -> None:
    sent = {**TYPED, "product_id": str(uuid.uuid4()), "photos": things.upload()}
    phone.post("/me/shop/products/new/", sent)
    product = Product.objects.get()
    phone.post(f"/me/shop/products/{product.pk}/", TYPED)
    assert not product.photos.exists()
    assert not StoredFile.objects.exists()


def test_nobody_changes_the_product_of_another(phone: Client, people: People) -> None:
    theirs = keep_product(people.classmate, facts(), product_id=uuid.uuid4(), at=NOON)
    for path in (f"/me/shop/products/{theirs.pk}/", f"/me/shop/products/{theirs.pk}/remove/"):
        assert phone.post(path, TYPED).status_code == 404
    assert phone.post("/me/shop/products/new/", {**TYPED, "product_id": str(theirs.pk)}).status_code == 404
    picture = things.picture(people.classmate)
    with pytest.raises(ProductRefused):
        keep_product(people.learner, facts(), product_id=uuid.uuid4(), photos=[picture], at=NOON)


def test_my_shop_asks_as_much_for_one_product_as_for_many(
    phone: Client, people: People, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        kept(people)
    with django_assert_max_num_queries(12):
        phone.get("/me/shop/")
