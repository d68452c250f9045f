"""The steps of "my shop" as their cards show them: to the first sale, and what comes after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.milestones.certifying import first_sale_waits_for, what_is_missing
from courses.milestones.claim_rules import still_selling_window
from courses.milestones.ladder import Ladder
from courses.milestones.models import ROAD, Certification, Claim, ClaimState, MilestoneCode
from courses.people.models import Learner

OPEN = "open"
WHAT_TO_SEND: dict[str, str | Promise] = {
    MilestoneCode.SHOP_OPEN: _("Open a shop on one platform, put in one product, then send the shop's link."),
    MilestoneCode.FIRST_CONTENT: _(
        "Go live for 10 minutes, or publish one clip, then send the link and a picture of the screen."
    ),
    MilestoneCode.FIRST_SALE: _(
        "Take a picture of the order, or of the postal receipt. You can cover the customer's name."
    ),
    MilestoneCode.STILL_SELLING: _("Send one sale of these weeks, as you did with the first one."),
    MilestoneCode.REGISTERED_MARK: _("Once DBD has given your shop its mark, send the number of the mark."),
    MilestoneCode.ABROAD: _("Sold to a customer in another country? Send that order."),
    MilestoneCode.LATER_SALE: _("Send one sale of these weeks, as you did with the first one."),
}
AFTERWARDS = (MilestoneCode.STILL_SELLING, MilestoneCode.REGISTERED_MARK, MilestoneCode.ABROAD)


@dataclass
class Step:
    """One milestone of one learner: its latest claim and what the person can do now.

    `opens_on` and `closes_on` are the days between which a sale counts for "still selling".
    """

    milestone: MilestoneCode
    claim: Claim | None
    is_next: bool = False
    waits_for: str | Promise = ""
    certification: Certification | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    is_early: bool = False

    @property
    def state(self) -> str:
        """Return «verified», «pending», «returned», or «open» before anything was sent."""
        return self.claim.state if self.claim else OPEN

    @property
    def is_afterwards(self) -> bool:
        """Tell whether the step comes after the first sale."""
        return self.milestone not in ROAD

    @property
    def can_be_sent(self) -> bool:
        """Tell whether the form of this step is open."""
        if self.milestone == MilestoneCode.LATER_SALE:
            return self.state != ClaimState.PENDING
        return not self.is_early and self.state in (OPEN, ClaimState.RETURNED)

    def takes(self, day: date) -> bool:
        """Tell whether a sale of this day counts for "still selling"."""
        return (
            self.opens_on is not None
            and self.closes_on is not None
            and self.opens_on <= day <= self.closes_on
        )

    @property
    def what_to_send(self) -> str | Promise:
        """Return the one sentence that says what this step asks for."""
        return WHAT_TO_SEND[self.milestone]


def steps_of(learner: Learner, *, today: date, ladder: Ladder | None = None) -> list[Step]:
    """Return the steps of a learner in their order; the one to do next is marked.

    What comes after the first sale shows once that is verified. `ladder` spares two queries where it is
    known already.
    """
    claims = list(Claim.objects.filter(learner=learner).current().for_my_shop())
    road = [Step(milestone, _latest(claims, milestone)) for milestone in ROAD]
    sale = road[-1]
    if sale.state == ClaimState.PENDING:
        sale.waits_for = _waits_for(learner, ladder)
    if sale.state == ClaimState.VERIFIED:
        sale.certification = Certification.objects.live().filter(learner=learner).first()
    steps = road + _afterwards(claims, sale.certification, today)
    to_do = [step for step in steps if step.can_be_sent and step.milestone != MilestoneCode.LATER_SALE]
    sent_back = [step for step in to_do if step.state == ClaimState.RETURNED]
    if to_do:
        (sent_back or to_do)[0].is_next = True
    return steps


def _waits_for(learner: Learner, ladder: Ladder | None) -> str | Promise:
    if ladder is None:
        return what_is_missing(learner)
    return first_sale_waits_for(has_core="M3" in ladder.reached, has_shop="M4" in ladder.reached)


def step_of(learner: Learner, milestone: str, *, today: date) -> Step | None:
    """Return one step whose form the learner may open; None where its time has not come."""
    for step in steps_of(learner, today=today):
        if step.milestone == milestone:
            return step
    if milestone == MilestoneCode.LATER_SALE:
        certification = Certification.objects.live().filter(learner=learner).first()
        mine = Claim.objects.filter(learner=learner).current().for_my_shop()
        return Step(MilestoneCode.LATER_SALE, _latest(list(mine), milestone)) if certification else None
    return None


def shop_name_of(steps: Iterable[Step]) -> str:
    """Return the name of the learner's shop; empty before it has one."""
    shops = (step.claim.shop for step in steps if step.claim and step.claim.shop)
    return next((shop.name for shop in shops if shop.name), "")


def _afterwards(claims: list[Claim], certification: Certification | None, today: date) -> list[Step]:
    """Return what comes after the first sale; a step that was sent before shows whatever came of the sale."""
    steps = []
    for milestone in AFTERWARDS:
        claim = _latest(claims, milestone)
        if certification is None and claim is None:
            continue
        step = Step(milestone, claim)
        if certification and milestone == MilestoneCode.STILL_SELLING:
            step.opens_on, step.closes_on = still_selling_window(certification.event_on)
            step.is_early = today < step.opens_on
        steps.append(step)
    return steps


def _latest(claims: list[Claim], milestone: str) -> Claim | None:
    of_step = [claim for claim in claims if claim.milestone == milestone]
    return of_step[-1] if of_step else None


def written_in(claim: Claim) -> dict[str, Any]:
    """Return what the learner wrote in a claim, by the names of the form's fields."""
    names = (
        "happened_on",
        "url",
        "tracking_number",
        "order_number",
        "registration_number",
        "country",
        "note",
        "amount_baht",
    )
    shop = {"platform": claim.shop.platform, "shop_name": claim.shop.name} if claim.shop else {}
    return {name: getattr(claim, name) for name in names} | shop
