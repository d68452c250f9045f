"""Why a person counts, and the way from the evidence up to the number: what stands beside both.

Read from the certification alone, which froze everything on the day it was made.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from courses.cohorts.models import Community
from courses.milestones.models import Certification, Claim, MilestoneCode
from courses.milestones.months import month_is_closed
from courses.people.models import Learner
from lms.accounts.models import User
from lms.geo import PROVINCE_DIGITS, current_code


@dataclass(frozen=True)
class Trail:
    """One certification with the lists in which the person counts.

    `month_is_closed` tells whether it is frozen in a month; `is_near` whether the reader may open the
    community in which it counts: one may see a person who counts elsewhere.
    """

    certification: Certification
    month_is_closed: bool
    is_near: bool

    @property
    def counts(self) -> bool:
        """Tell whether the person is in the headline: not revoked, not merged, no seller before joining."""
        one = self.certification
        return not (one.revoked_at or one.merged_away_at or one.is_baseline_seller)

    @property
    def province(self) -> str:
        """Return the province's code in use today; empty where none is known."""
        return str(current_code(self.certification.community.area_code)[:PROVINCE_DIGITS])

    @property
    def in_country(self) -> str:
        """Return the query of the whole list in which the person counts."""
        return self._list()

    @property
    def in_province(self) -> str:
        """Return the query of the province's list."""
        return self._list(("in", self.province))

    @property
    def in_community(self) -> str:
        """Return the query of the community's list."""
        return self._list(("community", self.certification.community_id))

    @property
    def in_cohort(self) -> str:
        """Return the query of the cohort's list."""
        one = self.certification
        return self._list(("community", one.community_id), ("cohort", one.cohort_id))

    def _list(self, *place: tuple[str, object]) -> str:
        year = ("year", self.certification.fiscal_year_be)
        return f"?{urlencode([*place, ('stage', 'sale'), year])}"


def trail_of(claim: Claim, user: User) -> Trail | None:
    """Return the trail of the claim that certified somebody; None for other claims. Three queries at most."""
    return _trail(user, claim=claim) if claim.milestone == MilestoneCode.FIRST_SALE else None


def live_trail_of(learner: Learner, user: User) -> Trail | None:
    """Return the trail of a person who counts now; None where nobody counts. Three queries at most."""
    return _trail(user, learner=learner, revoked_at__isnull=True, merged_away_at__isnull=True)


def _trail(user: User, **which: object) -> Trail | None:
    rows = Certification.objects.filter(**which).select_related(
        "learner__user", "community", "cohort", "trainer", "certified_by", "revoked_by", "rule", "claim"
    )
    found = rows.first()
    if found is None:
        return None
    near = Community.objects.visible_to(user).filter(pk=found.community_id).exists()
    return Trail(found, month_is_closed(found.event_on), near)
