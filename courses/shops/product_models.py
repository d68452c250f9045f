"""What a seller sells: products with their OTOP facts, price and profit, photos and story."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.shops.querysets import ProductQuerySet
from lms.prices import profit_of

MOST_PHOTOS = 5
MOST_STARS = 5
FIRST_OTOP_YEAR_BE = 2544  # OTOP began in 2001


class Category(models.TextChoices):
    """The five kinds of OTOP (programme document, section 1, row 1)."""

    FOOD = "food", _("Food")
    DRINK = "drink", _("Drink")
    FABRIC = "fabric", _("Fabric and dress")
    DECOR = "decor", _("Decoration and souvenir")
    HERB = "herb", _("Herbs and cosmetics, not food")


# What is eaten, drunk or put on the skin needs a number of the Food and Drug Administration
# (programme document, section 2.5).
NEEDS_LICENCE = frozenset({Category.FOOD, Category.DRINK, Category.HERB})


class Quadrant(models.TextChoices):
    """The Community Development Department's segments by standard, capacity and market (section 2.2)."""

    A = "A", _("A: ready for foreign markets")
    B = "B", _("B: ready for the whole country")
    C = "C", _("C: ready for nearby markets")
    D = "D", _("D: still adapting, no standard yet")


class ExportGroup(models.TextChoices):
    """Groups that the Department of International Trade Promotion sees ready for export (row 26)."""

    SPA = "spa", _("Spa")
    COSMETICS = "cosmetics", _("Cosmetics")
    FLOWERS = "flowers", _("Flowers")
    FRUIT = "fruit", _("Fruit")
    JEWELLERY = "jewellery", _("Jewellery")
    LIFESTYLE = "lifestyle", _("Lifestyle and handicraft")


class Product(models.Model):
    """One product of one learner, and through her of her community. Removed means hidden, never lost.

    `star_year_be` and `star_round` name the OTOP Product Champion round that gave the stars: a star without
    them says nothing. Amounts are in baht for one piece; `licence_number` holds 13 digits.
    """

    id = models.UUIDField(primary_key=True)
    learner = models.ForeignKey("courses.Learner", models.PROTECT, related_name="products")
    name = models.CharField(max_length=120)
    category = models.CharField(max_length=8, choices=Category.choices)
    otop_number = models.CharField(max_length=30, blank=True)
    star = models.PositiveSmallIntegerField(null=True, blank=True)
    star_year_be = models.PositiveSmallIntegerField(null=True, blank=True)
    star_round = models.CharField(max_length=60, blank=True)
    quadrant = models.CharField(max_length=1, choices=Quadrant.choices, blank=True)
    licence_number = models.CharField(max_length=13, blank=True)
    cost_baht = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    price_baht = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    fee_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    story = models.TextField(blank=True)
    export_group = models.CharField(max_length=10, choices=ExportGroup.choices, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["learner", "removed_at"], name="products_of_a_learner")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="product_has_a_name"),
            models.CheckConstraint(
                condition=Q(star__isnull=True) | Q(star__gte=1, star__lte=MOST_STARS),
                name="product_has_one_to_five_stars",
            ),
            models.CheckConstraint(
                condition=Q(star__isnull=True, star_year_be__isnull=True, star_round="")
                | (
                    # Said in full: a comparison with nothing is neither true nor false, and would pass.
                    Q(star__isnull=False, star_year_be__isnull=False, star_year_be__gte=FIRST_OTOP_YEAR_BE)
                    & ~Q(star_round="")
                ),
                name="product_star_names_its_round_and_year",
            ),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="product_category_is_of_otop"
            ),
            models.CheckConstraint(
                condition=Q(quadrant__in=["", *Quadrant.values]), name="product_quadrant_is_a_to_d"
            ),
            models.CheckConstraint(
                condition=(Q(cost_baht__isnull=True) | Q(cost_baht__gte=0))
                & (Q(price_baht__isnull=True) | Q(price_baht__gte=0))
                & Q(fee_percent__gte=0, fee_percent__lte=90),
                name="product_amounts_are_not_below_zero",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_otop(self) -> bool:
        """Tell whether it counts as OTOP: only with a registration number."""
        return bool(self.otop_number)

    @property
    def profit_baht(self) -> Decimal | None:
        """Return what one piece leaves after cost and fee; None where cost or price is not known."""
        if self.cost_baht is None or self.price_baht is None:
            return None
        return profit_of(price=self.price_baht, cost=self.cost_baht, fee_percent=self.fee_percent)

    @property
    def stars(self) -> str:
        """Return the stars as they are drawn: «★★★★»."""
        return "★" * (self.star or 0)

    @property
    def wants_licence(self) -> bool:
        """Tell whether this kind is sold with a number of the FDA only, and has none yet."""
        return self.category in NEEDS_LICENCE and not self.licence_number


class ProductPhoto(models.Model):
    """One photo of a product, the first one its face; the bytes are a private file of the film room."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="photos")
    stored_file = models.OneToOneField("media.StoredFile", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["product", "position"], name="product_has_one_photo_a_place"),
            models.CheckConstraint(condition=Q(position__lt=MOST_PHOTOS), name="product_has_few_photos"),
        ]

    def __str__(self) -> str:
        return f"photo {self.position} of {self.product_id}"
