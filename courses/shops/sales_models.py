"""What sellers say they sold in a month. Their own word only: evidence group C, which never counts alone."""

from datetime import date

from django.db import models
from django.db.models import Q

from courses.shops.querysets import MonthlySalesQuerySet
from lms.dates import BUDDHIST_OFFSET_YEARS


class MonthlySales(models.Model):
    """One answer to «how much did you sell in this month?». Append-only: changing it is another answer.

    The newest answer of a month counts, for each shop on its own; an answer for all shops together and
    answers for single shops replace each other, so that nothing is added twice. `id` is made by the form:
    the same form twice is one answer. `year_be` is the calendar year of the Buddhist era.
    """

    id = models.UUIDField(primary_key=True)
    learner = models.ForeignKey("courses.Learner", models.PROTECT, related_name="monthly_sales")
    year_be = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    orders = models.PositiveIntegerField()
    amount_baht = models.DecimalField(max_digits=12, decimal_places=2)
    channel = models.ForeignKey("courses.Shop", models.PROTECT, null=True, blank=True, related_name="sales")
    picture = models.ForeignKey("media.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField()

    objects = MonthlySalesQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        indexes = [models.Index(fields=["learner", "year_be", "month"], name="sales_of_a_month")]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12, year_be__gte=2500), name="sales_month_is_a_month"
            ),
            models.CheckConstraint(condition=Q(amount_baht__gte=0), name="sales_amount_is_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.month}/{self.year_be}"

    @property
    def month_on(self) -> date:
        """Return the first day of the month."""
        return date(self.year_be - BUDDHIST_OFFSET_YEARS, self.month, 1)
