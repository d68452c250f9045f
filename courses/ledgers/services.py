"""Cross-border promotion services: what K2 counts the people of."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.ledgers.operators import Operator
from courses.ledgers.querysets import PromotionServiceQuerySet
from courses.ledgers.voiding import LedgerRow


class ServiceKind(models.TextChoices):
    """What was done for an operator (programme document, section 1 row 19)."""

    SESSION = "session", _("Promotion session")
    MATCHING = "matching", _("Matching meeting")
    LISTING = "listing", _("Listing on a foreign marketplace")
    CLINIC = "clinic", _("Export clinic")


class MatchOutcome(models.TextChoices):
    """What came out of a meeting with a buyer (programme document, section 1 row 20)."""

    NONE = "none", _("Nothing yet")
    SAMPLE = "sample", _("Sample asked for")
    QUOTE = "quote", _("Price quoted")
    ORDER = "order", _("Order")


class ValueState(models.TextChoices):
    """Where the amount of an order abroad stands: it counts once another person has confirmed it."""

    WAITING = "waiting", _("Waiting for confirmation")
    CONFIRMED = "confirmed", _("Confirmed")
    RETURNED = "returned", _("Sent back")


class Currency(models.TextChoices):
    """Currencies of the markets that the programme works with."""

    THB = "THB", _("Baht")
    CNY = "CNY", _("Yuan")
    USD = "USD", _("US dollar")
    EUR = "EUR", _("Euro")
    JPY = "JPY", _("Yen")
    KRW = "KRW", _("Won")
    SGD = "SGD", _("Singapore dollar")
    MYR = "MYR", _("Ringgit")
    VND = "VND", _("Dong")
    LAK = "LAK", _("Kip")
    HKD = "HKD", _("Hong Kong dollar")
    TWD = "TWD", _("Taiwan dollar")
    GBP = "GBP", _("Pound")
    AUD = "AUD", _("Australian dollar")
    INR = "INR", _("Rupee")


class PromotionService(LedgerRow):
    """One service for one operator on one day in Thailand: the day decides the fiscal year.

    `country` is the place or the market, ISO 3166 alpha-2. A matching meeting has an outcome, and may have
    a value as the parties told it, its currency and a day to follow up. A listing has the link, compared
    by `url_key`.

    The amount of an order abroad (`value_baht`, of other currencies as the officer worked it out) enters a
    figure only when it is `confirmed`, by neither who entered the row nor `value_told_by`, who changed the
    amount last. `value_reason` says why it was sent back. Empty `value_state`: there is no such amount.
    """

    operator = models.ForeignKey(Operator, models.PROTECT, related_name="services")
    kind = models.CharField(max_length=8, choices=ServiceKind.choices)
    day = models.DateField()
    country = models.CharField(max_length=2)
    agency = models.CharField(max_length=120)
    outcome = models.CharField(max_length=6, choices=MatchOutcome.choices, blank=True)
    value_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, choices=Currency.choices, blank=True)
    value_baht = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    value_state = models.CharField(max_length=9, choices=ValueState.choices, blank=True)
    value_told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    value_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    value_at = models.DateTimeField(null=True, blank=True)
    value_reason = models.CharField(max_length=300, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)
    url_key = models.CharField(max_length=500, blank=True, db_index=True)
    note = models.CharField(max_length=500, blank=True)
    # The seller's sale abroad that names the same order, and why its proof was taken back.
    fallen_claim = models.UUIDField(null=True, editable=False)
    fallen_at = models.DateTimeField(null=True, editable=False)
    fallen_reason = models.CharField(max_length=300, blank=True, editable=False)

    objects: Any = PromotionServiceQuerySet.as_manager()

    class Meta(LedgerRow.Meta):
        indexes = [
            models.Index(fields=["is_demonstration", "day"], name="service_by_day"),
            models.Index(fields=["operator", "day"], name="service_of_an_operator"),
            models.Index(
                fields=["day"], condition=Q(value_state="waiting", voided_at=None), name="values_that_wait"
            ),
        ]
        constraints = [
            *LedgerRow.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(kind="matching") & ~Q(outcome=""))
                | (~Q(kind="matching") & Q(outcome="", value_amount__isnull=True, follow_up_on__isnull=True)),
                name="only_matching_meetings_have_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(value_amount__isnull=True, currency="")
                | (Q(value_amount__gte=0) & ~Q(currency="")),
                name="value_has_a_currency",
            ),
            models.CheckConstraint(
                condition=(Q(kind="listing") & ~Q(url_key="")) | ~Q(kind="listing"),
                name="listing_has_a_link",
            ),
            models.CheckConstraint(condition=~Q(country=""), name="service_has_a_country"),
            models.CheckConstraint(
                condition=Q(value_baht__isnull=True) | Q(value_baht__gte=0, value_amount__isnull=False),
                name="value_in_baht_is_of_an_amount",
            ),
            models.CheckConstraint(
                condition=(
                    Q(outcome="order", value_amount__isnull=False)
                    & ~Q(country="TH")
                    & Q(value_state__in=("waiting", "confirmed", "returned"))
                )
                | (
                    (~Q(outcome="order") | Q(value_amount__isnull=True) | Q(country="TH")) & Q(value_state="")
                ),
                name="amount_of_an_order_waits_or_is_decided",
            ),
            models.CheckConstraint(
                condition=(
                    Q(value_state__in=("confirmed", "returned"))
                    & Q(value_by__isnull=False, value_at__isnull=False)
                )
                | (
                    Q(value_state__in=("", "waiting"))
                    & Q(value_by__isnull=True, value_at__isnull=True, value_reason="")
                ),
                name="decided_amount_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(value_state="confirmed") | Q(value_baht__isnull=False, value_reason=""),
                name="confirmed_amount_is_in_baht",
            ),
            models.CheckConstraint(
                condition=~Q(value_state="returned") | ~Q(value_reason=""),
                name="amount_sent_back_says_why",
            ),
            models.CheckConstraint(
                condition=Q(value_by__isnull=True) | ~Q(value_by=F("entered_by")),
                name="nobody_confirms_the_amount_they_entered",
            ),
            models.CheckConstraint(
                condition=Q(value_by__isnull=True)
                | Q(value_told_by__isnull=True)
                | ~Q(value_by=F("value_told_by")),
                name="nobody_confirms_the_amount_they_changed",
            ),
            models.CheckConstraint(
                condition=Q(fallen_claim__isnull=True, fallen_at__isnull=True, fallen_reason="")
                | (Q(fallen_claim__isnull=False, fallen_at__isnull=False) & ~Q(fallen_reason="")),
                name="order_of_a_fallen_sale_says_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.operator_id} on {self.day}"
