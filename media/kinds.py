"""Kinds of files, apart from the tables that use them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """What a stored file holds."""

    PHOTO = "photo", _("Photo")
    AUDIO = "audio", _("Sound")
    VIDEO = "video", _("Clip")
