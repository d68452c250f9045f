"""Indicators and targets as data: what is counted, how, from when; and how much it should be in a year."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.goals.querysets import IndicatorQuerySet, last_day_before


class IndicatorCode(models.TextChoices):
    """The indicators of the plan and of the programme (programme document, sections 0.1 and 3.2)."""

    K1 = "K1", _("Sellers able to sell online")
    K1A = "K1a", _("Core lessons finished")
    K1B = "K1b", _("First sales waiting to be checked")
    K2 = "K2", _("Reach of cross-border promotion")
    K3 = "K3", _("DBD Registered sellers")
    AWARENESS = "KA", _("Influencer awareness")
    K4 = "K4", _("Still selling after 90 days")
    K5 = "K5", _("Core finished, of those enrolled")
    K6 = "K6", _("Able to sell, of those who finished the core")
    K7 = "K7", _("Days from enrolling to the first sale")
    K8 = "K8", _("Verified sales")
    K9 = "K9", _("Active sellers")
    K10 = "K10", _("Who the sellers are")
    K11 = "K11", _("Cost of one seller")
    K12 = "K12", _("Sellers for each trainer")


class Comparator(models.TextChoices):
    """Part of the target: "more than 5,000" is not reached at 5,000."""

    MORE_THAN = "gt", _("more than")
    AT_LEAST = "ge", _("at least")


class Unit(models.TextChoices):
    """What a figure is measured in."""

    PEOPLE = "people", _("people")
    PERCENT = "percent", _("percent")
    DAYS = "days", _("days")
    BAHT = "baht", _("baht")
    BAHT_PER_PERSON = "baht-per-person", _("baht for each person")
    PER_TRAINER = "per-trainer", _("people for each trainer")


class PeriodBasis(models.TextChoices):
    """Which span of time a figure covers."""

    YEAR = "year", _("the year chosen: fiscal, or calendar where switched")
    TRAILING = "trailing", _("the last 90 days of the year chosen, or up to today")


class Indicator(models.Model):
    """One version of one indicator's definition, in force from a day until the next version's day.

    A version is never rewritten: a changed rule is a new version, so a closed year keeps the one it
    was counted by (programme document, Decided 2). The last day in force is not stored but follows
    from the next version (`IndicatorQuerySet.with_ends`): two versions cannot overlap.
    `disaggregations` lists codes of what the figure can be divided by. `made_by`, `made_at` and `reason`
    say who made the version and why; the first versions are the programme document's.
    """

    code = models.CharField(_("code"), max_length=4, choices=IndicatorCode.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    effective_from = models.DateField(_("in force from"))
    name_th = models.CharField(_("name (Thai)"), max_length=160)
    name_en = models.CharField(_("name (English)"), max_length=160)
    definition_th = models.TextField(_("definition (Thai)"))
    definition_en = models.TextField(_("definition (English)"))
    numerator_th = models.CharField(_("numerator (Thai)"), max_length=300)
    numerator_en = models.CharField(_("numerator (English)"), max_length=300)
    denominator_th = models.CharField(_("denominator (Thai)"), max_length=300, blank=True)
    denominator_en = models.CharField(_("denominator (English)"), max_length=300, blank=True)
    source_th = models.CharField(_("source (Thai)"), max_length=300)
    source_en = models.CharField(_("source (English)"), max_length=300)
    factor = models.PositiveSmallIntegerField(_("factor"), default=1)
    unit = models.CharField(_("unit"), max_length=16, choices=Unit.choices, default=Unit.PEOPLE)
    comparator = models.CharField(
        _("comparator"), max_length=2, choices=Comparator.choices, blank=True, default=""
    )
    period = models.CharField(
        _("period"), max_length=8, choices=PeriodBasis.choices, default=PeriodBasis.YEAR
    )
    disaggregations = models.JSONField(_("can be divided by"), default=list, blank=True)
    owner = models.CharField(_("owner"), max_length=120)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="indicator_version_is_unique"),
            models.UniqueConstraint(
                fields=["code", "effective_from"], name="indicator_versions_do_not_overlap"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="indicator_version_counts_from_one"),
            models.CheckConstraint(condition=Q(factor__gte=1), name="indicator_factor_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def _said(self, field: str) -> str:
        language = "en" if get_language() == "en" else "th"
        return str(getattr(self, f"{field}_{language}"))

    @property
    def name(self) -> str:
        """Return the name in the page's language."""
        return self._said("name")

    @property
    def definition(self) -> str:
        """Return the definition in the page's language."""
        return self._said("definition")

    @property
    def numerator(self) -> str:
        """Return what stands above the line, in the page's language."""
        return self._said("numerator")

    @property
    def denominator(self) -> str:
        """Return what stands below the line, empty for a plain count."""
        return self._said("denominator")

    @property
    def source(self) -> str:
        """Return where the rows come from, in the page's language."""
        return self._said("source")

    @property
    def effective_to(self) -> date | None:
        """Return the last day in force; None for the version in force. Needs `with_ends()`."""
        return last_day_before(getattr(self, "next_from", None))


class Target(models.Model):
    """What one indicator should reach in one fiscal year; a target may be absent (no value).

    It belongs to the indicator's code, not to one version of its definition. `budget_baht` is what
    the programme may spend in the year, for the cost of one seller (K11); stands beside K1 only.
    """

    indicator = models.CharField(_("indicator"), max_length=4, choices=IndicatorCode.choices)
    year_be = models.PositiveSmallIntegerField(_("fiscal year (BE)"))
    comparator = models.CharField(
        _("comparator"), max_length=2, choices=Comparator.choices, default=Comparator.MORE_THAN
    )
    value = models.PositiveIntegerField(_("value"), null=True, blank=True)
    budget_baht = models.PositiveBigIntegerField(
        _("budget of the year (baht)"),
        null=True,
        blank=True,
        help_text=_("Only beside K1: what the programme spends in this fiscal year."),
    )

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
            models.CheckConstraint(
                condition=Q(budget_baht__isnull=True) | Q(indicator="K1"),
                name="budget_stands_beside_k1",
                violation_error_message=_("The budget of a year stands beside K1 only."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year_be}"

    def is_met_by(self, count: Any) -> bool | None:
        """Tell whether a count reaches the target; None where there is no number to reach."""
        if self.value is None:
            return None
        return bool(count > self.value if self.comparator == Comparator.MORE_THAN else count >= self.value)
