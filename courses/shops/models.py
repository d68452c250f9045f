"""Shops that learners opened on selling platforms."""

from urllib.parse import unquote

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.shops.querysets import ShopQuerySet


class Platform(models.TextChoices):
    """Where a shop can stand. The list is a help for people, not a rule about which ones count."""

    TIKTOK = "tiktok", "TikTok Shop"
    SHOPEE = "shopee", "Shopee"
    LAZADA = "lazada", "Lazada"
    FACEBOOK = "facebook", "Facebook"
    LINE = "line", "LINE MyShop"
    INSTAGRAM = "instagram", "Instagram"
    OTHER = "other", _("Other")


class Shop(models.Model):
    """One shop of one learner. `url_key` is the normalised link: two spellings are one shop.

    Told of several times, in whatever order it arrives, it keeps the spelling of the first time and the
    name of the last: `named_at` is the moment of that name. `closed_on` is the day in Thailand on which
    the seller closed it; empty while it is open.
    """

    learner = models.ForeignKey("courses.Learner", models.PROTECT, related_name="shops")
    platform = models.CharField(max_length=12, choices=Platform.choices)
    name = models.CharField(max_length=120, blank=True)
    url = models.URLField(max_length=500)
    url_key = models.CharField(max_length=500, db_index=True)
    created_at = models.DateTimeField()
    named_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = ShopQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "url_key"], name="learner_has_a_shop_link_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.url

    @property
    def handle(self) -> str:
        """Return the shop's address as people say it: «@mae.somjai», else the short link."""
        last = self.url_key.rsplit("/", 1)[-1]
        return last if last.startswith("@") else unquote(self.url_key)


# These keep their tables in files of their own; Django looks for all of them here.
from courses.shops.product_models import Product, ProductPhoto  # noqa: E402, F401
from courses.shops.sales_models import MonthlySales  # noqa: E402, F401
