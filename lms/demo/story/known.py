"""The people of the programme as they stand in the register, for what is told of them afterwards."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from courses.milestones.models import Certification, Claim, ClaimState
from courses.models import Enrolment, Shop
from lms.demo.story.villages import VILLAGES

GOODS = {village.key: village.goods for village in VILLAGES}


@dataclass
class Known:
    """One learner: where they learn, their shops, and when they came to count, if they do.

    `mark` is the number and the day of a DBD Registered mark that was verified as a claim.
    """

    learner_id: int
    user_id: int
    phone: str
    joined_at: datetime
    area_code: str
    goods: tuple[str, ...]
    certification_id: int | None = None
    sold_on: date | None = None
    certified_at: datetime | None = None
    shops: list[int] = field(default_factory=list)
    mark: tuple[str, date] | None = None
    # Later sales that were sent: (milestone, sent, state, claim), the oldest first.
    sales: list[tuple[str, datetime, str, UUID]] = field(default_factory=list)


def known_people() -> list[Known]:
    """Return everybody in the order of joining the register, in four queries."""
    columns = (
        "learner_id", "learner__user_id", "learner__user__phone", "learner__joined_at",
        "cohort__community__area_code", "cohort__community__key", "cohort__community__products_th",
    )  # fmt: skip
    people = {
        learner_id: Known(
            learner_id, user_id, phone, joined_at, area_code, GOODS.get(key) or tuple(products.split(", "))
        )
        for learner_id, user_id, phone, joined_at, area_code, key, products in Enrolment.objects.order_by(
            "learner_id"
        ).values_list(*columns)
    }
    for pk, learner_id, event_on, at in Certification.objects.live().values_list(
        "pk", "learner_id", "event_on", "certified_at"
    ):
        one = people[learner_id]
        one.certification_id, one.sold_on, one.certified_at = pk, event_on, at
    for pk, learner_id in Shop.objects.order_by("pk").values_list("pk", "learner_id"):
        people[learner_id].shops.append(pk)
    _add_claims(people)
    return list(people.values())


def _add_claims(people: dict[int, Known]) -> None:
    rows = Claim.objects.filter(milestone__in=("M7", "M8", "K9")).order_by("sent_at", "pk")
    for pk, learner_id, milestone, sent_at, state, number, day in rows.values_list(
        "pk", "learner_id", "milestone", "sent_at", "state", "registration_number", "happened_on"
    ):
        one = people[learner_id]
        if milestone != "M8":
            one.sales.append((milestone, sent_at, state, pk))
        elif state == ClaimState.VERIFIED:
            one.mark = (number, day)
