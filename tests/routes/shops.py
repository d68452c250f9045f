"""What a seller keeps in my shop."""

import uuid
from decimal import Decimal
from typing import Any

from courses.models import Learner, Product
from courses.shops.actions import add_channel
from courses.shops.product_actions import ProductFacts, keep_product
from courses.shops.sales_actions import tell_sales
from lms.dates import BUDDHIST_OFFSET_YEARS, now, today
from tests.build import NOON, People
from tests.milestones import things
from tests.routes import Row, learners, ours


def product_of(learner: Learner, photos: Any = ()) -> Product:
    facts = ProductFacts(name="ผ้าซิ่น", category="fabric")
    return keep_product(learner, facts, product_id=uuid.uuid4(), photos=photos, at=NOON)


def _product(people: People) -> dict[str, Any]:
    return {"pk": product_of(people.learner).pk}


def _channel(people: People) -> dict[str, Any]:
    return {"pk": add_channel(people.learner, url="https://shopee.co.th/mine", at=NOON).pk}


def _photo(people: People) -> dict[str, Any]:
    stored = things.stored_picture(people.learner)
    product_of(people.learner, [stored])
    return {"pk": stored.pk}


def _sale(people: People) -> dict[str, Any]:
    day = today()
    month = {"year_be": day.year + BUDDHIST_OFFSET_YEARS, "month": day.month}
    return {
        "pk": tell_sales(
            people.learner, sales_id=uuid.uuid4(), **month, orders=1, amount_baht=Decimal(1), at=now()
        ).pk
    }


ROWS = [
    learners("product-new"),
    Row("product", _product, learner=200, classmate=404, neighbour=404),
    Row("product-remove", _product, method="post", learner=302, classmate=404, neighbour=404),
    learners("channel-new"),
    Row("channel-state", _channel, method="post", learner=302, classmate=404, neighbour=404),
    learners("shop-sales"),
    Row("sale-evidence", _sale, learner=302, classmate=404, neighbour=404),
    ours("shop-photo", _photo, learner=200, classmate=404, neighbour=404),
]
