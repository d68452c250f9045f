"""Private files of people, and clips with their renditions."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from media.captions.languages import TAGS, native_name
from media.kinds import ClipState, FileKind
from media.leased import Leased, lease_rules
from media.uploads.models import SourceFile, Upload, UploadPart

__all__ = [
    "CaptionTrack",
    "Clip",
    "ClipState",
    "FileKind",
    "Rendition",
    "SourceFile",
    "StoredFile",
    "Upload",
    "UploadPart",
]


class StoredFile(models.Model):
    """A file that a person sent: private, reached only through the gate of the room that keeps it.

    Photos are re-encoded on arrival, which removes the position where they were taken;
    `sent_sha256` is the hash of the bytes as sent, so that the same picture is recognised again.
    `path` is relative to the private store, and changes when a lighter copy of a clip takes the place of
    what was sent (`media.light_copies`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=FileKind.choices)
    path = models.CharField(max_length=200, unique=True)
    content_type = models.CharField(max_length=60)
    size_bytes = models.PositiveBigIntegerField()
    sent_sha256 = models.CharField(max_length=64, db_index=True)
    width_px = models.PositiveIntegerField(null=True, blank=True)
    height_px = models.PositiveIntegerField(null=True, blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Clip(Leased):
    """A clip that lessons show. One worker at a time holds it, by a lease that it renews.

    `script` is what the clip is composed from: {"language", "title", "subtitle", "points",
    "captions": {"th": […], "en": […]}}; its hash makes asking twice the same as asking once. A list of
    captions holds one text for each point, or the title first and then the points. A changed script
    makes the next `revision`; the old files play until the new ones are ready.

    A clip that somebody sent has a `source_path` (relative to the store of sources) instead of a script.
    `edits` says what is wanted of it (see `media.ingest.editing.Cut`), `cover_count` how many covers
    there are to choose from, `cover_number` which one was chosen by hand (0: the best was taken),
    `source_ms` how long the whole film lasts (0: nothing was made of it yet).

    `revision` is the one that plays, `last_revision` the last number that a worker took for its files.

    `started_at` is when the last attempt began.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200)
    script = models.JSONField(default=dict)
    script_sha256 = models.CharField(max_length=64, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source_path = models.CharField(max_length=200, blank=True)
    source_ms = models.PositiveIntegerField(default=0)
    edits = models.JSONField(default=dict, blank=True)
    cover_count = models.PositiveSmallIntegerField(default=0)
    cover_number = models.PositiveSmallIntegerField(default=0)
    priority = models.SmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    last_revision = models.PositiveIntegerField(default=0)
    duration_ms = models.PositiveIntegerField(default=0)
    has_sound = models.BooleanField(default=False)
    cover_path = models.CharField(max_length=200, blank=True)
    cover_bytes = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-queued_at"]
        indexes = [models.Index(fields=["state", "-priority", "queued_at"], name="clip_queue")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(duration_ms__gt=0, ready_at__isnull=False),
                name="ready_clip_has_a_duration",
            ),
            *lease_rules("clip"),
            models.CheckConstraint(
                condition=Q(source_path="") | Q(script_sha256=""), name="clip_is_composed_or_sent"
            ),
            models.UniqueConstraint(
                fields=["source_path"], condition=~Q(source_path=""), name="sent_file_becomes_one_clip"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Rendition(models.Model):
    """One file of a clip as the player offers it. `path` is relative to the clip store."""

    clip = models.ForeignKey(Clip, models.CASCADE, related_name="renditions")
    name = models.CharField(max_length=8)  # 240p, 360p, audio
    path = models.CharField(max_length=200, unique=True)
    content_type = models.CharField(max_length=40)
    size_bytes = models.PositiveBigIntegerField()
    width_px = models.PositiveSmallIntegerField(default=0)
    height_px = models.PositiveSmallIntegerField(default=0)
    duration_ms = models.PositiveIntegerField()

    class Meta:
        ordering = ["size_bytes"]
        constraints = [
            models.UniqueConstraint(fields=["clip", "name"], name="clip_has_a_rendition_once"),
            models.CheckConstraint(
                condition=Q(size_bytes__gt=0, duration_ms__gt=0), name="rendition_is_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clip_id} {self.name}"


class CaptionTrack(models.Model):
    """Captions of a clip in one language, as WebVTT: composed with the clip, or sent by a person.

    Composed ones are a file of the clip's revision; `path` is relative to the clip store. What a person
    sent is kept whole in `text`, so that no new revision of the clip takes it away. Where there are both,
    the sent ones are shown, and removing them brings the composed ones back. `language` is a BCP 47 tag
    (`media.captions.languages`), `cues` how many captions were sent.
    """

    clip = models.ForeignKey(Clip, models.CASCADE, related_name="captions")
    language = models.CharField(max_length=8)
    path = models.CharField(max_length=200, unique=True, null=True, blank=True)
    text = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    cues = models.PositiveIntegerField(default=0)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clip", "language"],
                condition=Q(sent_by__isnull=True),
                name="clip_has_composed_captions_once_a_language",
            ),
            models.UniqueConstraint(
                fields=["clip", "language"],
                condition=Q(sent_by__isnull=False),
                name="clip_has_sent_captions_once_a_language",
            ),
            models.CheckConstraint(
                condition=Q(path__isnull=False, text="", sent_by__isnull=True, sent_at__isnull=True)
                | (
                    Q(path__isnull=True, sent_by__isnull=False, sent_at__isnull=False, cues__gt=0)
                    & ~Q(text="")
                    & ~Q(text_sha256="")
                ),
                name="captions_are_a_file_or_a_text_with_its_sender",
            ),
            models.CheckConstraint(condition=Q(language__in=TAGS), name="captions_language_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.clip_id} {self.language}"

    @property
    def is_sent(self) -> bool:
        """Tell whether a person sent these captions."""
        return self.path is None

    @property
    def native_name(self) -> str:
        """Return the language's own name."""
        return native_name(self.language)


# These keep their tables in rooms of their own; Django looks for all of them here.
from media.digests.models import FileDigest  # noqa: E402, F401
from media.light_copies.models import LightCopy  # noqa: E402, F401
from media.shop_clips.models import ShopClip, ShopClipPhoto, ShopFilm  # noqa: E402, F401
