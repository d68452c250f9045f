"""Which rows of the ledgers a person may see, and which of them count. One gate: `visible_to(user)`."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import BigIntegerField, Case, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, RowNumber

from courses.cohorts.models import Enrolment
from courses.cohorts.querysets import community_gate
from lms.accounts.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

Who = "User | AnonymousUser"


def operator_gate(user: "User | AnonymousUser", prefix: str = "operator") -> Q:
    """Return the condition under which a person sees the rows of an operator behind `prefix`.

    Managers see the operators of their areas, trainers those who are learners in their communities,
    administrators all; a learner their own.
    """
    before = f"{prefix}__" if prefix else ""
    if not isinstance(user, User) or not user.is_active:
        return Q(pk__in=[])
    if user.is_learner:
        return Q(**{f"{before}learner__user": user})
    if user.role == Role.TRAINER:
        mine = Enrolment.objects.visible_to(user).values("learner_id")
        return Q(**{f"{before}learner__in": mine}) | Q(**{f"{before}learner__merged_into__in": mine})
    return community_gate(user, prefix)


def person_key(prefix: str = "operator") -> Case:
    """Return the person behind an operator: the learner (the survivor of merges), else minus the operator.

    Three merges in a row are followed. One number for each human being, whatever rows name them. The
    operator lies behind `prefix`; empty on operators themselves.
    """
    learner, own = (f"{prefix}__learner", f"{prefix}_id") if prefix else ("learner", "pk")
    survivor = Coalesce(
        F(f"{learner}__merged_into__merged_into__merged_into_id"),
        F(f"{learner}__merged_into__merged_into_id"),
        F(f"{learner}__merged_into_id"),
        F(f"{learner}_id"),
    )
    outside = ExpressionWrapper(F(own) * -1, output_field=BigIntegerField())
    return Case(
        When(**{f"{learner}__isnull": False}, then=survivor),
        default=outside,
        output_field=BigIntegerField(),
    )


class OperatorQuerySet(models.QuerySet[Any]):
    """Operators for staff pages."""

    def visible_to(self, user: "User | AnonymousUser") -> "OperatorQuerySet":
        """Return the operators that a person may see."""
        return self.filter(operator_gate(user, ""))

    def with_names(self) -> "OperatorQuerySet":
        """Bring along what the label needs."""
        return self.select_related("learner__user")


class PromotionServiceQuerySet(models.QuerySet[Any]):
    """Services for lists and for K2."""

    def visible_to(self, user: "User | AnonymousUser") -> "PromotionServiceQuerySet":
        """Return the services of operators that a person may see."""
        return self.filter(operator_gate(user))

    def with_names(self) -> "PromotionServiceQuerySet":
        """Bring along whom the service was for."""
        return self.select_related("operator__learner__user")

    def living(self, first: date, last: date, *, demonstration: bool) -> "PromotionServiceQuerySet":
        """Return the services of the days `first` to `last`, both inside, that nobody took back."""
        return self.filter(voided_at__isnull=True, day__range=(first, last), is_demonstration=demonstration)

    def counted(self, first: date, last: date, *, demonstration: bool) -> "PromotionServiceQuerySet":
        """Return the living services of the days with `person`: K2 counts the people of them."""
        return self.living(first, last, demonstration=demonstration).annotate(person=person_key())

    def orders(self, first: date, last: date, *, demonstration: bool) -> "PromotionServiceQuerySet":
        """Return the living orders abroad of the days that have an amount, confirmed or not."""
        return self.living(first, last, demonstration=demonstration).exclude(value_state="")

    def amounts_waiting(self) -> "PromotionServiceQuerySet":
        """Return the amounts that nobody has confirmed or sent back yet, the oldest entry first."""
        return self.filter(value_state="waiting", voided_at__isnull=True).order_by("entered_at", "pk")

    def amounts_sent_back(self) -> "PromotionServiceQuerySet":
        """Return the amounts that were sent back and not corrected yet."""
        return self.filter(value_state="returned", voided_at__isnull=True).order_by("value_at", "pk")

    def orders_of_fallen_sales(self) -> "PromotionServiceQuerySet":
        """Return the living orders that name a sale abroad whose proof was taken back, the newest first."""
        return self.filter(fallen_claim__isnull=False, voided_at__isnull=True).order_by("-fallen_at", "pk")

    def amounts_to_decide(self, user: "User") -> "PromotionServiceQuerySet":
        """Return the waiting amounts that a person may confirm: of their areas, told by somebody else."""
        if user.role not in (Role.MANAGER, Role.ADMINISTRATOR):
            return self.none()
        theirs = Q(entered_by=user) | Q(value_told_by=user, value_told_by__isnull=False)
        return self.visible_to(user).amounts_waiting().exclude(theirs)

    def first_of_each(self, first: date, last: date, *, demonstration: bool) -> "PromotionServiceQuerySet":
        """Return one service for each counted person: the first, which gives the month and the province."""
        place = models.Window(RowNumber(), partition_by=F("person"), order_by=[F("day"), F("pk")])
        ranked = self.model.objects.counted(first, last, demonstration=demonstration).annotate(place=place)
        # The filters that follow must not reach into the window: hence one subquery.
        return self.filter(pk__in=ranked.filter(place=1).values("pk"))


class DbdApplicationQuerySet(models.QuerySet[Any]):
    """Applications for lists and for K3."""

    def visible_to(self, user: "User | AnonymousUser") -> "DbdApplicationQuerySet":
        """Return the applications of operators that a person may see."""
        return self.filter(operator_gate(user))

    def with_names(self) -> "DbdApplicationQuerySet":
        """Bring along whose application it is."""
        return self.select_related("operator__learner__user", "checklist")

    def counted(self, first: date, last: date, *, demonstration: bool) -> "DbdApplicationQuerySet":
        """Return the marks that K3 counts: granted in the days, no renewals, not voided.

        A mark that expired since was granted all the same.
        """
        return self.filter(
            voided_at__isnull=True,
            status__in=("granted", "expired"),
            renewal_of__isnull=True,
            granted_on__range=(first, last),
            is_demonstration=demonstration,
        )

    def running(self) -> "DbdApplicationQuerySet":
        """Return the marks that hold now and that no newer grant replaces."""
        newer = self.model.objects.filter(
            renewal_of=OuterRef("pk"), status__in=("granted", "expired"), voided_at__isnull=True
        )
        return self.filter(status="granted", voided_at__isnull=True).exclude(Exists(newer))


class DbdReminderQuerySet(models.QuerySet[Any]):
    """Reminders that still say something."""

    def visible_to(self, user: "User | AnonymousUser") -> "DbdReminderQuerySet":
        """Return the reminders about operators that a person may see."""
        return self.filter(operator_gate(user, "application__operator"))

    def live(self) -> "DbdReminderQuerySet":
        """Return the latest reminder of each mark that was neither renewed nor voided, the nearest first."""
        from courses.ledgers.dbd import DbdApplication

        newer = self.model.objects.filter(
            application=OuterRef("application"),
            expires_on=OuterRef("expires_on"),
            days_before__lt=OuterRef("days_before"),
        )
        renewed = DbdApplication.objects.filter(
            renewal_of=OuterRef("application"), status__in=("granted", "expired"), voided_at__isnull=True
        )
        return (
            self.filter(
                ~Exists(newer),
                ~Exists(renewed),
                application__voided_at__isnull=True,
                application__status__in=("granted", "expired"),
                expires_on=F("application__expires_on"),
            )
            .select_related("application__operator__learner__user")
            .order_by("expires_on", "pk")
        )


class CampaignQuerySet(models.QuerySet[Any]):
    """Campaigns for lists."""

    def visible_to(self, user: "User | AnonymousUser") -> "CampaignQuerySet":
        """Return the campaigns of a manager's provinces, all for an administrator, none for others."""
        if not isinstance(user, User) or user.role not in (Role.MANAGER, Role.ADMINISTRATOR):
            return self.none()
        return self.filter(community_gate(user))


class CampaignPostQuerySet(models.QuerySet[Any]):
    """Posts with the reach that counts."""

    def counted(self, first: date, last: date, *, demonstration: bool) -> "CampaignPostQuerySet":
        """Return the posts of the days whose reach counts, with `verified`: the latest proven reading."""
        from courses.ledgers.campaigns import ReachReading

        latest = ReachReading.objects.filter(post=OuterRef("pk"), screenshot__isnull=False)
        return self.filter(
            voided_at__isnull=True,
            campaign__voided_at__isnull=True,
            posted_on__range=(first, last),
            is_demonstration=demonstration,
        ).annotate(
            verified=Coalesce(
                models.Subquery(latest.order_by("-read_on", "-pk").values("reach")[:1]),
                Value(0),
                output_field=BigIntegerField(),
            )
        )
