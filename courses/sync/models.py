"""Keys of the site, and what became of items from phones."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.sync.querysets import RejectedItemQuerySet


class KeyKind(models.TextChoices):
    """What a key pair is for."""

    SEALING = "sealing", _("Sealing what phones send")
    SIGNING = "signing", _("Signing what phones fetch")


class ServerKey(models.Model):
    """A P-256 key pair of this site. A retired one still opens what was sealed for it.

    `name` is what phones call it (k1, s1). The private key stands in the database, as everything that
    it protects on the way does: it guards what lies on phones, not what lies here.
    """

    name = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=7, choices=KeyKind.choices)
    private_pem = models.TextField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(retired_at__isnull=True),
                name="one_server_key_of_a_kind_is_in_use",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SeenProgress(models.Model):
    """A progress item that was joined: its id only, so that the same item again is known.

    Attempts, practice work and claims need no such note: they keep the item's id themselves.
    """

    learner = models.ForeignKey("courses.Learner", models.CASCADE, related_name="+")
    item_id = models.UUIDField()
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "item_id"], name="progress_item_is_joined_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} of {self.learner_id}"


class RejectedItem(models.Model):
    """An item that could not be stored, kept as it came so that it can be tried again.

    `content` is the item as JSON text, or the envelope where it could not be opened. `message` is the
    sentence in Thai that the learner read. Taken in later, it stays here with `replayed_at`.
    """

    learner = models.ForeignKey("courses.Learner", models.PROTECT, related_name="rejected_items")
    item_id = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=16, blank=True)
    code = models.CharField(max_length=40)
    message = models.TextField()
    content = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    replayed_at = models.DateTimeField(null=True, blank=True)
    replayed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RejectedItemQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "id"]
        indexes = [
            models.Index(fields=["learner", "replayed_at"], name="rejected_item_by_learner"),
            models.Index(fields=["id"], condition=Q(replayed_at__isnull=True), name="rejected_items_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "item_id", "content_sha256"], name="rejected_item_is_kept_once"
            ),
            models.CheckConstraint(condition=~Q(code=""), name="rejected_item_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.code}"
