"""What the ledgers hold: services that promote sales abroad (K2), and DBD Registered marks (K3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from courses.ledgers.dbd_actions import five_years_after
from courses.ledgers.facts import ServiceFacts
from lms.dates import bangkok_date
from lms.demo import logins
from lms.demo.story.clock import new_id, on_day
from lms.demo.story.known import Known

SHARE_WITH_SERVICE, SHARE_AGAIN, SHARE_WITH_APPLICATION = 0.3, 0.4, 0.2
KINDS = ("session", "session", "session", "clinic", "clinic", "listing", "matching", "matching")
AGENCIES = {
    "session": ("กรมส่งเสริมการค้าระหว่างประเทศ (DITP)", "สำนักงานพาณิชย์จังหวัด", "กรมพัฒนาธุรกิจการค้า"),
    "clinic": ("DITP คลินิกส่งออก", "สำนักงานส่งเสริมวิสาหกิจขนาดกลางและขนาดย่อม (สสว.)"),
    "listing": ("DITP ร้าน TOPTHAI", "สำนักงานพาณิชย์จังหวัด"),
}
# Meetings with buyers are held by the counsellor's post of the country.
POSTS = {"LA": "สคต. เวียงจันทน์", "CN": "สคต. เซี่ยงไฮ้", "MY": "สคต. กัวลาลัมเปอร์", "SG": "สคต. สิงคโปร์"}
COUNTRIES = ("LA", "CN", "MY", "SG", "VN", "JP", "US")
OUTCOMES = ("none", "none", "sample", "sample", "quote", "order")
# Round and round, so that a small programme has every state as well.
STATES = (
    "expired", "refused", "submitted", "renewed", "granted", "expiring", "granted", "granted", "draft",
    "granted", "submitted", "granted", "draft", "granted", "granted", "refused",
)  # fmt: skip
ITEMS = ("id-copy", "shop-evidence")
AMOUNT_BACK = "ยอดไม่ตรงกับใบสั่งซื้อ ตรวจแล้วแก้ให้ตรง"
REFUSED = ("ลิงก์ร้านเปิดไม่ได้ในวันที่ตรวจ", "สำเนาบัตรประชาชนหมดอายุ")


@dataclass(frozen=True)
class Service:
    """One service for a person, entered by an officer at a moment.

    The amount of an order abroad was `decided_at` by the manager: confirmed, or sent back with `back`; it
    waits where that is None.
    """

    person: Known
    facts: ServiceFacts
    entry_id: UUID
    at: datetime
    decided_at: datetime | None = None
    back: str = ""


@dataclass(frozen=True)
class Application:
    """One application for a mark. What has not happened is None or empty.

    `ticks` are items with the moment of each. A mark `is_old` was granted before it was entered here;
    `renewed_on` is the day on which the old one was granted anew.
    """

    person: Known
    state: str
    entry_id: UUID
    at: datetime
    ticks: tuple[tuple[str, datetime], ...] = ()
    sent_at: datetime | None = None
    decided_at: datetime | None = None
    number: str = ""
    granted_on: date | None = None
    renewed_on: date | None = None
    renewal_id: UUID | None = None
    reason: str = ""

    @property
    def submitted_on(self) -> date | None:
        """Return the day on which it was sent to DBD."""
        return bangkok_date(self.sent_at) if self.sent_at else None

    @property
    def is_old(self) -> bool:
        """Tell whether the mark stood before anybody entered it."""
        return self.granted_on is not None and self.sent_at is None


def draw_services(people: Sequence[Known], now: datetime, seed: int) -> Iterator[Service]:
    """Yield the services of some of the people, several for some, in the order of the people."""
    rng = Random(f"{seed}/services")
    for person in people:
        chance = SHARE_WITH_SERVICE
        taken: set[tuple[str, date]] = set()
        while rng.random() < chance:
            service = _service(person, now, rng)
            if (service.facts.kind, service.facts.day) not in taken:
                taken.add((service.facts.kind, service.facts.day))
                yield service
            chance = SHARE_AGAIN


def _service(person: Known, now: datetime, rng: Random) -> Service:
    at = person.joined_at + (now - person.joined_at) * rng.random()
    kind, number = rng.choice(KINDS), rng.randrange(10**8, 10**9)
    day = bangkok_date(at)
    values: dict[str, Any] = {}
    if kind == "listing":
        values["url"] = f"https://www.amazon.com/dp/B0{number}"
    if kind == "matching":
        values["outcome"] = rng.choice(OUTCOMES)
        if values["outcome"] in ("quote", "order"):
            values |= {"value_amount": Decimal(rng.randrange(3, 90) * 1000), "currency": "THB"}
        if values["outcome"] != "none":
            values["follow_up_on"] = day + timedelta(days=rng.randrange(14, 60))
    country = rng.choice(tuple(POSTS) if kind == "matching" else COUNTRIES)
    agency = POSTS[country] if kind == "matching" else rng.choice(AGENCIES[kind])
    facts = ServiceFacts(kind=kind, day=day, country=country, agency=agency, **values)
    entered = min(now, at + timedelta(days=rng.randrange(0, 4), minutes=rng.randrange(5, 300)))
    facts, entry_id = facts.cleaned(today=bangkok_date(entered)), new_id(rng)
    if not facts.has_amount_to_confirm:
        return Service(person, facts, entry_id, entered)
    decided = entered + timedelta(days=1 + entry_id.int % 9, hours=2)
    back = AMOUNT_BACK if entry_id.int % 13 == 0 else ""
    # Some lie longer than the others: on every day a few amounts wait.
    waits = decided > now or entry_id.int % 5 == 0
    return Service(person, facts, entry_id, entered, None if waits else decided, "" if waits else back)


def draw_applications(people: Sequence[Known], now: datetime, seed: int) -> Iterator[Application]:
    """Yield the applications of some of the people who have a shop; whoever claimed a mark has it here."""
    rng, made = Random(f"{seed}/marks"), 0
    for person in people:
        if person.mark is not None:
            yield _claimed(person, now, rng)
        elif person.phone == logins.LEARNER_PHONE:
            at = now - timedelta(days=11)
            ticks = ((ITEMS[0], at + timedelta(minutes=4)),)
            yield Application(person, "draft", new_id(rng), at, ticks)
        elif person.shops and rng.random() < SHARE_WITH_APPLICATION:
            yield _application(person, STATES[made % len(STATES)], now, rng)
            made += 1


def _claimed(person: Known, now: datetime, rng: Random) -> Application:
    assert person.mark is not None
    number, granted_on = person.mark
    at = min(now, on_day(granted_on, rng) + timedelta(days=rng.randrange(1, 6)))
    return Application(person, "granted", new_id(rng), at, number=number, granted_on=granted_on)


def _application(person: Known, state: str, now: datetime, rng: Random) -> Application:
    today, entry_id = bangkok_date(now), new_id(rng)
    number = f"DBD-{rng.randrange(10**9):09d}"
    if state in ("expiring", "expired", "renewed"):
        left = rng.randrange(2, 88) if state == "expiring" else -rng.randrange(20, 200)
        ends = today + timedelta(days=left)
        granted_on = ends.replace(year=ends.year - 5, day=min(ends.day, 28))
        at = person.joined_at + (now - person.joined_at) * rng.random()
        old = Application(person, state, entry_id, at, number=number, granted_on=granted_on)
        if state != "renewed":
            return old
        # Entered together with its renewal, some days after the old one was over.
        renewed_on = min(today, five_years_after(granted_on) + timedelta(days=rng.randrange(0, 15)))
        return Application(
            person, state, entry_id, min(now, max(at, on_day(renewed_on, rng) + timedelta(days=2))),
            number=number, granted_on=granted_on, renewed_on=renewed_on, renewal_id=new_id(rng),
        )  # fmt: skip
    # Drafts and what lies with DBD are young, decided ones of any age.
    longest = now - person.joined_at
    if state in ("draft", "submitted"):
        longest = min(longest, timedelta(days=40))
    at = now - longest * rng.uniform(0.5, 1)
    step = (now - at) / 4
    ticks = tuple((key, at + step * (place + 1) / 2) for place, key in enumerate(ITEMS))
    if state == "draft":
        return Application(person, state, entry_id, at, ticks[: rng.randrange(0, 2)])
    sent_at, decided_at = at + step * 2, at + step * 3
    common = (person, state, entry_id, at, ticks, sent_at)
    if state == "submitted":
        return Application(*common)
    if state == "refused":
        return Application(*common, decided_at, reason=rng.choice(REFUSED))
    return Application(*common, decided_at, number, bangkok_date(decided_at))
