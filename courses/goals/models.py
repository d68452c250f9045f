"""Targets as data: which indicator, which fiscal year, which comparator, how many."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Indicator(models.TextChoices):
    """The indicators of the Thai e-commerce plan (programme document, section 0.1)."""

    K1 = "K1", _("Sellers able to sell online")
    K2 = "K2", _("Reach of cross-border promotion")
    K3 = "K3", _("DBD Registered sellers")
    AWARENESS = "KA", _("Influencer awareness")


class Comparator(models.TextChoices):
    """Part of the target: "more than 5,000" is not reached at 5,000."""

    MORE_THAN = "gt", _("more than")
    AT_LEAST = "ge", _("at least")


class Target(models.Model):
    """What one indicator should reach in one fiscal year; a target may be absent (no value)."""

    indicator = models.CharField(_("indicator"), max_length=2, choices=Indicator.choices)
    year_be = models.PositiveSmallIntegerField(_("fiscal year (BE)"))
    comparator = models.CharField(
        _("comparator"), max_length=2, choices=Comparator.choices, default=Comparator.MORE_THAN
    )
    value = models.PositiveIntegerField(_("value"), null=True, blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["-year_be", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year_be"],
                name="indicator_has_one_target_a_year",
                violation_error_message=_(
                    "This indicator already has a target in this year. Change that one."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(year_be__gte=2500, year_be__lte=2700),
                name="target_year_is_buddhist",
                violation_error_message=_("Write the fiscal year in the Buddhist era, such as 2570."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year_be}"

    def is_met_by(self, count: int) -> bool | None:
        """Tell whether a count reaches the target; None where there is no number to reach."""
        if self.value is None:
            return None
        return count > self.value if self.comparator == Comparator.MORE_THAN else count >= self.value
