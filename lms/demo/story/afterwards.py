"""After the first sale: who still sells, whose shop has its DBD mark, who sold abroad (M7 to M9, K9).

Everything here has a chance of its own for each person, so that what came before stays as it was drawn.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from lms.dates import bangkok_date
from lms.demo.story import texts
from lms.demo.story.clock import later, new_id, on_day, some_days
from lms.demo.story.plan import Claimed, Decision, Person, Plan
from lms.demo.story.selling import first_sale
from lms.demo.story.shelf import Shelf, screen_picture

SHARE_STILL_SELLING, SHARE_WITH_MARK, SHARE_ABROAD = 0.62, 0.05, 0.04
# A later sale near the question of 30 and that of 180 days: (from day, to day, share).
LATER_SALES = ((31, 44, 0.12), (181, 210, 0.25))
STILL_SELLING_DAYS = (62, 117)
COMES_BACK = 0.06
ABROAD = ("LA", "LA", "MY", "SG", "CN", "JP", "US")


def sell_on(plan: Plan, officer: str, now: datetime, seed: int, desk: Shelf) -> None:
    """Let those whose first sale was verified go on, or not; what is still to come is cut afterwards."""
    for group in plan.groups:
        for person in group.people:
            first = _verified_sale(person, now)
            if first is not None:
                rng = Random(f"{seed}/afterwards/{person.phone}")
                person.events += _afterwards(person, first, officer, now, desk, rng)
                person.events.sort(key=lambda event: event.at)


def _verified_sale(person: Person, now: datetime) -> Claimed | None:
    for event in person.events:
        if not isinstance(event, Claimed) or event.milestone != "M6" or event.decision is None:
            continue
        if event.decision.good and event.decision.at <= now:
            return event
    return None


def _afterwards(
    person: Person, first: Claimed, officer: str, now: datetime, desk: Shelf, rng: Random
) -> Iterator[Claimed]:
    assert first.decision is not None
    counted_at, goods = first.decision.at, first.pictures[0].words[1]
    if rng.random() < SHARE_STILL_SELLING:
        yield from _sale(first, "M7", STILL_SELLING_DAYS, goods, officer, now, desk, rng)
    free_at = counted_at  # one claim of a kind waits at a time
    for begins, ends, share in LATER_SALES:
        if rng.random() < share:
            for claim in _sale(first, "K9", (begins, ends), goods, officer, now, desk, rng, free_at):
                free_at = claim.decision.at if claim.decision else now
                yield claim
    if rng.random() < SHARE_ABROAD:
        country = rng.choice(ABROAD)
        for claim in _sale(first, "M9", (20, 160), goods, officer, now, desk, rng):
            yield replace(claim, country=country)
    if rng.random() < SHARE_WITH_MARK:
        yield _mark(counted_at, goods, officer, desk, rng)


def _sale(
    first: Claimed,
    milestone: str,
    days: tuple[int, int],
    goods: str,
    officer: str,
    now: datetime,
    desk: Shelf,
    rng: Random,
    free_at: datetime | None = None,
) -> Iterator[Claimed]:
    """Yield the claim of one more sale so many days after the first one, once more where it came back."""
    assert first.decision is not None
    sold = on_day(first.happened_on + timedelta(days=rng.randint(*days)), rng)
    sent = later(max(sold, free_at or first.decision.at), some_days(1.5, rng), rng)
    is_good = rng.random() >= COMES_BACK
    while sent <= now:
        at = later(sent, some_days(2.2, rng), rng)
        words = "" if is_good else rng.choice(texts.SALE_RETURNED)
        claim = first_sale(
            sent, sold, goods, desk, Decision(is_good, at, officer, words), rng, only_checked=True
        )
        yield replace(claim, milestone=milestone)
        if is_good:
            return
        sent, is_good = later(at, some_days(1, rng), rng), True


def _mark(counted_at: datetime, goods: str, officer: str, desk: Shelf, rng: Random) -> Claimed:
    """Return the claim of a DBD Registered mark that came some weeks after the first sale."""
    granted = later(counted_at, rng.uniform(20, 90), rng)
    sent = later(granted, some_days(4, rng), rng)
    day = bangkok_date(granted)
    return Claimed(
        id=new_id(rng), milestone="M8", at=sent, happened_on=day, mark=desk.mark(day.year + 543, rng),
        pictures=(screen_picture("mark-picture", goods, day.isoformat(), rng),),
        decision=Decision(True, later(sent, some_days(2.2, rng), rng), officer),
    )  # fmt: skip
