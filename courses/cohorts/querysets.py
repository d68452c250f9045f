"""What may be seen, and what a page needs of cohorts. One gate: `visible_to(user)`."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import CharField, Count, Exists, ExpressionWrapper, F, OuterRef, Q

from lms.accounts.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def _areas_q(user: User, field: str) -> Q:
    """Return a condition that holds inside any of a manager's areas; no area at all sees nothing.

    The areas are compared inside the query, so that the gate costs none of its own; an empty area
    is the beginning of every code, that is the whole country.
    """
    code = ExpressionWrapper(OuterRef(field), output_field=CharField())
    return Q(Exists(user.manager_areas.annotate(code=code).filter(code__startswith=F("area_code"))))


def community_gate(user: "User | AnonymousUser", prefix: str = "") -> Q:
    """Return the condition under which a staff member sees a row, by the community behind `prefix`.

    A trainer sees the communities given to them, a manager the areas given to them, an
    administrator everything; learners and strangers see nothing through this gate.
    """
    if not isinstance(user, User) or not user.is_active:
        return Q(pk__in=[])
    if user.role == Role.ADMINISTRATOR:
        return ~Q(pk__in=[])
    if user.role == Role.TRAINER:
        from courses.cohorts.models import TrainerCommunity

        mine = TrainerCommunity.objects.filter(trainer=user).values("community_id")
        return Q(**{f"{prefix or 'pk'}__in": mine})
    if user.role == Role.MANAGER:
        return _areas_q(user, f"{prefix}__area_code" if prefix else "area_code")
    return Q(pk__in=[])


def learner_gate(user: "User | AnonymousUser", prefix: str = "learner") -> Q:
    """Return the condition: the learner's own rows, or rows of learners in cohorts that staff may see."""
    if isinstance(user, User) and user.is_learner:
        return Q(**{f"{prefix}__user": user})
    from courses.cohorts.models import Enrolment

    learners = Enrolment.objects.visible_to(user).values("learner_id")
    return Q(**{f"{prefix}__in": learners})


class CommunityQuerySet(models.QuerySet[Any]):
    """Communities for staff pages."""

    def visible_to(self, user: "User | AnonymousUser") -> "CommunityQuerySet":
        """Return the communities that a staff member may see."""
        return self.filter(community_gate(user))


class CohortQuerySet(models.QuerySet[Any]):
    """Cohorts for staff pages and for joining."""

    def visible_to(self, user: "User | AnonymousUser") -> "CohortQuerySet":
        """Return the cohorts of the communities that a staff member may see."""
        return self.filter(community_gate(user, "community"))

    def open_for_joining(self, day: date) -> "CohortQuerySet":
        """Return the cohorts whose code still works on a day in Thailand: not closed and not over."""
        return self.filter(closed_at__isnull=True, ends_on__gte=day)

    def with_code(self, code: str) -> "CohortQuerySet":
        """Return the cohorts of a join code, the open one first: a closed cohort may have the same code."""
        return (
            self.filter(join_code=code)
            .select_related("community", "trainer")
            .order_by(F("closed_at").desc(nulls_first=True), "-starts_on")
        )

    def with_taken(self) -> "CohortQuerySet":
        """Add `taken`: how many people are in each cohort now."""
        here = Q(enrolments__left_at__isnull=True, enrolments__learner__merged_into__isnull=True)
        return self.annotate(taken=Count("enrolments", filter=here))


class EnrolmentQuerySet(models.QuerySet[Any]):
    """Who is in which cohort."""

    def active(self) -> "EnrolmentQuerySet":
        """Return the enrolments that have not ended, of people who were not merged away."""
        return self.filter(left_at__isnull=True, learner__merged_into__isnull=True)

    def visible_to(self, user: "User | AnonymousUser") -> "EnrolmentQuerySet":
        """Return the enrolments in the cohorts that a staff member may see."""
        return self.filter(community_gate(user, "cohort__community"))
