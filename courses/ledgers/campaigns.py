"""Influencer campaigns: who, which campaign, which posts, and what their reach was on which day."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from courses.ledgers.querysets import CampaignPostQuerySet, CampaignQuerySet
from courses.ledgers.voiding import LedgerRow


class Influencer(models.Model):
    """A person who shows products abroad. `consent_on` is the day they agreed to be kept here."""

    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    consent_on = models.DateField()
    is_demonstration = models.BooleanField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class InfluencerHandle(models.Model):
    """One account of an influencer: the normalised link of its page belongs to one person."""

    influencer = models.ForeignKey(Influencer, models.CASCADE, related_name="handles")
    url = models.URLField(max_length=500)
    url_key = models.CharField(max_length=500)
    is_demonstration = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["url_key", "is_demonstration"], name="handle_belongs_to_one_influencer"
            )
        ]

    def __str__(self) -> str:
        return self.url_key


class Campaign(LedgerRow):
    """One campaign abroad. `area_code` is the province whose product it shows; the plan sets no target."""

    title = models.CharField(max_length=160)
    product = models.CharField(max_length=200)
    area_code = models.CharField(max_length=2)
    counsellor_post = models.CharField(max_length=120)
    brief = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects: Any = CampaignQuerySet.as_manager()

    class Meta(LedgerRow.Meta):
        ordering = ["-starts_on", "-pk"]
        constraints = [
            *LedgerRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CampaignPost(LedgerRow):
    """One post of a campaign; the same link is one post, in whatever campaign it is entered again.

    `posted_on` decides the fiscal year, so that the reach of a post counts in one year only.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="posts")
    influencer = models.ForeignKey(Influencer, models.PROTECT, related_name="posts")
    posted_on = models.DateField()
    url = models.URLField(max_length=500)
    url_key = models.CharField(max_length=500)
    sales_note = models.CharField(max_length=300, blank=True)

    objects: Any = CampaignPostQuerySet.as_manager()

    class Meta(LedgerRow.Meta):
        ordering = ["posted_on", "pk"]
        constraints = [
            *LedgerRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["url_key", "is_demonstration"],
                condition=Q(voided_at__isnull=True),
                name="post_is_entered_once",
            ),
        ]

    def __str__(self) -> str:
        return self.url


class ReachReading(models.Model):
    """What the platform showed for a post on a day. Only a reading with its picture is verified reach."""

    post = models.ForeignKey(CampaignPost, models.CASCADE, related_name="readings")
    reach = models.PositiveBigIntegerField()
    clicks = models.PositiveBigIntegerField(null=True, blank=True)
    read_on = models.DateField(null=True)
    screenshot = models.ForeignKey(
        "media.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    entry_id = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["-read_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(read_on__isnull=False), name="reach_has_its_reading_day"),
        ]

    def __str__(self) -> str:
        return f"{self.reach} on {self.read_on}"
