"""A person's way so far, as a reviewer sees it beside a claim: a few steps with their days."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.milestones.models import Claim, ClaimState, MilestoneCode
from courses.people.models import Learner
from courses.progress.models import CoreCompletion

TO_THE_SALE = (MilestoneCode.SHOP_OPEN, MilestoneCode.FIRST_CONTENT, MilestoneCode.FIRST_SALE)


@dataclass(frozen=True)
class WayStep:
    """One step: its name, the day it was reached, and how it stands («done», «waits», «back», «open»)."""

    name: str | Promise
    on: date | datetime | None
    state: str
    code: str = ""


@dataclass(frozen=True)
class Way:
    """What is known of a learner: the core, and all their claims, newest first."""

    learner: Learner
    core: CoreCompletion | None
    claims: list[Claim]

    @property
    def shop_claim(self) -> Claim | None:
        """Return the verified claim that the shop is open."""
        return self._latest(MilestoneCode.SHOP_OPEN, ClaimState.VERIFIED)

    @property
    def steps(self) -> list[WayStep]:
        """Return the steps in their order."""
        joined = WayStep(_("Joined"), self.learner.joined_at, "done")
        reached_at = self.core.reached_at if self.core else None
        core = WayStep(_("Lessons finished"), reached_at, "done" if self.core else "open")
        steps = [self._step(code) for code in MilestoneCode]
        return [joined, core, *(step for step in steps if step.state != "open" or step.code in TO_THE_SALE)]

    def earlier(self, claim: Claim) -> list[Claim]:
        """Return the earlier tries at the same step, the newest five."""
        tries = [
            one
            for one in self.claims
            if one.milestone == claim.milestone and one.sent_at < claim.sent_at and one.pk != claim.pk
        ]
        return tries[:5]

    def _step(self, code: MilestoneCode) -> WayStep:
        for state, word in (("verified", "done"), ("pending", "waits"), ("returned", "back")):
            if found := self._latest(code, ClaimState(state)):
                return WayStep(code.label, found.happened_on, word, code)
        return WayStep(code.label, None, "open", code)

    def _latest(self, code: MilestoneCode, state: ClaimState) -> Claim | None:
        return next((one for one in self.claims if one.milestone == code and one.state == state), None)


def way_of(learner: Learner) -> Way:
    """Return a learner's way in two queries."""
    core = CoreCompletion.objects.filter(learner=learner).first()
    return Way(learner, core, list(Claim.objects.filter(learner=learner).order_by("-sent_at")))
