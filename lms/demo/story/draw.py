"""Draws the whole programme: cohorts over two fiscal years, their people, and what waits today.

Everything follows from the seed and the present moment, person by person, so that the same call
gives the same programme on every machine.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from courses.cohorts.codes import ALPHABET, LENGTH
from lms.accounts.models import Role
from lms.dates import bangkok_date, fiscal_year_be, fiscal_year_bounds
from lms.demo import logins
from lms.demo.story import shelf
from lms.demo.story.afterwards import sell_on
from lms.demo.story.clock import on_day
from lms.demo.story.journey import Setting, learn
from lms.demo.story.named import somjai
from lms.demo.story.names import invent
from lms.demo.story.plan import Claimed, Event, Group, LessonSpec, Person, Plan, Sent, Staff
from lms.demo.story.queues import add_waiting_claims, add_waiting_work
from lms.demo.story.selling import sell
from lms.demo.story.villages import VILLAGES, Village

OFFICER = Staff("officer@example.org", "กนกวรรณ มีสุข", Role.MANAGER)
PEOPLE_A_COHORT = 60
MOST_IN_ONE_COHORT = 500
FREE_SEATS = 12
JOINING_DAYS = 65
LASTS_DAYS = 130
NEWEST_BEGAN_DAYS_AGO = 84
SHARE_WHO_LEAVE = 0.03
EDUCATION = ("primary", "lower-secondary", "upper-secondary", "tertiary", "")


class Hand:
    """What may be given out only once in the whole programme: links, numbers, names, phones."""

    def __init__(self) -> None:
        self.desk = shelf.Shelf()
        self.taken: set[str] = set()
        self.phones = _phones()


def draw(
    learners: int, seed: int, now: datetime, lessons: Sequence[LessonSpec], hand: Hand | None = None
) -> Plan:
    """Return a programme of so many learners, its last cohorts still running at `now`."""
    hand = hand or Hand()
    by_code = {lesson.code: lesson for lesson in lessons}
    numbers = _shares(learners)
    groups: list[Group] = []
    for village in VILLAGES:
        setting = Setting(village, by_code, trainer_email(village), OFFICER.email, now)
        groups += draw_village(setting, numbers[village.key], seed, hand)
    home = next(group for group in groups if group.village == VILLAGES[0].key)
    somjai(home.people[0], by_code, home.trainer, now, Random(f"{seed}/named"))
    plan = Plan(_staff(), groups)
    add_waiting_claims(plan, hand.desk, now, Random(f"{seed}/queues"))
    sell_on(plan, OFFICER.email, now, seed, hand.desk)
    cut(plan, now)
    add_waiting_work(plan, now, Random(f"{seed}/work"))
    return plan


def draw_village(setting: Setting, people: int, seed: int, hand: Hand) -> list[Group]:
    """Return the cohorts of one village with everything that their people do, also what is still to come."""
    groups = []
    for group, size in _groups(setting.village, people, seed, setting.now):
        rng = Random(f"{seed}/{setting.village.key}/{group.number}")
        group.people = [_person(group, setting, hand, rng) for _ in range(size)]
        groups.append(group)
    return groups


def trainer_email(village: Village) -> str:
    """Return the address of a village's trainer; the first one's can sign in."""
    return (
        logins.TRAINER.email
        if village.trainer == logins.TRAINER.name
        else f"trainer-{village.key}@example.org"
    )


def _staff() -> list[Staff]:
    trainers = [Staff(trainer_email(v), v.trainer, Role.TRAINER, (v.key,)) for v in VILLAGES]
    named = [Staff(one.email, one.name, one.role) for one in logins.STAFF if one.role != Role.TRAINER]
    return [*trainers, *named, OFFICER]


def _shares(learners: int) -> dict[str, int]:
    """Share the learners out, everyone somewhere, the real communities with one cohort each."""
    total = sum(village.share for village in VILLAGES)
    exact = {village.key: learners * village.share / total for village in VILLAGES}
    numbers = {key: max(1, math.floor(value)) for key, value in exact.items()}
    for village in VILLAGES:
        if village.cohorts == 1:
            numbers[village.key] = min(numbers[village.key], MOST_IN_ONE_COHORT)
    free = [village.key for village in VILLAGES if village.cohorts > 1]
    rest = learners - sum(numbers.values())
    for place in range(abs(rest)):
        numbers[free[place % len(free)]] += 1 if rest > 0 else -1
    return numbers


def _groups(village: Village, people: int, seed: int, now: datetime) -> list[tuple[Group, int]]:
    """Lay a village's cohorts over the last and this fiscal year, the newest one still running."""
    count = (
        1 if village.cohorts == 1 else max(min(village.cohorts, people), math.ceil(people / PEOPLE_A_COHORT))
    )
    today = bangkok_date(now)
    first = fiscal_year_bounds(fiscal_year_be(today) - 1)[0] + timedelta(days=28)
    newest = today - timedelta(days=NEWEST_BEGAN_DAYS_AGO + _spread(village, seed))
    first = min(first, newest - timedelta(days=60))
    days = (newest - first).days
    sizes = [people // count + (1 if place < people % count else 0) for place in range(count)]
    found = []
    for place, size in enumerate(sizes):
        rng = Random(f"{seed}/{village.key}/calendar/{place}")
        starts_on = (
            newest - timedelta(days=days * (count - 1 - place) // max(1, count - 1)) if count > 1 else newest
        )
        starts_on -= timedelta(days=rng.randrange(0, 12) if place < count - 1 else 0)
        found.append((_group(village, place + 1, size, starts_on, today, rng), size))
    return found


def _spread(village: Village, seed: int) -> int:
    """Not all villages begin on one day; the first one's cohort is the youngest."""
    if village is VILLAGES[0]:
        return 0
    return Random(f"{seed}/{village.key}/begin").randrange(5, 42)


def _group(village: Village, number: int, size: int, starts_on: date, today: date, rng: Random) -> Group:
    ends_on = starts_on + timedelta(days=LASTS_DAYS)
    is_over = ends_on < today
    return Group(
        village=village.key,
        number=number,
        title_th=village.title_th,
        title_en=village.title_en,
        trainer=trainer_email(village),
        starts_on=starts_on,
        ends_on=ends_on,
        seats=size + FREE_SEATS,
        join_code="".join(rng.choice(ALPHABET) for _ in range(LENGTH)),
        closed_at=on_day(ends_on + timedelta(days=1), rng) if is_over else None,
    )


def _phones() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        # 080-0xx-xxxx in the order of joining: nobody's on purpose.
        yield f"+6680{number:07d}"


def _person(group: Group, setting: Setting, hand: Hand, rng: Random) -> Person:
    name, sex = invent(rng, hand.taken)
    is_told = rng.random() < 0.7
    latest = min(
        group.starts_on + timedelta(days=JOINING_DAYS), bangkok_date(setting.now) - timedelta(days=1)
    )
    came_on = group.starts_on + timedelta(days=int((latest - group.starts_on).days * rng.random() ** 1.4))
    person = Person(
        name=name,
        phone=next(hand.phones),
        sex=sex if is_told else "",
        birth_year_be=came_on.year + 543 - int(rng.triangular(19, 74, 46)) if is_told else None,
        education=rng.choice(EDUCATION) if is_told else "",
        sold_before=rng.random() < setting.village.sold_before,
        joined_at=on_day(came_on, rng),
    )
    core = learn(person, setting, rng)
    if core is not None:
        sell(person, core[1], setting, hand.desk, rng)
    elif rng.random() < SHARE_WHO_LEAVE * 4:
        person.left_at = on_day(came_on + timedelta(days=rng.randrange(8, 60)), rng)
    person.events.sort(key=lambda event: event.at)
    return person


def cut(plan: Plan, now: datetime) -> None:
    """Take away what has not happened yet: later events, and decisions that are still to come."""
    for group in plan.groups:
        for person in group.people:
            if person.left_at is not None and person.left_at > now:
                person.left_at = None
            end = person.left_at or now
            person.events = [_undecided(event, now) for event in person.events if event.at <= end]


def _undecided(event: Event, now: datetime) -> Event:
    if isinstance(event, (Sent, Claimed)) and event.decision is not None and event.decision.at > now:
        return replace(event, decision=None)
    return event
