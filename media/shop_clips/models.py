"""A seller's own clips: what they told, the photos, and the two films that are made of them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from media.kinds import ClipState
from media.leased import Leased, lease_rules
from media.shop_clips.querysets import ShopClipQuerySet, ShopFilmQuerySet

MOST_PHOTOS = 5
LENGTHS_S = (15, 30, 45)


class ShopClip(models.Model):
    """What one clip tells: product, price, place and the shop's link. Only its owner ever sees it.

    `words` are short lines that stand under the photos, `length_s` how long the clip lasts in seconds,
    `keeps_sound` whether the films among the photos are heard.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    product = models.CharField(max_length=80)
    price_baht = models.DecimalField(max_digits=9, decimal_places=2)
    price_unit = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=80, blank=True)
    link = models.URLField(max_length=200)
    words = models.JSONField(default=list)
    length_s = models.PositiveSmallIntegerField()
    keeps_sound = models.BooleanField()
    created_at = models.DateTimeField()

    objects = ShopClipQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["owner", "-created_at"], name="shop_clips_of_a_person")]
        constraints = [
            models.CheckConstraint(condition=Q(price_baht__gt=0), name="shop_clip_has_a_price"),
            models.CheckConstraint(condition=Q(length_s__in=LENGTHS_S), name="shop_clip_has_a_known_length"),
            models.CheckConstraint(
                condition=~Q(product="") & ~Q(link=""), name="shop_clip_says_what_and_where"
            ),
        ]

    def __str__(self) -> str:
        return f"shop clip {self.pk}"


class ShopClipPhoto(models.Model):
    """One photo or short film of a clip, in the seller's order. It may stand in another clip as well."""

    clip = models.ForeignKey(ShopClip, models.CASCADE, related_name="photos")
    stored_file = models.ForeignKey("media.StoredFile", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["clip", "position"], name="shop_clip_has_one_photo_a_place"),
            models.CheckConstraint(condition=Q(position__lt=MOST_PHOTOS), name="shop_clip_has_few_photos"),
        ]

    def __str__(self) -> str:
        return f"{self.clip_id} photo {self.position}"


class FilmQuality(models.TextChoices):
    """A small quick film to look at, and the one to post."""

    PREVIEW = "preview", _("Preview")
    FINAL = "final", _("Film to post")


class ShopFilm(Leased):
    """One film of a clip. One worker at a time holds it, by the same kind of lease as a lesson's clip."""

    clip = models.ForeignKey(ShopClip, models.CASCADE, related_name="films")
    quality = models.CharField(max_length=7, choices=FilmQuality.choices)
    file = models.OneToOneField("media.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ShopFilmQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "queued_at"], name="shop_film_queue")]
        constraints = [
            models.UniqueConstraint(fields=["clip", "quality"], name="shop_clip_has_a_film_once_a_quality"),
            models.CheckConstraint(
                condition=Q(state="ready", file__isnull=False, ready_at__isnull=False)
                | (~Q(state="ready") & Q(file__isnull=True)),
                name="ready_shop_film_has_a_file",
            ),
            *lease_rules("shop_film"),
        ]

    def __str__(self) -> str:
        return f"{self.clip_id} {self.quality} {self.state}"

    @property
    def is_moving(self) -> bool:
        """Tell whether it waits or is being made, so that looking again makes sense."""
        return self.state in (ClipState.QUEUED, ClipState.WORKING)
