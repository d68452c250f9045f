"""Cross-border promotion services: what K2 counts the people of."""

from typing import Any

from django.db import models
from django.db.models import Q
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
    a value as the parties told it (not verified), its currency and a day to follow up. A listing has the
    link, compared by `url_key`.
    """

    operator = models.ForeignKey(Operator, models.PROTECT, related_name="services")
    kind = models.CharField(max_length=8, choices=ServiceKind.choices)
    day = models.DateField()
    country = models.CharField(max_length=2)
    agency = models.CharField(max_length=120)
    outcome = models.CharField(max_length=6, choices=MatchOutcome.choices, blank=True)
    value_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, choices=Currency.choices, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)
    url_key = models.CharField(max_length=500, blank=True, db_index=True)
    note = models.CharField(max_length=500, blank=True)

    objects: Any = PromotionServiceQuerySet.as_manager()

    class Meta(LedgerRow.Meta):
        indexes = [
            models.Index(fields=["is_demonstration", "day"], name="service_by_day"),
            models.Index(fields=["operator", "day"], name="service_of_an_operator"),
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
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.operator_id} on {self.day}"
