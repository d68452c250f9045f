"""Claims that phones kept, arriving in any order and more than once: the same rows, flags included."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.milestones.actions import claim_milestone
from courses.milestones.models import Claim
from courses.models import Learner
from tests.build import NOON, TODAY, People
from tests.milestones import things

COMMON = {"tracking_number": things.TRACKING, "order_number": "240925ABCD12"}
KINDS: dict[str, dict[str, Any]] = {
    "M4": {"platform": "tiktok", "shop_name": "ร้าน", "url": "tiktok.com/@a"},
    "M6": COMMON,
    "M8": {"registration_number": "7100123456789"},
    "M9": {**COMMON, "country": "LA", "buyer_phone": "0819000001"},
}
# (whose, step, minutes before now)
drawn = st.tuples(st.booleans(), st.sampled_from(sorted(KINDS)), st.integers(1, 60))


def send(people: People, one: tuple[bool, str, int], pictures: dict[Any, Any]) -> None:
    is_first, milestone, minutes = one
    learner: Learner = people.learner if is_first else people.classmate
    photos = [(things.ORDER, pictures[one])] if milestone in ("M6", "M9") else []
    claim_milestone(
        learner,
        claim_id=uuid.uuid5(uuid.NAMESPACE_OID, repr(one)),
        milestone=milestone,
        happened_on=TODAY - timedelta(days=1),
        at=NOON - timedelta(minutes=minutes),
        arrived_at=NOON,
        photos=photos,
        **KINDS[milestone],
    )


def rows_after(people: People, order: list[Any], pictures: dict[Any, Any]) -> list[Any]:
    with transaction.atomic():
        for one in order:
            send(people, one, pictures)
        fields = ("id", "state", "flags", "shop__url_key", "buyer_phone", "tracking_number")
        left = [repr(row) for row in Claim.objects.order_by("pk").values_list(*fields)]
        transaction.set_rollback(True)
    return left


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), history=st.lists(drawn, min_size=1, max_size=6, unique=True))
def test_every_order_with_repetitions_gives_the_same_claims_and_flags(
    people: People, data: st.DataObject, history: list[Any]
) -> None:
    with transaction.atomic():
        pictures = {
            one: things.picture(people.learner if one[0] else people.classmate, f"{one[0]}-{one[2] % 3}")
            for one in history
        }
        order = data.draw(st.permutations(history + history[:2]))
        assert rows_after(people, order, pictures) == rows_after(people, history, pictures)
        transaction.set_rollback(True)
