"""Which follow-up questions are open, and for whom."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from courses.cohorts.querysets import learner_gate
from lms.accounts.models import User
from lms.dates import bangkok_date

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# Still open: no answer, or «still selling» whose evidence did not come yet or was sent back.
_OPEN = Q(answer="") | (
    Q(answer="selling") & (Q(claim__isnull=True) | Q(claim__state__in=("returned", "replaced")))
)


class FollowUpQuerySet(models.QuerySet[Any]):
    """Follow-up questions."""

    def visible_to(self, user: "User | AnonymousUser") -> "FollowUpQuerySet":
        """Return the learner's own questions, or those of learners whom a staff member may see."""
        return self.filter(learner_gate(user, "certification__learner"))

    def live(self) -> "FollowUpQuerySet":
        """Leave out those of certifications that were taken back or merged away."""
        return self.filter(certification__revoked_at__isnull=True, certification__merged_away_at__isnull=True)

    def due(self, at: datetime) -> "FollowUpQuerySet":
        """Return what is due and not settled, oldest first; of one person only the newest question."""
        newer = self.model.objects.filter(
            certification=OuterRef("certification"),
            after_days__gt=OuterRef("after_days"),
            due_on__lte=bangkok_date(at),
        )
        open_ones = self.live().filter(_OPEN, due_on__lte=bangkok_date(at))
        return open_ones.exclude(Exists(newer)).order_by("due_on", "pk")

    def of_learner(self, learner: Any, at: datetime) -> "FollowUpQuerySet":
        """Return the one open question of a learner, if there is one."""
        return self.filter(certification__learner=learner).due(at).select_related("claim", "certification")
