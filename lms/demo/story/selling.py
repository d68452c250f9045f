"""From the lessons to the first sale: shop, content, sale, each claimed with evidence."""

from datetime import datetime, timedelta
from random import Random

from lms.dates import bangkok_date, short_date
from lms.demo.story import shelf, texts
from lms.demo.story.clock import later, new_id, some_days
from lms.demo.story.journey import Setting
from lms.demo.story.plan import Claimed, Decision, Person, Picture

MOST_TRIES = 3
CLAIM_COMES_BACK = 0.07
SHARE_WITH_SHOP_PICTURE = 0.3


def sell(person: Person, core_at: datetime, setting: Setting, desk: shelf.Shelf, rng: Random) -> None:
    """Let a person who finished the lessons open a shop, show it, and perhaps sell."""
    village = setting.village
    if rng.random() >= village.opens_a_shop:
        return
    account, channel = desk.account(rng), rng.choice(village.channels)
    goods = rng.choice(village.goods)
    shop_at = _open_shop(person, core_at, account, channel, goods, setting, rng)
    if shop_at is None:
        return
    if rng.random() < village.posts_content:
        _post(person, shop_at, account, channel, goods, setting, rng)
    if rng.random() < village.makes_a_sale:
        _sell_first(person, max(core_at, shop_at), goods, setting, desk, rng)


def _decision(good: bool, sent: datetime, by: str, words: tuple[str, ...], rng: Random) -> Decision:
    return Decision(good, later(sent, some_days(2.2, rng), rng), by, "" if good else rng.choice(words))


def _open_shop(
    person: Person, core_at: datetime, account: str, channel: str, goods: str, setting: Setting, rng: Random
) -> datetime | None:
    opened = later(core_at, some_days(6, rng), rng)
    sent, name = opened, texts.shop_name(goods, person.name, rng)
    for _ in range(MOST_TRIES):
        sent = later(sent, some_days(1, rng), rng)
        good = rng.random() >= CLAIM_COMES_BACK
        decision = _decision(good, sent, setting.trainer, texts.SHOP_RETURNED, rng)
        day = bangkok_date(opened)
        person.events.append(
            Claimed(
                id=new_id(rng), milestone="M4", at=sent, happened_on=day, platform=channel, shop_name=name,
                url=shelf.PATHS[channel].format(name=account),
                pictures=_shop_pictures(name, short_date(day), rng), decision=decision,
            )
        )  # fmt: skip
        if good:
            return decision.at
        sent = decision.at
    return None


def _shop_pictures(name: str, day: str, rng: Random) -> tuple[Picture, ...]:
    """Some add a picture of the shop's page; the link alone is enough."""
    if rng.random() >= SHARE_WITH_SHOP_PICTURE:
        return ()
    return (shelf.screen_picture("shop-screenshot", name, day, rng),)


def _post(
    person: Person, shop_at: datetime, account: str, channel: str, goods: str, setting: Setting, rng: Random
) -> None:
    posted = later(shop_at, some_days(5, rng), rng)
    sent = posted
    for _ in range(MOST_TRIES):
        sent = later(sent, some_days(0.7, rng), rng)
        good = rng.random() >= CLAIM_COMES_BACK
        decision = _decision(good, sent, setting.trainer, texts.CONTENT_RETURNED, rng)
        day = bangkok_date(posted)
        url = shelf.POSTS[channel].format(name=account, number=rng.randrange(10**14, 10**15))
        person.events.append(
            Claimed(
                id=new_id(rng), milestone="M5", at=sent, happened_on=day, url=url,
                pictures=(shelf.screen_picture("content-screenshot", goods, short_date(day), rng),),
                decision=decision,
            )
        )  # fmt: skip
        if good:
            return
        sent = decision.at


def _sell_first(
    person: Person, ready_at: datetime, goods: str, setting: Setting, desk: shelf.Shelf, rng: Random
) -> None:
    village = setting.village
    sold = later(ready_at, 1 + some_days(village.days_to_a_sale, rng), rng)
    while bangkok_date(sold).month not in village.selling_months:
        sold += timedelta(days=rng.randrange(7, 28))
    sent, comes_back = sold, village.sale_comes_back
    for _ in range(MOST_TRIES):
        sent = later(sent, some_days(1.5, rng), rng)
        good = rng.random() >= comes_back
        decision = _decision(good, sent, setting.officer, texts.SALE_RETURNED, rng)
        person.events.append(first_sale(sent, sold, goods, desk, decision, rng))
        if good or rng.random() < 0.25:
            return
        sent, comes_back = decision.at, comes_back / 2


def first_sale(
    sent: datetime,
    sold: datetime,
    goods: str,
    desk: shelf.Shelf,
    decision: Decision | None,
    rng: Random,
    *,
    only_checked: bool = False,
) -> Claimed:
    """Return the claim of a first sale with enough evidence, each piece its own."""
    day, tracking = bangkok_date(sold), desk.tracking(rng, only_checked=only_checked)
    price = rng.randrange(90, 1500, 10)
    # A third say nothing of money, as they may.
    stated = None if price % 30 == 0 else price
    pictures = [shelf.order_picture(goods, price, tracking, short_date(day), rng)]
    if not tracking.endswith("TH") or rng.random() < 0.3:
        pictures.append(shelf.parcel_picture(goods, tracking, short_date(day), rng))
    return Claimed(
        id=new_id(rng), milestone="M6", at=sent, happened_on=day, tracking=tracking,
        amount_baht=stated, note=rng.choice(texts.NOTES), pictures=tuple(pictures), decision=decision,
    )  # fmt: skip
