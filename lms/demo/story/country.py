"""A programme over the whole country: a thousand invented communities beside the eight with a story.

It is there to try the programme at the size that it is meant for. The places are real tambons of the
official list, the communities in them are made up and say so; some are known by their province or
amphoe only, as in any real register.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from random import Random

import geothai

from courses.cohorts.seeds import MADE_UP
from courses.models import Community
from lms.accounts.models import Role
from lms.demo.story.afterwards import sell_on
from lms.demo.story.draw import OFFICER, Hand, cut, draw_village, trainer_email
from lms.demo.story.journey import Setting
from lms.demo.story.names import FAMILIES, WOMEN
from lms.demo.story.plan import LessonSpec, Plan, Staff
from lms.demo.story.villages import VILLAGES, Village

NAMED_PEOPLE = 4_000
PEOPLE_A_COMMUNITY = 50
VILLAGES_AT_ONCE = 20
SHARE_KNOWN_BY_PROVINCE, SHARE_KNOWN_BY_AMPHOE = 0.04, 0.04


def invent_villages(learners: int, seed: int) -> list[Village]:
    """Return the villages beside the named ones that a programme of so many has, each a little unlike."""
    rng = Random(f"{seed}/country")
    count = learners // PEOPLE_A_COMMUNITY - len(VILLAGES)
    return [_village(number, rng) for number in range(1, count + 1)]


def _village(number: int, rng: Random) -> Village:
    like = rng.choice(VILLAGES)
    return Village(
        key=f"demo-{number:04d}",
        trainer=f"ครู{rng.choice(WOMEN)} {rng.choice(FAMILIES)}",
        share=0,
        tracks=like.tracks,
        stays_silent=rng.uniform(0.03, 0.2),
        gives_up_a_lesson=rng.uniform(0.01, 0.04),
        days_a_lesson=rng.uniform(3, 6),
        opens_a_shop=rng.uniform(0.4, 0.9),
        posts_content=rng.uniform(0.4, 0.9),
        makes_a_sale=rng.uniform(0.4, 0.85),
        sold_before=rng.uniform(0.03, 0.15),
        goods=like.goods,
    )


def communities_of(villages: Sequence[Village], seed: int) -> list[Community]:
    """Return the communities of villages, not yet written, spread over the country's tambons."""
    rng = Random(f"{seed}/places")
    places = rng.sample(_tambons(), len(villages))
    return [_community(village, place, rng) for village, place in zip(villages, places, strict=True)]


def _tambons() -> list[geothai.Subdistrict]:
    """Return all tambons of the country in the order of their codes."""
    return [
        tambon
        for province in sorted(geothai.provinces(), key=lambda place: place.code)
        for amphoe in geothai.districts(province.code)
        for tambon in geothai.subdistricts(amphoe.code)
    ]


def _community(village: Village, place: geothai.Subdistrict, rng: Random) -> Community:
    households = rng.randrange(120, 900) if rng.random() < 0.8 else None
    return Community(
        key=village.key,
        name_th=f"บ้าน{place.name_th} {village.key[-4:]} (ตัวอย่าง)",
        name_en=f"Ban {place.name_en} {village.key[-4:]} (example)",
        area_code=place.code[: _known_digits(rng)],
        products_th=", ".join(village.goods),
        source=MADE_UP,
        households=households,
        inhabitants=households * 3 if households else None,
        is_rural=True,
        is_demonstration=True,
        target_sellers=rng.choice((None, 10, 15, 20)),
    )


def _known_digits(rng: Random) -> int:
    chance = rng.random()
    if chance < SHARE_KNOWN_BY_PROVINCE:
        return 2
    return 4 if chance < SHARE_KNOWN_BY_PROVINCE + SHARE_KNOWN_BY_AMPHOE else 6


def draw_country(
    villages: Sequence[Village],
    people: int,
    seed: int,
    now: datetime,
    lessons: Sequence[LessonSpec],
    hand: Hand,
) -> Iterator[Plan]:
    """Yield the programme some villages at a time, so that fifty thousand lives need not lie in memory."""
    by_code = {lesson.code: lesson for lesson in lessons}
    sizes = [people // len(villages) + (place < people % len(villages)) for place in range(len(villages))]
    pairs = iter(zip(villages, sizes, strict=True))
    while some := list(islice(pairs, VILLAGES_AT_ONCE)):
        staff, groups = [], []
        for village, size in some:
            trainer = trainer_email(village)
            staff.append(Staff(trainer, village.trainer, Role.TRAINER, (village.key,)))
            groups += draw_village(Setting(village, by_code, trainer, OFFICER.email, now), size, seed, hand)
        plan = Plan(staff, groups)
        sell_on(plan, OFFICER.email, now, seed, hand.desk)
        cut(plan, now)
        yield plan
