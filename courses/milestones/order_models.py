"""What is kept of a platform's order file: number, day and amount of each order, and nothing else of it."""

from django.db import models
from django.db.models import Q


class OrderFile(models.Model):
    """The platform's own file of orders that came with a claim, read and reduced before anything was stored.

    Customers' names, addresses and phones never reach the database, and the file itself is kept nowhere:
    `sha256` is that of its bytes as sent. `platform` is a code of `courses.milestones.order_columns`.
    """

    claim = models.OneToOneField("courses.Claim", models.CASCADE, related_name="order_file")
    platform = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"{self.platform} orders of {self.claim_id}"


class ReportedOrder(models.Model):
    """One order of a file. `amount_baht` is what the platform says was paid; empty where it says nothing."""

    file = models.ForeignKey(OrderFile, models.CASCADE, related_name="orders")
    number = models.CharField(max_length=40, db_index=True)
    ordered_on = models.DateField()
    amount_baht = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        ordering = ["ordered_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="order_stands_once_in_a_file"),
            models.CheckConstraint(
                condition=Q(amount_baht__isnull=True) | Q(amount_baht__gte=0), name="order_amount_is_no_debt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.ordered_on}"
