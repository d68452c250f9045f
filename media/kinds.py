"""Kinds and states of files, apart from the tables that use them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """What a stored file holds."""

    PHOTO = "photo", _("Photo")
    AUDIO = "audio", _("Sound")
    VIDEO = "video", _("Clip")


# What a public clip is made of, by the end of the name.
CLIP_TYPES = {
    ".mp4": "video/mp4",
    ".m4a": "audio/mp4",
    ".webp": "image/webp",
    ".vtt": "text/vtt; charset=utf-8",
}


class ClipState(models.TextChoices):
    """Where a clip stands on its way to the player."""

    QUEUED = "queued", _("Waiting its turn")
    WORKING = "working", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
