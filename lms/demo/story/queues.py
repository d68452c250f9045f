"""What waits on the desks today, whatever chance drew: first sales to check, some of them flagged."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from lms.demo import logins
from lms.demo.story.clock import earlier
from lms.demo.story.plan import Claimed, Person, Plan, Sent
from lms.demo.story.selling import first_sale
from lms.demo.story.shelf import Shelf
from lms.demo.story.villages import VILLAGES

WAITING_A_VILLAGE = 3


def add_waiting_claims(plan: Plan, desk: Shelf, now: datetime, rng: Random) -> None:
    """Let a few people of each village send their first sale in the last two days; two of them copy."""
    added: list[tuple[Person, Claimed]] = []
    for village in VILLAGES:
        people = (person for group in plan.groups if group.village == village.key for person in group.people)
        for person in list(_ready_without_sale(people, now))[:WAITING_A_VILLAGE]:
            sold = earlier(now, rng.uniform(2.5, 5), rng)
            sent = max(sold + timedelta(hours=2), earlier(now, rng.uniform(0.2, 2), rng))
            claim = first_sale(sent, sold, rng.choice(village.goods), desk, None, rng, only_checked=True)
            person.events.append(claim)
            added.append((person, claim))
    if len(added) >= 4:
        _copy(added, rng)
    for person, _claim in added:
        person.events.sort(key=lambda event: event.at)


def add_waiting_work(plan: Plan, now: datetime, rng: Random) -> None:
    """Let a few people of each village have sent their latest practice work in the last two days.

    Only those whose work was the last thing that they did: nothing later rests on its approval.
    """
    for village in VILLAGES:
        people = [person for group in plan.groups if group.village == village.key for person in group.people]
        endings = [(person, work) for person in people if (work := _last_work(person)) is not None]
        for person, work in endings[-WAITING_A_VILLAGE:]:
            before = (
                max(event.at for event in person.events[:-1]) if len(person.events) > 1 else person.joined_at
            )
            sent = min(now, max(earlier(now, rng.uniform(0.1, 2), rng), before + timedelta(minutes=5)))
            person.events[-1] = replace(work, at=sent, decision=None)


def _last_work(person: Person) -> Sent | None:
    """Return the practice work with which a person's story ends so far, if nothing rests on it."""
    has_claims = any(isinstance(event, Claimed) for event in person.events)
    if has_claims or person.left_at is not None or person.name == logins.LEARNER_NAME:
        return None
    last = person.events[-1] if person.events else None
    return last if isinstance(last, Sent) else None


def _ready_without_sale(people: Iterator[Person], now: datetime) -> Iterator[Person]:
    """Yield people whose shop was checked a while ago and who have not sent a sale."""
    limit = now - timedelta(days=6)
    for person in people:
        claims = [event for event in person.events if isinstance(event, Claimed)]
        shops = [
            c
            for c in claims
            if c.milestone == "M4" and c.decision and c.decision.good and c.decision.at < limit
        ]
        has_sale = any(claim.milestone == "M6" and claim.at < now for claim in claims)
        is_free = person.left_at is None and person.name != logins.LEARNER_NAME
        if shops and not has_sale and is_free:
            person.events = [e for e in person.events if not (isinstance(e, Claimed) and e.milestone == "M6")]
            yield person


def _copy(added: list[tuple[Person, Claimed]], rng: Random) -> None:
    """One sends the parcel number of another, one the very picture of another: both are flagged."""
    (_, original), (copier, copy), (_, other), (twin, same) = added[0], added[1], added[2], added[3]
    _replace(copier, copy, replace(copy, tracking=original.tracking))
    shared = replace(other.pictures[0], id=same.pictures[0].id)
    _replace(twin, same, replace(same, pictures=(shared, *same.pictures[1:])))


def _replace(person: Person, old: Claimed, new: Claimed) -> None:
    person.events[person.events.index(old)] = new
