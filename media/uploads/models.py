"""A file on its way in: begun, in parts, finished; and the source films that lessons are made from."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from media.kinds import FileKind
from media.uploads.querysets import UploadQuerySet

# A part that breaks goes in pieces of this size. Each has a bit in `UploadPart.pieces`.
PIECE_BYTES = 256 * 1024
MOST_PIECES = 62


class Purpose(models.TextChoices):
    """What a file is sent for, which decides who may send it and how large it may be."""

    LESSON = "lesson", _("For a lesson")
    PRACTICE = "practice", _("Practice work")
    SEALED = "sealed", _("Sealed on a phone")


class UploadState(models.TextChoices):
    """Where an upload stands."""

    RECEIVING = "receiving", _("Arriving")
    FINISHED = "finished", _("Arrived")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")


class Store(models.TextChoices):
    """Where the parts go: to this site's disk, or from the phone straight to the store."""

    DISK = "disk", _("Disk")
    S3 = "s3", "S3"


class Upload(models.Model):
    """One file that a person sends. Its id is made by the phone, so that beginning twice is beginning once.

    All parts have `part_bytes`, the last one what is left. `result_id` names what it became: a
    `StoredFile` for practice work, a `SourceFile` for a lesson, itself for a sealed file, which waits
    for the item with its key (`media.uploads.sealed`). `refusal` says why a whole file could
    not be used.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    kind = models.CharField(max_length=5, choices=FileKind.choices)
    name = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    part_bytes = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=UploadState.choices, default=UploadState.RECEIVING)
    refusal = models.CharField(max_length=40, blank=True)
    store = models.CharField(max_length=4, choices=Store.choices, default=Store.DISK)
    # The store's own name of a multipart upload, and the object's key.
    store_upload = models.CharField(max_length=400, blank=True)
    store_key = models.CharField(max_length=400, blank=True)
    result_id = models.UUIDField(null=True, unique=True)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "begun_at"], name="upload_quota")]
        constraints = [
            models.CheckConstraint(condition=Q(size_bytes__gt=0, part_bytes__gt=0), name="upload_has_a_size"),
            models.CheckConstraint(
                condition=Q(part_bytes__lte=PIECE_BYTES * MOST_PIECES), name="upload_part_fits_its_pieces"
            ),
            models.CheckConstraint(
                condition=Q(state="finished", result_id__isnull=False, finished_at__isnull=False)
                | (~Q(state="finished") & Q(result_id__isnull=True)),
                name="finished_upload_became_something",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal=""), name="refused_upload_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(store="s3") | ~Q(store_key=""), name="upload_to_a_store_has_a_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"

    @property
    def part_count(self) -> int:
        """Return how many parts there are; they are numbered from 1."""
        return -(-self.size_bytes // self.part_bytes)

    def part_start(self, number: int) -> int:
        """Return the position of a part's first byte in the file."""
        return (number - 1) * self.part_bytes

    def part_size(self, number: int) -> int:
        """Return how many bytes a part has."""
        return min(self.part_bytes, self.size_bytes - self.part_start(number))

    def piece_count(self, number: int) -> int:
        """Return how many pieces a part has; they are numbered from 0."""
        return -(-self.part_size(number) // PIECE_BYTES)

    def piece_size(self, number: int, piece: int) -> int:
        """Return how many bytes a piece of a part has."""
        return min(PIECE_BYTES, self.part_size(number) - piece * PIECE_BYTES)


class UploadPart(models.Model):
    """What arrived of one part: whole, with its hash, or some of its pieces as a bitmap (bit 0 is the first).

    `etag` is what the store answered where the part went there.
    """

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    pieces = models.BigIntegerField(default=0)
    etag = models.CharField(max_length=100, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="upload_part_arrives_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="upload_parts_count_from_one"),
            models.CheckConstraint(condition=Q(pieces__gte=0), name="upload_pieces_are_a_bitmap"),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id} part {self.number}"


class SourceFile(models.Model):
    """A film or sound that staff sent for a lesson, as it was sent. The pipeline makes the clip from it.

    `path` is relative to the store of sources (`media.sources`). `sha256` is that of the whole file; of
    one that came through the store it is empty until the worker has fetched it. The id is the upload's. A
    source is kept: it is what a clip is made from again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=FileKind.choices)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = [F("created_at").desc(), "id"]
        constraints = [
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="source_file_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
