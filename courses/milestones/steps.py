"""The three steps of "my shop" as their cards show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.milestones.certifying import what_is_missing
from courses.milestones.models import Certification, Claim, ClaimState, MilestoneCode
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
}


@dataclass
class Step:
    """One milestone of one learner: its latest claim and what the person can do now."""

    milestone: MilestoneCode
    claim: Claim | None
    is_next: bool = False
    waits_for: str | Promise = ""
    certification: Certification | None = None

    @property
    def state(self) -> str:
        """Return «verified», «pending», «returned», or «open» before anything was sent."""
        return self.claim.state if self.claim else OPEN

    @property
    def can_be_sent(self) -> bool:
        """Tell whether the form of this step is open."""
        return self.state in (OPEN, ClaimState.RETURNED)

    @property
    def what_to_send(self) -> str | Promise:
        """Return the one sentence that says what this step asks for."""
        return WHAT_TO_SEND[self.milestone]


def steps_of(learner: Learner) -> list[Step]:
    """Return the steps of a learner in their order; the one to do next is marked."""
    claims = list(Claim.objects.filter(learner=learner).current().for_my_shop())
    steps = [Step(milestone, _latest(claims, milestone)) for milestone in MilestoneCode]
    to_do = [step for step in steps if step.can_be_sent]
    sent_back = [step for step in to_do if step.state == ClaimState.RETURNED]
    if to_do:
        (sent_back or to_do)[0].is_next = True
    sale = steps[-1]
    if sale.state == ClaimState.PENDING:
        sale.waits_for = what_is_missing(learner)
    if sale.state == ClaimState.VERIFIED:
        sale.certification = Certification.objects.live().filter(learner=learner).first()
    return steps


def shop_name_of(steps: Iterable[Step]) -> str:
    """Return the name of the learner's shop; empty before it has one."""
    shops = (step.claim.shop for step in steps if step.claim and step.claim.shop)
    return next((shop.name for shop in shops if shop.name), "")


def _latest(claims: list[Claim], milestone: str) -> Claim | None:
    of_step = [claim for claim in claims if claim.milestone == milestone]
    return of_step[-1] if of_step else None
