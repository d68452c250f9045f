"""What decides who counts, as dated rows: a rule holds from a fiscal year on; closed years stay."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from lms.dates import BUDDHIST_OFFSET_YEARS

FIRST_FISCAL_MONTH = 10


class Rule(models.TextChoices):
    """The rules that the programme may change from a year on."""

    BASELINE_EXCLUDED = "baseline-excluded", _("People who had sold online before do not count")
    MONTH_CLOSE_DAY = "month-close-day", _("Day of the next month on which a month is closed by itself")
    YEAR_CLOSE_DAYS = "year-close-days", _("Days after 30 September on which the year is closed")


# 61 days after 30 September is 30 November (programme document, section 3.3).
DEFAULTS: dict[str, int] = {Rule.BASELINE_EXCLUDED: 1, Rule.MONTH_CLOSE_DAY: 10, Rule.YEAR_CLOSE_DAYS: 61}


class CountingRule(models.Model):
    """The value of one rule from a fiscal year on. Of several rows for one year the newest holds."""

    name = models.CharField(max_length=24, choices=Rule.choices)
    from_year_be = models.PositiveSmallIntegerField()
    value = models.PositiveSmallIntegerField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "-from_year_be", "-pk"]
        indexes = [models.Index(fields=["name", "-from_year_be"], name="counting_rule_by_year")]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_year_be__gte=2500, from_year_be__lte=2700), name="rule_year_is_buddhist"
            ),
            models.CheckConstraint(
                condition=~Q(name="baseline-excluded") | Q(value__in=(0, 1)),
                name="baseline_rule_is_yes_or_no",
            ),
            models.CheckConstraint(
                condition=~Q(name="month-close-day") | Q(value__gte=1, value__lte=28),
                name="month_close_day_is_in_every_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} = {self.value} from {self.from_year_be}"


def rule_in(year_be: int, name: Rule) -> int:
    """Return the value of a rule in a fiscal year."""
    rows = CountingRule.objects.filter(name=name, from_year_be__lte=year_be)
    value = rows.order_by("-from_year_be", "-pk").values_list("value", flat=True).first()
    return DEFAULTS[name] if value is None else int(value)


def may_count(on: str, learner: str = "learner") -> Q:
    """Return the condition: the learner is new to selling, or the rule of the day's year lets all count.

    `on` is the field with the day of the event, or its moment, which is read as a day in Thailand.
    """
    year, month = ExtractYear(OuterRef(on)), ExtractMonth(OuterRef(on))
    begun = Case(When(GreaterThanOrEqual(month, Value(FIRST_FISCAL_MONTH)), then=Value(1)), default=Value(0))
    rules = CountingRule.objects.filter(
        LessThanOrEqual(F("from_year_be"), year + Value(BUDDHIST_OFFSET_YEARS) + begun),
        name=Rule.BASELINE_EXCLUDED,
    )
    value = Subquery(rules.order_by("-from_year_be", "-pk").values("value")[:1])
    lets_all = Q(Exact(Coalesce(value, Value(DEFAULTS[Rule.BASELINE_EXCLUDED])), Value(0)))
    return Q((f"{learner}__sold_before", False)) | lets_all


def baseline_is_excluded(year_be: int) -> bool:
    """Tell whether people who had sold before joining stand beside K1 in a fiscal year."""
    return bool(rule_in(year_be, Rule.BASELINE_EXCLUDED))
