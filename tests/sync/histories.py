"""Random histories of one learner on four phones, and the register's rows as they can be compared."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from hypothesis import strategies as st

from courses.models import (
    Attempt,
    Claim,
    CoreCompletion,
    Evidence,
    LessonProgress,
    RejectedItem,
    SeenProgress,
    Shop,
    Submission,
)
from courses.quizzes.actions import publish_lesson
from lms.dates import now
from tests import build
from tests.sync.phones import Phone

# The clock of each phone: right, a year ahead, a year behind, some minutes fast. The last two know nothing
# of our clock, and the last one sends at once: its acts seem to lie before and behind their arrival.
YEAR = timedelta(days=365)
AHEAD = (timedelta(), YEAR, -YEAR, timedelta(minutes=5))
KNOWS = (True, True, False, False)
DAYS = timedelta(days=12)
EDITED = build.quiz(build.choice("q1"), build.choice("q2", "c"), build.choice("q3"))
TABLES: tuple[type[models.Model], ...] = (
    Attempt,
    Claim,
    CoreCompletion,
    Evidence,
    LessonProgress,
    RejectedItem,
    SeenProgress,
    Shop,
    Submission,
)
# Made by the database, or by when something arrived.
NOT_COMPARED = {"received_at"}


class World:
    """Lessons of all kinds on a path that can be finished, and four phones of one learner."""

    def __init__(self, people: build.People) -> None:
        build.track("shop", 2)
        self.began = now() - DAYS
        self.lessons = [
            build.published("F1", with_quiz=build.quiz()),
            build.published("F2", practice_kinds=["text"]),
            build.published("F3", is_required=False),
            build.published("S1", track_code="shop", with_quiz=build.quiz()),
            build.published("S2", track_code="shop"),
        ]
        self.lessons[1].is_required = False
        self.lessons[1].save()
        # Every version that any phone has seen is there; the first is current again.
        for quiz in (EDITED, build.quiz()):
            publish_lesson(build.facts("F1", key=self.lessons[0].key), quiz=quiz, at=build.NOON)
        self.phones = [
            Phone(people.learner, ahead=ahead, knows=knows) for ahead, knows in zip(AHEAD, KNOWS, strict=True)
        ]

    def item(self, drawn: tuple[int, ...]) -> dict[str, Any]:
        """The item that some numbers stand for; the same numbers are the same item."""
        phone_number, kind, minutes, a, b = drawn
        phone, at = self.phones[phone_number], self.began + timedelta(minutes=37 * minutes)
        if phone is self.phones[-1]:
            at = self.began + DAYS - timedelta(minutes=minutes % 9)
        item_id = uuid.uuid5(uuid.NAMESPACE_OID, repr(drawn))
        return self._made(phone, kind, at, a, b) | {"id": str(item_id)}

    def _made(self, phone: Phone, kind: int, at: datetime, a: int, b: int) -> dict[str, Any]:
        if kind == 0:
            return phone.progress(self.lessons[a % 5], (1 << (b % 60)) - 1, b * 1000, at=at)
        if kind == 1:
            answers = {f"q{n}": "abc"[(a >> n) % 3] for n in (1, 2, 3)} if a % 3 else build.RIGHT
            return phone.quiz(self.lessons[0], answers, number=1 + b % 2, at=at)
        if kind == 2:
            return phone.quiz(self.lessons[3], build.RIGHT if a % 2 else build.WRONG, at=at)
        if kind == 3:
            return phone.practice(self.lessons[1], f"งาน {a}", at=at)
        if kind == 4:
            return phone.shop(at=at, shop_name=f"ร้าน {a % 3}", url=f"tiktok.com/@seller{b % 2}")
        broken = phone.progress(self.lessons[0], 1, at=at)
        broken["body"]["lesson"] = str(uuid.UUID(int=a))
        return broken


drawn_items = st.tuples(
    st.integers(0, 3), st.integers(0, 5), st.integers(0, 300), st.integers(0, 12), st.integers(0, 63)
)
histories = st.lists(drawn_items, min_size=1, max_size=9)


def batches(data: st.DataObject, items: list[Any]) -> list[list[Any]]:
    """Some order of the items with some of them repeated, cut into batches."""
    again = data.draw(st.lists(st.sampled_from(items), max_size=4))
    order = data.draw(st.permutations(items + again))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(order)), max_size=3)) | {0, len(order)})
    return [order[one:other] for one, other in itertools.pairwise(cuts)]


def rows() -> dict[str, list[str]]:
    """Every row of the register that items make, without what the database or the arrival made."""
    shops = dict(Shop.objects.values_list("pk", "url_key"))
    return {
        table.__name__: sorted(repr(_comparable(row, shops)) for row in table._default_manager.all())
        for table in TABLES
    }


def _comparable(row: models.Model, shops: dict[int, str]) -> dict[str, Any]:
    told = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    if isinstance(row._meta.pk, models.BigAutoField):
        del told["id"]
    if told.get("shop_id"):
        told["shop_id"] = shops[told["shop_id"]]
    return {name: value for name, value in told.items() if name not in NOT_COMPARED}


def sent(world: World, parts: list[list[dict[str, Any]]]) -> Callable[[], None]:
    """Send batches, one after another; every item is answered, none is lost."""

    def send() -> None:
        for part in parts:
            for one in world.phones[0].send(*part):
                assert one["result"] in ("stored", "duplicate", "rejected")

    return send
