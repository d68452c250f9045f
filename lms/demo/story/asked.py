"""«Do you still sell?», asked 30, 90 and 180 days after the first sale, and what people answered.

The questions are asked by the clock and not by anybody, so both sizes of the programme write them here;
a test holds that the room's own clock finds nothing left to ask.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from courses.milestones.follow_up_models import DAYS, Answer, FollowUp
from courses.milestones.follow_ups import LATEST
from courses.milestones.models import ClaimState
from lms.dates import BANGKOK, bangkok_date
from lms.demo.story.clock import later, some_days
from lms.demo.story.known import Known

ANSWERS = (Answer.STILL_SELLING, Answer.STILL_SELLING, Answer.PAUSED, Answer.STOPPED, "", "")
EVIDENCE = {30: "K9", 90: "M7", 180: "K9"}
Taken = set[UUID]


def draw_follow_ups(people: Sequence[Known], now: datetime, seed: int) -> Iterator[FollowUp]:
    """Yield the questions that were due until now, unsaved, answered or not, with the evidence that came."""
    rng = Random(f"{seed}/follow-ups")
    for person in people:
        if person.certification_id is not None:
            yield from _of_person(person, now, rng)


def _of_person(person: Known, now: datetime, rng: Random) -> Iterator[FollowUp]:
    assert person.certification_id is not None
    assert person.sold_on is not None
    assert person.certified_at is not None
    asked = []
    for after_days, until in zip(DAYS, (*DAYS[1:], LATEST), strict=True):
        due_on = person.sold_on + timedelta(days=after_days)
        morning = datetime.combine(due_on, time(0, 10), BANGKOK)
        at = max(morning, person.certified_at + timedelta(minutes=30))
        if at <= now and bangkok_date(at) < person.sold_on + timedelta(days=until):
            asked.append(
                FollowUp(
                    certification_id=person.certification_id,
                    after_days=after_days,
                    due_on=due_on,
                    asked_at=at,
                )
            )
    taken: Taken = set()
    for place, row in enumerate(asked):
        ends = asked[place + 1].asked_at if place + 1 < len(asked) else now
        _answer(row, person, ends, taken, rng)
        yield row


def _answer(row: FollowUp, person: Known, ends: datetime, taken: Taken, rng: Random) -> None:
    """Bind the evidence that came while the question stood, else let chance answer."""
    for milestone, sent_at, state, claim_id in person.sales:
        if milestone != EVIDENCE[row.after_days] or claim_id in taken:
            continue
        # A claim of M7 settles its question whenever it came; a later sale that which stood then.
        if milestone == "M7" or row.asked_at <= sent_at < ends:
            is_last = state != ClaimState.RETURNED
            row.claim_id, row.answer, row.answered_at = claim_id, Answer.STILL_SELLING, sent_at
            taken.add(claim_id)
            if is_last:
                return
    if row.claim_id is not None:
        return
    answer, at = rng.choice(ANSWERS), later(row.asked_at, some_days(3, rng), rng)
    if answer and at < ends:
        row.answer, row.answered_at = answer, at
