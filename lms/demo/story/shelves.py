"""What sellers have on their shelves, and what they say that they sold in a month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from courses.shops.product_actions import ProductFacts
from courses.shops.product_models import Category
from courses.shops.sales_actions import month_before
from lms.dates import BUDDHIST_OFFSET_YEARS, bangkok_date
from lms.demo import logins
from lms.demo.story.clock import new_id, on_day
from lms.demo.story.files import POOL_PHOTOS
from lms.demo.story.known import Known

SHARE_WITH_PRODUCTS, SHARE_TELLING_SALES, SHARE_WITH_PHOTO = 0.5, 0.45, 0.4
MOST_MONTHS = 8
FABRIC = ("ผ้า", "เสื้อ", "กระเป๋า", "ปัก")
HERB = ("สมุนไพร", "ลูกประคบ")
DRINK = ("ชา",)
DECOR = ("ช้าง", "แจกัน", "ถ้วย", "เสื่อ", "ตะกร้า", "กล่อง", "ป้าย")
STORIES = (
    "ทำเองที่บ้านกับแม่และป้า ใช้ของในหมู่บ้าน ชิ้นหนึ่งใช้เวลา 3 วัน",
    "สูตรของยาย ทำขายในตลาดมา 20 ปี ตอนนี้ส่งได้ทั่วประเทศ",
    "กลุ่มแม่บ้าน 8 คนช่วยกันทำ รายได้แบ่งกันทุกสิ้นเดือน",
    "",
)
SOMJAIS = ProductFacts(
    name="ผ้าซิ่นมัดหมี่ ลายนาค",
    category=Category.FABRIC,
    otop_number="410116-A007",
    star=4,
    star_year_be=2567,
    star_round="OPC 2567",
    cost_baht=Decimal(450),
    price_baht=Decimal(790),
    fee_percent=Decimal("14.33"),
    story="ทอมือด้วยกี่ที่แม่ให้มา ลายนาคเป็นลายของบ้านนาข่า ผืนหนึ่งใช้เวลา 5 วัน",
    export_group="lifestyle",
)
# Orders that she told of the last months, the latest last: her own word, which proves nothing yet.
SOMJAIS_ORDERS = (0, 3)


@dataclass(frozen=True)
class Shelved:
    """One product of a person; `photo` names a picture of the pool, empty where there is none."""

    person: Known
    facts: ProductFacts
    id: UUID
    at: datetime
    photo: str = ""
    photo_id: UUID | None = None


@dataclass(frozen=True)
class Told:
    """What a person says of one month. `shop` is the key of one of her channels, None for all together."""

    person: Known
    id: UUID
    year_be: int
    month: int
    orders: int
    amount_baht: Decimal
    shop: int | None
    at: datetime


def draw_products(people: Sequence[Known], now: datetime, seed: int) -> Iterator[Shelved]:
    """Yield the products of some of those who have a shop, and Somjai's."""
    rng = Random(f"{seed}/products")
    for person in people:
        if person.phone == logins.LEARNER_PHONE:
            at = now - timedelta(days=19)
            yield Shelved(person, SOMJAIS, new_id(rng), at, "photo-0", new_id(rng))
        elif person.shops and rng.random() < SHARE_WITH_PRODUCTS:
            for name in rng.sample(person.goods, min(len(person.goods), rng.choice((1, 1, 2)))):
                at = person.joined_at + (now - person.joined_at) * rng.uniform(0.5, 1)
                photo = f"photo-{rng.randrange(POOL_PHOTOS)}" if rng.random() < SHARE_WITH_PHOTO else ""
                facts = _facts(name, person.area_code, bangkok_date(at).year + 543, rng)
                yield Shelved(person, facts, new_id(rng), at, photo, new_id(rng) if photo else None)


def _facts(name: str, area_code: str, year_be: int, rng: Random) -> ProductFacts:
    category = _category(name)
    cost = rng.randrange(30, 900, 10)
    otop = f"{area_code:0<6}-A{rng.randrange(1000):03d}" if rng.random() < 0.5 else ""
    star = rng.choice((3, 3, 4, 4, 5)) if otop and rng.random() < 0.5 else None
    has_licence = category in (Category.FOOD, Category.DRINK, Category.HERB) and rng.random() < 0.6
    return ProductFacts(
        name=name,
        category=category,
        otop_number=otop,
        star=star,
        star_year_be=min(year_be, 2567) if star else None,
        star_round="OPC 2567" if star else "",
        licence_number=f"{rng.randrange(10**12, 10**13)}" if has_licence else "",
        cost_baht=Decimal(cost),
        price_baht=Decimal(cost * rng.choice((14, 16, 18, 20)) // 10),
        fee_percent=Decimal(rng.choice((0, 6, 8, 10))),
        story=rng.choice(STORIES),
        export_group="lifestyle" if category in (Category.FABRIC, Category.DECOR) else "",
    )


def _category(name: str) -> str:
    kinds = ((FABRIC, Category.FABRIC), (HERB, Category.HERB), (DRINK, Category.DRINK))
    for words, category in (*kinds, (DECOR, Category.DECOR)):
        if any(word in name for word in words):
            return category
    return Category.FOOD


def draw_sales(people: Sequence[Known], now: datetime, seed: int) -> Iterator[Told]:
    """Yield what some of those who count say of their months since the first sale, and what Somjai says."""
    rng, today = Random(f"{seed}/sales"), bangkok_date(now)
    for person in people:
        if person.phone == logins.LEARNER_PHONE:
            yield from _somjais(person, today, rng)
        elif person.sold_on is not None and rng.random() < SHARE_TELLING_SALES:
            yield from _of_seller(person, now, rng)


def _of_seller(person: Known, now: datetime, rng: Random) -> Iterator[Told]:
    assert person.sold_on is not None
    price, pace = rng.randrange(90, 900, 10), rng.triangular(1, 40, 5)
    this = _month(bangkok_date(now))
    month = max(_month(person.sold_on), _back(this, MOST_MONTHS))
    while month <= this and rng.random() < 0.93:
        orders = int(rng.gammavariate(2, pace / 2))
        shop = rng.choice(person.shops) if rng.random() < 0.7 else None
        at = _told_on(month, now, rng)
        yield Told(person, new_id(rng), *month, orders, Decimal(orders * price), shop, at)
        month = _month_after(month)


def _somjais(person: Known, today: date, rng: Random) -> Iterator[Told]:
    month = _month(today)
    told = []
    for orders in reversed(SOMJAIS_ORDERS):
        month = month_before(*month)
        told.append((month, orders))
    for month, orders in reversed(told):
        year, number = _month_after(month)
        at = on_day(min(today, date(year - BUDDHIST_OFFSET_YEARS, number, 2)), rng)
        yield Told(person, new_id(rng), *month, orders, Decimal(orders * 790), None, at)


def _told_on(month: tuple[int, int], now: datetime, rng: Random) -> datetime:
    """Return a moment in the first days of the next month; of this month, today's morning."""
    year, number = _month_after(month)
    at = on_day(date(year - BUDDHIST_OFFSET_YEARS, number, rng.randrange(1, 11)), rng)
    return at if at < now else now - timedelta(minutes=rng.randrange(1, 300))


def _month(day: date) -> tuple[int, int]:
    return day.year + BUDDHIST_OFFSET_YEARS, day.month


def _month_after(month: tuple[int, int]) -> tuple[int, int]:
    return (month[0], month[1] + 1) if month[1] < 12 else (month[0] + 1, 1)


def _back(month: tuple[int, int], months: int) -> tuple[int, int]:
    for _ in range(months):
        month = month_before(*month)
    return month
