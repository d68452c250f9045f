"""Who may look at a suspicion or a merge."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from courses.cohorts.querysets import learner_gate
from lms.accounts.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def _people_gate(user: "User | AnonymousUser", *prefixes: str) -> Q:
    """Return the condition: all of these people may be seen. Administrators see all, learners nobody."""
    if not isinstance(user, User) or user.is_learner or not user.is_active:
        return Q(pk__in=[])
    if user.role == Role.ADMINISTRATOR:
        return ~Q(pk__in=[])
    condition = Q()
    for prefix in prefixes:
        condition &= learner_gate(user, prefix)
    return condition


class DuplicatePairQuerySet(models.QuerySet[Any]):
    """Suspicions for the desk."""

    def visible_to(self, user: "User | AnonymousUser") -> "DuplicatePairQuerySet":
        """Return the pairs of which a staff member may see both people."""
        return self.filter(_people_gate(user, "first", "second"))

    def waiting(self) -> "DuplicatePairQuerySet":
        """Return what nobody decided, of profiles that are still two; the likeliest first."""
        alone = Q(first__merged_into__isnull=True, second__merged_into__isnull=True)
        return self.filter(alone, state="open").order_by("-score", "pk")

    def with_people(self) -> "DuplicatePairQuerySet":
        """Bring both people along."""
        return self.select_related("first__user", "second__user", "decided_by")


class MergeQuerySet(models.QuerySet[Any]):
    """Merges for the desk."""

    def visible_to(self, user: "User | AnonymousUser") -> "MergeQuerySet":
        """Return the merges of survivors whom a staff member may see."""
        return self.filter(_people_gate(user, "survivor"))

    def standing(self) -> "MergeQuerySet":
        """Return the merges that were not undone."""
        return self.filter(undone_at__isnull=True)

    def with_people(self) -> "MergeQuerySet":
        """Bring both people and who decided along; the journal stays where it is."""
        return self.select_related("survivor__user", "merged__user", "merged_by", "undone_by").defer(
            "changes"
        )
