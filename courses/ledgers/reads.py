"""What other rooms ask the ledgers: pure reads. Milestone M8 is a granted mark, M9 an order from abroad."""

from django.db.models import QuerySet

from courses.ledgers.models import DbdApplication, DbdStatus, MatchOutcome, PromotionService
from courses.ledgers.whom import operators_of
from courses.people.models import Learner


def granted_mark_of(learner: Learner) -> DbdApplication | None:
    """Return the first mark that was granted to a person and not voided, expired ones included; or None.

    `granted_on` is the day of milestone M8.
    """
    marks = DbdApplication.objects.filter(
        operator__in=operators_of(learner),
        status__in=(DbdStatus.GRANTED, DbdStatus.EXPIRED),
        voided_at__isnull=True,
    )
    first: DbdApplication | None = marks.order_by("granted_on", "pk").first()
    return first


def cross_border_orders_of(learner: Learner) -> "QuerySet[PromotionService]":
    """Return the matching meetings of a person that ended with an order from abroad, the first one first.

    `day` is the day of milestone M9. What the order is worth is as the parties told it, not verified.
    """
    orders: QuerySet[PromotionService] = PromotionService.objects.filter(
        operator__in=operators_of(learner),
        outcome=MatchOutcome.ORDER,
        voided_at__isnull=True,
    ).exclude(country="TH")
    return orders.order_by("day", "pk")
